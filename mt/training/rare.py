"""Words that a small network cannot know, for the table beside it.

They are the rare words of the training text that nearly always became the same, and names that no sentence of it has.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from glossaries.arabic import folded, has_arabic
from glossaries.letters import arabic_words
from glossaries.names import CommonWords
from mt.training.corpus import Pair
from mt.training.prepare import Prepared

RAREST, OFTENEST = 2, 4
"""How often a word stands in the pairs. What is more frequent the network knows: hints would only disturb it."""
SURE, NAME = 0.75, 0.6
"""The least share of its places where a word became the same; less will do for a name."""
LONGEST = 3
"""English words."""
SHORTEST, USUAL = 4, 0.5
"""Letters of a name that is taken from lists, and the least share of its places there where it is spelled the same."""
_ENGLISH = re.compile(r"[^\W\d_]+(?:[ '’-][^\W\d_]+)*")
_NAME = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
UNKNOWN = "<unk>"
"""The piece for what has none."""


def rare_words(data: Prepared, pieces: Sequence[str]) -> dict[str, str]:
    """The translation of each rare word, by the links of the pairs; `pieces` are the vocabulary by id.

    Back-translations prove nothing. A word counts with the run of English words that it is linked to, where those are
    linked to nothing else.
    """
    became: dict[str, Counter[str]] = defaultdict(Counter)
    written: Counter[str] = Counter()
    for k in np.flatnonzero(~data.back):
        for word, translation in _words(data, int(k), pieces):
            became[word][translation] += 1
            written.update(translation.split())
    chosen = {}
    for word, counts in became.items():
        total = counts.total()
        translation, count = _most(counts, written)
        sure = NAME if translation[:1].isupper() else SURE
        if RAREST <= total <= OFTENEST and count >= max(RAREST, sure * total):
            chosen[word] = translation
    return chosen


def in_sentences(pairs: Iterable[Pair]) -> Counter[str]:
    """How often each Arabic word stands in the sentences of `pairs`; a word alone is none."""
    return Counter(word for pair in pairs if " " in pair.source for word in arabic_words(pair.source))


def unseen_names(seen: Mapping[str, int], names: Iterable[Pair]) -> dict[str, str]:
    """The words of `names` that no sentence has (`in_sentences`), with their usual spelling.

    A list of names knows nothing of ordinary words (it has Ali for على, which is "on"): what is in no sentence is hardly
    one. A name of several words counts word by word where both sides have as many.
    """
    spelled: dict[str, Counter[str]] = defaultdict(Counter)
    for name in names:
        words, spellings = name.source.split(), name.target.split()
        if len(words) == len(spellings):
            for word, spelling in zip(words, spellings, strict=True):
                if _is_long(word) and word not in seen and _NAME.fullmatch(spelling):
                    spelled[word][spelling] += 1
    usual = {word: max(ways.items(), key=lambda way: (way[1], way[0])) for word, ways in spelled.items()}
    return {word: name for word, (name, count) in usual.items() if count >= USUAL * spelled[word].total()}


def sure_names(seen: Mapping[str, int], names: Iterable[Pair]) -> dict[str, str]:
    """The names of one word that hardly a sentence has (`in_sentences`), with the first of their spellings.

    For lists in which every name is known to be spelled so. What is, or may be, a form of an ordinary word is left out.
    """
    common = CommonWords.load()
    found: dict[str, str] = {}
    for word, spelling in names:
        fits = _ENGLISH.fullmatch(spelling) and len(spelling.split()) <= LONGEST
        if _is_long(word) and fits and seen.get(word, 0) <= OFTENEST and folded(word) not in common:
            found.setdefault(word, spelling)
    return found


def _is_long(word: str) -> bool:
    """Whether a text is one Arabic word that is long enough to be taken from a list."""
    return has_arabic(word) and arabic_words(word) == [word] and len(word) >= SHORTEST


def _words(data: Prepared, k: int, pieces: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each source word of a pair with its translation, "" where the links give none."""
    source, source_word, target, target_word, links = (each.tolist() for each in data.pair(k))
    sources, targets = _places(source_word), _places(target_word)
    partners, owners = defaultdict(list), defaultdict(set)
    for i, j in links:
        partners[i].append(j)
        owners[j].add(i)
    for i, (start, end) in sources.items():
        linked = partners.get(i, ())
        run = range(min(linked), max(linked) + 1) if linked else range(0)
        whole = 0 < len(run) <= LONGEST and all(owners.get(j, {i}) == {i} and j in targets for j in run)
        translation = _text(target[targets[run[0]][0] : targets[run[-1]][1]], pieces) if whole else ""
        word = _text(source[start:end], pieces)
        if has_arabic(word) and UNKNOWN not in word:
            yield word, translation if _ENGLISH.fullmatch(translation) else ""


def _places(words: Sequence[int]) -> dict[int, tuple[int, int]]:
    """The pieces of each word, as a range."""
    places: dict[int, tuple[int, int]] = {}
    for at, word in enumerate(words):
        if word >= 0:
            places[word] = places.get(word, (at, at))[0], at + 1
    return places


def _text(ids: Sequence[int], pieces: Sequence[str]) -> str:
    return "".join(pieces[id_] for id_ in ids).replace("▁", " ").strip()


def _most(counts: Counter[str], written: Counter[str]) -> tuple[str, int]:
    """The most frequent translation, and how often it stands there in any case.

    It is in lower case where each of its words mostly is among all that are `written`.
    """
    cased: dict[str, Counter[str]] = defaultdict(Counter)
    for text, count in counts.items():
        if text:
            cased[text.lower()][text] += count
    if not cased:
        return "", 0
    lower, ways = max(cased.items(), key=lambda each: (each[1].total(), each[0]))
    ordinary = all(written[word.lower()] >= written[word] for word in ways.most_common(1)[0][0].split())
    return lower if ordinary else ways.most_common(1)[0][0], ways.total()
