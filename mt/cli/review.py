"""`qantara review`: what a translation may have got wrong, whoever made it."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from glossaries.errors import UsageError
from mt.cli.audit import GATE
from mt.cli.options import (
    BatchSize,
    ComputeTypeName,
    DeviceName,
    Glossaries,
    GuardCells,
    ModelName,
    Quiet,
    Threads,
)
from mt.documents.endings import written_as
from mt.models.options import ComputeType, Device


class ReviewFormat(StrEnum):
    text = "text"
    json = "json"
    html = "html"
    tsv = "tsv"
    sarif = "sarif"


def review(
    source: Annotated[
        str,
        typer.Argument(
            metavar="SOURCE",
            help="The Arabic, or, alone, a bitext with its translation (TMX, XLIFF, TSV, JSONL); `-` is standard input.",
        ),
    ],
    translation: Annotated[
        str | None, typer.Argument(metavar="TRANSLATION", help="The English, line for line.", show_default=False)
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="A file; .json, .html, .tsv and .sarif say what to write. Default: standard output."
        ),
    ] = None,
    to: Annotated[
        ReviewFormat | None,
        typer.Option("--to", help="What to write. Default: what the output's ending says, else text."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --to json.")] = False,
    top: Annotated[
        int | None, typer.Option("--top", min=1, help="In text, HTML and TSV only the so many riskiest segments.")
    ] = None,
    fail_over: Annotated[
        float | None,
        typer.Option(
            "--fail-over", metavar="RISK", min=0, max=1, help="End with exit code 3 where a segment's risk is greater."
        ),
    ] = None,
    glossary: Glossaries = [],  # noqa: B006 - typer reads it
    model: ModelName = "ar-en",
    device: DeviceName = Device.auto,
    compute_type: ComputeTypeName = ComputeType.default,
    threads: Threads = 0,
    batch_size: BatchSize = 0,
    guard_cells: GuardCells = False,
    quiet: Quiet = False,
) -> None:
    """What a translation may have got wrong, the riskiest segments first.

    The translation may be anyone's. Each finding has its places on both sides and says how likely it is.
    """
    from mt.api.reviewing import review as reviewed
    from mt.cli.progress import watched
    from mt.jobs.output import open_output
    from mt.review import report as reports
    from mt.review.page import page

    if as_json and to not in (None, ReviewFormat.json):
        raise UsageError("--json and --to ask for two formats: choose one")
    if source == "-" == translation:
        raise UsageError("standard input can be read only once")
    form = written_as(output, ReviewFormat.json if as_json else to, tuple(ReviewFormat)) or "text"
    with watched(quiet) as progress:
        report = reviewed(
            source,
            translation,
            glossary=glossary,
            model=model,
            batch_size=batch_size,
            threads=threads,
            device=device,
            compute_type=compute_type,
            watch=lambda done, total: progress("Reviewing", done, total),
        )
    name = translation or source
    with open_output(output, [source, *filter(None, [translation])]) as stream:
        match ReviewFormat(form):
            case ReviewFormat.json:
                stream.write(reports.to_json(report))
            case ReviewFormat.html:
                stream.writelines(page(report, Path(name).name, top))
            case ReviewFormat.tsv:
                stream.writelines(reports.to_tsv(report, top, guard_cells))
            case ReviewFormat.sarif:
                stream.write(reports.to_sarif(report, Path(name).name))
            case ReviewFormat.text:
                stream.writelines(reports.to_text(report, top))
    if fail_over is not None and report.riskiest > fail_over:
        raise typer.Exit(GATE)
