"""`qantara align`: two documents in, aligned text out; or a bitext in, linked anew."""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from align.writing import PairFormat, written
from glossaries.errors import UsageError
from mt.cli.memory import MemoryPlace, opened_for
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
from mt.documents.endings import written_as
from mt.models.options import ComputeType, Device

if TYPE_CHECKING:
    from align.bitext import SegmentPair
    from align.filters import Dropped, Filter
    from mt.aligning.pairs import Progress

NO_MODEL = "none"
"""The model that is none: words are compared by the lexicon alone."""


def align(
    source: Annotated[
        str,
        typer.Argument(
            metavar="SOURCE",
            help="The Arabic document; or, alone, a bitext (TMX, XLIFF, TSV, JSONL) to be linked anew; `-` is standard input.",
        ),
    ],
    target: Annotated[str | None, typer.Argument(metavar="TARGET", help="The English document.")] = None,
    comparable: Annotated[
        bool,
        typer.Option(
            "--comparable",
            help="The texts tell of the same events and are no translations: pair what agrees, in any order.",
        ),
    ] = False,
    sentences: Annotated[
        bool, typer.Option("--sentences", help="The inputs have one sentence a line, not yet paired.")
    ] = False,
    lines: Annotated[
        bool, typer.Option("--lines", help="The inputs have one sentence a line, line i with line i: only link words.")
    ] = False,
    output: Annotated[
        list[str],
        typer.Option("--output", "-o", help="A file, more than once for several formats. Default: standard output."),
    ] = [],  # noqa: B006 - typer reads it
    to: Annotated[
        PairFormat | None, typer.Option("--to", help="What to write. Default: what the output's ending says, else tsv.")
    ] = None,
    glossary: Glossaries = [],  # noqa: B006 - typer reads it
    model: ModelName = "ar-en",
    swap: Annotated[bool, typer.Option("--swap", help="SOURCE is the English one, TARGET the Arabic.")] = False,
    min_score: Annotated[
        float | None, typer.Option("--min-score", min=0, max=1, help="Drop pairs that score less.")
    ] = None,
    max_ratio: Annotated[
        float | None,
        typer.Option("--max-ratio", min=1, help="Drop pairs with one side more than this many times as long."),
    ] = None,
    no_duplicates: Annotated[bool, typer.Option("--no-duplicates", help="Drop pairs that were there before.")] = False,
    check_language: Annotated[
        bool, typer.Option("--check-language", help="Drop pairs whose sides are not in Arabic and in English.")
    ] = False,
    only_pairs: Annotated[
        bool, typer.Option("--only-pairs", help="Drop sentences without a counterpart; the other filters do it too.")
    ] = False,
    dropped: Annotated[
        Path | None, typer.Option("--dropped", metavar="FILE", help="List what was dropped here, with reasons (TSV).")
    ] = None,
    memory: MemoryPlace = "",
    device: DeviceName = Device.auto,
    compute_type: ComputeTypeName = ComputeType.default,
    threads: Threads = 0,
    batch_size: BatchSize = 0,
    quiet: Quiet = False,
) -> None:
    """Align an Arabic and an English document: sentences, words, names.

    For the comparison the Arabic is translated, unless --comparable; the model also links words. `-m none` does with
    the bundled lexicon alone.
    """
    if lines and (sentences or comparable):
        raise UsageError("--lines pairs line i with line i: it goes neither with --sentences nor with --comparable")
    if source == target == "-":
        raise UsageError("standard input can be read only once")
    places = _places(output, to)
    if dropped and dropped in {place for place, _ in places}:
        raise UsageError("--dropped and -o name one place: give each its own")

    from align.filters import sift
    from align.lexicon import Lexicon
    from glossaries.files import load_all
    from glossaries.match import Matcher
    from mt.aligning.inputs import bitext, by_line, check, check_lines, document
    from mt.aligning.pairs import Tools, beads_by_line, beads_of, linked, pairs_of_beads
    from mt.jobs.output import open_output
    from mt.models.engine import Engine
    from mt.models.options import EngineOptions
    from mt.models.store import find

    terms = load_all(glossary)
    ids = None
    if target is None:
        first, second, ids = bitext(source)
    elif lines or sentences:
        first, second = (by_line(name, blank=lines) for name in (source, target))
    else:
        first, second = document(source), document(target)
    if swap:
        first, second = second, first
    check(first, second, swap)
    paired = lines or (target is None and not sentences and not comparable)
    if paired:
        check_lines(first, second)
    else:
        first, second = first.without_blanks(), second.without_blanks()

    found = find(model) if model != NO_MODEL else None
    options = EngineOptions(device=device, compute_type=compute_type, threads=threads, batch_size=batch_size)
    filters = _filters(min_score, max_ratio, no_duplicates, check_language, only_pairs)
    signed = signature(found, terms, options if found else "")
    inputs = [name for name in (source, target) if name and name != "-"]
    with ExitStack() as stack:
        # What cannot be written is said before the work begins.
        streams = [(stack.enter_context(open_output(path, inputs)), form) for path, form in places]
        listed = stack.enter_context(open_output(dropped, inputs)) if dropped else None
        tools = Tools(Lexicon.bundled(), Matcher(terms) if terms else None)
        if found:
            # What was translated before an interruption is not translated again.
            remembered = stack.enter_context(opened_for(memory, signature(found, None, options), quiet))
            tools = tools._replace(engine=Engine(found, options), memory=remembered)
        with _watched(quiet) as progress:
            if paired:
                beads = beads_by_line(first, second, tools, progress)
            else:
                beads, ids = beads_of(first, second, tools, not comparable, progress), None
            kept, sifted_out = sift(pairs_of_beads(first, second, beads, ids), filters)
            pairs = linked(kept, tools, progress)
        for stream, form in streams:
            stream.writelines(written(form, pairs, _title(source), signed, version("qantara")))
        if listed:
            listed.writelines(_listed(sifted_out))
    if not quiet:
        _report(source, target, pairs, sifted_out, [path for path, _ in places if path])


def _places(outputs: list[str], to: PairFormat | None) -> list[tuple[Path | None, PairFormat]]:
    """Where the result goes (None: standard output), and as what."""
    places = [Path(output) if output != "-" else None for output in outputs or ("-",)]
    if len(set(places)) < len(places):
        raise UsageError("one place is named twice with -o")
    if to and len(places) > 1:
        raise UsageError("several places get what their endings say: leave out --to")
    return [(path, PairFormat(written_as(path, to, list(PairFormat)) or PairFormat.tsv)) for path in places]


def _filters(
    least: float | None, most: float | None, no_duplicates: bool, check_language: bool, only_pairs: bool
) -> list["Filter"]:
    from align.filters import Duplicates, languages, max_ratio, min_score, paired

    filters: list[Filter] = []
    if check_language:
        filters.append(languages)
    if least is not None:
        filters.append(min_score(least))
    if most is not None:
        filters.append(max_ratio(most))
    if no_duplicates:
        filters.append(Duplicates())
    return [paired, *filters] if filters or only_pairs else []


def _title(source: str) -> str:
    return "standard input" if source == "-" else Path(source).stem


def _listed(dropped: Sequence["Dropped"]) -> Iterator[str]:
    from align.tables import tsv_row

    yield "id\tsource\ttarget\tscore\treason\n"
    for pair, reason in dropped:
        score = "" if pair.score is None else str(pair.score)
        yield tsv_row(pair.id, pair.source, pair.target, score, reason) + "\n"


@contextmanager
def _watched(quiet: bool) -> Iterator["Progress"]:
    """What shows the progress of each stage, on a terminal."""
    if quiet or not sys.stderr.isatty():
        yield lambda stage, done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

    with Bars(console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done)

        yield show


def _report(
    source: str, target: str | None, pairs: list["SegmentPair"], dropped: Sequence["Dropped"], places: list[Path]
) -> None:
    whole = sum(bool(pair.source and pair.target) for pair in pairs)
    arabic = sum(not pair.target for pair in pairs if pair.source)
    english = sum(not pair.source for pair in pairs if pair.target)
    alone = f", {arabic} Arabic and {english} English sentences alone" if arabic or english else ""
    left_out = f"; {len(dropped)} dropped" if dropped else ""
    fates = Counter(term.status for pair in pairs for term in pair.terms)
    terms = "; terms: " + ", ".join(f"{fates[status]} {status}" for status in fates) if fates else ""
    print(
        f"{' and '.join(filter(None, (source, target)))}: {counted(whole, 'pair')}{alone}{left_out}{terms}"
        + (f"; written to {', '.join(map(str, places))}" if places else ""),
        file=sys.stderr,
    )
