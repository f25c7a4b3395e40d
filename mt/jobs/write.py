"""Writes translations to their places: in the input's own format, or as aligned text."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from importlib.metadata import version
from itertools import chain, groupby
from pathlib import Path
from typing import TextIO

from align.bitext import SegmentPair
from align.checking import to_check
from align.writing import PairFormat, written
from glossaries.errors import InputError
from mt.documents.comments import commented
from mt.documents.endings import ENDINGS, format_of
from mt.documents.model.document import KEPT
from mt.documents.recognise import DocumentFormat
from mt.jobs.finished import Outcome
from mt.jobs.output import make_folder, open_output
from mt.jobs.plan import ALIGNED, SAME, TEXT, Job
from mt.jobs.stream import Part

CHECK = "check first"
"""In a tally: how many segments are to be checked first."""


class Writer:
    """Writes each job's translation to its places.

    `formats`: what each input is, once it has been read. `shared`: standard output may take more than one job's.
    `guarded`: no text in an aligned table begins as a formula does in a spreadsheet. `comments`: what may be wrong
    stands in Word documents as comments.
    """

    def __init__(
        self,
        signature: str,
        formats: Mapping[str, DocumentFormat],
        shared: bool,
        guarded: bool = False,
        comments: bool = False,
    ):
        self.signature, self.formats, self.shared, self.guarded = signature, formats, shared, guarded
        self.comments = comments
        self._begun = False  # something is on standard output already
        self._open = False  # and its last line has no end

    def write(self, job: Job, parts: Iterable[Part[Job]]) -> Outcome:
        """Raises what went wrong while reading the job, or OutputError; nothing is left at its places then."""
        tally: Counter[str] = Counter()
        notes: list[str] = []
        risks: list[float | None] = []
        good: Iterable[Part[Job]] = _counted(parts, tally, notes, risks)
        if len(job.outputs) > 1:
            good = list(good)
        for place, to in job.outputs:
            if place and job.input.found:
                make_folder(place.parent)
            with open_output(place) as stream:
                aligned = self._write(stream, job, place, to, good)
            if aligned and any(note.startswith(KEPT) for note in notes):
                notes.append(f"{place or 'the output'} is without them: --overwrite translates them, align takes them")
        if first := to_check(risks):
            tally[CHECK] = len(first)
        return Outcome(tally, tuple(dict.fromkeys(notes)))

    def _write(
        self,
        stream: TextIO,
        job: Job,
        place: Path | None,
        to: str | None,
        parts: Iterable[Part[Job]],
    ) -> bool:
        """Write one output; whether it is made of pairs, and not the document again."""
        parts = iter(parts)
        try:
            first = next(parts)
        except StopIteration:
            return False
        parts = chain([first], parts)
        native = self.formats[job.input.name]
        form = (to if to != SAME else None) if to else _by_ending(place, native, job.input.name)
        if place is None and native.becomes:
            form = form or TEXT
        if form not in (None, TEXT):
            pairs = chain.from_iterable(self._named(job, place, part.pairs) for part in parts)
            header = place is not None or not self._begun
            self._begun |= place is None
            title = Path(job.input.name).stem
            stream.writelines(
                written(PairFormat(form), pairs, title, self.signature, version("qantara"), header, self.guarded)
            )
            return True
        if place is None and native.packed and form is None and sys.stdout.isatty():
            raise InputError(f"{job.input.name}: its translation is no text to show: give a file with -o, or --to text")
        if place is None and self._open:
            stream.write("\n")
            stream.flush()
        last = b""
        for part in parts:
            plain = form == TEXT != native.name
            content = (
                _plain(part.pairs)
                if plain or not part.document
                else part.document.written(part.pairs, format_of(place or ""))
            )
            if self.comments and not plain and native.name == "docx":
                content = commented(content, part.pairs, job.input.name)
            stream.buffer.write(content)
            last = content[-1:] or last
        if place is None:
            self._begun, self._open = True, last not in (b"\n", b"")
        return False

    def _named(self, job: Job, place: Path | None, pairs: list[SegmentPair]) -> Iterator[SegmentPair]:
        """The pairs, whose ids say the file too where several go to one place."""
        if place is None and self.shared:
            return (replace(pair, id=f"{job.input.name}:{pair.id}") for pair in pairs)
        return iter(pairs)


def _counted(
    parts: Iterable[Part[Job]], tally: Counter[str], notes: list[str], risks: list[float | None]
) -> Iterator[Part[Job]]:
    """The parts, counted, their notes and risks added to `notes` and `risks`; the error of one that has one is raised."""
    for part in parts:
        if part.error:
            raise part.error
        notes += part.document.notes if part.document else ()
        tally["segments"] += len(part.pairs)
        risks += [pair.risk for pair in part.pairs]
        tally.update(term.status for pair in part.pairs for term in pair.terms)
        yield part


def _by_ending(place: Path | None, native: DocumentFormat, name: str) -> str | None:
    """What a place's ending asks for; None: the input's own format."""
    form = format_of(place) if place else ""
    if form in ("", *(native.becomes or [native.name])):
        return None
    if form not in (TEXT, *ALIGNED):
        own = native.becomes or [native.name]
        known = ", ".join(dict.fromkeys(ENDINGS[each][0] for each in (*own, TEXT, *ALIGNED)))
        raise InputError(
            f"{name}: is {native.name}, of which {place} cannot be made: give it one of the endings {known}"
        )
    return form


def _plain(pairs: Iterable[SegmentPair]) -> bytes:
    """The targets, a paragraph a line: ids are `paragraph.sentence`."""
    paragraphs = groupby(pairs, key=lambda pair: pair.id.rpartition(".")[0] or pair.id)
    return "".join(" ".join(pair.target for pair in some) + "\n" for _, some in paragraphs).encode(errors="replace")
