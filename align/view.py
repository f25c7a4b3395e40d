"""Segment pairs as one HTML page to read: two columns, words that light up together, terms in colour.

The page loads nothing from anywhere: its style and its script stand in it. What the reader sees in a cell is exactly
the text of the pair. Words and terms may begin and end anywhere in each other (a term often begins inside
a word, behind و or ال), so each word is cut where a term's edge falls in it.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple, get_args

from align.bitext import SegmentPair, Span, Status, TermDecision
from align.checking import to_check
from glossaries.arabic import Token

if TYPE_CHECKING:
    from jinja2 import Environment, Template
    from markupsafe import Markup

COLOURS = 8
"""The hues that the template's style sheet defines; with more terms than these, they come round again."""

_BUFFERED = 1000


class Mark(NamedTuple):
    """A term's place in one cell. `decision` numbers the decision in its segment: the same on both sides."""

    span: Span
    decision: int
    colour: int
    status: Status
    tip: str


class Piece(NamedTuple):
    """Text with the same marks throughout, the widest first."""

    text: str
    marks: list[Mark]


class Word(NamedTuple):
    """A token, or the text between two tokens; `id` is None where nothing refers to it."""

    is_token: bool
    id: str | None
    partners: dict[str, int]
    pieces: list[Piece]


class Row(NamedTuple):
    """A segment pair for the template. `notes` are the decisions that a reader should look at.

    `alone`: an aligned sentence without a counterpart. `shape`: the number of sentences on each side, unless it is one.
    `risky`: it is one of those to check first.
    """

    pair: SegmentPair
    anchor: str
    source: list[Word]
    target: list[Word]
    notes: list[TermDecision]
    alone: bool
    shape: str
    risky: bool


def page(pairs: Iterable[SegmentPair], title: str, signature: str) -> Iterator[str]:
    """The page, in chunks: it is many times as long as the texts that it shows.

    Tokens must be in order and apart, as every tokenizer gives them.

    >>> from align.bitext import SegmentPair
    >>> "".join(page([SegmentPair("1.1", "سلام", "Peace")], "Greeting", "qantara 0.1"))[:15]
    '<!doctype html>'
    """
    pairs = list(pairs)
    terms: dict[str, Counter[Status]] = {}
    for pair in pairs:
        for decision in pair.terms:
            terms.setdefault(decision.term, Counter())[decision.status] += 1
    decisions = sum(terms.values(), Counter[Status]())
    colours = {term: number % COLOURS for number, term in enumerate(terms)}
    risky = frozenset(to_check([pair.risk for pair in pairs]))
    stream = _template().stream(
        title=title,
        signature=signature,
        segments=len(pairs),
        source_words=sum(len(pair.source.split()) for pair in pairs),
        target_words=sum(len(pair.target.split()) for pair in pairs),
        linked=any(pair.links for pair in pairs),
        aligned=any(pair.bead for pair in pairs),
        scored=any(pair.score is not None for pair in pairs),
        alone=_unpaired(pairs),
        lonely=sum(map(_alone, pairs)),
        statuses=[status for status in get_args(Status) if status != "spelled" or decisions[status]],
        decisions=decisions,
        terms=terms,
        colours=colours,
        risky=len(risky),
        paragraphs=(rows for _, rows in groupby(_rows(pairs, colours, risky), key=_line)),
    )
    stream.enable_buffering(_BUFFERED)
    return stream


def framed(page: Iterable[str], height: str = "32em") -> str:
    """A page inside another, a notebook's for instance, without its styles meeting those around it."""
    from markupsafe import escape

    return f'<iframe srcdoc="{escape("".join(page))}" style="width: 100%; height: {height}; border: 0"></iframe>'


def fragment(pair: SegmentPair) -> str:
    """One pair as HTML to stand inside a page: words light up with those that they are linked to, terms are marked."""
    partners: tuple[list[dict[str, int]], ...] = (
        [{} for _ in pair.source_tokens],
        [{} for _ in pair.target_tokens],
    )
    groups = _groups(pair)
    for (side, index), group in groups.items():
        partners[side][index][str(group)] = 100
    marks = _marks(pair, Counter())
    template = _environment().from_string(_resource("pair.html.j2"))
    return template.render(
        id=f"q{hashlib.sha256(repr(pair).encode('utf-8', 'replace')).hexdigest()[:12]}",
        pair=pair,
        source=_words(pair.source, pair.source_tokens, [""] * len(pair.source_tokens), partners[0], marks[0]),
        target=_words(pair.target, pair.target_tokens, [""] * len(pair.target_tokens), partners[1], marks[1]),
        notes=[decision for decision in pair.terms if decision.status != "kept"],
        groups=sorted(set(groups.values())),
    )


def _groups(pair: SegmentPair) -> dict[tuple[int, int], int]:
    """A number for each linked token, `(side, index)`: the same for all that links join."""
    group: dict[tuple[int, int], int] = {}
    for number, link in enumerate(pair.links):
        ends = (0, link.source), (1, link.target)
        met = {group[end] for end in ends if end in group}
        for end, known in group.items():
            if known in met:
                group[end] = number
        group.update(dict.fromkeys(ends, number))
    return group


def _rows(pairs: Sequence[SegmentPair], colours: dict[str, int], risky: Collection[int]) -> Iterator[Row]:
    anchors = set()
    for number, pair in enumerate(pairs):
        anchor = "-".join(["segment", *pair.id.split()])
        if anchor in anchors:  # several documents on one page
            anchor = f"{anchor}~{number}"
        anchors.add(anchor)
        source_ids = [f"s{number}-{i}" for i in range(len(pair.source_tokens))]
        target_ids = [f"t{number}-{j}" for j in range(len(pair.target_tokens))]
        from_source: list[dict[str, int]] = [{} for _ in source_ids]
        from_target: list[dict[str, int]] = [{} for _ in target_ids]
        for i, j, score in pair.links:
            percent = round(100 * min(max(score, 0.0), 1.0))
            from_source[i][target_ids[j]] = from_target[j][source_ids[i]] = percent
        source_marks, target_marks = _marks(pair, colours)
        yield Row(
            pair,
            anchor,
            _words(pair.source, pair.source_tokens, source_ids, from_source, source_marks),
            _words(pair.target, pair.target_tokens, target_ids, from_target, target_marks),
            [decision for decision in pair.terms if decision.status != "kept"],
            _alone(pair),
            _shape(pair),
            number in risky,
        )


def _marks(pair: SegmentPair, colours: Mapping[str, int]) -> tuple[list[Mark], list[Mark]]:
    """The places of the pair's terms, in its source and in its target."""
    source, target = [], []
    for index, decision in enumerate(pair.terms):
        tip = f"{decision.status}: {decision.term}" + (f" ({decision.why})" if decision.why else "")
        rest = index, colours[decision.term], decision.status, tip
        source.append(Mark(decision.source_span, *rest))
        if decision.target_span is not None:
            target.append(Mark(decision.target_span, *rest))
    return source, target


def _alone(pair: SegmentPair) -> bool:
    return pair.bead is not None and bool(pair.source) != bool(pair.target)


def _shape(pair: SegmentPair) -> str:
    counts = (len(pair.bead.sources), len(pair.bead.targets)) if pair.bead else (1, 1)
    return "" if counts == (1, 1) or not all(counts) else "{} : {}".format(*counts)


def _unpaired(pairs: Sequence[SegmentPair]) -> list[str]:
    """How many sentences of each language have no counterpart, in words."""
    alone = [pair for pair in pairs if _alone(pair)]
    counts = {"Arabic": sum(not pair.target for pair in alone), "English": sum(not pair.source for pair in alone)}
    return [f"{count:,} {language}" for language, count in counts.items() if count]


def _line(row: Row) -> str:
    """The line of the document that the row's segment stands in: ids are `line.sentence`."""
    return row.pair.id.partition(".")[0]


def _words(
    text: str, tokens: Sequence[Token], ids: list[str], partners: list[dict[str, int]], marks: list[Mark]
) -> list[Word]:
    marks = sorted(marks, key=lambda mark: mark.span[0] - mark.span[1])
    words = []
    position = 0
    for token, token_id, linked in zip(tokens, ids, partners, strict=True):
        if position < token.start:
            words.append(Word(False, None, {}, _pieces(text, (position, token.start), marks)))
        words.append(Word(True, token_id if linked else None, linked, _pieces(text, (token.start, token.end), marks)))
        position = token.end
    if position < len(text):
        words.append(Word(False, None, {}, _pieces(text, (position, len(text)), marks)))
    return words


def _pieces(text: str, span: Span, marks: list[Mark]) -> list[Piece]:
    first, last = span
    edges = sorted({first, last, *(edge for mark in marks for edge in mark.span if first < edge < last)})
    return [
        Piece(text[start:end], [mark for mark in marks if mark.span[0] <= start and end <= mark.span[1]])
        for start, end in pairwise(edges)
    ]


def _exact(value: object) -> "Markup":
    """`value` escaped so that an HTML reader gives it back: it would take a CR for LF, and cannot have a NUL."""
    from markupsafe import Markup, escape

    return escape(value).replace("\r", Markup("&#13;")).replace("\0", "\ufffd")


@cache
def _template() -> "Template":
    return _environment().from_string(_resource("view.html.j2"))


def _environment() -> "Environment":
    from jinja2 import Environment

    return Environment(autoescape=True, finalize=_exact, trim_blocks=True, lstrip_blocks=True)


def _resource(name: str) -> str:
    return files("align").joinpath(name).read_text("utf-8")
