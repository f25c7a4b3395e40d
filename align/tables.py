"""Segment pairs as lines: JSONL with everything in it, TSV for a spreadsheet. In and out."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from align.bitext import Bead, Link, SegmentPair, TermDecision
from glossaries.arabic import Token
from glossaries.errors import InputError

TSV_HEADER = "id\tsource\ttarget\tscore\tterms"
SOURCES = ("source", "ar")
"""What a column with the Arabic side may be called, here and in the tables of others."""
TARGETS = ("target", "translation", "en", "hypothesis", "reference")
"""What a column with an English side may be called."""
TEXT = "text"
"""What the only column of a table without a header is called here."""

_ESCAPES = str.maketrans({"\t": "\\t", "\n": "\\n", "\r": "\\r", "\\": "\\\\"})
_UNESCAPES = {"\\t": "\t", "\\n": "\n", "\\r": "\r", "\\\\": "\\"}
_UNNAMED = {1: [TEXT], 2: ["source", "target"], 3: ["document", "source", "target"]}
"""The columns of a table without a header, by their number."""


class Record(NamedTuple):
    """A row of a table or a line of JSONL: where it stands (`file:line`), and its cells by column."""

    place: str
    cells: dict[str, Any]

    def text(self, columns: Sequence[str]) -> str | None:
        """The first of `columns` that the record has as a text."""
        return next((self.cells[column] for column in columns if isinstance(self.cells.get(column), str)), None)


def to_record(pair: SegmentPair) -> dict[str, Any]:
    """The pair as plain JSON values. Spans are `[start, end)` in characters."""
    record = {
        "id": pair.id,
        "source": pair.source,
        "target": pair.target,
        "source_tokens": [token.text for token in pair.source_tokens],
        "target_tokens": [token.text for token in pair.target_tokens],
        "source_token_spans": [[token.start, token.end] for token in pair.source_tokens],
        "target_token_spans": [[token.start, token.end] for token in pair.target_tokens],
        "links": [[link.source, link.target] for link in pair.links],
        "link_scores": [link.score for link in pair.links],
        "terms": [
            {
                "source": term.source,
                "target": term.target,
                "source_span": list(term.source_span),
                "target_span": term.target_span and list(term.target_span),
                "status": term.status,
                "term": term.term,
                "why": term.why,
            }
            for term in pair.terms
        ],
        "score": pair.score,
    }
    return record | ({"bead": [list(pair.bead.sources), list(pair.bead.targets)]} if pair.bead else {})


def from_record(record: dict[str, Any]) -> SegmentPair:
    """The pair that `to_record` made the record from."""
    bead = record.get("bead")
    return SegmentPair(
        id=record["id"],
        source=record["source"],
        target=record["target"],
        source_tokens=_tokens(record["source_tokens"], record["source_token_spans"]),
        target_tokens=_tokens(record["target_tokens"], record["target_token_spans"]),
        links=tuple(Link(i, j, score) for (i, j), score in zip(record["links"], record["link_scores"], strict=True)),
        terms=tuple(
            TermDecision(
                **term
                | {
                    "source_span": tuple(term["source_span"]),
                    "target_span": term["target_span"] and tuple(term["target_span"]),
                }
            )
            for term in record["terms"]
        ),
        score=record["score"],
        bead=bead and Bead(tuple(bead[0]), tuple(bead[1]), record["score"] or 0.0),
    )


def _tokens(texts: list[str], spans: list[list[int]]) -> tuple[Token, ...]:
    return tuple(Token(text, *span) for text, span in zip(texts, spans, strict=True))


def to_jsonl(pair: SegmentPair) -> str:
    return json.dumps(to_record(pair), ensure_ascii=False)


def to_tsv(pair: SegmentPair) -> str:
    """One row under `TSV_HEADER`; tab, line break and backslash inside a cell are escaped with a backslash."""
    terms = "; ".join(f"{term.term} ({term.status})" for term in pair.terms)
    return tsv_row(pair.id, pair.source, pair.target, "" if pair.score is None else str(pair.score), terms)


def tsv_row(*cells: str) -> str:
    return "\t".join(cell.translate(_ESCAPES) for cell in cells)


def jsonl_records(lines: Iterable[str], name: str) -> Iterator[Record]:
    """The objects of JSONL. Raises InputError for a line that is none."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            cells = json.loads(line)
        except (ValueError, RecursionError):  # ValueError: no JSON, or a number beyond measure
            raise InputError(f"{name}:{number}: not JSON") from None
        if not isinstance(cells, dict):
            raise InputError(f"{name}:{number}: a JSON value that is no object")
        yield Record(f"{name}:{number}", cells)


def tsv_records(lines: Sequence[str], name: str) -> Iterator[Record]:
    """The rows of a table. The header names the columns; without one, two columns are source and target, three
    document, source and target. Raises InputError where the columns cannot be told."""
    first = lines[0] if lines else ""
    header = [cell.strip().lower() for cell in first.split("\t")]
    has_header = is_header(first)
    if not has_header:
        header = _UNNAMED.get(len(header), [])
        if not header:
            raise InputError(f"{name}: {first.count(chr(9)) + 1} columns and no header that names them")
    # Tables of ours write tabs and line ends inside a cell as escapes.
    ours = header[:3] == ["id", "source", "target"]
    for number, line in enumerate(lines[has_header:], 1 + has_header):
        cells = line.rstrip("\r").split("\t")
        if len(cells) > len(header):
            raise InputError(f"{name}:{number}: {len(cells)} columns, but {len(header)} at the top")
        cells = [re.sub(r"\\[tnr\\]", lambda hit: _UNESCAPES[hit[0]], cell) if ours else cell for cell in cells]
        yield Record(f"{name}:{number}", dict(zip(header, cells, strict=False)))


def is_header(line: str) -> bool:
    """Whether a line names the columns of a table."""
    return not {cell.strip().lower() for cell in line.split("\t")}.isdisjoint((*SOURCES, *TARGETS))


def pair_of(record: Record, number: int) -> SegmentPair:
    """The pair of a record, all that it says of it; without an id it gets its `number`.

    Raises InputError for a record of one side only, or one of ours that is damaged.
    """
    cells = record.cells
    if "link_scores" in cells:
        try:
            pair = from_record(cells)
        except (KeyError, TypeError, ValueError):
            raise InputError(f"{record.place}: damaged: a record of qantara has its fields all or not at all") from None
        if any(
            i not in range(len(pair.source_tokens)) or j not in range(len(pair.target_tokens)) for i, j, _ in pair.links
        ):
            raise InputError(f"{record.place}: damaged: a link to a token that is not there")
        return pair
    source, target = record.text(SOURCES), record.text(TARGETS)
    if source is None or target is None:
        lacking, columns = ("source", SOURCES) if source is None else ("target", TARGETS)
        raise InputError(f"{record.place}: no {lacking}: none of {', '.join(columns)}")
    try:
        score = float(cells.get("score") or "nan")
    except (TypeError, ValueError):
        score = float("nan")
    return SegmentPair(str(cells.get("id") or number), source, target, score=score if score == score else None)
