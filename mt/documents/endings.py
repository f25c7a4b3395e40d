"""What the endings of files say: one table, for what is read and for what is written."""

from collections.abc import Collection
from pathlib import PurePath

from glossaries.errors import UsageError

ENDINGS = {
    "text": (".txt", ".text", ".ar", ".en"),
    "tsv": (".tsv", ".tab"),
    "jsonl": (".jsonl", ".ndjson"),
    "tmx": (".tmx",),
    "xliff": (".xliff", ".xlf", ".sdlxliff", ".mxliff", ".mqxliff"),
    "html": (".html", ".htm", ".xhtml"),
    "markdown": (".md", ".markdown", ".mdown"),
    "docx": (".docx", ".docm"),
    "epub": (".epub",),
    "srt": (".srt",),
    "vtt": (".vtt",),
    "po": (".po", ".pot"),
    "pharaoh": (".pharaoh",),
    "beads": (".beads",),
    "json": (".json",),
    "csv": (".csv",),
    "tbx": (".tbx",),
    "pdf": (".pdf",),
}
"""The endings of each format, the first of them for new files."""
PACKED = (".gz", ".xz")
"""Endings of compressed files, behind the ending of what is in them."""

_FORMATS = {ending: form for form, endings in ENDINGS.items() for ending in endings}


def format_of(name: str | PurePath) -> str:
    """The format that a name's ending says, a compressed file's too; empty for an ending that says nothing."""
    return _FORMATS.get(ending_of(name), "")


def ending_of(name: str | PurePath) -> str:
    """The ending of a name, in lower case; of `a.txt.gz` it is `.txt`."""
    return without_packing(PurePath(name)).suffix.lower()


def without_packing(path: PurePath) -> PurePath:
    """A path without the ending that says that it is compressed."""
    return path.with_suffix("") if path.suffix.lower() in PACKED else path


def written_as(place: PurePath | None, to: str | None, known: Collection[str]) -> str | None:
    """What is written to a place: the format asked for, or the one its ending says; None where neither says any.

    A place of text may hold whatever is asked for. Raises UsageError where the ending says another format than `to`,
    or none of the `known` ones.
    """
    ending = place.suffix.lower() if place else ""
    named = _FORMATS.get(ending, "")
    if to:
        if named not in ("", to, "text"):
            raise UsageError(f"{place} is named {named}, and --to asks for {to}: leave one out")
        return to
    if ending and named != "text" and named not in known:
        endings = ", ".join(ENDINGS[form][0] for form in ENDINGS if form in known)
        raise UsageError(f"{place}: nothing is written as {ending} here: give it one of the endings {endings}")
    return named if named in known else None
