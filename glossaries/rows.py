"""From the rows of a glossary file to terms: what a row must hold, and the message about one that does not."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from glossaries.arabic import has_arabic
from glossaries.errors import GlossaryError
from glossaries.glossary import MATCHING, Glossary, Term

COLUMNS = ("source", "target", "variants", "type", "note", "origin", "match", "priority")
"""The columns of a glossary table; all but the first two may be left out."""
CORE = COLUMNS[:6]
"""The columns that are always written."""


class Row(NamedTuple):
    """A row of a file: the line that it begins in, and its cells by column, as they stand there."""

    line: int
    cells: dict[str, str]


class Problem(NamedTuple):
    """Something wrong in a line of a file: an error, or (`error` is False) something worth a look."""

    line: int
    why: str
    error: bool = True


class Parsed(NamedTuple):
    """A glossary file read: its terms, the row of each, and the rows that are no terms."""

    name: str
    terms: tuple[Term, ...]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]

    def sound(self) -> "Parsed":
        """Itself. Raises GlossaryError with `name:line: why` for every row that is no term."""
        if self.problems:
            raise GlossaryError("\n".join(f"{self.name}:{problem.line}: {problem.why}" for problem in self.problems))
        return self

    def glossary(self, name: str) -> Glossary:
        """The terms as a glossary of this name."""
        return Glossary(name, self.terms)


def parse(rows: Iterable[Row | Problem], name: str) -> Parsed:
    """The terms of the rows. Problems that a reader met stand among the rows."""
    terms, kept, problems = [], [], []
    for row in rows:
        if isinstance(row, Problem):
            problems.append(row)
            continue
        try:
            terms.append(_term({column: cell.strip() for column, cell in row.cells.items()}))
            kept.append(row)
        except ValueError as error:
            problems.append(Problem(row.line, str(error)))
    return Parsed(name, tuple(terms), tuple(kept), tuple(problems))


def _term(cells: dict[str, str]) -> Term:
    """The term of a row. Raises ValueError saying why the row is none."""
    source, target = cells.get("source", ""), cells.get("target", "")
    type_, match = cells.get("type", ""), cells.get("match", "").lower()
    keep = type_.lower() == "keep"
    if not source:
        raise ValueError("no source")
    if keep:
        target = target or source
    if not target:
        raise ValueError(f"no target for {source}")
    if not keep and not has_arabic(source):
        raise ValueError(f"source {source!r} has no Arabic letter")
    if not keep and has_arabic(target):
        raise ValueError(f"target {target!r} of {source} has Arabic letters")
    if match not in MATCHING:
        raise ValueError(
            f"match {match!r} of {source}: expected one of {', '.join(filter(None, MATCHING))}, or nothing"
        )
    priority = cells.get("priority", "") or "0"
    if not priority.removeprefix("-").isdecimal():
        raise ValueError(f"priority {priority!r} of {source} is no whole number")
    variants = [variant.strip() for variant in cells.get("variants", "").split("|") if variant.strip()]
    return Term(
        source,
        target,
        tuple(variant for variant in variants if has_arabic(variant)),
        tuple(variant for variant in variants if not has_arabic(variant)),
        type_,
        cells.get("note", ""),
        cells.get("origin", ""),
        match,
        int(priority),
    )


def cells(term: Term) -> dict[str, str]:
    """The cells of a term by column, each without a line break."""
    values = {
        "source": term.source,
        "target": term.target,
        "variants": " | ".join((*term.source_variants, *term.target_variants)),
        "type": term.type,
        "note": term.note,
        "origin": term.origin,
        "match": term.match,
        "priority": str(term.priority or ""),
    }
    return {column: " ".join(value.split()) for column, value in values.items()}


def columns_for(terms: Sequence[Term]) -> list[str]:
    """The columns that a table of these terms needs."""
    used = {"match": any(term.match for term in terms), "priority": any(term.priority for term in terms)}
    return [column for column in COLUMNS if column in CORE or used[column]]
