"""`qantara score`: how good a translation is, and whether it is better than another."""

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from glossaries.errors import InputError
from mt.cli.options import Glossaries, Quiet, signature
from mt.documents.endings import written_as
from mt.scoring.metric_name import MetricName

if TYPE_CHECKING:
    from mt.scoring.evaluate import Evaluation
    from mt.scoring.inputs import Role, Side


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
    """Score a translation: BLEU, chrF, TER, terms, numbers and names; and test it against others."""
    from glossaries.files import load_all
    from glossaries.match import Matcher
    from mt.scoring.evaluate import Corpus, Tests, evaluate
    from mt.scoring.inputs import equalise

    to = ReportFormat(written_as(output, ReportFormat.json if json else to, list(ReportFormat)) or ReportFormat.text)
    terms = load_all(glossary)
    if [hypothesis, *baseline, *reference, source, documents].count("-") > 1:
        raise typer.BadParameter("standard input can be read only once")
    outputs = [_read(name, "hypothesis") for name in (hypothesis, *baseline)]
    references = [_read(name, "reference") for name in reference]
    sources = [_read(source, "source")] if source else []
    grouping = [_read(documents, "reference")] if documents else []
    sides = equalise([*references, *outputs, *sources, *grouping])
    references, outputs = sides[: len(references)], sides[len(references) : len(references) + len(outputs)]
    known = [*references, *outputs]
    corpus = Corpus(
        [side.texts for side in references],
        sides[len(known)].texts if source else next((side.sources for side in known if side.sources), []),
        sides[-1].texts if documents else next((side.documents for side in known if side.documents), []),
        next((side.ids for side in known if side.ids), []),
    )
    if terms and not corpus.sources:
        raise InputError("terms are found in the source: give it with -s")
    if comet and not corpus.sources:
        raise InputError("COMET reads the source: give it with -s")
    wanted = list(metric)
    by_sentence = to in (ReportFormat.tsv, ReportFormat.html)
    if by_sentence and MetricName.chrf not in wanted:
        wanted.append(MetricName.chrf)
    tested = bool(baseline)
    evaluation = evaluate(
        corpus,
        list(zip(_titles([side.name for side in outputs]), (side.texts for side in outputs), strict=True)),
        wanted,
        Matcher(terms) if terms else None,
        Tests(samples if ci or tested or to is ReportFormat.html else 0, trials if tested else 0, seed),
        by_sentence,
        _watch(quiet),
    )
    if comet:
        evaluation = _with_comet(evaluation, comet)
    _warn(evaluation, quiet)
    read = [hypothesis, *baseline, *reference, *filter(None, [source, documents])]
    _write(evaluation, to, output, signature(None, terms), width, read)
    if output and not quiet:
        print(f"written to {output}", file=sys.stderr)


def _read(name: str, role: "Role") -> "Side":
    from mt.jobs.opening import open_input
    from mt.scoring.inputs import read

    with open_input(name) as content:
        return read("standard input" if name == "-" else name, content, role)


def _titles(names: list[str]) -> list[str]:
    """The files' names without their folders, where that tells them apart."""
    if len(set(names)) < len(names):
        raise typer.BadParameter("a translation is given twice", param_hint="--baseline")
    short = [Path(name).name for name in names]
    return short if len(set(short)) == len(short) else names


def _watch(quiet: bool) -> Callable[[range], Iterable[int]]:
    """What shows progress over the segments on a terminal."""
    if quiet or not sys.stderr.isatty():
        return iter
    from rich.console import Console
    from rich.progress import track

    def watch(segments: range) -> Iterable[int]:
        return track(segments, "Scoring", console=Console(stderr=True), transient=True)

    return watch


def _with_comet(evaluation: "Evaluation", model: Path) -> "Evaluation":
    from mt.scoring.comet import comet_scores

    corpus = evaluation.corpus
    scores = comet_scores(model, corpus.sources, corpus.references[0], [each.texts for each in evaluation.systems])
    systems = [replace(each, comet=value) for each, value in zip(evaluation.systems, scores, strict=True)]
    return replace(evaluation, systems=systems)


def _warn(evaluation: "Evaluation", quiet: bool) -> None:
    for system in [] if quiet else evaluation.systems:
        if sum(text.endswith(" .") for text in system.texts) >= 100:
            print(
                f"{system.name}: over 100 lines end in “ .”: tokenised text? BLEU expects it as people write it",
                file=sys.stderr,
            )


def _write(
    evaluation: "Evaluation", to: ReportFormat, output: Path | None, signed: str, width: int, inputs: list[str]
) -> None:
    from mt.jobs.output import open_output
    from mt.scoring.tables import to_json, to_text, to_tsv

    def content() -> Iterator[str]:
        match to:
            case ReportFormat.text:
                yield from to_text(evaluation, signed, width)
            case ReportFormat.json:
                yield to_json(evaluation, signed) + "\n"
            case ReportFormat.tsv:
                yield from to_tsv(evaluation)
            case ReportFormat.html:
                from mt.scoring.report import page

                yield from page(evaluation, signed)

    with open_output(output, inputs) as stream:
        stream.writelines(content())
