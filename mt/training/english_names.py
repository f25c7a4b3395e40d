"""Words of English text that have a capital, counted: how often each stands there, and which follow one another."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*(?:-[^\W\d_]+(?:'[^\W\d_]+)*)*|[.!?:;,\"“”()\n]")
_OPENING = frozenset('.!?:"“”(')
_LETTERS = str.maketrans(
    {
        **dict(zip("ıİøØłŁđĐəƏð", "iIoOlLdDaAd", strict=True)),
        **{"ß": "ss", "æ": "ae", "œ": "oe", "Œ": "Oe", "þ": "th", "Þ": "Th"},
        **dict.fromkeys("’ʻʼ‘`", "'"),
    }
)
_ARTICLE = re.compile(r"(?:al|el)-([^\W\d_]+)(?:-.*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of words, without accents: with a capital inside of sentences, in small letters, in capitals alone.

    `first`: with a capital at the beginning of a sentence. `pairs`: two with a capital side by side. `with_article`:
    small forms of words that stand after al- or el-.
    """

    capital: Counter[str] = field(default_factory=Counter)
    small: Counter[str] = field(default_factory=Counter)
    upper: Counter[str] = field(default_factory=Counter)
    first: Counter[str] = field(default_factory=Counter)
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    with_article: Counter[str] = field(default_factory=Counter)

    @property
    def words(self) -> int:
        """All words with a capital inside of sentences, and all in small letters."""
        return self.capital.total() + self.small.total()

    def share(self) -> dict[str, float]:
        """How often a word, in small letters, has a capital inside of sentences, of those that stand there thrice."""
        capital: Counter[str] = Counter()
        for word, count in self.capital.items():
            capital[word.lower()] += count
        totals = {word: capital[word] + self.small[word] for word in (*capital, *self.small)}
        return {word: capital[word] / total for word, total in totals.items() if total >= 3}


def plain(word: str) -> str:
    """A word in the letters of English."""
    return "".join(c for c in unicodedata.normalize("NFD", word.translate(_LETTERS)) if not unicodedata.combining(c))


def count(lines: Iterable[str]) -> Counts:
    """The counts of different lines."""
    counts = Counts()
    seen: set[int] = set()
    for line in lines:
        if hash(line) in seen:
            continue
        seen.add(hash(line))
        names = list(_names(counts, _TOKEN.findall(plain(line))))
        counts.pairs.update((a, b) for a, b in pairwise(names) if a and b)
    return counts


def _names(counts: Counts, tokens: Iterable[str]) -> Iterable[str]:
    """Count the words of a line; those with a capital come out in order, and an empty one for what parts them."""
    opening = True
    for token in tokens:
        if not token[0].isalpha():
            opening = token in _OPENING
            yield ""
            continue
        word = token.removesuffix("'s")
        if article := _ARTICLE.fullmatch(word):
            counts.with_article[article[1].lower()] += 1
        if not word[0].isupper():
            counts.small[word] += 1
            yield ""
        else:
            kind = counts.upper if word.isupper() and len(word) > 1 else counts.first if opening else counts.capital
            kind[word] += 1
            yield word
            if word != token:
                yield ""
        opening = False
