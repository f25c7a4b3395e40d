"""What each Arabic word of the training pairs became in English: a name, or an ordinary word.

A word became a name where its links lead to a capital that is not there for the beginning of a sentence, and the two sound
alike; or where that English name is what the word always becomes (مصر, Egypt). It became an ordinary word where they lead
to small letters only. The rest says nothing.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from glossaries.arabic import folded, has_arabic, tokenise
from glossaries.clitics import readings
from glossaries.names import likeness, skeleton
from mt.training.corpus import Pair
from mt.training.links import Links

ALIKE, UNLIKE = 0.62, 0.45
"""The least likeness of sound of a name, and the greatest of a capital that is none (the Hope Party)."""
_TEXT = """january february march april may june july august september october november december
monday tuesday wednesday thursday friday saturday sunday
i mr mrs ms dr islam islamic god internet english arabic muslim muslims christian jewish jews"""
MONTHS, _WEEKDAYS, _OTHER = (frozenset(line.split()) for line in _TEXT.splitlines())
_NO_NAMES = _WEEKDAYS | _OTHER
_DEMONYM = re.compile("(?:ese|ians?|ans?|ish|is?)$")
_NISBA = re.compile("(?:ي|يه|يون|يين|يات|ه)$")
_OPENING = frozenset('.!?:;"“”()[]•|*-')
NAME, MONTH, WORD = "name", "month", "word"


class Rendering(NamedTuple):
    """What a word became: NAME, MONTH or WORD. A name has its English word, and is read as `proclitic` and `stem`."""

    kind: str
    english: str = ""
    stem: str = ""
    proclitic: str = ""


class Sentence(NamedTuple):
    """The tokens of a pair's Arabic side, each with what it became, None where that cannot be told."""

    tokens: list[str]
    became: list[Rendering | None]


class _Linked(NamedTuple):
    source: list[str]
    target: list[str]
    linked: list[list[int]]
    opens: list[bool]
    title: bool


def split_readings(word: str) -> Iterator[tuple[str, str]]:
    """The ways to read a folded word as a name: stem, with its article, and proclitic."""
    for reading in readings(word):
        if reading.article in ("", "لل") and len(reading.stem) > 1 and (not reading.article or reading.skip > 1):
            stem = reading.stem if not reading.article else "ال" + reading.stem
            yield stem, word[: reading.proclitics]


def rendered(pairs: Iterable[Pair], links: Iterable[Links]) -> list[Sentence]:
    """The words of all pairs with what they became, by the word links of each pair's tokens."""
    linked = [_linked(pair, each) for pair, each in zip(pairs, links, strict=True)]
    capitals = _capitals(linked)
    always = _always(linked, capitals)
    sounds = _Sounds()
    return [
        Sentence(
            each.source, [_rendering(folded(word), places, each, capitals, always, sounds) if has_arabic(word) else None
                          for word, places in zip(each.source, each.linked, strict=True)]
        )
        for each in linked
    ]  # fmt: skip


class _Sounds:
    """How alike words sound, remembered."""

    def __init__(self) -> None:
        self._skeletons: dict[str, str] = {}
        self._alike: dict[tuple[str, str], float] = {}

    def alike(self, arabic: str, english: str) -> float:
        key = arabic, english
        if key not in self._alike:
            found = likeness(self._skeleton(arabic), self._skeleton(english))
            if arabic.startswith("ال") and len(arabic) > 3:
                found = max(found, likeness(self._skeleton(arabic[2:]), self._skeleton(english)))
            self._alike[key] = found
        return self._alike[key]

    def _skeleton(self, word: str) -> str:
        if word not in self._skeletons:
            self._skeletons[word] = skeleton(word)
        return self._skeletons[word]


def _linked(pair: Pair, links: Links) -> _Linked:
    source, target = ([token.text for token in tokenise(side)] for side in pair)
    linked: list[list[int]] = [[] for _ in source]
    for i, j in sorted(links):
        if target[j][:1].isalpha():
            linked[i].append(j)
    opens, opening = [], True
    for word in target:
        opens.append(opening)
        opening = word[0] in _OPENING or (opening and not word[0].isalnum())
    letters = [word for word in target if word[0].isalpha()]
    title = len(letters) > 3 and sum(word[0].isupper() for word in letters) > 0.6 * len(letters)
    return _Linked(source, target, linked, opens, title)


def _capitals(linked: Iterable[_Linked]) -> dict[str, float]:
    """The share of an English word's places, but for the first of a sentence, where it has a capital."""
    upper, seen = Counter[str](), Counter[str]()
    for each in linked:
        for word, opens in zip(each.target, each.opens, strict=True):
            if word[0].isalpha() and not opens and not each.title:
                seen[word.lower()] += 1
                upper[word.lower()] += word[0].isupper()
    return {word: (upper[word] + 0.1) / (count + 0.4) for word, count in seen.items()}


def _always(linked: Iterable[_Linked], capitals: dict[str, float]) -> dict[str, set[str]]:
    """The English names that an Arabic word mostly becomes, whatever they sound like."""
    became: Counter[tuple[str, str]] = Counter()
    seen: Counter[str] = Counter()
    for each in linked:
        for word, places in zip(each.source, each.linked, strict=True):
            plain = folded(word)
            seen[plain] += 1
            if len(places) == 1 and not each.title:
                english = each.target[places[0]]
                if english[0].isupper() and capitals.get(english.lower(), 0) > 0.97:
                    became[plain, english.lower()] += 1
    found: dict[str, set[str]] = defaultdict(set)
    for (word, english), count in became.items():
        demonym = _DEMONYM.search(english) and _NISBA.search(word)
        if count >= 4 and count >= 0.3 * seen[word] and english not in _NO_NAMES and not demonym:
            found[word].add(english)
    return found


def _rendering(
    word: str,
    places: Sequence[int],
    pair: _Linked,
    capitals: dict[str, float],
    always: dict[str, set[str]],
    sounds: _Sounds,
) -> Rendering | None:
    """What a folded word became that is linked to these places of the English side."""
    if not places:
        return None
    english = [pair.target[place] for place in places]
    found = _as_name(word, [each for each, place in zip(english, places, strict=True)
                            if each[0].isupper() and _is_capital(each, place, pair, capitals)], always, sounds)  # fmt: skip
    if found is None:
        small = all(each[0].islower() or capitals.get(each.lower(), 0) < 0.03 for each in english)
        return Rendering(WORD) if small else None
    likeness, name = found
    if likeness >= ALIKE:
        if _DEMONYM.search(name.english.lower()) and _NISBA.search(name.stem):
            return None
        return name
    small = all(capitals.get(each.lower(), 0.9 if each[0].isupper() else 0) < 0.8 for each in english)
    return Rendering(WORD) if likeness < UNLIKE and small else None


def _is_capital(word: str, place: int, pair: _Linked, capitals: dict[str, float]) -> bool:
    return not (pair.title or pair.opens[place]) or capitals.get(word.lower(), 0.5) > 0.9


def _as_name(
    word: str, english: Iterable[str], always: dict[str, set[str]], sounds: _Sounds
) -> tuple[float, Rendering] | None:
    """The capital that sounds most like the word in one of its readings, and how much."""
    best: tuple[float, Rendering] | None = None
    for each in english:
        lower = each.lower()
        if lower in _NO_NAMES or len(each) < 2:
            continue
        for stem, proclitic in split_readings(word):
            alike = 1.0 if lower in always.get(stem, ()) else sounds.alike(stem, each)
            if len(stem) < 3 and alike < 0.99:
                alike = 0.0
            alike -= 0.02 * len(proclitic)
            if best is None or alike > best[0]:
                best = alike, Rendering(MONTH if lower in MONTHS else NAME, each, stem, proclitic)
    return best
