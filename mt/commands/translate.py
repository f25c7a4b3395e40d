"""`qantara translate`: Arabic documents in, English ones or aligned text out."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from enum import StrEnum
from functools import partial
from importlib.metadata import version
from itertools import chain, groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from glossaries.errors import InputError, QantaraError
from mt.commands.memory import MemoryPlace, opened_for
from mt.commands.options import (
    BatchSize,
    ComputeTypeName,
    DeviceName,
    Glossaries,
    ModelName,
    Quiet,
    Threads,
    signature,
)
from mt.compute import ComputeType, Device
from mt.jobs import Job, plan

if TYPE_CHECKING:
    from align.bitext import SegmentPair
    from mt.documents.formats import Format as DocumentFormat
    from mt.stream import Part


class Format(StrEnum):
    text = "text"
    tsv = "tsv"
    jsonl = "jsonl"
    tmx = "tmx"
    xliff = "xliff"
    html = "html"
    pharaoh = "pharaoh"


ENDINGS = {form: ".txt" if form is Format.text else f".{form}" for form in Format}
PACKED = ("docx", "epub")
"""Documents that are no text."""
FEW = 20
"""Up to so many inputs get a line each in the summary."""


def translate(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="INPUT", help="Arabic documents, folders or patterns; `-` is standard input."),
    ],
    output: Annotated[
        list[str],
        typer.Option(
            "--output",
            "-o",
            help="A file, more than once for several formats, or a folder for several inputs. Default: standard output.",
        ),
    ] = [],  # noqa: B006 - typer reads it
    to: Annotated[
        Format | None,
        typer.Option(
            "--to", help="What to write. Default: what the output's ending says, else the input's own format."
        ),
    ] = None,
    glossary: Glossaries = [],  # noqa: B006 - typer reads it
    model: ModelName = "ar-en",
    beam_size: Annotated[int, typer.Option("--beam-size", min=1, help="Hypotheses kept at each step.")] = 4,
    device: DeviceName = Device.auto,
    compute_type: ComputeTypeName = ComputeType.default,
    threads: Threads = 0,
    batch_size: BatchSize = 0,
    memory: MemoryPlace = "",
    main_text: Annotated[bool, typer.Option("--main-text", help="Of a web page translate the article only.")] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Translate again what a bilingual file has a translation of.")
    ] = False,
    source_column: Annotated[
        str, typer.Option("--source-column", help="Column (name, or number from 1) or key of a table's Arabic.")
    ] = "",
    target_column: Annotated[str, typer.Option("--target-column", help="The same for the English.")] = "",
    quiet: Quiet = False,
) -> None:
    """Translate Arabic documents to English. Plain text: one line in, one line out."""
    from glossaries.files import load_all
    from glossaries.match import Matcher
    from mt.documents.document import Options as Reader
    from mt.engine import Engine, Options
    from mt.models import find
    from mt.reading import Reading
    from mt.stream import stream
    from mt.translate import translate as translated

    terms = load_all(glossary)
    found = find(model)
    planned = plan(inputs, output, to, ENDINGS)
    jobs = [each for each in planned if isinstance(each, Job)]
    failures = [each for each in planned if isinstance(each, QantaraError)]
    options = Options(beam_size, batch_size, threads, device, compute_type)
    reader = Reader(main_text=main_text, overwrite=overwrite, source_column=source_column, target_column=target_column)
    signed = signature(found, terms, options)
    with opened_for(memory, signed, quiet) as remembered, Reading(jobs, reader, quiet) as reading:
        writer = Writer(signed, reading.formats, shared=len(jobs) > 1, quiet=quiet or len(jobs) > FEW)
        if jobs:
            engine = Engine(found, options)
            matcher = Matcher(terms) if terms else None
            pairs_of = partial(translated, engine=engine, matcher=matcher, memory=remembered)
            for job, parts in groupby(stream(reading.documents(), pairs_of), key=lambda part: part.key):
                try:
                    writer.write(job, parts)
                except QantaraError as error:
                    failures.append(error)
        reused = remembered.found if remembered else 0
    if len(jobs) > FEW and not quiet:
        writer.report(f"{len(jobs):,} inputs", writer.total, f"{reused:,} from the memory" if reused else "")
    if failures:
        if len(planned) > 1:
            failures.append(QantaraError(f"{len(failures):,} of {len(planned):,} inputs were not translated"))
        raise QantaraError("\n".join(map(str, failures)))


class Writer:
    """Writes each job's translation to its places.

    `formats`: what each input is, once it has been read. `shared`: standard output may take more than one job's.
    """

    def __init__(self, signature: str, formats: Mapping[str, "DocumentFormat"], shared: bool, quiet: bool):
        self.signature, self.formats, self.shared, self.quiet = signature, formats, shared, quiet
        self.total: Counter[str] = Counter()
        self._begun = False  # something is on standard output already
        self._open = False  # and its last line has no end

    def write(self, job: Job, parts: Iterable["Part[Job]"]) -> None:
        """Raises what went wrong while reading the job, or OutputError; nothing is left at its places then."""
        from mt.output import make_folder, open_output

        tally: Counter[str] = Counter()
        notes: list[str] = []
        good = _counted(parts, tally, notes)
        if len(job.outputs) > 1:
            good = list(good)
        for place, to in job.outputs:
            if place and job.input.found:
                make_folder(place.parent)
            with open_output(place) as stream:
                self._write(stream, job, place, to, good)
        self.total += tally
        if not self.quiet:
            written = ", ".join(str(place) for place, _ in job.outputs if place)
            self.report(job.input.name, tally, f"written to {written}" if written else "")
            for note in dict.fromkeys(notes):
                print(f"{job.input.name}: {note}", file=sys.stderr)

    def report(self, name: str, tally: Counter[str], more: str = "") -> None:
        terms = ", ".join(f"{tally[status]} {status}" for status in ("kept", "repaired", "missed") if status in tally)
        parts = (f"{tally['segments']:,} segments", terms and f"terms: {terms}", more)
        print(f"{name}: " + "; ".join(filter(None, parts)), file=sys.stderr)

    def _write(
        self,
        stream: TextIO,
        job: Job,
        place: Path | None,
        to: str | None,
        parts: Iterable["Part[Job]"],
    ) -> None:
        from align.writing import Format as Pairs
        from align.writing import written

        parts = iter(parts)
        try:
            first = next(parts)
        except StopIteration:
            return
        parts = chain([first], parts)
        native = self.formats[job.input.name]
        form = to or _by_ending(place, native, job.input.name)
        if form not in (None, Format.text):
            pairs = chain.from_iterable(self._named(job, place, part.pairs) for part in parts)
            header = place is not None or not self._begun
            self._begun |= place is None
            title = Path(job.input.name).stem
            stream.writelines(written(Pairs(form), pairs, title, self.signature, version("qantara"), header))
            return
        if place is None and native.name in PACKED and form is None and sys.stdout.isatty():
            raise InputError(f"{job.input.name}: its translation is no text to show: give a file with -o, or --to text")
        if place is None and self._open:
            stream.write("\n")
            stream.flush()
        last = b""
        for part in parts:
            plain = form is Format.text and native.name != "text"
            content = _plain(part.pairs) if plain else part.document.restore(part.pairs)
            stream.buffer.write(content)
            last = content[-1:] or last
        if place is None:
            self._begun, self._open = True, last not in (b"\n", b"")

    def _named(self, job: Job, place: Path | None, pairs: list["SegmentPair"]) -> Iterator["SegmentPair"]:
        """The pairs, whose ids say the file too where several go to one place."""
        if place is None and self.shared:
            return (replace(pair, id=f"{job.input.name}:{pair.id}") for pair in pairs)
        return iter(pairs)


def _counted(parts: Iterable["Part[Job]"], tally: Counter[str], notes: list[str]) -> Iterator["Part[Job]"]:
    """The parts, counted, and their notes added to `notes`; the error of one that has one is raised."""
    for part in parts:
        if part.error:
            raise part.error
        notes += part.document.notes
        tally["segments"] += len(part.pairs)
        tally.update(term.status for pair in part.pairs for term in pair.terms)
        yield part


def _by_ending(place: Path | None, native: "DocumentFormat", name: str) -> str | None:
    """What a place's ending asks for; None: the input's own format."""
    from align.writing import Format as Pairs
    from mt.documents.formats import FORMATS

    ending = place.suffix.lower() if place else ""
    if not ending or ending in native.endings:
        return None
    form = Format.text if ending == ".txt" else Pairs.of(ending)
    if form is None and any(ending in format.endings for format in FORMATS):
        raise InputError(f"{name}: is {native.name}, of which no {ending} can be made: give {place} another ending")
    return form


def _plain(pairs: Iterable["SegmentPair"]) -> bytes:
    """The targets, a paragraph a line: ids are `paragraph.sentence`."""
    paragraphs = groupby(pairs, key=lambda pair: pair.id.rpartition(".")[0] or pair.id)
    return "".join(" ".join(pair.target for pair in some) + "\n" for _, some in paragraphs).encode(errors="replace")
