"""Pharaoh lines (`0-0 1-2`: word links) and beads lines (`[0]:[0, 1]`: sentences), numbered from 0, in and out."""

import re
from collections.abc import Sequence
from itertools import product

from align.anchors import inside
from align.bitext import Bead, SegmentPair
from glossaries.arabic import Token
from glossaries.errors import InputError

_BEAD = re.compile(r"\[([\d, ]*)\]:\[([\d, ]*)\](?::(\d+(?:\.\d+)?(?:e-?\d+)?))?")


def to_pharaoh(pair: SegmentPair) -> str:
    """The pair's links as `source-target`, over the words that white space separates in its two texts."""
    sources, targets = _owners(pair.source, pair.source_tokens), _owners(pair.target, pair.target_tokens)
    links = {each for link in pair.links for each in product(sources[link.source], targets[link.target])}
    return " ".join(f"{i}-{j}" for i, j in sorted(links))


def _owners(text: str, tokens: Sequence[Token]) -> list[list[int]]:
    """The white-space words that each token touches."""
    words = [Token(found[0], *found.span()) for found in re.finditer(r"\S+", text)]
    return [inside(words, (token.start, token.end)) for token in tokens]


def from_pharaoh(line: str, place: str) -> list[tuple[int, int]]:
    """The links of a line, `(source, target)`. Raises InputError, which names `place`, for a word that is no link."""
    links = []
    for word in line.split():
        found = re.fullmatch(r"(\d{1,9})[-p](\d{1,9})", word)  # `p`: a possible link
        if not found:
            raise InputError(f"{place}: {word[:40]!r} is no link: expected i-j")
        links.append((int(found[1]), int(found[2])))
    return links


def to_beads(pair: SegmentPair) -> str:
    """The numbers of the pair's sentences, a list for each side, as vecalign and its scorer read them."""
    sources, targets = (pair.bead.sources, pair.bead.targets) if pair.bead else ((), ())
    return f"{list(sources)}:{list(targets)}"


def from_beads(line: str, place: str) -> Bead:
    """The bead of a line, with score 1 unless it has one. Raises InputError, which names `place`, for another line."""
    found = _BEAD.fullmatch(line.strip())
    if not found:
        raise InputError(f"{place}: {line.strip()[:40]!r} is no bead: expected [i]:[j]")
    sources, targets = (tuple(int(number) for number in found[side].split(",") if number.strip()) for side in (1, 2))
    return Bead(sources, targets, float(found[3] or 1))
