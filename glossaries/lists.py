"""Lists of words as plain text, one file a list, under `data/words`.

A file begins with comment lines (`#`) that say what it holds and where that comes from. Each other line is a group of
words, parted by white space.
"""

from importlib.resources import files


def word_groups(name: str) -> list[list[str]]:
    """The groups of the list `name` (without `.txt`), in the order of the file, which is read anew at each call."""
    text = files("glossaries").joinpath("data", "words", f"{name}.txt").read_text(encoding="utf-8")
    return [line.split() for line in text.split("\n") if line.strip() and not line.startswith("#")]
