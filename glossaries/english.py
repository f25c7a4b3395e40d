"""Where a term's English forms stand in a text, in any accepted form."""

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from glossaries.glossary import Term

_APOSTROPHES = "'’‘ʼ`´"
_HYPHENS = "-–‐‑"
_ARTICLES = ("al", "el", "the")
_PLAIN = {"ə": "a", "Ə": "A", "ı": "i", "İ": "I", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ß": "s"}


class Occurrence(NamedTuple):
    """A form of a term at the characters `[start, end)` of a target text.

    `accepted` is False for a mere variant, and `forbidden` says that it must not be used. The target itself may stand in the plural, with a capital where it has
    none, and with other apostrophes and white space.
    """

    start: int
    end: int
    accepted: bool
    forbidden: bool = False


def occurrences(text: str, term: Term, accepted: Iterable[str] | None = None) -> list[Occurrence]:
    """Where an English text has the term: its target or a variant, in order of their starts.

    Forms are found in any case, hyphened or spaced, with or without accents (`Kəlbəcər`, `Kalbacar`) and in the
    plural where they are common nouns or persons (`ministries`, `the Aliyevs`). A possessive ending stays outside.
    A form that begins with a capital is not found in lower case (`May` is not `may`), nor an abbreviation in mixed
    case (`US` is not `us`, `Us`). `accepted`: the forms to look for, instead of the term's own.
    """
    if term.type == "address":
        return _addresses(text, term.target)
    plain, origin = _plain(text)
    found: dict[int, Occurrence] = {}
    for form in accepted or term.targets:
        if not any(map(str.isalnum, form)):  # a dash in the column says that there is none
            continue
        for hit in _pattern(form, term).finditer(plain):
            if not _same_case(form, hit[0]):
                continue
            start, end = origin[hit.start()], origin[hit.end() - 1] + 1
            while end < len(text) and unicodedata.combining(text[end]):
                end += 1
            known = found.get(start)
            if known is None or end > known.end:
                right = _accepted(text[start:end], term.target, hit["ending"] or "")
                found[start] = Occurrence(start, end, right, not right and form in term.forbidden)
    return [found[start] for start in sorted(found)]


def _addresses(text: str, address: str) -> list[Occurrence]:
    """An address is itself to the letter, and no part of a longer one."""
    found = re.finditer(rf"(?<![\w@./:-]){re.escape(address)}(?![\w@/:-]|\.\w)", text)
    return [Occurrence(*hit.span(), True) for hit in found]


def _plain(text: str) -> tuple[str, range | list[int]]:
    """`text` without accents, apostrophes and hyphens alike, and where each character came from."""
    if text.isascii():
        return text, range(len(text))
    plain, origin = [], []
    for place, char in enumerate(text):
        if not unicodedata.combining(char):
            plain.append(_plain_char(char))
            origin.append(place)
    return "".join(plain), origin


def _plain_char(char: str) -> str:
    if char.isascii():
        return char
    if char in _APOSTROPHES:
        return "'"
    if char in _HYPHENS:
        return "-"
    return _PLAIN.get(char) or unicodedata.normalize("NFD", char)[0]


def _pattern(form: str, term: Term) -> re.Pattern[str]:
    """A hyphen of the form may be a space or nothing; a space may be a hyphen."""
    parts = re.split(r"([\s\-]+)", _plain(form.strip())[0])
    joined = "".join(
        re.escape(part) if at % 2 == 0 else r"[\s\-]*" if "-" in part else r"[\s\-]+" for at, part in enumerate(parts)
    )
    # `as` is no plural of `a`, nor `hes` of `he`.
    plural = len(parts[-1]) > 2 and (parts[-1].islower() or term.kind == "person")
    if plural and re.search(r"[^aeiouy\W]y$", joined, re.IGNORECASE):
        # Either `ministry`, or `ministries`.
        return re.compile(rf"(?<!\w){joined[:-1]}(?:y|(?P<ending>ies))(?!\w)", re.IGNORECASE)
    ending = "(?P<ending>e?s)?" if plural else "(?P<ending>(?!))?"
    return re.compile(rf"(?<!\w){joined}{ending}(?!\w)", re.IGNORECASE)


def _same_case(form: str, hit: str) -> bool:
    """Whether `hit` keeps the capital that `form` begins with."""
    if form.isupper() and len(form) <= 5:
        return hit[: len(form)].isupper()
    first = form.partition(" ")[0].partition("-")[0]
    skip = len(first) + 1 if first.lower() in _ARTICLES and len(first) < len(form) - 1 else 0
    return not (form[skip].isupper() and hit[min(skip, len(hit) - 1)].islower())


def _accepted(hit: str, target: str, ending: str) -> bool:
    """Whether `hit` is `target` but for what a sentence changes in it: a first capital, white space, an ending."""
    if ending:
        hit = hit[: -len(ending)] + ("y" if ending == "ies" else "")
    hit = " ".join(hit.translate(dict.fromkeys(map(ord, _APOSTROPHES), "'")).split())
    wanted = target.translate(dict.fromkeys(map(ord, _APOSTROPHES), "'"))
    return hit == wanted or (wanted[:1].islower() and hit == wanted[0].upper() + wanted[1:])
