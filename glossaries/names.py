"""Names: which Arabic words look like one, and whether an Arabic name is that English name, by its sound.

Arabic has no capital letters, so a name is what the list of common words does not explain, clitics and endings
considered. Two names sound alike when their consonants do: vowels are written in one script and mostly not
in the other.
"""

import lzma
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import NamedTuple

from glossaries.arabic import Folded, fold, folded
from glossaries.clitics import is_whole, readings
from glossaries.lists import word_groups

CAPITALISED = r"[^\W\d_a-z][^\W\d_]*(?:['’-][^\W\d_]+)*"
"""A pattern for an English word with a capital, hyphens and apostrophes inside."""

_WORD = re.compile(r"[^\W\d_]+")
_JOINT = re.compile(r"[ -]{1,2}")
_PREFIXES = ("", "و", "ف", "ب", "ك", "ل", "س", "وب", "وك", "ول", "وس", "ال", "وال", "بال", "فال", "كال", "لل", "ولل")
_SUFFIXES = ("ها", "هم", "هما", "ه", "ات", "ين", "ون", "ان", "ا", "ي", "يه", "نا", "وا", "ته", "تها", "تهم")

# Classes of consonants, a letter for each: what the two scripts may write for one another.
_ARABIC_CLASSES = str.maketrans(
    {
        **dict.fromkeys("اويءعآ", ""),
        **dict(zip("بتثجحخدذرزسشصضطظغفقكلمنه", "bttjhxdzrzsSsdtzgfkklmnh", strict=True)),
    }
)
_ENGLISH_CLASSES = (
    *(
        ("x", "ks"),
        ("tch", "C"),
        ("sch", "S"),
        ("sh", "S"),
        ("ch", "C"),
        ("kh", "x"),
        ("gh", "g"),
        ("ph", "f"),
        ("th", "t"),
        ("dh", "d"),
    ),
    *(("zh", "j"), ("ck", "k"), ("ç", "C"), ("ş", "S"), ("ğ", "g"), ("ž", "j"), ("š", "S"), ("č", "C")),
)
_ENGLISH_LETTERS = str.maketrans(
    {**dict.fromkeys("aeiouy'’-", ""), **dict(zip("bcdfghjklmnpqrstvwz", "bkdfghjklmnbkrstfwz", strict=True))}
)
_ALIKE = ("SCj", "gjk", "gxk", "xhk", "dtz", "sz", "ks", "sC")
"""Classes that are easily mistaken for each other between the scripts."""
_NEAR = 0.35


class Candidate(NamedTuple):
    """A run of words that look like a name, as written, at characters `[start, end)`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CommonWords:
    """Words that are no names, from a large mixed corpus: Arabic ones folded, English ones in lower case."""

    arabic: frozenset[str]
    english: frozenset[str]

    @classmethod
    def load(cls) -> "CommonWords":
        """The bundled lists. The days of the week have a capital in English, but are no names either."""
        folder = files("glossaries").joinpath("data")
        packed = (folder.joinpath(f"common.{language}.txt.xz").read_bytes() for language in ("ar", "en"))
        arabic, english = (frozenset(lzma.decompress(each).decode().split()) for each in packed)
        return cls(arabic | {folded(day) for (day,) in word_groups("weekdays.ar")}, english)

    def __contains__(self, word: str) -> bool:
        """Whether a folded Arabic word, or what is left of it without clitics and endings, is common."""
        return any(stem in self.arabic for stem in _stems(word))

    def names(self, text: str) -> Iterator[Candidate]:
        """Runs of up to four words of `text`, joined by spaces or hyphens, none of them common. و begins a new run."""
        folded = fold(text)
        run: list[tuple[int, int]] = []
        for word in [*_WORD.finditer(folded.text), None]:
            if word and run and (word[0][0] == "و" or not _JOINT.fullmatch(folded.text, run[-1][1], word.start())):
                yield self._candidate(folded, run)
                run = []
            if word and not word[0].isascii() and len(word[0]) > 1 and word[0] not in self:
                run.append(word.span())
            elif run:
                yield self._candidate(folded, run)
                run = []
            if len(run) == 4:
                yield self._candidate(folded, run)
                run = []

    @staticmethod
    def _candidate(folded: Folded, run: list[tuple[int, int]]) -> Candidate:
        start, end = folded.span(run[0][0], run[-1][1])
        return Candidate(folded.original[start:end], start, end)


def without_proclitics(names: Collection[str]) -> dict[str, str]:
    """The folded names that are another of the names behind a proclitic (ولاتشين), each with that other name."""
    found: dict[str, str] = {}
    for name in sorted(names, key=len):
        first, space, rest = name.partition(" ")
        bare = {
            reading.article.replace("لل", "ال") + reading.stem + space + rest
            for reading in readings(first)
            if reading.proclitics and len(reading.stem) > 2 and not is_whole(first, reading.proclitics)
        }
        shortest = min((other for other in bare if other in names), key=len, default="")
        if shortest:
            found[name] = found.get(shortest, shortest)
    return found


def _stems(word: str) -> Iterator[str]:
    for prefix in _PREFIXES:
        if not word.startswith(prefix) or len(word) - len(prefix) < 2:
            continue
        rest = word[len(prefix) :]
        yield rest
        yield "ال" + rest
        for suffix in _SUFFIXES:
            if rest.endswith(suffix) and len(rest) - len(suffix) >= (4 if prefix else 3):
                yield rest[: -len(suffix)]
                yield rest[: -len(suffix)] + "ه"


def skeleton(name: str) -> str:
    """The consonants of a name in either script, as letters that stand for classes of sounds."""
    words = []
    for word in _WORD.findall(fold(name.lower()).text):
        if word.isascii() or not "\u0600" <= word[0] <= "\u06ff":
            for written, sound in _ENGLISH_CLASSES:
                word = word.replace(written, sound)
            word = re.sub(r"c(?=[eiy])", "s", word)
            first = {"y": "y", "w": "w"}.get(word[:1], "")
            words.append(first + word[len(first) :].translate(_ENGLISH_LETTERS).replace("w", ""))
        else:
            bare = word.removesuffix("ه").replace("تش", "C").replace("كس", "ks")
            first = {"ي": "y", "و": "w"}.get(bare[:1], "")
            words.append(first + bare[len(first) :].translate(_ARABIC_CLASSES))
    return re.sub(r"(.)\1+", r"\1", "".join(words))


def similarity(arabic: str, english: str) -> float:
    """How alike two names sound, 0 to 1: one minus the edit distance of their skeletons by the longer's length."""
    return likeness(skeleton(arabic), skeleton(english))


def likeness(a: str, b: str) -> float:
    """How alike two skeletons are, 0 to 1; 0 where one is empty."""
    if not a or not b:
        return 0.0
    row = [float(j) for j in range(len(b) + 1)]
    for i, x in enumerate(a, 1):
        diagonal, row[0] = row[0], float(i)
        for j, y in enumerate(b, 1):
            best = min(row[j] + 1, row[j - 1] + 1, diagonal + _cost(x, y))
            diagonal, row[j] = row[j], best
    return 1 - row[-1] / max(len(a), len(b))


def _cost(x: str, y: str) -> float:
    if x == y:
        return 0.0
    return _NEAR if any(x in group and y in group for group in _ALIKE) else 1.0
