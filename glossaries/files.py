"""Glossary files by path, and the built-in ones by name.

TSV is the native format; CSV and TBX are read and written as well. The first characters of a file tell which it is.
"""

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path

from glossaries.errors import GlossaryError
from glossaries.glossary import Glossary, merge
from glossaries.rows import Parsed
from glossaries.tables import is_tsv, parse_csv, parse_tsv, read_tsv, to_csv, to_tsv
from glossaries.tbx import Dialect, parse_tbx, to_tbx

__all__ = ["builtin", "load", "load_all", "parse_file", "read_tsv", "to_tsv", "write"]


LARGEST = 64 << 20
"""Bytes of a glossary file: more than half a million terms."""


def builtin() -> list[str]:
    """The names of the built-in glossaries."""
    return sorted(
        entry.name.removesuffix(".tsv")
        for entry in files("glossaries").joinpath("data").iterdir()
        if entry.name.endswith(".tsv")
    )


def load(name_or_path: str, skip_bad_rows: bool = False) -> Glossary:
    """A built-in glossary by its name, or a file by its path.

    Raises GlossaryError where there is neither, where the file is no valid text or XML, or where rows are no terms
    (unless `skip_bad_rows`): `file:line: why`, a line for each bad row.
    """
    parsed = parse_file(name_or_path)
    if not skip_bad_rows:
        parsed.sound()
    return parsed.glossary(name_or_path if name_or_path in builtin() else Path(name_or_path).stem)


def load_all(given: Iterable[str | Glossary]) -> Glossary | None:
    """All that is given, by name or at hand, as one glossary, the later ones first in rank; None for nothing.

    `none` forgets those before it.
    """
    wanted: list[str | Glossary] = []
    for each in given:
        wanted = [] if each == "none" else [*wanted, each]
    return merge(each if isinstance(each, Glossary) else load(each) for each in wanted) if wanted else None


def parse_file(name_or_path: str) -> Parsed:
    """A glossary's terms, and beside them the rows that are no terms, for which `Parsed.sound` raises.

    Raises GlossaryError where there is no such glossary, or where the file as a whole cannot be read as one.
    """
    if name_or_path in builtin():
        data = files("glossaries").joinpath("data", f"{name_or_path}.tsv").read_bytes()
        return parse_tsv(data.decode(), name_or_path)
    path = Path(name_or_path)
    try:
        with path.open("rb") as content:
            data = content.read(LARGEST + 1)
    except FileNotFoundError:
        raise GlossaryError(
            f"no glossary {name_or_path!r}: neither a file nor one of the built-in ones ({', '.join(builtin())})"
        ) from None
    except (OSError, ValueError) as error:
        raise GlossaryError(f"{path}: cannot be read: {getattr(error, 'strerror', error)}") from None
    if len(data) > LARGEST:
        raise GlossaryError(f"{path}: larger than {LARGEST >> 20} MB: no glossary is: split it first")
    return parse_data(data, path)


def parse_data(data: bytes, path: Path) -> Parsed:
    """The terms in the contents of a file, which may not be on this machine, and the rows that are no terms.

    Raises GlossaryError where it cannot be read as a glossary.
    """
    if data.startswith(b"PK\3\4"):
        raise GlossaryError(f"{path}: a spreadsheet or another packed file: save it as CSV or TSV")
    if _is_xml(path, data):
        return parse_tbx(data, str(path))
    text = _decoded(data, path)
    return (parse_tsv if is_tsv(text) else parse_csv)(text, str(path))


def _is_xml(path: Path, data: bytes) -> bool:
    if path.suffix.lower() in (".tbx", ".xml"):
        return True
    return data[:4].lstrip(BOM_UTF8 + BOM_UTF16_LE + BOM_UTF16_BE + b"\0 \t\r\n").startswith(b"<")


def _decoded(data: bytes, path: Path) -> str:
    """The text of a file, in UTF-8, or in UTF-16 with its mark, as Excel saves "Unicode text"."""
    wide = data.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        what = "whole UTF-16" if wide else "UTF-8"
        raise GlossaryError(f"{path}: not {what} at byte {error.start}: save it as UTF-8") from None
    if "\0" in text:
        raise GlossaryError(f"{path}: not a text file: it has a NUL character")
    return text


def write(glossary: Glossary, path: Path | None, dialect: Dialect = Dialect.basic) -> Iterator[str]:
    """The lines of a file for `path`, whose ending says the format; of TSV for none.

    Raises GlossaryError for another ending.
    """
    match path.suffix.lower() if path else ".tsv":
        case ".tsv":
            return to_tsv(glossary)
        case ".csv":
            return to_csv(glossary)
        case ".tbx" | ".xml":
            return to_tbx(glossary, dialect)
    raise GlossaryError(f"{path}: unknown ending: expected .tsv, .csv or .tbx")
