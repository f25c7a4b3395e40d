"""Keys by which a name is looked up by its sound: what its consonants have in common in the two scripts.

Keys are coarser than skeletons (`glossaries.names.skeleton`): an English name has one, an Arabic name the keys of all
that its letters may stand for. Two names that sound alike share one; that they share one proves little.
"""

import re
import unicodedata
from collections.abc import Iterator

_SOUNDS = (
    *(
        ("ques", "k"),
        ("x", "ks"),
        ("tsch", "S"),
        ("tch", "S"),
        ("sch", "S"),
        ("tsh", "S"),
        ("dj", "g"),
        ("sh", "S"),
        ("ch", "S"),
    ),
    *(("zh", "g"), ("kh", "x"), ("gh", "g"), ("ph", "f"), ("th", "t"), ("dh", "d"), ("dt", "t"), ("ck", "k")),
    *(("cq", "k"), ("qu", "k"), ("ş", "S"), ("š", "S"), ("č", "S"), ("ç", "S"), ("ž", "g"), ("ğ", "")),
)
"""What several Latin letters, or one with a mark, sound like. Capitals and `x` (خ) are sounds of the keys."""
_LETTERS = str.maketrans(
    {**dict.fromkeys("aeiouyw'’-", ""), **dict(zip("bcdfghjklmnpqrstvz", "bkdfghgklmnbkrstfs", strict=True))}
)
_TWICE = re.compile(r"(.)\1+")

_ALWAYS: dict[str, tuple[str, ...]] = {
    **{letter: (sound,) for letter, sound in zip("بپتطجدرزژسصغڤگلمن", "bbttgdrsgssgfglmn", strict=True)},
    "ث": ("t", "s"),
    "چ": ("S", "g"),
    "خ": ("x", "S", "g"),
    "ذ": ("d", "s", "t"),
    "ض": ("d", "s"),
    "ظ": ("d", "s"),
    "ش": ("S", "s"),
    "ق": ("k", "g"),
    "ك": ("k", "S"),
    "ک": ("k", "S"),
    "ف": ("f", ""),
    "و": ("", "f"),
    "ي": ("", "g"),
    "ی": ("", "g"),
}
"""What an Arabic letter may stand for, the usual thing first. Vowels and what is left out count for nothing."""
_FIRST: dict[str, tuple[str, ...]] = {
    "ه": ("h", "", "x"),
    "ح": ("h", ""),
    "و": ("w", "f", ""),
    "ي": ("y", "g", ""),
    "ف": ("f", "w"),
    "خ": ("x", "h", "g", "S"),
    "ز": ("s", "S"),
    "ع": ("", "y"),
    "ا": ("", "h", "y"),
    "أ": ("", "h", "y"),
    "إ": ("", "h", "y"),
}
"""The same for the first letter of a name."""
_TOGETHER = {"تش": ("S",), "دج": ("g",), "تس": ("ts", "s")}
_SILENT = ("", "s", "t", "d", "ks", "g")
"""What English may write after a last vowel, and nobody says: بوردو is Bordeaux."""
_UNUSUAL = 2
"""How many letters of a name may stand for something unusual at once."""
_MOST = 150
"""Keys of an Arabic name."""


def key(english: str) -> str:
    """The key of an English name; its accents say how it sounds."""
    word = re.sub("^x", "S", english.lower())
    for written, sound in _SOUNDS:
        word = word.replace(written, sound)
    word = "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))
    word = re.sub(r"c(?=[eiy])", "s", word)
    first = word[:1] if word[:1] in ("y", "w", "h") else ""
    return _TWICE.sub(r"\1", first + word[len(first) :].translate(_LETTERS).replace("h", ""))


def keys(arabic: str) -> dict[str, int]:
    """The keys that an Arabic word may have, each with how many of its letters are unusual then."""
    found: dict[str, int] = {}
    for sounds, unusual in _readings(list(_choices(arabic)), 0, 0):
        if len(found) == _MOST:
            break
        name = _TWICE.sub(r"\1", sounds)
        found[name] = min(unusual, found.get(name, unusual))
    return found


def _readings(choices: list[tuple[str, ...]], at: int, unusual: int) -> Iterator[tuple[str, int]]:
    if at == len(choices):
        yield "", unusual
        return
    for sound in choices[at] if unusual < _UNUSUAL else choices[at][:1]:
        more = unusual + (sound != choices[at][0])
        for rest, total in _readings(choices, at + 1, more):
            yield sound + rest, total


def _choices(word: str) -> Iterator[tuple[str, ...]]:
    at = 0
    while at < len(word):
        pair = word[at : at + 2]
        if pair in _TOGETHER:
            yield _TOGETHER[pair]
            at += 2
            continue
        first = _FIRST.get(word[0]) if at == 0 else None
        sounds = first or _ALWAYS.get(word[at], ("",))
        if sounds != ("",):
            yield sounds
        at += 1
    if word.endswith(("و", "ا", "ي", "ه", "ة", "ى")):
        yield _SILENT
