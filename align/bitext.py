"""The record that goes the whole way: a segment, its translation, and what links the two.

`SegmentPair` is made by `translate` from one document and by `align` from two; everything that is printed,
exported, audited or scored is a view of it.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from glossaries.arabic import Token

Span = tuple[int, int]
"""Characters `[start, end)` of a segment's source or target text."""

Status = Literal["kept", "repaired", "missed", "spelled"]


class Link(NamedTuple):
    """Source token `source` stands for target token `target` (indices), with a probability."""

    source: int
    target: int
    score: float


class Bead(NamedTuple):
    """Source sentences and target sentences that render each other (ascending indices), with a score of 0 to 1.

    One of the two is empty where a sentence has no counterpart.
    """

    sources: tuple[int, ...]
    targets: tuple[int, ...]
    score: float


@dataclass(frozen=True, slots=True)
class TermDecision:
    """What became of one term in one segment.

    `source` and `target` are the texts at the two spans; `target_span` is None where the term was missed. The status
    is `kept` where the translation had the term by itself, `repaired` where it was put there; `why` says how, or what
    stood in the way. `term` is the glossary's entry, `Arabic → English`.

    `spelled` is a name that no glossary lists: `term` is then `Arabic ~ English`, and `others` are other ways to spell it.
    """

    source: str
    target: str
    source_span: Span
    target_span: Span | None
    status: Status
    term: str
    why: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a translation may have got wrong: its kind (`negation`, `number`, `dropped` ...), in a sentence.

    `probability` says how likely it is that it is wrong, 0 to 1. `source` and `target` are its places in the two texts,
    None on a side where there is nothing to point at.
    """

    kind: str
    probability: float
    source: Span | None
    target: Span | None
    message: str


@dataclass(frozen=True, slots=True)
class SegmentPair:
    """A source segment and its translation. Links index into the tokens; spans into the texts.

    `bead` is there where the pair was aligned: it says where its sentences stood in the two documents. `score` is then
    the bead's; else it is the mean log-probability per piece of what the model wrote by itself, None where no model
    did. An aligned sentence without a counterpart makes a pair with one side empty. `risk` is the probability that the
    target misleads, 0 to 1, None where nobody has looked; `findings` say why, the likeliest first.
    """

    id: str
    source: str
    target: str
    source_tokens: tuple[Token, ...] = ()
    target_tokens: tuple[Token, ...] = ()
    links: tuple[Link, ...] = ()
    terms: tuple[TermDecision, ...] = ()
    score: float | None = None
    bead: Bead | None = None
    findings: tuple[Finding, ...] = ()
    risk: float | None = None

    def _repr_html_(self) -> str:
        """The pair as a notebook shows it, with its words linked."""
        from align.view import fragment

        return fragment(self)
