"""Translations with one serious error planted by rules, to learn from what a misleading translation looks like.

Every rule keeps the English fluent where it can: what replaces a word is of its own kind, what is added stood in
another sentence, what is left out is a clause or a phrase. A rule that finds no place gives None.
"""

import random
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from align.bitext import Span
from mt.training.pools import CLAUSE, NAME, WORD, Pools

_OPENING = re.compile(r"^[A-Z][^,;:.()\"“”]{8,80}, (?=\w)")
_AUXILIARY = re.compile(
    r"\b(is|are|was|were|will|would|can|could|should|must|may|might|has|have|had|does|do|did)\b(?! not|n't)"
)
_NUMBER = re.compile(r"(?<![\w.,])\d[\d,.]*\d|(?<![\w.,])\d(?![\w.,]\d)")
_PHRASE = r"(?:(?:the|a|an|his|her|their|its) (?:[a-z-]+ )?[a-z-]{4,}|[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+)*)"
_ROLES = re.compile(
    rf"(?<![\w’'-])(?P<a>{_PHRASE}) (?P<verb>(?:[a-z]+ ){{0,2}}(?:[a-z]+ed|[a-z]+s|[a-z]{{4,}})(?: (?:to|from|by|with|of|on|at|that|in|for|against))?) (?P<b>{_PHRASE})(?![\w’'-])"
)
KINDS = ("dropped", "added", "number", "negation", "name", "role", "sense", "oddity")


class Planted(NamedTuple):
    """A pair with an error of a kind, and its characters in the source and in the new target (empty: nothing there)."""

    source: str
    target: str
    kind: str
    in_source: tuple[Span, ...]
    in_target: tuple[Span, ...]


def planted(source: str, target: str, kind: str, pools: Pools, dice: random.Random) -> Planted | None:
    """The pair with an error of the `kind`, None where no place for one is found."""
    if kind == "oddity" and dice.random() < 0.15:
        return _untranslated(source, target, dice)
    found = _RULES[kind](target, pools, dice)
    if found is None or found[0] == target or len(found[0]) < 12:
        return None
    return Planted(source, found[0], kind, (), found[1])


_Found = tuple[str, tuple[Span, ...]]


def _put(text: str, start: int, end: int, new: str) -> _Found:
    """The text with `new` in the place of `[start, end)`, and where it stands."""
    if start == 0 and new[:1].islower():
        new = new[0].upper() + new[1:]
    return text[:start] + new + text[end:], ((start, start + len(new)),) if new.strip() else ()


def _dropped(text: str, pools: Pools, dice: random.Random) -> _Found | None:
    places = [hit.span() for hit in CLAUSE.finditer(text) if hit.start() > 8]
    if (opening := _OPENING.match(text)) and dice.random() < 0.7:
        places.append(opening.span())
    places = [(a, b) for a, b in places if b - a < 0.65 * len(text)]
    if not places:
        return None
    a, b = dice.choice(places)
    if a == 0:
        return text[b].upper() + text[b + 1 :], ()
    rest = text[b:]
    if text[a] == "," and rest[:1] == "," and text[a + 2 : a + 7] in ("which", "who h", "who w", "where"):
        rest = rest[1:]
    if text[a : a + 1] == "(" or text[a : a + 2] == " (":
        rest = rest[1:]
    return text[:a].rstrip() + rest, ()


def _added(text: str, pools: Pools, dice: random.Random) -> _Found | None:
    clause = dice.choice(pools.clauses)
    if clause.strip(", ").split()[0] in text.split():
        return None
    ends = [hit.start() for hit in re.finditer(r"[.;](?=\s|[\"”»]?$)|, |(?<=\w)$| (?=and |in |on |to |for )", text)]
    ends = [end for end in ends if end > 12]
    if dice.random() < 0.3:
        adverb = dice.choice(_ADVERBS)
        places = [hit.end() for hit in _AUXILIARY.finditer(text)]
        if places:
            at = dice.choice(places)
            return _put(text, at, at, " " + adverb)
    if not ends:
        return None
    at = dice.choice(ends)
    return _put(text, at, at, clause if clause[0] in ", " else " " + clause)


_ADVERBS = [
    "repeatedly",
    "deliberately",
    "secretly",
    "officially",
    "reportedly",
    "successfully",
    "illegally",
    "temporarily",
    "permanently",
    "violently",
    "unanimously",
    "immediately",
]


def _number(text: str, pools: Pools, dice: random.Random) -> _Found | None:
    digits = [hit.span() for hit in _NUMBER.finditer(text)]
    said = [hit.span() for hit in WORD.finditer(text) if hit[0].lower() in _NUMERALS]
    places = digits + said
    if not places:
        return None
    a, b = dice.choice(places)
    old = text[a:b]
    if old[0].isdigit():
        return _put(text, a, b, _other_number(old, dice))
    return _put(text, a, b, _other(old, pools, dice) or old)


_NUMERALS = frozenset(
    [
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "twenty",
        "thirty",
        "forty",
        "fifty",
        "sixty",
        "seventy",
        "eighty",
        "ninety",
        "second",
        "third",
        "fourth",
        "fifth",
        "twice",
        "once",
        "half",
        "quarter",
        "million",
        "billion",
        "thousand",
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "percent",
    ]
)


def _other_number(old: str, dice: random.Random) -> str:
    if len(old) == 4 and old.isdigit() and old[:2] in ("18", "19", "20"):
        return str(int(old) + dice.choice((-30, -20, -11, -10, -9, -3, -2, -1, 1, 2, 3, 9, 10)))
    way = dice.random()
    if way < 0.2 and old.isdigit() and len(old) < 4:
        return old + "0"
    if way < 0.4 and len(old) > 1 and old.isdigit() and old != old[::-1]:
        return old[::-1].lstrip("0") or "1"
    at = dice.choice([k for k, char in enumerate(old) if char.isdigit()])
    return old[:at] + dice.choice([d for d in "123456789" if d != old[at]]) + old[at + 1 :]


def _other(word: str, pools: Pools, dice: random.Random) -> str | None:
    """Another of the words that this one is confused with, with a capital where it has one."""
    others = pools.others.get(word) or pools.others.get(word.lower())
    if not others:
        return None
    other = dice.choice(others)
    return other[0].upper() + other[1:] if word[0].isupper() else other


def _negation(text: str, pools: Pools, dice: random.Random) -> _Found | None:
    lost = list(
        re.finditer(
            r"\b(did|does|do) not ([a-z]+)| not\b|n['’]t\b|\b([Nn]ever|[Nn]o|[Ww]ithout|[Nn]one|cannot)\b", text
        )
    )
    lost += list(
        re.finditer(
            r"\b(?:un|in)(?=(?:able|likely|known|expected|available|certain|happy|usual|necessary|fair|safe)\b)", text
        )
    )
    if lost:
        hit = dice.choice(lost)
        if hit.re.groups > 2 and hit[1]:
            verb = hit[2]
            past = pools.pasts.get(verb) or (verb + "d" if verb[-1] == "e" else verb + "ed")
            new = past if hit[1] == "did" else verb + ("s" if hit[1] == "does" else "")
            return _put(text, *hit.span(), new)
        new = {"never": "always", "no": "a", "without": "with", "none": "all", "cannot": "can"}.get(hit[0].lower(), "")
        return _put(text, *hit.span(), new) if new else (text[: hit.start()] + text[hit.end() :], ())
    auxiliaries = list(_AUXILIARY.finditer(text))
    if auxiliaries and dice.random() < 0.75:
        at = dice.choice(auxiliaries).end()
        return _put(text, at, at, dice.choice((" not", " not", " never", " no longer")))
    pasts = {past: plain for plain, past in pools.pasts.items()}
    verbs = [hit for hit in re.finditer(r"\b(?:said|[a-z]{3,}ed|" + "|".join(pasts) + r")\b", text)]
    verbs = [
        hit
        for hit in verbs
        if not re.search(r"\b(?:was|were|been|be|is|are|has|have|had|a|the|being) $", text[: hit.start()])
    ]
    if not verbs:
        return None
    hit = dice.choice(verbs)
    plain = pasts.get(hit[0]) or (hit[0][:-1] if hit[0][-3:] in ("sed", "ced", "ved", "ged", "ted") else hit[0][:-2])
    return _put(text, *hit.span(), f"did not {plain}")


def _name(text: str, pools: Pools, dice: random.Random) -> _Found | None:
    nations = [hit.span() for hit in WORD.finditer(text) if hit[0][0].isupper() and hit[0] in pools.others]
    names = [hit.span() for hit in NAME.finditer(text)]
    if nations and dice.random() < 0.5:
        a, b = dice.choice(nations)
        return _put(text, a, b, _other(text[a:b], pools, dice) or "")
    if not names:
        return None
    a, b = dice.choice(names)
    words = text[a:b].split()
    same = [name for name in pools.names if abs(len(name.split()) - len(words)) < 1 and name not in text]
    if not same:
        return None
    new = dice.choice(same)
    if len(words) > 1 and dice.random() < 0.5:
        return _put(text, a, b, " ".join([*words[:-1], new.split()[-1]]))
    return _put(text, a, b, new)


def _role(text: str, pools: Pools, dice: random.Random) -> _Found | None:
    hits = [hit for hit in _ROLES.finditer(text) if hit["a"].lower() != hit["b"].lower()]
    names = [hit.span() for hit in NAME.finditer(text)]
    if len(names) > 1 and (not hits or dice.random() < 0.35):
        (a, b), (c, d) = sorted(dice.sample(names, 2))
    elif hits:
        hit = dice.choice(hits)
        (a, b), (c, d) = hit.span("a"), hit.span("b")
    else:
        return None
    one, other = text[a:b], text[c:d]
    if one == other:
        return None
    if a == 0:
        other = other[0].upper() + other[1:]
        one = one[0].lower() + one[1:] if one.split()[0] in ("The", "A", "An", "His", "Her", "Their", "Its") else one
    new = text[:a] + other + text[b:c] + one + text[d:]
    shift = len(other) - (b - a)
    return new, ((a, a + len(other)), (c + shift, c + shift + len(one)))


def _sense(text: str, pools: Pools, dice: random.Random) -> _Found | None:
    words = [hit for hit in WORD.finditer(text) if hit[0].islower() and len(hit[0]) > 4]
    known = [hit for hit in words if hit[0] in pools.others]
    if known and dice.random() < 0.6:
        hit = dice.choice(known)
        return _put(text, *hit.span(), _other(hit[0], pools, dice) or "")
    if not words:
        return None
    hit = dice.choice(words)
    return _put(text, *hit.span(), dice.choice(pools.words[hit[0][-2:]] or [hit[0]]))


def _oddity(text: str, pools: Pools, dice: random.Random) -> _Found | None:
    words = [hit for hit in WORD.finditer(text) if hit[0].islower() and len(hit[0]) > 5]
    if not words:
        return None
    hit = dice.choice(words)
    if dice.random() < 0.5:
        return _put(text, *hit.span(), _invented(hit[0], dice))
    a = hit.start()
    b = min(
        [end.start() for end in re.finditer(r"[ ,.;]", text) if end.start() - a > dice.choice((5, 12, 25))]
        or [len(text)]
    )
    return _put(text, b, b, " " + text[a:b])


def _untranslated(source: str, target: str, dice: random.Random) -> Planted | None:
    """The pair with an Arabic word in the place of an English one."""
    words = [hit for hit in WORD.finditer(target) if hit[0].islower() and len(hit[0]) > 4]
    others = [word for word in re.findall(r"\w+", source) if len(word) > 3]
    if not words or not others:
        return None
    text, spans = _put(target, *dice.choice(words).span(), dice.choice(others))
    return Planted(source, text, "oddity", (), spans)


def _invented(word: str, dice: random.Random) -> str:
    """A word like `word` that is none: its syllables in another order, or other vowels."""
    middle = len(word) // 2
    way = dice.random()
    if way < 0.35:
        return word[middle:] + word[:middle]
    if way < 0.7:
        return "".join(dice.choice("aeiou") if char in "aeiou" else char for char in word)
    return word[:middle] + dice.choice(("ation", "ized", "ling", "ment", "ork", "eph", "ous"))


_Rule = Callable[[str, Pools, random.Random], _Found | None]
_RULES: dict[str, _Rule] = {
    "dropped": _dropped,
    "added": _added,
    "number": _number,
    "negation": _negation,
    "name": _name,
    "role": _role,
    "sense": _sense,
    "oddity": _oddity,
}


def without_clause(source: str, target: str, dice: random.Random) -> Planted | None:
    """The pair without a clause of the Arabic: the English then says more. None where no clause can be taken out."""
    places = [
        hit.span()
        for hit in re.finditer(
            r"(?:،| (?=(?:و|ف|ب|ل|في|من|على|إلى|بعد|قبل|خلال)\S* ))[^،.؛:()]{12,70}(?=[،.؛]|$)", source
        )
    ]
    places = [(a, b) for a, b in places if b - a < 0.5 * len(source) and a > 8]
    if not places:
        return None
    a, b = dice.choice(places)
    return Planted(source[:a] + source[b:], target, "added", (), ())


def examples(pairs: Sequence[tuple[str, str]], pools: Pools, dice: random.Random, each: int) -> list[list[Planted]]:
    """For each pair up to `each` bad ones of different kinds, the kinds evenly drawn."""
    found: list[list[Planted]] = []
    for source, target in pairs:
        bad: list[Planted] = []
        for kind in dice.sample(KINDS, len(KINDS)):
            if len(bad) == each:
                break
            for _ in range(3):
                if kind == "added" and dice.random() < 0.4:
                    made = without_clause(source, target, dice)
                else:
                    made = planted(source, target, kind, pools, dice)
                if made:
                    bad.append(made)
                    break
        found.append(bad)
    return found
