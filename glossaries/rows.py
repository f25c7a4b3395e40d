"""From the rows of a glossary file to terms: what a row must hold, and the message about one that does not."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from glossaries.arabic import has_arabic
from glossaries.errors import GlossaryError
from glossaries.glossary import MATCHING, Glossary, Term

COLUMNS = ("source", "target", "variants", "type", "note", "origin", "match", "priority", "forbidden")
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


class Column(NamedTuple):
    """A column of a table: what its header calls it, empty for none, and what it is taken for.

    That is one of COLUMNS, `language` for a column of language codes, or empty for what is left out.
    """

    name: str
    role: str

    def __str__(self) -> str:
        role = self.role or "left out"
        return f"{self.name!r} is {role}" if self.name and self.name != role else role


class Parsed(NamedTuple):
    """A glossary file read: its terms, the row of each, and the rows that are no terms.

    `columns` are those of a table. `notes` say what was left out although nothing is wrong with it.
    """

    name: str
    terms: tuple[Term, ...]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    columns: tuple[Column, ...] = ()
    notes: tuple[str, ...] = ()

    def sound(self) -> "Parsed":
        """Itself. Raises GlossaryError with `name:line: why` for every row that is no term."""
        if self.problems:
            raise GlossaryError("\n".join(f"{self.name}:{problem.line}: {problem.why}" for problem in self.problems))
        return self

    def glossary(self, name: str) -> Glossary:
        """The terms as a glossary of this name."""
        return Glossary(name, self.terms)


def parse(
    rows: Iterable[Row | Problem], name: str, columns: tuple[Column, ...] = (), notes: tuple[str, ...] = ()
) -> Parsed:
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
    return Parsed(name, tuple(terms), tuple(kept), tuple(problems), columns, notes)


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
    variants, forbidden = (_forms(cells.get(column, "")) for column in ("variants", "forbidden"))
    if target in forbidden:
        raise ValueError(f"target {target!r} of {source} is among the forbidden forms")
    return Term(
        source,
        target,
        tuple(form for form in (*variants, *forbidden) if has_arabic(form)),
        tuple(form for form in variants if not has_arabic(form)),
        type_,
        cells.get("note", ""),
        cells.get("origin", ""),
        match,
        int(priority),
        tuple(form for form in forbidden if not has_arabic(form)),
    )


def _forms(cell: str) -> list[str]:
    return [form.strip() for form in cell.split("|") if form.strip()]


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
        "forbidden": " | ".join(term.forbidden),
    }
    return {column: " ".join(value.split()) for column, value in values.items()}


def columns_for(terms: Sequence[Term]) -> list[str]:
    """The columns that a table of these terms needs."""
    used = {column for term in terms for column in COLUMNS[len(CORE) :] if getattr(term, column)}
    return [column for column in COLUMNS if column in CORE or column in used]
