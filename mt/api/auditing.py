"""What a glossary covers in documents, and how their translation renders its terms."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from os import PathLike, fspath

from align.bitext import SegmentPair
from glossaries.audit import Audit, Segment
from glossaries.audit import audit as audited
from glossaries.errors import GlossaryError, InputError, UsageError, as_error
from glossaries.names import CommonWords
from mt.api.arguments import Glossaries, glossary_of, several, signature, text_of
from mt.api.proposing import Proposer
from mt.api.reading import Given, OnError, files_of
from mt.documents.bitext import read_units
from mt.jobs.opening import open_input
from mt.scoring.inputs import read

__all__ = ["audit"]


def audit(
    *inputs: Given | Sequence[SegmentPair],
    glossary: Glossaries,
    translation: str | PathLike[str] | Sequence[str] | None = None,
    spell: bool = True,
    on_error: OnError | None = None,
) -> Audit:
    """What the glossary covers, which names no term covers, and how terms are rendered where there is a translation.

    `inputs`: documents, folders, patterns, bitext files, lists of segments or of pairs. `translation`: the English of a
    single text, line for line. `spell`: propose a spelling for each uncovered name. An input that cannot be read ends
    the audit, unless `on_error` takes its error. Raises InputError, GlossaryError and UsageError.
    """
    terms = glossary_of(glossary)
    if terms is None:
        raise GlossaryError(
            "an audit needs a glossary: add -g NAME or -g FILE (qantara glossary list shows the built-in ones)"
        )
    if translation is not None and len(inputs) != 1:
        raise UsageError("--translation goes with one INPUT")
    common = CommonWords.load()
    proposer = Proposer(common)
    found = audited(
        _segments(inputs, translation, on_error),
        terms,
        common,
        proposer.spelled if spell else None,
        proposer.narrowed,
        proposer.others,
    )
    if not found.tokens:
        raise InputError(f"{', '.join(map(_name, inputs))}: no Arabic in it: there is nothing to audit")
    return replace(found, signature=signature(None, terms))


def _name(given: Given | Sequence[SegmentPair]) -> str:
    return fspath(given) if isinstance(given, str | PathLike) else "segments"


def _segments(
    inputs: Sequence[Given | Sequence[SegmentPair]],
    translation: str | PathLike[str] | Sequence[str] | None,
    on_error: OnError | None,
) -> Iterator[Segment]:
    for given in inputs:
        if translation is not None:
            yield from _line_by_line(given, translation)
        elif isinstance(given, str | PathLike):
            for name in files_of(given, on_error):
                try:
                    yield from _of_file(name)
                except Exception as error:  # whatever a reader throws is this input's own affair
                    if not on_error:
                        raise as_error(name, error) from error
                    on_error(as_error(name, error))
        else:
            for number, each in enumerate(several(given, "segment"), 1):
                if isinstance(each, SegmentPair):
                    yield Segment(each.id or str(number), each.source, each.target)
                else:
                    yield Segment(str(number), text_of(each, f"segment {number}"))


def _of_file(name: str) -> Iterator[Segment]:
    with open_input(name) as content:
        yield from (Segment(f"{name}:{id_}", source, target) for id_, source, target in read_units(content, name))


def _line_by_line(given: Given | Sequence[SegmentPair], translation: Given) -> Iterator[Segment]:
    lines, targets = _lines(given), _lines(translation)
    if len(lines) != len(targets):
        raise InputError(
            f"{_name(translation)}: {len(targets)} lines, but {_name(given)} has {len(lines)}: they must go line for line"
        )
    for number, (source, target) in enumerate(zip(lines, targets, strict=True), 1):
        yield Segment(f"{_name(given)}:{number}", source, target)


def _lines(given: Given | Sequence[SegmentPair]) -> list[str]:
    if not isinstance(given, str | PathLike):
        return [
            each.source if isinstance(each, SegmentPair) else text_of(each, f"segment {number}")
            for number, each in enumerate(several(given, "segment"), 1)
        ]
    with open_input(fspath(given)) as content:
        return read(fspath(given), content, "source").texts
