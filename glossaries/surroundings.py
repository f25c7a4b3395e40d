"""What stands around a word, as a few features that have been counted in text: words, their shapes, their clitics."""

import re
from collections.abc import Callable, Mapping, Sequence
from math import log

from glossaries.arabic import folded

WINDOW = 4
"""How many words and marks on either side count."""
EDGE, NUMBER, LATIN, NAME = "<s>", "<1>", "<A>", "<n>"
"""What stands for the end of a text, for digits, for a word in Latin letters, for a name."""
FAR = 12
"""How many on either side count for what the text is about."""
PROCLITICS = "وفبكل"
CLITICS = tuple(f"+{letter}" for letter in PROCLITICS)
"""The tokens that stand for a proclitic of the word itself: it counts as a word before it."""
COUNTED = ("ratio", "as word", "as name", "with article", "with ta", "short", "constant", "cut", "whole word", "whole name",
           "whole with article", "whole by chance", "unseen", "never a word", "listed place", "listed person")  # fmt: skip
"""What `counted` says of a form, in this order."""
SHARES = 6
"""The parts that `share` tells apart."""

_MARKS = {**dict.fromkeys(".!?؟؛…•|\n", "."), **dict.fromkeys("،,:;-–—", "،"), **dict.fromkeys("\"«»“”()[]'", "«")}
_ARTICLE = re.compile(r"^([وف]?)([بك]?ال|لل)(?=\w\w)")
_CLASSES = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")
_ENDINGS = ("يه", "ات", "ون", "ين", "ها", "هم", "نا", "وا")


def token(text: str) -> str:
    """A word or mark as it counts: folded, or what its class is called."""
    first = text[0]
    if first.isdigit():
        return NUMBER
    if first.isascii() and first.isalpha():
        return LATIN
    return _MARKS.get(first) or folded(text) or EDGE


def marks(gap: str) -> list[str]:
    """The marks between two words, each as it counts."""
    return [_MARKS[char] for char in gap if char in _MARKS]


def bare(word: str) -> str:
    """A folded word without its article and what is written together with it, or without و."""
    if article := _ARTICLE.match(word):
        return word[article.end() :]
    return word[1:] if word[:1] == "و" and len(word) > 3 else word


def shape(token: str) -> str:
    """What a token looks like: its article or first letter, where that may be a prefix, and its ending."""
    if token in (EDGE, NUMBER, LATIN, NAME) or token[0] in ".،«":
        return token
    begin, article = "", _ARTICLE.match(token)
    if article:
        begin = "ال" if article[2] == "ال" else "بال"
    elif len(token) <= 3:
        begin = f"ق{len(token)}"
    elif token[0] in "يتوفبكل":
        begin = token[0]
    if token[-2:] in _ENDINGS:
        return f"{begin}-{token[-2:]}"
    return f"{begin}-{token[-1]}" if token[-1] in "هيات" else begin


def tokens_of(pieces: Sequence[str], known: Mapping[str, str] = {}) -> tuple[list[str], list[int]]:
    """The tokens of a text given as gaps and words by turns (`glossaries.index.split`), and where each word is in them.

    `known` has words that are folded already.
    """
    tokens: list[str] = []
    places: list[int] = []
    for number, piece in enumerate(pieces):
        if number % 2:
            places.append(len(tokens))
            tokens.append((known.get(piece) if piece[0] not in _CLASSES else None) or token(piece))
        elif piece != " ":
            tokens += marks(piece)
    return tokens, places


def around(tokens: Sequence[str], at: int, last: int, proclitic: str) -> tuple[list[str], list[str]]:
    """The tokens before a word, the nearest first, with those of its proclitic, and the tokens after `last`."""
    before = [f"+{letter}" for letter in reversed(proclitic)]
    before += reversed(tokens[max(0, at - FAR) : at])
    return before[:FAR], [*tokens[last + 1 : last + 1 + FAR]]


def share(names: float, words: float, listed: bool = False) -> int:
    """Which of four parts the share of names among the places of a word falls into, 1 to 4.

    Of a word that no text showed: 5 where a list of names has it, else 0.
    """
    if not names and not words:
        return 5 if listed else 0
    found = (names + 0.1) / (names + words + 0.5)
    return 4 if found > 0.9 else 3 if found > 0.5 else 2 if found > 0.1 else 1


def counted(stem: str, proclitic: str, word: str, known: Callable[[str], Sequence[float]]) -> Sequence[float]:
    """What is known of a folded word that is read as `proclitic` and `stem`, as numbers (`COUNTED`).

    `known` gives how often a form became a name, how often something else, and how often lists of places and of persons
    have it.
    """
    as_name, as_word, *listed = known(stem)
    found = [
        log((as_name + 0.3) / (as_word + 0.3)),
        log(as_word + 1),
        log(as_name + 1),
        0.0 if stem.startswith("ال") else log(known("ال" + stem)[1] + 1),
        log(known(stem + "ه")[1] + 1),
        float(len(stem) < 4),
        1.0,
    ]
    if proclitic:
        whole = known(word)
        found += [1.0, log(whole[1] + 1), log(whole[0] + 1), log(known("ال" + word)[1] + 1)]
        found.append(log((whole[1] + 0.3) / ((as_name + as_word) * 0.05 + 0.3)))
    else:
        found += [0.0] * 5
    found += (float(as_name + as_word == 0), float(as_word == 0))
    return (*found, *(log(count + 1) for count in listed))
