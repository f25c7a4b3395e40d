"""Message catalogues of gettext (PO): empty `msgstr` are filled from their `msgid`; all else stays as it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import BinaryIO

from glossaries.arabic import has_arabic
from glossaries.errors import InputError
from mt.documents.model.blocks import Skeleton, text_block
from mt.documents.model.contents import decode, load
from mt.documents.model.document import Document, ReadOptions, kept_notes

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_STRING = re.compile(r'\s*(?:(msgctxt|msgid_plural|msgid|msgstr(?:\[(\d+)\])?)\s*)?"((?:[^"\\]|\\.)*)"\s*')
_ESCAPE = re.compile(r"\\(?:([0-7]{1,3})|x([0-9a-fA-F]{1,2})|(.))")
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_WRITTEN = {"\\": "\\\\", '"': '\\"', **{char: f"\\{name}" for name, char in _CONTROLS.items()}}
_LANGUAGE = re.compile(r'("Language:[ \t]*)(?:ar[\w@.-]*)?(\\n")')


@dataclass(slots=True)
class _Message:
    """A `msgstr` as it stands in the file, and the `msgid` that it translates."""

    keyword: str
    index: int
    value: str = ""
    lines: list[str] = field(default_factory=list)


def read(binary: BinaryIO, name: str, options: ReadOptions) -> Iterator[Document]:
    """The catalogue as one document. Raises InputError where a line is none of a catalogue."""
    file = decode(load(binary, name), name)
    skeleton = Skeleton(name)
    out: list[str] = []
    entry: dict[str, str] = {}
    message: _Message | None = None
    previous = ""
    kept = 0

    def finish() -> None:
        nonlocal message, kept
        if message is None:
            return
        raw, text = "".join(message.lines), _source(entry, message.index)
        if not entry.get("msgid"):
            out.append(skeleton.turn(raw, _LANGUAGE.sub(r"\1en\2", raw)))
        elif message.value and not options.overwrite:
            kept += has_arabic(text)
            out.append(raw)
        else:
            end = re.search(r"[\r\n]*\Z", raw)
            found = text_block(text, partial(_written, message.keyword, end[0] if end else ""), raw)
            out.append(skeleton.add(found) if found else raw)
        message = None

    for number, line in enumerate(_LINE.findall(file.text), 1):
        string = _STRING.fullmatch(line)
        if string is None:
            if line.strip() and not line.lstrip().startswith("#"):
                raise InputError(f"{name}:{number}: no line of a message catalogue (PO): mend or remove it")
            finish()
            previous = ""
            out.append(line)
            continue
        keyword, value = string[1], _ESCAPE.sub(_unescaped, string[3])
        if keyword is None:
            if not previous:
                raise InputError(f"{name}:{number}: a string without msgid or msgstr: mend or remove it")
            keyword = previous
        else:
            finish()
            if keyword in ("msgctxt", "msgid"):
                entry = {} if keyword == "msgctxt" or "msgid" in entry else entry
            previous = keyword
            if keyword.startswith("msgstr"):
                message = _Message(line[: string.end(1)].strip(), int(string[2] or 0))
        if message is not None:
            message.value += value
            message.lines.append(line)
        else:
            entry[keyword] = entry.get(keyword, "") + value
            out.append(line)
    finish()
    text = "".join(out)
    notes = kept_notes(kept)
    yield skeleton.document(lambda fill, turned: file.encode(fill(text)), notes)


def _source(entry: dict[str, str], index: int) -> str:
    """The `msgid` of a `msgstr`: of several, the first is the singular, the others are plurals."""
    return entry.get("msgid_plural", "") if index else entry.get("msgid", "")


def _unescaped(escape: re.Match[str]) -> str:
    octal, hexadecimal, char = escape.groups()
    if char is None:
        return chr(int(octal, 8) if octal else int(hexadecimal, 16))
    return _CONTROLS.get(char, char)


def _written(keyword: str, end: str, text: str) -> str:
    """A `msgstr`, in several lines where it has several."""
    escaped = "".join(_WRITTEN.get(char, char) for char in text)
    lines = re.findall(r".*?\\n|.+", escaped) if "\\n" in escaped[:-2] else [escaped]
    if len(lines) == 1:
        return f'{keyword} "{lines[0]}"{end}'
    newline = end or "\n"
    return f'{keyword} ""{newline}' + newline.join(f'"{line}"' for line in lines) + end
