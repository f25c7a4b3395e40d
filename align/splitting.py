"""Where a sentence of Arabic news ends: lossless splitting of a paragraph, in linear time.

Arabic has no capital letters to tell a full stop from an abbreviation's dot, so the decision is made from
the marks themselves, the word before them and the word after. Where the signs are even, the text is left
together: a model translates two sentences at once better than half of one.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from glossaries.arabic import has_arabic
from glossaries.lists import word_groups

_SHORT = 200  # characters: a quotation or bracket that closes within them is not split inside
_TITLE = 40  # characters: a quotation up to this in mid-sentence is likely a name or title, even if a mark ends it

_STOPS = ".!?؟…؛۔"
_INVISIBLE = "\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff"  # direction marks, which like to follow a stop
_STOP = f"[{_STOPS}]"
# Opening marks count too where nothing is opened: writers from right to left swap them.
_CLOSING = rf"(?:[»”\"'’)\]{_INVISIBLE}]++|[«“‘](?!\S))"

# Every repetition of characters is possessive and stops at the next mark of its own kind: that is what keeps time linear.
# Those of groups are greedy, where giving back never helps: possessive ones go wrong before Python 3.11.5.
_TOKEN = re.compile(
    rf"""(?:
      (?P<aside> \( [^()]{{1,{_SHORT}}}+ \) | \[ [^\[\]]{{1,{_SHORT}}}+ \] )
    | (?P<quote> « [^«»]{{1,{_SHORT}}}+ » | ["“”] (?![\s،,:{_STOPS})\]»]) [^"“”]{{1,{_SHORT}}}+ ["“”] (?!\w) )
    | (?P<stop> {_STOP}++ (?: [ \xa0] (?: [!?؟]++ | \.(?!\.) ) (?!\w) )* )  # also `؟ !` and `. . .`
      (?: {_CLOSING} | \[\d{{1,3}}\] | [ \xa0] [»)\]] (?!\S) )*
    ) (?P<gap> \s*+ )""",
    re.VERBOSE,
)
_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_WORD = re.compile(r"[^\W_]")
_NOT_SPACE = re.compile(r"\S")

_LEADER = re.compile(r"\.\.|…")  # in a table of contents, before the number of a page
_PAGE = re.compile(r"\d{1,4}\s*+\Z")
_SPACED_DOTS = re.compile(r"\.(?:[ \xa0]\.)+")
_CONTINUES = re.compile(r"[،,:]|[!?؟]++(?!\w)|\.(?![\w.])")

_BETWEEN_WORDS = re.compile(rf"[\s()\[\]«»\"“”/،,:{_INVISIBLE}]+")
_LETTERS = re.compile(r"(?:[^\W\d_]ـ?\.)*[^\W\d_]ـ?")  # د  هـ  ق.م  أ.ف.ب  J  U.S
_LIST_NUMBER = re.compile(r"\W{0,3}(?:\d{1,3}|[IVX]{1,4})(?:\.\d{1,3})*")

_PAUSE = re.compile(rf"[؛;:،,]{_CLOSING}*(?=\s)|،(?=[^\W\d])|\s[-–—](?=\s)|[–—](?=\w)")
_BEFORE_SPACE = re.compile(r"(?=\s)")
_LOOK_AHEAD = 16  # characters beyond the longest part that the three patterns above may look at


class Segment(NamedTuple):
    """Characters `[start, end)` of a text: a sentence, or a part of a very long one. Never empty or padded."""

    text: str
    start: int
    end: int


class _Words(NamedTuple):
    """Abbreviations without their last dot, by where they stand, and the patterns that are made of word lists."""

    titles: frozenset[str]
    before_number: frozenset[str]
    at_end: frozenset[str]
    and_so_on: frozenset[str]
    new_clause: re.Pattern[str]
    goes_on: re.Pattern[str]
    before_and: re.Pattern[str]


@cache
def _words() -> _Words:
    kinds = {kind: frozenset(words) for kind, *words in word_groups("abbreviations")}
    # A word with و joined to it, as far as letters tell: not the everyday words whose root begins with و.
    conjunction = rf"و(?!{'|'.join(word.removeprefix('و') for (word,) in word_groups('waw.ar'))})"
    onward = "|".join(word for group in word_groups("onward.ar") for word in group)
    return _Words(
        kinds["title"],
        kinds["number"],
        kinds["end"],
        kinds["and-so-on"],
        new_clause=re.compile(rf"(?!وال){conjunction}[^\W\d]{{2}}|ثم\s|[A-Z]"),
        goes_on=re.compile(rf"(?:{onward})\s|[\d(/–-]"),
        before_and=re.compile(rf"(?=\s{conjunction}\w\w)"),
    )


def split(text: str, longest: int = 500) -> list[Segment]:
    """The sentences of `text` in order. What lies between two of them is white space or nothing.

    A line break always ends a sentence. A sentence of more than `longest` characters is cut into parts of about
    equal length, none longer than that, where a reader would pause if there is such a place.
    """
    if longest < 1:
        raise ValueError(f"longest must be at least 1, not {longest}")
    segments = []
    for line in _LINE.finditer(text):
        content, offset = line[0], line.start()
        for first, last in _sentences(content):
            for start, end in _parts(content, first, last, longest):
                segments.append(Segment(content[start:end], offset + start, offset + end))
    return segments


def _sentences(line: str) -> Iterator[tuple[int, int]]:
    """Spans of the sentences of one line."""
    line = line.rstrip()
    if not line:
        return
    start = _find(_NOT_SPACE, line, 0)
    word = _find(_WORD, line, start)
    for token in _TOKEN.finditer(line, start):
        end, resume = token.span("gap")
        # Marks with no word before them (`... ثم`) open a sentence; they are none themselves.
        if word < end and resume < len(line) and _ends(line, start, word, token):
            yield start, end
            start = resume
            word = _find(_WORD, line, start)
    yield start, len(line)


def _find(pattern: re.Pattern[str], text: str, start: int) -> int:
    found = pattern.search(text, start)
    return found.start() if found else len(text)


def _ends(line: str, start: int, word: int, token: re.Match[str]) -> bool:
    """Whether the sentence that began at `start`, with its first word at `word`, ends with `token`."""
    resume = token.end()
    if stop := token["stop"]:
        at = token.start()
        if not token["gap"]:
            return not {"؟", "!", "؛"}.isdisjoint(stop) and has_arabic(line[resume])
    else:
        inside = (token["aside"] or token["quote"])[1:-1].rstrip(" \xa0»”“\"'’)]")
        before = inside.rstrip(_STOPS)
        stop, at = inside[len(before) :], token.start() + 1 + len(before)
        if not stop or not token["gap"]:
            return False
        if word < token.start():  # in mid-sentence
            introduced = line[max(start, token.start() - 3) : token.start()].rstrip().endswith(":")
            if token["aside"]:
                return False
            if not introduced and len(token["quote"]) <= _TITLE:
                return stop == "." and _words().new_clause.match(line, resume) is not None
    if _CONTINUES.match(line, resume) or _SPACED_DOTS.fullmatch(stop):
        return False
    if _LEADER.search(stop) and _PAGE.match(line, resume):
        return False
    if line[resume].islower() and line[at - 1].isascii():
        return False
    return stop != "." or not _belongs_to_word(line, start, at, resume)


def _belongs_to_word(line: str, start: int, dot: int, resume: int) -> bool:
    """Whether the dot is part of an abbreviation or a list number, and the sentence goes on at `resume`."""
    if _LIST_NUMBER.fullmatch(line, start, dot):
        return True
    *earlier, word = _BETWEEN_WORDS.split(line[max(start, dot - 24) : dot])
    words = _words()
    if word in words.titles:
        return True
    if word in words.before_number:
        return line[resume].isdecimal()
    if word in words.and_so_on:
        return words.goes_on.match(line, resume) is not None
    if word in words.at_end:
        return not words.new_clause.match(line, resume)
    if not _LETTERS.fullmatch(word):
        return False
    # One letter is a title or an initial (`د. وليد`) unless it follows a number (`1950 م. وكان`).
    after_number = bool(earlier) and earlier[-1][-1:].isdecimal()
    if word.endswith("د") or (len(word) == 1 and not after_number) or (word.isascii() and line[resume].isascii()):
        return True
    return not words.new_clause.match(line, resume)


def _parts(text: str, start: int, end: int, longest: int) -> Iterator[tuple[int, int]]:
    """The span `[start, end)`, cut into parts of at most `longest` characters, without white space at their ends."""
    while end - start > longest:
        cut = _cut(text, start, end, longest)
        yield start, start + len(text[start:cut].rstrip())
        start = _find(_NOT_SPACE, text, cut)
    yield start, end


def _cut(text: str, start: int, end: int, longest: int) -> int:
    """The best place in `(start, start + longest]` to cut: nearest to where the parts would be equally long."""
    limit = start + longest
    parts = -(-(end - start) // longest)
    aim = start + (end - start) // parts
    for pattern, shortest in ((_PAUSE, longest // 3), (_words().before_and, longest // 3), (_BEFORE_SPACE, 1)):
        found = pattern.finditer(text, start + max(shortest, 1), limit + _LOOK_AHEAD)
        if places := [each.end() for each in found if each.end() <= limit]:
            return min(places, key=lambda place: abs(place - aim))
    cut = limit
    while cut > start and _clings(text, cut):
        cut -= 1
    return cut if cut > start else limit


def _clings(text: str, at: int) -> bool:
    """Whether the character at `at` cannot be parted from the one before it."""
    char = text[at]
    return (
        unicodedata.category(char).startswith("M")
        or char in "\u200c\u200d"
        or text[at - 1] == "\u200d"
        or "\U0001f3fb" <= char <= "\U0001f3ff"  # skin tones
        or "\udc00" <= char <= "\udfff"  # the second half of a pair that was never decoded
    )
