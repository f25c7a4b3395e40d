"""Numbers and dates: which ones a text has, and how many of a reference's a translation keeps."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from glossaries.arabic import fold
from glossaries.lists import word_groups

_DIGIT = re.compile(r"\d")
NUMBER = re.compile(r"\d{1,3}(?:،\d{3})+(?!\d)|\d+(?:[.,٫٬]\d+)*")
"""A number in digits of any script, with the marks that may stand inside it."""
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_WORD = re.compile(r"[a-z]+")

_DAY, _YEAR = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\b", r"(?P<year>[12]\d{3})\b"
_NUMERIC = [
    re.compile(r"\b(?P<year>[12]\d{3})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})\b"),
    re.compile(r"\b(?P<day>\d{1,2})([-/.])(?P<month>\d{1,2})\2(?P<year>[12]\d{3})\b"),
    re.compile(r"\b(?P<month>\d{1,2})([-/.])(?P<day>\d{1,2})\2(?P<year>[12]\d{3})\b"),
]


class Date(NamedTuple):
    """A date in a text; 0 stands for a part that is not said."""

    year: int
    month: int
    day: int

    def within(self, other: "Date") -> bool:
        """Whether `other` says at least what this date says."""
        return all(mine in (0, theirs) for mine, theirs in zip(self, other, strict=True))


class _Months(NamedTuple):
    """The numbers of the months by all their English names, the short names, and the patterns of dates with one."""

    numbers: dict[str, int]
    short: tuple[str, ...]
    dates: tuple[re.Pattern[str], ...]


def numbers(text: str) -> Counter[str]:
    """The numbers written in digits, in one spelling: ١٬٠٠٠, 1،000 and 1,000 are 1000, 3.50 is 3.5, 07 is 7."""
    return Counter(map(_plain, NUMBER.findall(text)))


def said_numbers(english: str) -> Counter[str]:
    """The numbers written in digits, and those up to twenty, or round and below a hundred, that are spelled out."""
    said = numbers(english)
    spelled = _spelled()
    said.update(spelled[word] for word in _WORD.findall(english.lower()) if word in spelled)
    return said


def _plain(number: str) -> str:
    number = fold(number).text.replace("،", "")
    number = number.replace(",", "" if _THOUSANDS.fullmatch(number) else ".")
    if number.count(".") == 1:
        number = number.rstrip("0").rstrip(".")
    return number.lstrip("0") or "0"


def dates(text: str) -> list[set[Date]]:
    """The English and numeric dates of a text, each with all its readings (3.4.2020 has two)."""
    found: dict[int, set[Date]] = {}
    end = 0
    for start, stop, date in sorted(_dates(text), key=lambda each: (each[0], -each[1])):
        if start >= end or start in found:
            found.setdefault(start, set()).add(date)
            end = max(end, stop)
    return list(found.values())


def _dates(text: str) -> Iterator[tuple[int, int, Date]]:
    # Most texts have no date: look for what is quick to find first.
    if not _DIGIT.search(text):
        return
    months = _months()
    for pattern in (*(months.dates if any(name in text for name in months.short) else ()), *_NUMERIC):
        for hit in pattern.finditer(text):
            parts = hit.groupdict()
            month = parts["month"]
            number = int(month) if month.isdigit() else months.numbers[month]
            date = Date(int(parts.get("year") or 0), number, int(parts.get("day") or 0))
            if date.month <= 12 and date.day <= 31:
                yield *hit.span(), date


def recall_numbers(hypothesis: str, reference: str, source: str | None) -> tuple[int, int]:
    """How many numbers the reference has in digits (and the source, if given), and how many of them the hypothesis has.

    The hypothesis may spell out a number up to twenty, or a round one below a hundred.
    """
    wanted = numbers(reference)
    if source is not None:
        wanted &= numbers(source)
    if not wanted:
        return 0, 0
    return wanted.total(), (wanted & said_numbers(hypothesis)).total()


def recall_dates(hypothesis: str, reference: str, source: str | None) -> tuple[int, int]:
    """How many dates the reference has whose day and year stand in the source (if given), and how many the hypothesis has."""
    wanted = dates(reference)
    if source is not None and wanted:
        known = numbers(source)
        wanted = [readings for readings in wanted if any(_said(date, known) for date in readings)]
    got = dates(hypothesis) if wanted else []
    found = 0
    for readings in wanted:
        match = next((k for k, each in enumerate(got) if any(a.within(b) for a in readings for b in each)), None)
        if match is not None:
            found += 1
            del got[match]
    return len(wanted), found


def _said(date: Date, known: Counter[str]) -> bool:
    return all(str(part) in known for part in (date.year, date.day) if part)


@cache
def _spelled() -> dict[str, str]:
    """The cardinal numbers below a hundred that are one word, by that word."""
    return {cardinal: number for number, cardinal, *_ in word_groups("numerals.en") if int(number) < 100}


@cache
def _months() -> _Months:
    names = word_groups("months.en")
    month = rf"(?P<month>(?:{'|'.join(name for each in names for name in each)})\b)\.?"
    dates = (
        rf"\b{_DAY}(?: of)? {month}(?:,? {_YEAR})?",
        rf"\b{month} (?:the )?{_DAY}(?:,? {_YEAR})?",
        rf"\b{month},? (?:of )?{_YEAR}",
    )
    return _Months(
        {name: number for number, each in enumerate(names, 1) for name in each},
        tuple(each[0] for each in names),
        tuple(map(re.compile, dates)),
    )
