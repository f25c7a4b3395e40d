"""Negation that one text has and the other lacks, by a small grammar of both languages.

What surely denies must have something in the other text that may deny. `without`, `unable`, `refused` and `only` may
render an Arabic negation; لا يزال (still) and لا سيما (especially) deny nothing.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from align.bitext import Link
from glossaries.arabic import Token, folded
from mt.review.numbers import word_groups_of

_PREFIXED = re.compile(
    r"^(?:un|in|im|il|ir|dis|non|mis|de|anti|counter)-?[a-z]{3,}|[a-z]+less(?:ly|ness)?$|^over(?:rule|turn|throw)|n['’]t$"
)
_NOT_PREFIXED = re.compile(
    r"^(?:under|unit|uni(?!dent|n|m)|unti|int|inc[lroai]|ind[iu]|inf|ing|inh|inj|inn|inq|ins|inv|imp[alor]|imag|imm|ira|irr?i|ill(?:us|ness|s?$)|dist?r?[aeiu]?[cn]|dish|disc|disea|dev|dec|def|deg|del|dem|den|dep|des|det|deb|dea|dee|mis[st]|miss|inter|into|india|iraq|iran)"
)


_TIED = 0.1
"""The least score of a link that says that one negation renders the other."""


_BUSY = 0.6
"""The least score of a link that says that a word which may deny renders something else."""
_REACH = 3
"""So many words behind it a negation reaches at least: `not yet known` is مجهول."""
_BELOW = re.compile(r"\d|^(?:عتبه|حاجز|مستوي|سقف|سن)$")
"""What دون stands before where it means `below`."""


class Cue(NamedTuple):
    """A word that denies: its token, whether it surely does, and whether it does nothing else, unlike `unclear`."""

    token: int
    sure: bool
    whole: bool = True


class NegationHit(NamedTuple):
    """A negation that only one text has: its token, and whether it is the Arabic one (lost) or the English (added).

    `sure`: nothing in the other text could stand for it; else something could that is not linked to it.
    """

    token: int
    lost: bool
    sure: bool


def compared(source: Sequence[Token], target: Sequence[Token], links: Sequence[Link]) -> list[NegationHit]:
    """The sure negations of a text that nothing in the other renders."""
    arabic, english = arabic_cues(source), english_cues(target)
    if not arabic and not english:
        return []
    ours, theirs = {cue.token for cue in arabic}, {cue.token for cue in english}
    tied = {(link.source, link.target) for link in links if link.score >= _TIED}
    rendered = {i for i, j in tied if i in ours and j in theirs}, {j for i, j in tied if i in ours and j in theirs}
    hits = []
    # What surely renders another word, as `only` does الوحيد, renders no negation, unless that word is denied.
    busy = (
        {link.source for link in links if link.score >= _BUSY and not _denied(link.target, english)},
        {link.target for link in links if link.score >= _BUSY and not _denied(link.source, arabic)},
    )
    for side, (lost, these, others) in enumerate(((True, arabic, english), (False, english, arabic))):
        done = rendered[side]
        left = [cue.token for cue in these if cue.sure and cue.token not in done]
        free = [cue for cue in others if cue.token not in rendered[1 - side]]
        spare = sum(
            cue.sure or not cue.whole or cue.token not in busy[1 - side] for cue in free
        )  # those that may stand for one
        more = sum(cue.sure for cue in these) > sum(cue.sure for cue in others)
        hits += [NegationHit(token, lost, more and n >= spare) for n, token in enumerate(left)]
    return hits


def _denied(token: int, cues: Sequence[Cue]) -> bool:
    """Whether a word is one of the cues, or stands shortly behind a sure one."""
    return any(cue.token == token or (cue.sure and 0 < token - cue.token <= _REACH) for cue in cues)


def arabic_cues(tokens: Sequence[Token]) -> list[Cue]:
    """The Arabic words that deny."""
    sure, soft, idioms = _arabic()
    words = [folded(token.text) for token in tokens]
    cues = []
    for k, word in enumerate(words):
        rest = " ".join(words[k : k + 3]).split(" ")
        joined = {" ".join((stem, *rest[1:n])) for n in (1, 2, 3) for stem in _stems(word)}
        if joined & idioms:
            continue
        stems = _stems(word)
        if "دون" in stems and any(map(_BELOW.search, words[k + 1 : k + 2])):
            continue
        if tokens[k].text in ("ألا", "لئلا"):  # that not; folded, the first would be إلا (except)
            cues.append(Cue(k, True))
        elif stems & sure:
            cues.append(Cue(k, not {"الا", "سوي", "فحسب", "فقط"} & set(words[k + 1 : k + 9])))
        elif stems & soft or (word.endswith("ش") and (word[0] == "م" or words[k - 1 : k] == ["ما"])):  # ما بعرفش
            cues.append(Cue(k, False))
    return cues


def english_cues(tokens: Sequence[Token]) -> list[Cue]:
    """The English words that deny."""
    sure, soft = _english()
    words = [token.text.lower() for token in tokens]
    cues = []
    for k, word in enumerate(words):
        following = words[k + 1 : k + 3]
        if word in ("n't", "t") and word == "t" and not (k and words[k - 1] in ("'", "’")):
            continue
        if word in sure or word == "t" or word.endswith(("n't", "n’t")):
            idle = word in ("no", "not") and following[:1] in (
                ["later"],
                ["only"],
                ["more"],
                ["less"],
                ["doubt"],
                ["."],
            )
            cues.append(Cue(k, not idle))
        elif word in soft:
            cues.append(Cue(k, False))
        elif _PREFIXED.search(word) and not _NOT_PREFIXED.match(word):
            cues.append(Cue(k, False, whole=False))
    return cues


def _stems(word: str) -> set[str]:
    return {word, word[1:]} if word[:1] in "وفبل" and len(word) > 2 else {word}


@cache
def _arabic() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    rows = [(kind, [folded(word) for word in words]) for kind, *words in word_groups_of("negation.ar.txt")]
    sure, soft = (frozenset(w for kind, words in rows if kind == wanted for w in words) for wanted in ("sure", "soft"))
    return sure, soft, frozenset(" ".join(words) for kind, words in rows if kind == "idiom")


@cache
def _english() -> tuple[frozenset[str], frozenset[str]]:
    sure, soft = (
        frozenset(word for kind, *words in word_groups_of("negation.en.txt") if kind == wanted for word in words)
        for wanted in ("sure", "soft")
    )
    return sure, soft
