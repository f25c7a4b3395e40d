"""`qantara align`: two documents in, aligned text out; or a bitext in, linked anew."""

from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from align.writing import PairFormat
from glossaries.errors import UsageError
from mt.cli.memory import MemoryPlace, opened_for
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
from mt.cli.progress import watched
from mt.cli.telling import tell
from mt.models.options import ComputeType, Device

if TYPE_CHECKING:
    from align.bitext import SegmentPair
    from align.filters import Dropped


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
    guard_cells: GuardCells = False,
    memory: MemoryPlace = "",
    device: DeviceName = Device.auto,
    compute_type: ComputeTypeName = ComputeType.default,
    threads: Threads = 0,
    batch_size: BatchSize = 0,
    quiet: Quiet = False,
) -> None:
    """Align two documents: sentences, words, names.

    For the comparison the Arabic is translated, unless --comparable; the model also links words. `-m none` does with
    the bundled lexicon alone.
    """
    places = _places(output, to)
    if dropped and dropped in {place for place, _ in places}:
        raise UsageError("--dropped and -o name one place: give each its own")

    from mt.api.alignment import Aligner, filters, read_sides
    from mt.jobs.output import open_output

    aligner = Aligner(
        glossary=glossary,
        model=model,
        batch_size=batch_size,
        threads=threads,
        device=device,
        compute_type=compute_type,
    )
    sides = read_sides(source, target, comparable=comparable, sentences=sentences, lines=lines, swap=swap)
    if not quiet:
        tell(*sides.notes)
    wanted = filters(min_score, max_ratio, no_duplicates, check_language, only_pairs)
    inputs = [name for name in (source, target) if name and name != "-"]
    with ExitStack() as stack:
        # What cannot be written is said before the work begins.
        streams = [(stack.enter_context(open_output(path, inputs)), form) for path, form in places]
        listed = stack.enter_context(open_output(dropped, inputs)) if dropped else None
        if aligner.model:
            # What was translated before an interruption is not translated again.
            aligner.memory = stack.enter_context(opened_for(memory, aligner.translation_signature, quiet))
        with watched(quiet) as progress:
            found = aligner.align(sides, wanted, comparable=comparable, progress=progress)
        for stream, form in streams:
            stream.writelines(found.written(form, guard_cells))
        if listed:
            listed.writelines(found.dropped_rows())
    if not quiet:
        _report(source, target, found.pairs, found.dropped, [path for path, _ in places if path])


def _places(outputs: list[str], to: PairFormat | None) -> list[tuple[Path | None, PairFormat]]:
    """Where the result goes (None: standard output), and as what."""
    from mt.api.alignment import form_of

    places = [Path(output) if output != "-" else None for output in outputs or ("-",)]
    if len(set(places)) < len(places):
        raise UsageError("one place is named twice with -o")
    if to and len(places) > 1:
        raise UsageError("several places get what their endings say: leave out --to")
    return [(path, form_of(path, to)) for path in places]


def _report(
    source: str, target: str | None, pairs: Sequence["SegmentPair"], dropped: Sequence["Dropped"], places: list[Path]
) -> None:
    whole = sum(bool(pair.source and pair.target) for pair in pairs)
    arabic = sum(not pair.target for pair in pairs if pair.source)
    english = sum(not pair.source for pair in pairs if pair.target)
    alone = f", {arabic} Arabic and {english} English sentences alone" if arabic or english else ""
    left_out = f"; {len(dropped)} dropped" if dropped else ""
    fates = Counter(term.status for pair in pairs for term in pair.terms)
    terms = "; terms: " + ", ".join(f"{fates[status]} {status}" for status in fates) if fates else ""
    tell(
        f"{' and '.join(filter(None, (source, target)))}: {counted(whole, 'pair')}{alone}{left_out}{terms}"
        + (f"; written to {', '.join(map(str, places))}" if places else "")
    )
