"""What is read of a corpus row by row, and what a row gets."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from align.bitext import SegmentPair
from align.tables import finding_record, to_record
from mt.fleet.lines import LONGEST
from mt.fleet.shards import Job


class Row(NamedTuple):
    """The `at`th row of a shard, from 0: its text, its translation if it has one, and what its format needs again."""

    at: int
    text: str
    target: str | None = None
    whole: Any = None


class Bad(NamedTuple):
    """A row that cannot be worked on, why, and how it begins."""

    at: int
    why: str
    raw: str = ""


Made = SegmentPair | tuple[SegmentPair, ...]
"""What a row becomes: a pair, or those of the sentences in it."""
Result = tuple[Row, Made] | Bad
"""A row with what it became, or why it became nothing."""


def values(job: Job, made: Made) -> dict[str, Any]:
    """The new columns of a row, as plain JSON values."""
    if isinstance(made, tuple):
        pairs = [{"source": pair.source, "target": pair.target, "score": pair.score} for pair in made]
        return {job.named("pairs"): pairs}
    given: dict[str, Any] = {
        "target": made.target,
        "score": made.score,
        "terms": [],
        "links": [[i, j] for i, j, _ in made.links],
        "risk": made.risk,
        "findings": [finding_record(finding) for finding in made.findings],
    }
    if made.terms:
        given["terms"] = to_record(made)["terms"]
    return {job.named(column): given[column] for column in job.columns}


def flat(job: Job, made: Made) -> list[str]:
    """The same as cells of a table: lists as JSON, nothing for None."""
    return [_cell(value) for value in values(job, made).values()]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def good(results: Iterable[Result]) -> Iterator[tuple[Row, Made]]:
    """The results without the bad rows."""
    return (result for result in results if not isinstance(result, Bad))


def shown(raw: bytes) -> str:
    """How a row begins, for a message."""
    return raw[:300].decode("utf-8", "replace").rstrip("\r\n")


def decoded(raw: bytes) -> str | None:
    """A line as text; None for what is none."""
    if len(raw) > LONGEST:
        return None
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
