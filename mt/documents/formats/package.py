"""Packages of translators' tools (memoQ, Trados, XLZ) and zipped memories: the TMX and XLIFF files in them."""

import io
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain
from typing import BinaryIO

from align.bitext import SegmentPair
from glossaries.errors import InputError
from mt.documents.formats import tmx, xliff
from mt.documents.model.archive import Archive
from mt.documents.model.document import Document, ReadOptions
from mt.documents.model.package import bilingual_parts


def read(binary: BinaryIO, name: str, options: ReadOptions) -> Iterator[Document]:
    """The package as one document. Raises InputError where it is damaged, or has nothing bilingual in it."""
    archive = Archive(binary, name)
    found: dict[str, Document] = {}
    for part, form in bilingual_parts(archive):
        content, place = io.BytesIO(archive.part(part)), f"{name} ({part})"
        (found[part],) = (tmx if form == "tmx" else xliff).read(content, place, options)
    if not found:
        raise InputError(f"{name}: a package without TMX or XLIFF in it: unpack it first")
    several = len(found) > 1
    yield Document(
        tuple(f"{part}:{id_}" if several else id_ for part, inner in found.items() for id_ in inner.ids),
        tuple(chain.from_iterable(inner.segments for inner in found.values())),
        partial(_restored, archive, found),
        tuple(f"{part}: {note}" if several else note for part, inner in found.items() for note in inner.notes),
        tuple(chain.from_iterable(inner.kept or ((),) * len(inner.segments) for inner in found.values())),
    )


def _restored(archive: Archive, found: dict[str, Document], pairs: Sequence[SegmentPair]) -> bytes:
    rest = iter(pairs)
    changed = {part: inner.restore([next(rest) for _ in inner.segments]) for part, inner in found.items()}
    if all(archive.part(part) == data for part, data in changed.items()):
        return archive.data
    return archive.replaced(changed)
