"""`qantara score`: how good a translation is, and whether it is better than another."""

import sys
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mt.cli.options import Glossaries, Quiet
from mt.cli.telling import tell
from mt.documents.endings import written_as
from mt.scoring.metric_name import MetricName

if TYPE_CHECKING:
    from mt.scoring.evaluate import Evaluation


class ReportFormat(StrEnum):
    text = "text"
    json = "json"
    tsv = "tsv"
    html = "html"


def score(
    hypothesis: Annotated[
        str,
        typer.Argument(
            help="The translation: text line by line, TSV, JSONL or TMX, also gzipped or xz'd; `-`: standard input."
        ),
    ],
    reference: Annotated[
        list[str], typer.Option("--reference", "-r", help="A reference translation; may be given more than once.")
    ],
    source: Annotated[
        str | None,
        typer.Option("--source", "-s", help="The Arabic source. Default: the source in a TSV, JSONL or TMX given."),
    ] = None,
    glossary: Glossaries = [],  # noqa: B006 - typer reads it
    baseline: Annotated[
        list[str],
        typer.Option("--baseline", "-b", help="Another translation to test against; may be given more than once."),
    ] = [],  # noqa: B006 - typer reads it
    metric: Annotated[
        list[MetricName],
        typer.Option(
            "--metric", case_sensitive=False, help="Compute only this; may be given more than once. TER is slow."
        ),
    ] = list(MetricName),  # noqa: B006 - typer reads it
    documents: Annotated[
        str | None,
        typer.Option("--documents", help="A document's name a line, for consistency within documents."),
    ] = None,
    ci: Annotated[bool, typer.Option("--ci", help="Confidence intervals; with a baseline they come anyway.")] = False,
    samples: Annotated[int, typer.Option("--samples", min=40, help="Bootstrap resamples.")] = 1000,
    trials: Annotated[int, typer.Option("--trials", min=1, help="Trials of approximate randomisation.")] = 10000,
    seed: Annotated[
        int, typer.Option("--seed", envvar="SACREBLEU_SEED", min=0, help="Seed of the resampling.")
    ] = 12345,
    comet: Annotated[
        Path | None, typer.Option("--comet", help="Also score with this COMET model; needs the unbabel-comet package.")
    ] = None,
    to: Annotated[
        ReportFormat | None,
        typer.Option("--to", help="What to write. Default: what the output's ending says, else text."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="The same as --to json.")] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A file. Default: standard output.")] = None,
    width: Annotated[int, typer.Option("--width", "-w", min=0, max=10, help="Decimals in the text.")] = 1,
    quiet: Quiet = False,
) -> None:
    """Score a translation, and test it against others.

    BLEU, chrF and TER as sacrebleu counts them; terms, numbers, dates and names.
    """
    from mt.api.scoring import score as scored

    to = ReportFormat(written_as(output, ReportFormat.json if json else to, list(ReportFormat)) or ReportFormat.text)
    evaluation = scored(
        hypothesis,
        [Path(name) for name in reference],
        sources=source,
        glossary=glossary,
        baselines=baseline,
        metrics=metric,
        documents=documents,
        ci=ci or to is ReportFormat.html,
        samples=samples,
        trials=trials,
        seed=seed,
        comet=comet,
        by_sentence=to in (ReportFormat.tsv, ReportFormat.html),
        watch=_watch(quiet),
    )
    _warn(evaluation, quiet)
    _write(evaluation, to, output, width, [hypothesis, *baseline, *reference, *filter(None, [source, documents])])
    if output and not quiet:
        tell(f"written to {output}")


def _watch(quiet: bool) -> Callable[[range], Iterable[int]]:
    """What shows progress over the segments on a terminal."""
    if quiet or not sys.stderr.isatty():
        return iter
    from rich.console import Console
    from rich.progress import track

    def watch(segments: range) -> Iterable[int]:
        return track(segments, "Scoring", console=Console(stderr=True), transient=True)

    return watch


def _warn(evaluation: "Evaluation", quiet: bool) -> None:
    for system in [] if quiet else evaluation.systems:
        if sum(text.endswith(" .") for text in system.texts) >= 100:
            tell(f"{system.name}: over 100 lines end in “ .”: tokenised text? BLEU expects it as people write it")


def _write(evaluation: "Evaluation", to: ReportFormat, output: Path | None, width: int, inputs: list[str]) -> None:
    from mt.jobs.output import open_output
    from mt.scoring.tables import to_json, to_text, to_tsv

    def content() -> Iterator[str]:
        match to:
            case ReportFormat.text:
                yield from to_text(evaluation, width)
            case ReportFormat.json:
                yield to_json(evaluation) + "\n"
            case ReportFormat.tsv:
                yield from to_tsv(evaluation)
            case ReportFormat.html:
                from mt.scoring.report import page

                yield from page(evaluation)

    with open_output(output, inputs) as stream:
        stream.writelines(content())
