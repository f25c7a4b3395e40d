"""Segment pairs as lines: JSONL with everything in it, TSV for a spreadsheet. In and out."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from align.bitext import Bead, Finding, Link, SegmentPair, Span, TermDecision
from glossaries.arabic import Token, has_arabic
from glossaries.columns import Columns, columns, is_header, usual
from glossaries.errors import InputError

TSV_HEADER = "id\tsource\ttarget\tscore\tterms"

_ESCAPES = str.maketrans({"\t": "\\t", "\n": "\\n", "\r": "\\r", "\\": "\\\\"})
_UNESCAPES = {"\\t": "\t", "\\n": "\n", "\\r": "\r", "\\\\": "\\"}
_UNNAMED = {1: Columns(text=0), 2: Columns(source=0, target=1), 3: Columns(document=0, source=1, target=2)}
"""The columns of a table without a header, by their number."""


class Record(NamedTuple):
    """A row of a table or a line of JSONL: where it stands (`file:line`), its values, and what is in which of them.

    `whole` is the object of a JSON line.
    """

    place: str
    values: Sequence[object]
    columns: Columns
    whole: dict[str, Any] | None = None

    def text(self, *columns: int | None) -> str | None:
        """The value in the first of `columns` that is there, if it is a text."""
        for at in columns:
            if at is not None:
                value = self.values[at] if at < len(self.values) else None
                return value if isinstance(value, str) else None
        return None

    def word(self, column: int | None) -> str:
        """A value of any kind as text, empty where there is none."""
        value = self.values[column] if column is not None and column < len(self.values) else None
        return str(value or "")


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
                **({"others": list(term.others)} if term.others else {}),
            }
            for term in pair.terms
        ],
        "score": pair.score,
    }
    if pair.bead:
        record["bead"] = [list(pair.bead.sources), list(pair.bead.targets)]
    if pair.risk is not None or pair.findings:
        record |= {"risk": pair.risk, "findings": [finding_record(finding) for finding in pair.findings]}
    return record


def finding_record(finding: Finding) -> dict[str, Any]:
    """The finding as plain JSON values. Spans are `[start, end)` in characters, None where there is none."""
    return {
        "kind": finding.kind,
        "probability": finding.probability,
        "source": finding.source and list(finding.source),
        "target": finding.target and list(finding.target),
        "message": finding.message,
    }


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
                    "others": tuple(term.get("others", ())),
                }
            )
            for term in record["terms"]
        ),
        score=record["score"],
        bead=bead and Bead(tuple(bead[0]), tuple(bead[1]), record["score"] or 0.0),
        findings=tuple(
            Finding(**finding | {side: _span(finding[side]) for side in ("source", "target")})
            for finding in record.get("findings", ())
        ),
        risk=record.get("risk"),
    )


def _span(span: list[int] | None) -> Span | None:
    return None if span is None else (span[0], span[1])


def _tokens(texts: list[str], spans: list[list[int]]) -> tuple[Token, ...]:
    return tuple(Token(text, *span) for text, span in zip(texts, spans, strict=True))


def to_jsonl(pair: SegmentPair) -> str:
    return json.dumps(to_record(pair), ensure_ascii=False)


def to_tsv(pair: SegmentPair, guarded: bool = False) -> str:
    """One row under `TSV_HEADER`; tab, line break and backslash inside a cell are escaped with a backslash.

    `guarded`: no cell of text begins as a formula does in a spreadsheet.
    """
    terms = "; ".join(f"{term.term} ({term.status})" for term in pair.terms)
    source, target, terms = (
        map(guard, (pair.source, pair.target, terms)) if guarded else (pair.source, pair.target, terms)
    )
    return tsv_row(pair.id, source, target, "" if pair.score is None else str(pair.score), terms)


def guard(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe, which it hides, stands before such a beginning.

    OWASP, CSV Injection.
    """
    return "'" + cell if cell.lstrip()[:1] in tuple("=+-@") else cell


def tsv_row(*cells: str) -> str:
    return "\t".join(map(escaped, cells))


def escaped(cell: str) -> str:
    """A cell as our tables write it."""
    return cell.translate(_ESCAPES)


def unescaped(cell: str) -> str:
    """A cell of our tables as it is meant."""
    return re.sub(r"\\[tnr\\]", lambda hit: _UNESCAPES[hit[0]], cell) if "\\" in cell else cell


class Header(NamedTuple):
    """The columns of a table: their names, what they hold, and whether a first row says so.

    `escapes`: a table of ours, in which tabs and line ends inside a cell are escaped.
    """

    names: tuple[str, ...]
    columns: Columns
    named: bool
    escapes: bool


def header_of(cells: Sequence[str]) -> Header:
    """The columns of a table whose first row this is. Without names two columns are source and target, three
    document, source and target; of more nothing is known."""
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    if not is_header(cells):
        return Header((), _UNNAMED.get(len(cells), Columns()), False, False)
    names = tuple(cell.strip() for cell in cells)
    return Header(names, columns(names), True, names[:3] == ("id", "source", "target"))


def tsv_records(lines: Sequence[str], name: str) -> Iterator[Record]:
    """The rows of a table. Raises InputError where its columns cannot be told, or a row has more of them."""
    if not lines:
        return
    header = header_of(lines[0].rstrip("\r").split("\t"))
    if header.columns == Columns():
        raise InputError(f"{name}: {lines[0].count(chr(9)) + 1} columns and no header that names them")
    where = header.columns
    if not header.named and _turned(lines, where):
        where = where._replace(source=where.target, target=where.source)
    width = len(header.names) if header.named else lines[0].count("\t") + 1
    for number, line in enumerate(lines[header.named :], 1 + header.named):
        cells = line.rstrip("\r").split("\t")
        while len(cells) > width and not cells[-1].strip():
            del cells[-1]
        if len(cells) > width:
            raise InputError(f"{name}:{number}: {len(cells)} columns, but {width} at the top")
        yield Record(f"{name}:{number}", [*map(unescaped, cells)] if header.escapes else cells, where)


def _turned(lines: Iterable[str], where: Columns) -> bool:
    """Whether the English stands where the Arabic is looked for, and the Arabic where the English is."""

    def arabic(column: int | None) -> bool:
        return column is not None and any(has_arabic(cell) for line in lines for cell in line.split("\t")[column:][:1])

    return where.target is not None and not arabic(where.source) and arabic(where.target)


def jsonl_records(lines: Iterable[str], name: str) -> Iterator[Record]:
    """The objects of JSONL. Raises InputError for a line that is none."""
    seen: tuple[str, ...] = ()
    found = Columns()
    for number, line in enumerate(lines, 1):
        if line.strip():
            whole = json_object(line, f"{name}:{number}")
            paths, values = leaves(whole)
            if paths != seen:
                seen, found = paths, columns(paths)
            yield Record(f"{name}:{number}", values, found, whole)


def json_object(line: str, place: str) -> dict[str, Any]:
    """The object of a JSON line. Raises InputError, which names the `place`, for a line that is none."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):  # ValueError: no JSON, or a number beyond measure
        raise InputError(f"{place}: not JSON: one object a line is wanted") from None
    if not isinstance(found, dict):
        raise InputError(f"{place}: no JSON object: one object a line is wanted")
    return found


def leaves(whole: dict[str, Any]) -> tuple[tuple[str, ...], list[object]]:
    """The keys of an object with their values; of an object in it the paths, `translation.ar`."""
    if dict not in map(type, whole.values()):
        return tuple(whole), [*whole.values()]
    flat: dict[str, object] = {}
    for key, value in whole.items():
        flat |= {f"{key}.{inner}": leaf for inner, leaf in value.items()} if isinstance(value, dict) else {key: value}
    return tuple(flat), [*flat.values()]


def value_at(whole: dict[str, Any], key: str) -> object:
    """The value of a key, or of a path of keys as `leaves` names it; None where there is none."""
    if key in whole:
        return whole[key]
    value: object = whole
    for part in key.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def pair_of(record: Record, number: int) -> SegmentPair:
    """The pair of a record, all that it says of it; without an id it gets its `number`.

    Raises InputError for a record of one side only, or one of ours that is damaged.
    """
    if record.whole and "link_scores" in record.whole:
        try:
            pair = from_record(record.whole)
        except (KeyError, TypeError, ValueError):
            raise InputError(f"{record.place}: damaged: a record of qantara has its fields all or not at all") from None
        if any(
            i not in range(len(pair.source_tokens)) or j not in range(len(pair.target_tokens)) for i, j, _ in pair.links
        ):
            raise InputError(f"{record.place}: damaged: a link to a token that is not there")
        return pair
    where = record.columns
    source, target = record.text(where.arabic), record.text(where.english)
    if source is None or target is None:
        lacking = "source" if source is None else "target"
        raise InputError(f"{record.place}: no {lacking}: none of {usual(lacking)}")
    try:
        score = float(record.word(where.score) or "nan")
    except ValueError:
        score = float("nan")
    return SegmentPair(record.word(where.id) or str(number), source, target, score=score if score == score else None)
