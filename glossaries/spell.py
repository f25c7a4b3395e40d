"""How an Arabic name is spelled in English, and how likely an English name is to be it: the names model.

A small Transformer over letters, run by CTranslate2, reads one Arabic word and writes one English word. Capitals, the
article and particles such as بن are added here.
"""

import heapq
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from glossaries.arabic import folded
from glossaries.errors import ModelError
from glossaries.letters import arabic_words, paired_words
from glossaries.lists import word_groups
from glossaries.names import similarity
from glossaries.processors import processors

MARK = "<word>"
"""The mark that the model reads before a word. In training it stood before single names, as news has them."""
BEAM = 5
_BATCH = 4096
_BIAS, _BEHIND, _ALIKE = 0.08, 3.35, 4.48


class Spelling(NamedTuple):
    """An English spelling of a name, and its log-probability."""

    text: str
    score: float


class Speller:
    """The loaded names model. Give it many names at once: a batch is far quicker than its names one by one."""

    def __init__(self, folder: Path):
        """Load the model in `folder`. Raises ModelError where there is none."""
        import ctranslate2

        try:
            letters = json.loads((folder / "shared_vocabulary.json").read_text(encoding="utf-8"))
            self._translator = ctranslate2.Translator(str(folder), inter_threads=processors(), intra_threads=1)
        except (OSError, RuntimeError, ValueError) as error:
            raise ModelError(f"{folder}: cannot be loaded: {str(error).splitlines()[0]}") from error
        self._letters = frozenset(letters)

    @classmethod
    def load(cls) -> "Speller":
        """The bundled names model."""
        return cls(Path(str(files("glossaries").joinpath("data", "names"))))

    def spell(self, names: Sequence[str], n: int = 1) -> list[list[Spelling]]:
        """Up to `n` English spellings of each name, the likeliest first; none for a name without Arabic letters."""
        words = [arabic_words(name) for name in names]
        known = particles()
        spelled = self.words({word for each in words for word in each if word not in known}, n)
        return [_joined(each, spelled, n) for each in words]

    def likelihood(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """The mean log-probability of the letters of each English word, given the Arabic one, -inf for an empty one."""
        open_ = [k for k, pair in enumerate(pairs) if all(pair)]
        results = self._translator.score_batch(
            [self._pieces(pairs[k][0]) for k in open_],
            [list(pairs[k][1]) for k in open_],
            max_batch_size=_BATCH,
            batch_type="tokens",
        )
        found = [-math.inf] * len(pairs)
        for k, result in zip(open_, results, strict=True):
            found[k] = math.fsum(result.log_probs) / len(result.log_probs)
        return found

    def same(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """How surely each Arabic name is that English name, 0 to 1.

        Two things count: by how much the English name is less likely per letter than the likeliest spelling, and how
        alike the consonants are. Where one side has more words, all ways to split or join the other's are tried.
        """
        ways = [list(_ways(*paired_words(*pair))) for pair in pairs]
        words = list(dict.fromkeys(word for each in ways for way in each for word in way))
        best = self.words(source for source, _ in words)
        behind = {
            word: likelihood * (len(word[1]) + 1) - best[word[0]][0].score
            for word, likelihood in zip(words, self.likelihood(words), strict=True)
        }

        def sure(pair: tuple[str, str], way: list[tuple[str, str]]) -> float:
            letters = sum(len(target) + 1 for _, target in way)
            return _sure(sum(behind[word] for word in way) / letters, similarity(*pair))

        return [max((sure(pair, way) for way in each), default=0.0) for pair, each in zip(pairs, ways, strict=True)]

    def words(self, words: Iterable[str], n: int = 1, beam: int = BEAM) -> dict[str, list[Spelling]]:
        """The `n` likeliest spellings of single words, as the model writes them: small letters, no article."""
        ordered = sorted(set(words))
        results = self._translator.translate_batch(
            [self._pieces(word) for word in ordered],
            beam_size=max(beam, n),
            num_hypotheses=n,
            length_penalty=0,
            max_batch_size=_BATCH,
            batch_type="tokens",
            max_decoding_length=40,
            disable_unk=True,
            return_scores=True,
        )
        return {
            word: [
                Spelling("".join(spelled), score) for spelled, score in zip(found.hypotheses, found.scores, strict=True)
            ]
            for word, found in zip(ordered, results, strict=True)
        }

    def _pieces(self, word: str) -> list[str]:
        """A word as the model reads it; a letter that it never saw is folded to one that it did."""
        return [MARK, *(letter if letter in self._letters else folded(letter) for letter in word)]


def _ways(arabic: list[str], english: list[str]) -> Iterator[list[tuple[str, str]]]:
    """Ways to pair the words of a name in order; none where a side has no word.

    Where English has a word too few, one is split at any letter; where it has one too many, two neighbours are joined.
    Unless both sides have as many words, all words of each are also joined into one.
    """
    if not arabic or not english:
        return
    missing = len(arabic) - len(english)
    if missing == 0:
        yield list(zip(arabic, english, strict=True))
    elif missing == 1:
        for k, word in enumerate(english):
            for at in range(1, len(word)):
                yield list(zip(arabic, [*english[:k], word[:at], word[at:], *english[k + 1 :]], strict=True))
    elif missing == -1:
        for k in range(len(arabic)):
            yield list(zip(arabic, [*english[:k], english[k] + english[k + 1], *english[k + 2 :]], strict=True))
    if missing:
        yield [("".join(arabic), "".join(english))]


@cache
def particles() -> dict[str, str]:
    """What the model does not spell, and how English writes it."""
    return {arabic: english for arabic, english in word_groups("particles")}


def _joined(words: Sequence[str], spelled: dict[str, list[Spelling]], n: int) -> list[Spelling]:
    """The `n` likeliest spellings of a name of several words, with capitals, articles and particles."""
    if not words:
        return []
    names: list[tuple[float, tuple[str, ...]]] = [(0.0, ())]
    for word in words:
        ways = [(score, _dressed(word, text)) for text, score in spelled.get(word, ())]
        ways = ways or [(0.0, particles()[word])]
        names = heapq.nlargest(n, ((a + x, (*b, y)) for a, b in names for x, y in ways))
    return [Spelling(phrase(parts), score) for score, parts in names]


def _dressed(word: str, text: str) -> str:
    """A spelling with a capital, and with the article where the Arabic word has one that the spelling leaves out."""
    capital = capitalised(text)
    own = text.startswith(("al", "el")) and not folded(word[2:]).startswith(("ال", "ل"))
    return f"al-{capital}" if word.startswith("ال") and len(word) > 3 and not own else capital


def capitalised(text: str) -> str:
    """A spelling of the model with capitals."""
    return "'".join(part.capitalize() if len(part) > 1 else part for part in text.split("'"))


def phrase(parts: Sequence[str]) -> str:
    """A name put together from its spelled words: Abdul Fatah, Abdullah, Nasrallah."""
    text = " ".join(parts).replace("Abdul al-", "Abdul ").replace("Abdul Allah", "Abdullah").replace(" Allah", "allah")
    return text[:1].upper() + text[1:]


def _sure(behind: float, alike: float) -> float:
    """A logistic model of both views, fitted to pairs of names right and wrong (`benchmarks/names.py`)."""
    return 1 / (1 + math.exp(-(_BIAS + _BEHIND * behind + _ALIKE * alike)))
