"""Lists of words as plain text, a file for each list, under `data/words`.

A file begins with comment lines (`#`) that say what it holds and where that comes from. Every other line is a group of
words, separated by white space.
"""

from importlib.resources import files


def word_groups(name: str) -> list[list[str]]:
    """The groups of words of the list `name`, a file's without `.txt`, in its order. The file is read at each call."""
    text = files("glossaries").joinpath("data", "words", f"{name}.txt").read_text(encoding="utf-8")
    return [line.split() for line in text.split("\n") if line.strip() and not line.startswith("#")]
