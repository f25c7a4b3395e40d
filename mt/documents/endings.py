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
    "package": (".mqxlz", ".xlz", ".sdlppx", ".sdlrpx"),
    "html": (".html", ".htm", ".xhtml"),
    "markdown": (".md", ".markdown", ".mdown", ".mdx", ".qmd", ".rmd"),
    "docx": (".docx", ".docm", ".dotx", ".dotm"),
    "pptx": (".pptx", ".pptm", ".ppsx", ".ppsm", ".potx", ".potm"),
    "xlsx": (".xlsx", ".xlsm", ".xltx", ".xltm"),
    "odt": (".odt", ".ott", ".fodt"),
    "ods": (".ods", ".ots", ".fods"),
    "odp": (".odp", ".otp", ".fodp"),
    "odg": (".odg", ".otg", ".fodg"),
    "epub": (".epub",),
    "srt": (".srt",),
    "vtt": (".vtt",),
    "ass": (".ass", ".ssa"),
    "po": (".po", ".pot"),
    "qt": (".ts",),
    "android": (".xml",),
    "strings": (".strings",),
    "resx": (".resx", ".stringsdict"),
    "properties": (".properties",),
    "fluent": (".ftl",),
    "xcstrings": (".xcstrings",),
    "yaml": (".yaml", ".yml"),
    "pharaoh": (".pharaoh",),
    "beads": (".beads",),
    "json": (".json", ".arb"),
    "csv": (".csv",),
    "tbx": (".tbx",),
    "pdf": (".pdf",),
    "sarif": (".sarif",),
}
"""The endings of each format, the first of them for new files."""
UNREAD = {
    "source code: take its texts out into PO, JSON or text": tuple(
        [
            ".py",
            ".pyi",
            ".js",
            ".mjs",
            ".cjs",
            ".jsx",
            ".tsx",
            ".vue",
            ".svelte",
            ".java",
            ".kt",
            ".scala",
            ".groovy",
            ".c",
            ".h",
            ".cc",
            ".cpp",
            ".cxx",
            ".hpp",
            ".cs",
            ".go",
            ".rs",
            ".rb",
            ".php",
            ".pl",
            ".swift",
            ".mm",
            ".dart",
            ".lua",
            ".jl",
            ".sh",
            ".bash",
            ".zsh",
            ".ps1",
            ".bat",
            ".sql",
            ".css",
            ".scss",
            ".less",
            ".ipynb",
        ]
    ),
    "settings: take their texts out into PO, JSON or YAML": tuple([".ini", ".toml", ".cfg", ".conf", ".env"]),
    "XML of a kind that cannot be read: give TMX, XLIFF or XHTML": (
        ".xml",
        ".plist",
        ".fb2",
        ".rss",
    ),
    "text with marks of its own: make it Markdown, HTML or .docx first (pandoc can)": tuple(
        [".tex", ".latex", ".bib", ".rst", ".adoc", ".asciidoc", ".textile", ".typ", ".org", ".mediawiki"]
    ),
    "subtitles of another kind: save them as .srt, .vtt or .ass": tuple(
        [".sub", ".sbv", ".ttml", ".dfxp", ".stl", ".smi", ".lrc"]
    ),
    "a book of another kind: make it an EPUB first (Calibre can)": tuple([".mobi", ".azw", ".azw3", ".djvu", ".chm"]),
    "an old or foreign office file: save it as .docx, .xlsx, .pptx or OpenDocument": tuple(
        [".doc", ".dot", ".xls", ".xlsb", ".ppt", ".pps", ".rtf", ".wpd", ".wps", ".pages", ".numbers", ".key"]
    ),
    "mail: save its text as HTML or text": (".eml", ".msg", ".mbox"),
    "data: save it as CSV, TSV or JSON": (".db", ".sqlite", ".parquet", ".dbf", ".mdb", ".sav"),
}
"""What is no prose and is not read, with what to do about it: the endings of each."""
PACKED = (".gz", ".xz")
"""Endings of compressed files, behind the ending of what is in them."""

_FORMATS = {ending: form for form, endings in ENDINGS.items() for ending in endings}
_UNREAD = {ending: what for what, endings in UNREAD.items() for ending in endings}


def format_of(name: str | PurePath) -> str:
    """The format that a name's ending says, a compressed file's too; empty for an ending that says nothing."""
    return _FORMATS.get(ending_of(name), "")


def unread(name: str | PurePath) -> str:
    """What a file is that is not read, and what to do about it, as its name's ending says; empty for other endings."""
    return _UNREAD.get(ending_of(name), "")


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
