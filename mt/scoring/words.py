"""English words with their places, as the term metrics compare them."""

import re
from typing import NamedTuple

_WORD = re.compile(r"\w+(?:[.,:'’]\w+)*|[^\w\s]")


class Word(NamedTuple):
    """A word in lower case, or a punctuation mark, with its characters `[start, end)`."""

    text: str
    start: int
    end: int

    @property
    def is_mark(self) -> bool:
        """Whether it is a punctuation mark."""
        return not self.text[0].isalnum()


def words(text: str) -> list[Word]:
    """The words and marks of `text`: 1,000 and 12.5 and don't stay whole."""
    return [Word(found[0].lower(), found.start(), found.end()) for found in _WORD.finditer(text)]


def covered(found: list[Word], start: int, end: int) -> list[int]:
    """The indices of the words that characters `[start, end)` touch."""
    return [k for k, word in enumerate(found) if word.start < end and word.end > start]
