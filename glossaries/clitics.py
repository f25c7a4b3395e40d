"""What Arabic writes together with a word: proclitics before it, the article, pronouns after it.

All words here are folded (`glossaries.arabic.folded`).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from glossaries.arabic import folded, spelling, unmark
from glossaries.ordinary import WHOLE

WORD = re.compile(r"[^\W_]+")
"""A word of a folded text."""
_PROCLITICS = {
    "و": ("و", "وب", "وك", "ول"),
    "ف": ("ف", "فب", "فك", "فل"),
    "ب": ("ب",),
    "ك": ("ك",),
    "ل": ("ل",),
}
_ENCLITICS = ("ه", "ها", "هم", "هن", "هما", "ك", "كم", "كن", "نا", "ي")
_ARTICLE = re.compile(r"\b(عبد)?ال\B")
_WEAK_END = re.compile("[هتايوء]$")
_KUNYA = ("ابو", "ابي", "ابا")
_INSIDE = re.compile(r"(?<=\w)([ؤئء])(?=\w)")
_CASES = re.compile(r"\bاب[ويا](?= ?\w)")
_SEATS = re.compile("[ويء]")


class Reading(NamedTuple):
    """A way to read a word: its `stem` begins after `skip` letters.

    The first `proclitics` of those letters are proclitics. `article` is the article before the stem: ال, لل or empty.
    """

    stem: str
    skip: int = 0
    proclitics: int = 0
    article: str = ""


def readings(word: str) -> list[Reading]:
    """The ways to read a folded word, the one without clitics first."""
    found = [Reading(word)]
    if word.startswith("ال"):
        found.append(Reading(word[2:], 2, 0, "ال"))
    for proclitic in _PROCLITICS.get(word[:1], ()):
        skip = len(proclitic)
        if not word.startswith(proclitic) or len(word) == skip:
            continue
        rest = word[skip:]
        found.append(Reading(rest, skip, skip))
        if proclitic[-1] != "ل":
            if rest.startswith("ال"):
                found.append(Reading(rest[2:], skip + 2, skip, "ال"))
        elif rest[0] == "ل":
            # للجزيرة is ل + الجزيرة; the lam of للجنة is that of اللجنة.
            found += (Reading(rest[1:], skip + 1, skip, "لل"), Reading(rest, skip, skip, "لل"))
    return found


def is_whole(written: str, proclitics: int) -> bool:
    """Whether a word as written is a known word whose first letters (so many) are its own and no `proclitics`.

    بعيد (far) is not ب + عيد, and وكامل (and whole) is not و + ك + أمل.
    """
    spelled = spelling(written)
    return proclitics > 0 and (spelled in WHOLE or (proclitics == 2 and spelling(spelled[1:]) in WHOLE))


def has_article(word: str) -> bool:
    """Whether a word as written begins with the article, as ألبانيا with its hamza does not."""
    return word.startswith("ال") and len(word) > 3


def bases(word: str) -> Iterator[tuple[str, int]]:
    """The nouns, written as before a pronoun, that a word may be with one, and how many letters the pronoun takes."""
    for enclitic in _ENCLITICS:
        if word.endswith(enclitic) and len(word) >= len(enclitic) + 3:
            yield word[: -len(enclitic)], len(enclitic)


def before_pronoun(noun: str) -> tuple[str, ...]:
    """How a folded noun is written before a pronoun. `noun` keeps its own ta marbuta and ya: it is not folded.

    وزارة → وزارت, مستشفى → مستشفا, حلفاء → حلفاو, حلفاي.
    """
    word = folded(noun)
    match noun[-1:]:
        case "ة":
            return (word[:-1] + "ت",)
        case "ى":
            return (word[:-1] + "ا",)
        case "ء":
            return (word, word[:-1] + "و", word[:-1] + "ي")
    return (word,)


def spread(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The ways to write a form's words: أبو in each case, عبد and أبو apart from the next word or together with it."""
    ways = [words]
    for case in _KUNYA[1:] if _KUNYA[0] in words[:-1] else ():
        ways.append((*(case if word == _KUNYA[0] else word for word in words[:-1]), words[-1]))
    for way in tuple(ways):
        together: list[str] = []
        for word in way:
            if together and together[-1] in ("عبد", *_KUNYA):
                together[-1] += word
            else:
                together.append(word)
        apart: list[str] = []
        for word in way:
            if word.startswith("عبدال") and len(word) > 6:
                apart += [word[:3], word[3:]]
            else:
                apart.append(word)
        ways += [tuple(together), tuple(apart)]
    return [*dict.fromkeys(ways)]


def seated(word: str) -> list[str]:
    """A word as written, folded with each seat that a hamza inside it may have: مسؤول, مسئول; رؤوف, رءوف."""
    ways = [""]
    for piece in _INSIDE.split(unmark(word)):
        seats = "ويء" if piece in ("ؤ", "ئ", "ء") else (folded(piece),)
        ways = [way + seat for way in ways for seat in seats]
    return ways


def normalise(text: str) -> str:
    """What all ways to write a term have in common.

    That is folded letters without articles, spaces and marks between words, with one case for أبو and one seat for a
    hamza, and without the last letter where a pronoun would change it (ta marbuta, alef, hamza). The text that a match
    cuts out normalises to the same as one of the term's forms.
    """
    words = _CASES.sub("ابو", " ".join(WORD.findall(folded(text))))
    return _SEATS.sub("و", _WEAK_END.sub("", _ARTICLE.sub(r"\1", words).replace(" ", "")))
