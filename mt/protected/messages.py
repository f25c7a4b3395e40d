"""Messages with branches, `{count, plural, one {...} other {...}}` (ICU MessageFormat): where they and their branches are.

A brace after an apostrophe is text (`'{'`), two apostrophes are one. The branches are texts of their own, in which messages may stand again.
"""

import re
from collections.abc import Iterator

from align.bitext import Span

_HEAD = re.compile(
    r"\{\s{0,9}[\w.-]{1,100}\s{0,9},\s{0,9}(?:plural|select|selectordinal)\s{0,9},(?:\s{0,9}offset:\s{0,9}\d{1,9})?"
)
_KEY = re.compile(r"\s{0,99}(?:=\d{1,9}|[\w.-]{1,100})\s{0,99}\{")
_END = re.compile(r"\s{0,99}\}")
_BRACE = re.compile(r"''|'[{}](?:[^'\n]{0,200}')?|[{}]")


def messages(text: str) -> Iterator[Span]:
    """The outermost messages of a text, in order."""
    ends: dict[int, int] | None = None
    position = 0 if "{" in text else len(text)
    while head := _HEAD.search(text, position):
        ends = _pairs(text) if ends is None else ends
        found = _branches(text, head, ends)
        position = ends[head.start()] if found else head.end()
        if found:
            yield head.start(), position


def branches(message: str) -> list[Span]:
    """The characters within the braces of each branch of a message, as `messages` finds it."""
    head = _HEAD.match(message)
    return _branches(message, head, _pairs(message)) if head else []


def _branches(text: str, head: re.Match[str], ends: dict[int, int]) -> list[Span]:
    """The branches of the message that begins with `head`; none where it is no message."""
    end = ends.get(head.start())
    found: list[Span] = []
    position = head.end()
    while end and (key := _KEY.match(text, position)):
        if key.end() - 1 not in ends:
            return []
        position = ends[key.end() - 1]
        found.append((key.end(), position - 1))
    close = _END.match(text, position)
    return found if close and close.end() == end else []


def _pairs(text: str) -> dict[int, int]:
    """By each opening brace that is closed: the position behind its closing one."""
    open_: list[int] = []
    ends: dict[int, int] = {}
    for brace in _BRACE.finditer(text):
        if brace[0] == "{":
            open_.append(brace.start())
        elif brace[0] == "}" and open_:
            ends[open_.pop()] = brace.end()
    return ends
