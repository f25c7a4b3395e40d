"""`qantara translate`: Arabic documents in, English ones or aligned text out."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer

from glossaries.errors import QantaraError
from mt.cli.memory import MemoryPlace, memory_path, opened_for
from mt.cli.options import (
    BatchSize,
    ComputeTypeName,
    DeviceName,
    Glossaries,
    ModelName,
    Quiet,
    Threads,
    counted,
    signature,
)
from mt.jobs.plan import Job, plan
from mt.models.options import ComputeType, Device, EngineOptions

if TYPE_CHECKING:
    from align.bitext import SegmentPair
    from glossaries.glossary import Glossary
    from mt.documents.model.document import ReadOptions
    from mt.jobs.finished import Outcome
    from mt.models.store import Model
    from mt.pipeline.memory import Memory


class OutputFormat(StrEnum):
    text = "text"
    tsv = "tsv"
    jsonl = "jsonl"
    tmx = "tmx"
    xliff = "xliff"
    html = "html"
    pharaoh = "pharaoh"


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
        OutputFormat | None,
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
    from mt.documents.model.document import ReadOptions
    from mt.jobs.finished import Finished
    from mt.models.store import find

    terms = load_all(glossary)
    found = find(model)
    planned = plan(inputs, output, to, memory_path(memory))
    jobs = [each for each in planned if isinstance(each, Job)]
    failures = [each for each in planned if isinstance(each, QantaraError)]
    options = EngineOptions(beam_size, batch_size, threads, device, compute_type)
    reader = ReadOptions(
        main_text=main_text, overwrite=overwrite, source_column=source_column, target_column=target_column
    )
    signed = signature(found, terms, options)
    report = Report(quiet, each=len(jobs) <= FEW)
    with opened_for(memory, signed, quiet) as remembered:
        finished = Finished(remembered, jobs, reader)
        waiting = []
        for job in jobs:
            before = finished.find(job)
            if before:
                report.add(job, before, unchanged=True)
            else:
                waiting.append(job)
        if waiting:
            pairs_of = _pairs_of(found, options, terms, remembered)
            for job, outcome in _outcomes(waiting, reader, pairs_of, signed, len(jobs) > 1, quiet):
                if isinstance(outcome, QantaraError):
                    failures.append(outcome)
                else:
                    finished.add(job, outcome)
                    report.add(job, outcome)
        report.end(remembered.found if remembered else 0)
    if failures:
        if len(planned) > 1:
            failures.append(QantaraError(f"{len(failures):,} of {len(planned):,} inputs were not translated"))
        raise QantaraError("\n".join(map(str, failures)))


def _pairs_of(
    model: "Model", options: EngineOptions, terms: "Glossary | None", memory: "Memory | None"
) -> "Callable[[Iterable[tuple[str, str]]], Iterator[SegmentPair]]":
    """What translates segments."""
    from glossaries.match import Matcher
    from mt.models.engine import Engine
    from mt.pipeline.translate import translate as translated

    matcher = Matcher(terms) if terms else None
    return partial(translated, engine=Engine(model, options), matcher=matcher, memory=memory)


def _outcomes(
    jobs: list[Job],
    reader: "ReadOptions",
    pairs_of: "Callable[[Iterable[tuple[str, str]]], Iterator[SegmentPair]]",
    signed: str,
    shared: bool,
    quiet: bool,
) -> Iterator[tuple[Job, "Outcome | QantaraError"]]:
    """Each job once its outputs are in their places, with what it gave, or with what went wrong."""
    from mt.jobs.read import Reading
    from mt.jobs.stream import stream
    from mt.jobs.write import Writer

    with Reading(jobs, reader, quiet) as reading:
        writer = Writer(signed, reading.formats, shared)
        for job, parts in groupby(stream(reading.documents(), pairs_of), key=lambda part: part.key):
            try:
                yield job, writer.write(job, parts)
            except QantaraError as error:
                yield job, error


class Report:
    """Tells on standard error what became of the jobs: `each` of them, or all together."""

    def __init__(self, quiet: bool, each: bool):
        self.quiet, self.each = quiet, each
        self.total: Counter[str] = Counter()
        self.jobs: Counter[bool] = Counter()

    def add(self, job: Job, outcome: "Outcome", unchanged: bool = False) -> None:
        self.total.update(outcome.tally)
        self.jobs[unchanged] += 1
        if self.quiet or not self.each:
            return
        places = ", ".join(str(output) for output, _ in job.outputs if output)
        how = "unchanged since it was" if unchanged else ""
        self._print(job.input.name, outcome.tally, " ".join(filter(None, [how, places and f"written to {places}"])))
        for note in outcome.notes:
            print(f"{job.input.name}: {note}", file=sys.stderr)

    def end(self, reused: int) -> None:
        """The line about all jobs, with the segments that came from the memory."""
        if self.quiet or self.each:
            return
        more = [f"{reused:,} from the memory" if reused else ""]
        more += [f"{counted(self.jobs[True], 'input')} unchanged since the last run" if self.jobs[True] else ""]
        self._print(f"{self.jobs.total():,} inputs", self.total, "; ".join(filter(None, more)))

    def _print(self, name: str, tally: Mapping[str, int], more: str) -> None:
        terms = ", ".join(f"{tally[status]} {status}" for status in ("kept", "repaired", "missed") if status in tally)
        parts = (counted(tally["segments"], "segment"), terms and f"terms: {terms}", more)
        print(f"{name}: " + "; ".join(filter(None, parts)), file=sys.stderr)
