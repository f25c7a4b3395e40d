"""Light stems: what the inflected forms of a word have in common, so that few examples count for many words."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from glossaries.arabic import folded

_ARTICLE = re.compile(r"^(?:[وف]?(?:[بك]?ال|لل))(?=\w{3})")
"""The article and what is written together with it, before the rest of a word."""
_VOWELS = dict.fromkeys(map(ord, "اويهءئ"))

_LONE = dict.fromkeys(range(0xD800, 0xE000))
"""Lone surrogates, which Snowball refuses."""

REMEMBERED = 1 << 17
"""How many tokens of a language are remembered with their stems: a server meets new ones for as long as it runs."""


def stemmers() -> tuple[Callable[[str], str], Callable[[str], str]]:
    """Two functions, for Arabic and for English, from a token to its light stem. Each remembers its latest answers.

    Both are Snowball's; the Arabic article is taken off first, so that a noun has the same stem with it and without.
    """
    import snowballstemmer

    arabic, english = snowballstemmer.stemmer("arabic"), snowballstemmer.stemmer("english")
    return (
        lru_cache(REMEMBERED)(lambda token: arabic.stemWord(_ARTICLE.sub("", folded(token)).translate(_LONE)) or token),
        lru_cache(REMEMBERED)(lambda token: english.stemWord(token.lower().translate(_LONE)) or token),
    )


def coarse_arabic(stems: Sequence[str]) -> list[str]:
    """The consonants of Arabic stems: what a word's patterns and plurals have in common."""
    found = [stem.translate(_VOWELS) for stem in stems]
    return [short if len(short) > 1 else stem for stem, short in zip(stems, found, strict=True)]


def coarse_english(stems: Sequence[str]) -> list[str]:
    """The beginnings of English stems: what a word's derivations have in common."""
    return [stem[:4] for stem in stems]
