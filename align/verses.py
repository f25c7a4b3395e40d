"""Numbered verses and points that stand on one line: where each begins.

Their texts seldom have full stops, so that `align.splitting` does not part them; the numbers do.
"""

import re

FEWEST = 3
"""So many numbers, each one more than that before it, are no chance."""

_NUMBER = re.compile(
    r"(?<!\S)(?P<open>[(\[{﴿]?)[\u200e\u200f]?(?:\d{1,3}[:.])?(?P<value>\d{1,3})[)\]}﴾]?[.:،)]?[\u200e\u200f]?(?=\s|\Z)"
)


def verses(line: str) -> list[str]:
    """The verses of a line, each with its number, at its beginning or, in brackets, at its end; else the line."""
    line = line.strip()
    numbers = _rising(line)
    if len(numbers) < FEWEST:
        return [line]
    if numbers[0].start() == 0:
        cuts = [number.start() for number in numbers[1:]]
    elif numbers[-1].end() == len(line) and all(number["open"] for number in numbers):
        cuts = [number.end() for number in numbers[:-1]]
    else:
        return [line]
    return [line[start:end].strip() for start, end in zip((0, *cuts), (*cuts, len(line)), strict=True)]


def _rising(line: str) -> list[re.Match[str]]:
    """The numbers that count up from the first one of the line, written as it is, with words between them."""
    found: list[re.Match[str]] = []
    for number in _NUMBER.finditer(line):
        if not found:
            found.append(number)
            continue
        last = found[-1]
        follows = int(number["value"]) == int(last["value"]) + 1 and _form(number) == _form(last)
        if follows and line[last.end() : number.start()].strip():
            found.append(number)
    return found


def _form(number: re.Match[str]) -> str:
    return re.sub(r"\d+", "0", number[0])
