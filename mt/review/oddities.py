"""What can be told from the English almost alone: Arabic left in it, words that are none, repeats, lengths, marks."""

import lzma
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from align.bitext import Span
from glossaries.arabic import Token, has_arabic
from mt.protected.spans import Kind, protected

_WORD = re.compile(r"(?<![\w’'@#/.-])[a-z]{4,24}(?![\w’'@/-]|\.\w)")
_ENDINGS = (
    "s",
    "es",
    "d",
    "ed",
    "ing",
    "ly",
    "er",
    "ers",
    "est",
    "r",
    "ness",
    "less",
    "like",
    "wise",
    "ish",
    "ism",
    "ist",
    "able",
)
_BEGINNINGS = (
    "un",
    "re",
    "non",
    "pre",
    "anti",
    "over",
    "under",
    "out",
    "inter",
    "super",
    "sub",
    "mis",
    "dis",
    "in",
    "co",
    "counter",
    "multi",
    "micro",
    "bio",
    "eco",
    "cyber",
    "trans",
    "neuro",
    "geo",
    "hydro",
    "photo",
    "electro",
)
_RUN = 3
"""So many words twice in a row are a repeat; of fewer each must be longer than a few letters."""
_SHORT, _LONG = 0.45, 2.6
"""Characters of English by characters of Arabic, of a sentence of some length, between which translations are."""
_SOME = 40
_TWICE = frozenset(
    (
        "that",
        "had",
        "very",
        "more",
        "long",
        "many",
        "years",
        "again",
        "never",
        "over",
        "really",
        "better",
        "much",
        "step",
        "side",
        "time",
    )
)
_SHIELDED = (Kind.NOUN, Kind.SOCIAL, Kind.SIGN)


class Oddity(NamedTuple):
    """A kind of finding with its places and what to say."""

    kind: str
    source: Span | None
    target: Span | None
    message: str


def oddities(source: str, target: str, source_tokens: Sequence[Token], target_tokens: Sequence[Token]) -> list[Oddity]:
    """All of a pair."""
    return [
        *_untranslated(source, target),
        *_invented(target),
        *_repeated(source_tokens, target_tokens),
        *_length(source, target),
        *_shielded(source, target),
        *_register(source, target),
    ]


def _untranslated(source: str, target: str) -> list[Oddity]:
    if not target.strip() and source.strip():
        return [Oddity("untranslated", (0, len(source)), None, "There is no translation.")]
    if not has_arabic(target):
        return []
    found = []
    for hit in re.finditer(r"[\u0600-\u06ff]+(?:\s+[\u0600-\u06ff]+)*", target):
        if has_arabic(hit[0]):
            at = source.find(hit[0])
            place = (at, at + len(hit[0])) if at >= 0 else None
            found.append(Oddity("untranslated", place, hit.span(), f"{hit[0]!r} is still Arabic."))
    return found


def _invented(target: str) -> list[Oddity]:
    known = _vocabulary()
    return [
        Oddity("invented", None, hit.span(), f"No English text has the word {hit[0]!r}.")
        for hit in _WORD.finditer(target)
        if not _is_word(hit[0], known)
    ]


def _is_word(word: str, known: frozenset[str]) -> bool:
    if word in known:
        return True
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 2 and (stem in known or stem + "e" in known or stem[:-1] + "y" in known):
            return True
        if stem != word and len(stem) > 3 and stem[-1] == stem[-2] and stem[:-1] in known:
            return True
    for beginning in _BEGINNINGS:
        stem = word.removeprefix(beginning)
        if stem != word and len(stem) > 3 and stem in known:
            return True
    # Two words in one, such as smallholding.
    return any(word[:n] in known and word[n:] in known for n in range(4, len(word) - 3))


def _repeated(source: Sequence[Token], target: Sequence[Token]) -> list[Oddity]:
    words = [token.text.lower() for token in target]
    found: list[Oddity] = []
    k = 0
    while k < len(words):
        size = next((n for n in range(6, 0, -1) if _twice(words, k, n)), 0)
        if size and not _source_repeats(source):
            span = target[k + size].start, target[k + 2 * size - 1].end
            text = " ".join(token.text for token in target[k : k + size])
            found.append(Oddity("repetition", None, span, f"{text!r} stands there twice."))
            k += size
        k += 1
    return found


def _twice(words: Sequence[str], at: int, size: int) -> bool:
    run = words[at : at + size]
    if run != words[at + size : at + 2 * size] or len(run) < size:
        return False
    lettered = [word for word in run if word[0].isalpha()]
    return bool(lettered) and len(lettered) == size and (size > 1 or run[0] not in _TWICE)


def _source_repeats(source: Sequence[Token]) -> bool:
    words = [token.text for token in source if token.text[0].isalpha()]
    return any(words[k : k + n] == words[k + n : k + 2 * n] for n in (1, 2, 3) for k in range(len(words) - 2 * n + 1))


def _length(source: str, target: str) -> list[Oddity]:
    if len(source) < _SOME or not target.strip():
        return []
    ratio = len(target) / len(source)
    if _SHORT <= ratio <= _LONG:
        return []
    way = "short" if ratio < _SHORT else "long"
    return [Oddity("length", (0, len(source)), (0, len(target)), f"The English is very {way} for the Arabic.")]


def _shielded(source: str, target: str) -> list[Oddity]:
    wanted = [each for each in protected(source) if each.kind in _SHIELDED and not has_arabic(each.put)]
    wanted = [each for each in wanted if not each.put.strip("#").isdigit() and _telling(each.put)]
    have = Counter({each.put: target.count(each.put) for each in wanted})
    found = []
    for each in wanted:
        if have[each.put] > 0:
            have[each.put] -= 1
        else:
            place = each.start, each.end
            found.append(
                Oddity("shielded", place, None, f"{each.put!r} is not in the English as it stands in the Arabic.")
            )
    return found


def _telling(put: str) -> bool:
    """Whether something is surely kept by every translation: an address, a placeholder, an emoji."""
    return bool(re.search(r"://|@|\{|%[a-zA-Z(]|</?\w|^[\U0001f000-\U0001faff\u2600-\u27bf]", put))


def _register(source: str, target: str) -> list[Oddity]:
    found = []
    if source.rstrip(' "»”)').endswith("؟") and "?" not in target:
        found.append(
            Oddity(
                "register",
                (len(source.rstrip()) - 1, len(source.rstrip())),
                None,
                "The Arabic asks, the English does not.",
            )
        )
    if target.rstrip(' "»”)').endswith("?") and not re.search(r"[؟?]", source):
        found.append(
            Oddity(
                "register",
                None,
                (len(target.rstrip()) - 1, len(target.rstrip())),
                "The English asks, the Arabic does not.",
            )
        )
    quoted = any(mark in source for mark in '«»“”"')
    if quoted and not re.search(r"[\"“”«»‘’']", target):
        at = next(k for k, char in enumerate(source) if char in '«»“”"')
        found.append(Oddity("register", (at, at + 1), None, "The Arabic quotes, the English does not."))
    return found


@cache
def _vocabulary() -> frozenset[str]:
    packed = files("mt.review").joinpath("data", "words.en.txt.xz").read_bytes()
    return frozenset(lzma.decompress(packed).decode().split("\n"))
