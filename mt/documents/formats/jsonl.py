"""JSON lines: one object a line; one key holds the text, another gets its translation."""

import json
import re
from collections.abc import Iterator
from functools import partial
from typing import Any, BinaryIO

from align.tables import json_object, leaves, value_at
from glossaries.arabic import has_arabic
from glossaries.columns import columns, usual, usual_target
from glossaries.errors import InputError
from mt.documents.formats.plain import as_it_is, blocks, check
from mt.documents.model.blocks import Skeleton, fill_in, text_block
from mt.documents.model.document import Document, ReadOptions, kept_notes

_LONE = re.compile("[\ud800-\udfff]")
"""Half of a character, which only an escape can write."""


def read(binary: BinaryIO, name: str, options: ReadOptions, block: int = 1024) -> Iterator[Document]:
    """Documents of `block` lines each, ids `line.sentence`. A key may be a path, `translation.ar`.

    Raises InputError where a line is no JSON object or no line has the key of the source.
    """
    source, target = options.source_column, options.target_column
    kept = 0
    arabic = check(binary, name)
    for part in blocks(binary, block):
        skeleton = Skeleton(name)
        out = []
        for number, line in part:
            record = json_object(line, f"{name}:{number}") if line.strip() else {}
            if not source:
                source, there = _keys(record)
                target = target or there
            text = value_at(record, source) if source else None
            target = target or usual_target(source)
            if not isinstance(text, str):
                out.append(line)
            elif value_at(record, target) and not options.overwrite:
                kept += has_arabic(text)
                out.append(line)
            else:
                write = partial(_written, line, record, target) if arabic else partial(as_it_is, line)
                found = text_block(text, write, line, str(number))
                out.append(skeleton.add(found) if found else line)
        yield skeleton.document(partial(fill_in, "".join(out)))
    if arabic and not source:
        raise InputError(f"{name}: none of the keys {usual('source', 'text')} holds a text: name the key of the source")
    if kept:
        yield Skeleton(name).document(lambda fill, turned: b"", kept_notes(kept))


def _keys(record: dict[str, Any]) -> tuple[str, str]:
    """The key of the Arabic, and that of the English where there is one already; empty for none."""
    keys, values = leaves(record)
    found = columns(keys)
    if found.arabic is None or not isinstance(values[found.arabic], str):
        return "", ""
    return keys[found.arabic], "" if found.target is None else keys[found.target]


def _written(line: str, record: dict[str, Any], target: str, text: str) -> str:
    """The line with the translation in it."""
    changed = place = dict(record)
    path = [target] if target in record else target.split(".")
    for part in path[:-1]:
        inner = place.get(part)
        place[part] = dict(inner) if isinstance(inner, dict) else {}
        place = place[part]
    place[path[-1]] = text
    compact = '": ' not in line and ', "' not in line
    written = json.dumps(changed, ensure_ascii=line.isascii(), separators=(",", ":") if compact else None)
    return _LONE.sub(lambda half: f"\\u{ord(half[0]):04x}", written) + line[len(line.rstrip()) :]
