"""`qantara translate`: Arabic documents in, English ones or aligned text out."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from glossaries.errors import QantaraError
from mt.cli.memory import MemoryPlace, memory_path, opened_for
from mt.cli.options import (
    BatchSize,
    ComputeTypeName,
    DeviceName,
    Glossaries,
    GuardCells,
    ModelName,
    Quiet,
    Threads,
    counted,
)
from mt.cli.progress import reading
from mt.cli.telling import tell
from mt.documents.model.document import EMPTY, NO_ARABIC
from mt.jobs.plan import Job, PassedOver, plan
from mt.jobs.write import CHECK
from mt.models.options import ComputeType, Device

if TYPE_CHECKING:
    from align.bitext import SegmentPair
    from mt.jobs.finished import Outcome
    from mt.jobs.run import Translate


class OutputFormat(StrEnum):
    text = "text"
    tsv = "tsv"
    jsonl = "jsonl"
    tmx = "tmx"
    xliff = "xliff"
    html = "html"
    pharaoh = "pharaoh"


GIVEN_BACK = frozenset((EMPTY, NO_ARABIC))
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
    names: Annotated[
        bool, typer.Option("--names/--no-names", help="Spell names that no glossary lists by their sound.")
    ] = True,
    memory: MemoryPlace = "",
    main_text: Annotated[bool, typer.Option("--main-text", help="Of a web page translate the article only.")] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Translate again what a bilingual file has a translation of.")
    ] = False,
    source_column: Annotated[
        str, typer.Option("--source-column", help="Column (name, or number from 1) or key of a table's Arabic.")
    ] = "",
    target_column: Annotated[str, typer.Option("--target-column", help="The same for the English.")] = "",
    guard_cells: GuardCells = False,
    review: Annotated[
        bool,
        typer.Option(
            "--review/--no-review", help="Say which segments to check first: in JSONL, HTML and XLIFF with the reasons."
        ),
    ] = True,
    comments: Annotated[
        bool, typer.Option("--comments", help="Put into Word documents, as comments, what may be wrong.")
    ] = False,
    report: Annotated[
        Path | None,
        typer.Option("--report", metavar="FILE", help="An HTML page about the run: terms, names, what to check first."),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Translate Arabic documents to English. Plain text: one line in, one line out."""
    from mt.api.translator import Translator
    from mt.documents.model.document import ReadOptions
    from mt.jobs.run import run

    translator = Translator(
        model,
        glossary=glossary,
        beam_size=beam_size,
        batch_size=batch_size,
        threads=threads,
        device=device,
        compute_type=compute_type,
        review=review or comments or report is not None,
        names=names,
    )
    planned = plan(inputs, output, to, memory_path(memory))
    jobs = [each for each in planned if isinstance(each, Job)]
    failures = [each for each in planned if isinstance(each, QantaraError) and not isinstance(each, PassedOver)]
    if not quiet:
        tell(*(str(each) for each in planned if isinstance(each, PassedOver)))
    reader = ReadOptions(main_text, overwrite, source_column, target_column)
    told = Report(quiet, each=len(jobs) <= FEW)
    seen: list[SegmentPair] = []
    segments = _kept(translator.segments, seen) if report else translator.segments
    with opened_for(memory, translator.signature, quiet) as remembered, reading(quiet) as watch:
        translator.memory = remembered
        for job, outcome, unchanged in run(
            jobs,
            reader,
            segments,
            translator.signature,
            remembered,
            watch,
            guard_cells,
            comments,
            reviewed=review or comments,
            again=report is not None,
        ):
            if isinstance(outcome, QantaraError):
                failures.append(outcome)
            else:
                told.add(job, outcome, unchanged)
        told.end(remembered.found if remembered else 0)
    if report:
        from mt.jobs.output import open_output
        from mt.review.summary import summary

        with open_output(report, inputs) as stream:
            stream.writelines(summary(seen, ", ".join(Path(name).name for name in inputs), translator.signature))
    if failures:
        if len(planned) > 1:
            failures.append(QantaraError(f"{len(failures):,} of {len(planned):,} inputs were not translated"))
        raise QantaraError("\n".join(map(str, failures))) from ExceptionGroup("inputs", failures)


def _kept(translate: "Translate", seen: list["SegmentPair"]) -> "Translate":
    """The same, and what it gives is added to `seen`."""

    def kept(segments: Iterable[tuple[str, str]]) -> Iterator["SegmentPair"]:
        for pair in translate(segments):
            seen.append(pair)
            yield pair

    return kept


_COUNT = re.compile(r"(?: \(\d+\)|: \d+\Z)")
"""How much of something there is in one document."""


class Report:
    """Tells on standard error what became of the jobs: `each` of them, or all together."""

    def __init__(self, quiet: bool, each: bool):
        self.quiet, self.each = quiet, each
        self.total: Counter[str] = Counter()
        self.jobs: Counter[bool] = Counter()
        self.given_back = 0
        self.notes: Counter[str] = Counter()

    def add(self, job: Job, outcome: "Outcome", unchanged: bool = False) -> None:
        self.total.update(outcome.tally)
        self.jobs[unchanged] += 1
        self.given_back += not GIVEN_BACK.isdisjoint(outcome.notes)
        self.notes.update(_COUNT.sub("", note) for note in outcome.notes if note not in GIVEN_BACK)
        if self.quiet or not self.each:
            return
        places = ", ".join(str(output) for output, _ in job.outputs if output)
        how = "unchanged since it was" if unchanged else ""
        self._print(job.input.name, outcome.tally, " ".join(filter(None, [how, places and f"written to {places}"])))
        for note in outcome.notes:
            tell(f"{job.input.name}: {note}")

    def end(self, reused: int) -> None:
        """The line about all jobs, with the segments that came from the memory."""
        if self.quiet or self.each:
            return
        more = [f"{reused:,} from the memory" if reused else ""]
        more += [f"{counted(self.jobs[True], 'input')} unchanged since the last run" if self.jobs[True] else ""]
        more += [f"{counted(self.given_back, 'input')} without Arabic given back" if self.given_back else ""]
        self._print(f"{self.jobs.total():,} inputs", self.total, "; ".join(filter(None, more)))
        for note, count in self.notes.items():
            tell(f"{note} (in {counted(count, 'input')})")

    def _print(self, name: str, tally: Mapping[str, int], more: str) -> None:
        terms = ", ".join(f"{tally[status]} {status}" for status in ("kept", "repaired", "missed") if status in tally)
        first, spelled = tally.get(CHECK, 0), tally.get("spelled", 0)
        parts = (
            counted(tally["segments"], "segment"),
            terms and f"terms: {terms}",
            spelled and f"{counted(spelled, 'name')} spelled by sound (~)",
            first and f"check first: {first:,}",
            more,
        )
        tell(f"{name}: " + "; ".join(str(part) for part in parts if part))
