"""YAML files of texts (Rails, Symfony and others): texts are translated where they stand; all else stays as it is."""

import json
import re
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

import yaml

from glossaries.errors import InputError
from mt.documents.model.contents import decode, load
from mt.documents.model.document import Document, ReadOptions
from mt.documents.model.values import Change, Value, in_place, language_key

_PLAIN = re.compile(r"[^\W\d](?:[^\n:#{}\[\],&*!|>'\"%@`]|[:'](?=\S)|(?<=\S)[#&!%'\"])*")
"""What may be written without quotes wherever a value may stand."""
_WORDS = re.compile(r"(?:true|false|yes|no|on|off|null|y|n)", re.IGNORECASE)
_LABEL = re.compile(r"(?:[&!]\S*\s+)+")
DEEPEST = 200


def read(binary: BinaryIO, name: str, options: ReadOptions) -> Iterator[Document]:
    """The file as one document, ids `path.to.key`. Raises InputError where it is no YAML."""
    file = decode(load(binary, name), name)
    values, roots = _values(file.text, name)
    turned = language_key(key for _, _, key in roots)
    yield in_place(file, name, values, [Change(start, end, turned) for start, end, _ in roots] if turned else [])


def _values(text: str, name: str) -> tuple[list[Value], list[tuple[int, int, str]]]:
    """The texts, and the outermost keys with their places."""
    values: list[Value] = []
    roots: list[tuple[int, int, str]] = []
    path: list[list[str | int | bool]] = []  # for each collection: its kind, where in it, and whether a key comes next
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.CollectionEndEvent):
                path.pop()
                _next(path)
            elif isinstance(event, yaml.CollectionStartEvent):
                if len(path) > DEEPEST:
                    raise InputError(f"{name}:{event.start_mark.line + 1}: nested too deep to be texts")
                path.append(["map", "", True] if isinstance(event, yaml.MappingStartEvent) else ["list", 0, False])
            elif isinstance(event, yaml.ScalarEvent):
                start, end = event.start_mark.index, event.end_mark.index
                if path and path[-1][2]:
                    path[-1][1:] = [event.value, False]
                    if len(path) == 1:
                        roots.append((start, end, event.value))
                    continue
                where = tuple(str(each[1]) for each in path)
                values.append(
                    Value(start, end, event.value, partial(_written, text[start:end], event.style or ""), where)
                )
                _next(path)
            elif isinstance(event, yaml.AliasEvent):
                _next(path)
    except yaml.MarkedYAMLError as error:
        line = (error.problem_mark or error.context_mark).line + 1
        raise InputError(f"{name}:{line}: no YAML: {error.problem or error.context}: mend it there") from None
    except yaml.reader.ReaderError as error:
        raise InputError(f"{name}: no YAML: a character that it may not hold, at {error.position}") from None
    return values, roots


def _next(path: list[list[str | int | bool]]) -> None:
    if path and path[-1][0] == "map":
        path[-1][2] = not path[-1][2]
    elif path:
        path[-1][1] = int(path[-1][1]) + 1


def _written(raw: str, style: str, text: str) -> str:
    """A text as its value was written, or else in double quotes."""
    label = _LABEL.match(raw)
    end = ""
    if label:
        return label[0] + _written(raw[label.end() :], style, text)
    if style in ("|", ">"):
        header, newline, body = raw.partition("\n")
        indent = re.match(r"[ \n]*?( *)(?=\S)", body)
        lines = text.rstrip("\n").split("\n")
        end = body[len(body.rstrip("\n")) :]
        if indent and not lines[0].startswith(" "):
            gap = "\n\n" if style == ">" else "\n"
            body = gap.join((indent[1] + line) if line else "" for line in lines)
            return header + newline + body + end
    if style == "'" and "\n" not in text:
        return "'" + text.replace("'", "''") + "'"
    if not style and _PLAIN.fullmatch(text) and not _WORDS.fullmatch(text) and not text[-1:].isspace():
        return text
    return json.dumps(text, ensure_ascii=False) + end
