"""Glossary files: TSV in, and the built-in ones by name.

TSV is UTF-8, one term a line: `source, target, variants, type, note, origin`, all but the first two optional.
A first line whose first cell is `source` names the columns, which may then stand in any order. Variants are
separated by `|`; Arabic ones belong to the source, all others to the target. `#` opens a comment line.
"""

from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path

from glossaries.arabic import has_arabic
from glossaries.errors import GlossaryError
from glossaries.glossary import Glossary, Term, merge

COLUMNS = ("source", "target", "variants", "type", "note", "origin")


def builtin() -> list[str]:
    """The names of the built-in glossaries."""
    return sorted(
        entry.name.removesuffix(".tsv")
        for entry in files("glossaries").joinpath("data").iterdir()
        if entry.name.endswith(".tsv")
    )


def load(name_or_path: str) -> Glossary:
    """A built-in glossary by its name, or a file by its path.

    Raises GlossaryError where there is neither, where the file is no UTF-8 text, or where a row is no term
    (one line a bad row, all of them).
    """
    if name_or_path in builtin():
        text = files("glossaries").joinpath("data", f"{name_or_path}.tsv").read_text(encoding="utf-8")
        return Glossary(name_or_path, read_tsv(text, name_or_path))
    path = Path(name_or_path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise GlossaryError(
            f"no glossary {name_or_path!r}: neither a file nor one of the built-in ones ({', '.join(builtin())})"
        ) from None
    except UnicodeDecodeError as error:
        raise GlossaryError(f"{path}: not UTF-8 at byte {error.start}: save it as UTF-8") from None
    except OSError as error:
        raise GlossaryError(f"{path}: cannot be read: {error.strerror}") from None
    return Glossary(path.stem, read_tsv(text, str(path)))


def load_all(names: Iterable[str]) -> Glossary | None:
    """The named glossaries as one, the later ones first in rank; None for no names. `none` forgets those before it."""
    wanted: list[str] = []
    for name in names:
        wanted = [] if name == "none" else [*wanted, name]
    return merge(map(load, wanted)) if wanted else None


def read_tsv(text: str, name: str) -> tuple[Term, ...]:
    """The terms of a TSV text. `name` stands in messages.

    Raises GlossaryError with `name:line: why` for every row that is no term.
    """
    columns: tuple[str, ...] = COLUMNS
    terms, problems = [], []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if not terms and not problems and cells[0].lower() == "source":
            columns = tuple(cell.lower() for cell in cells)
            unknown = [column for column in columns if column not in COLUMNS]
            if unknown or "target" not in columns:
                raise GlossaryError(
                    f"{name}:{number}: columns {', '.join(columns)}: expected some of {', '.join(COLUMNS)}"
                )
            continue
        try:
            terms.append(_term(dict(zip(columns, cells, strict=False)), extra=len(cells) - len(columns)))
        except ValueError as error:
            problems.append(f"{name}:{number}: {error}")
    if problems:
        raise GlossaryError("\n".join(problems))
    return tuple(terms)


def _term(row: dict[str, str], extra: int) -> Term:
    """The term of a row. Raises ValueError saying why the row is none."""
    source, target = row.get("source", ""), row.get("target", "")
    if extra > 0:
        raise ValueError(f"{extra} cells too many")
    if not source:
        raise ValueError("no source")
    if not target:
        raise ValueError(f"no target for {source}")
    if not has_arabic(source):
        raise ValueError(f"source {source!r} has no Arabic letter")
    if has_arabic(target):
        raise ValueError(f"target {target!r} of {source} has Arabic letters")
    variants = [variant.strip() for variant in row.get("variants", "").split("|") if variant.strip()]
    return Term(
        source,
        target,
        tuple(variant for variant in variants if has_arabic(variant)),
        tuple(variant for variant in variants if not has_arabic(variant)),
        *(row.get(column, "") for column in COLUMNS[3:]),
    )


def to_tsv(glossary: Glossary) -> Iterator[str]:
    """The lines of a TSV file that `read_tsv` reads back as the same terms."""
    yield "\t".join(COLUMNS) + "\n"
    for term in glossary.terms:
        variants = " | ".join((*term.source_variants, *term.target_variants))
        yield "\t".join((term.source, term.target, variants, term.type, term.note, term.origin)) + "\n"
