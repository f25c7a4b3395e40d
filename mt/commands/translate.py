"""`qantara translate`: Arabic documents in, English ones or aligned text out."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, NamedTuple

import typer

from glossaries.errors import InputError, OutputError, QantaraError
from mt.commands.options import Glossaries, ModelName, Quiet, signature

if TYPE_CHECKING:
    from align.bitext import SegmentPair
    from mt.documents.document import Document


class Format(StrEnum):
    text = "text"
    tsv = "tsv"
    jsonl = "jsonl"
    tmx = "tmx"
    html = "html"


ENDINGS = {Format.text: ".txt", Format.tsv: ".tsv", Format.jsonl: ".jsonl", Format.tmx: ".tmx", Format.html: ".html"}


def translate(
    inputs: Annotated[
        list[str], typer.Argument(metavar="INPUT", help="Arabic plain text files in UTF-8; `-` is standard input.")
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
        Format | None, typer.Option("--to", help="What to write. Default: what the output's ending says, else text.")
    ] = None,
    glossary: Glossaries = [],  # noqa: B006 - typer reads it
    model: ModelName = "ar-en",
    beam_size: Annotated[int, typer.Option("--beam-size", min=1, help="Hypotheses kept at each step.")] = 4,
    threads: Annotated[int, typer.Option("--threads", min=0, help="Processor threads; 0: all.")] = 0,
    quiet: Quiet = False,
) -> None:
    """Translate Arabic text to English, one line in, one line out."""
    from glossaries.files import load_all
    from glossaries.match import Matcher
    from mt.engine import Engine, Options
    from mt.models import find
    from mt.output import open_output
    from mt.translate import translate as pairs_of

    terms = load_all(glossary)
    found = find(model)
    jobs, failures = _jobs(inputs, output, to)
    options = Options(beam_size=beam_size, threads=threads)
    if jobs:
        engine = Engine(found, options)
        matcher = Matcher(terms) if terms else None
        signed = signature(found, terms, options)
    for job in jobs:
        tally: Counter[str] = Counter()
        translated = (
            (document, _counted(pairs_of(_named(document, job, jobs), engine, matcher), tally))
            for document in _watched(job, quiet)
        )
        try:
            title = "standard input" if job.name == "-" else Path(job.name).stem
            kept = [(document, list(pairs)) for document, pairs in translated] if len(job.outputs) > 1 else translated
            for place, form in job.outputs:
                with open_output(place) as stream:
                    stream.writelines(_written(form, kept, title, signed, first=place is not None or job is jobs[0]))
                    if place is None and form is Format.text and job is not jobs[-1] and not job.ended:
                        stream.write("\n")
        except QantaraError as error:
            failures.append(error)
            continue
        if not quiet:
            _report(job, tally)
    if failures:
        raise QantaraError("\n".join(map(str, failures)))


class Job(NamedTuple):
    """One input that was checked: its name, its bytes, how many lines, and where its translation goes (None: stdout).

    `ended`: whether the last line has its line end.
    """

    name: str
    content: BinaryIO
    lines: int
    ended: bool
    outputs: tuple[tuple[Path | None, Format], ...]


def _jobs(inputs: list[str], outputs: list[str], to: Format | None) -> tuple[list[Job], list[QantaraError]]:
    """The inputs that can be translated, and what is wrong with the others."""
    from mt.documents.text import check
    from mt.output import refuse_inputs

    folder = None
    if outputs and (len(inputs) > 1 or outputs[0].endswith("/") or Path(outputs[0]).is_dir()):
        folder = Path(outputs[0])
    if folder and len(outputs) > 1:
        raise typer.BadParameter("one folder, or several files for one input", param_hint="--output")
    if len(inputs) > 1 and not outputs and to in (Format.tmx, Format.html):
        raise typer.BadParameter(f"several inputs as {to} need a folder to go to: add -o FOLDER", param_hint="--to")
    if folder:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"{folder}: cannot be made a folder: {error.strerror}") from None
    jobs: list[Job] = []
    failures: list[QantaraError] = []
    for name in inputs:
        try:
            content = open_input(name)
            places = _places(name, folder, outputs, to)
            for place in filter(None, (place for place, _ in places)):
                refuse_inputs(place, inputs)
                if any(place == other for job in jobs for other, _ in job.outputs):
                    raise OutputError(
                        f"{place}: two inputs would go there ({name} is the second): translate them apart"
                    )
            lines = check(content, name)
            content.seek(-1, 2)
            jobs.append(Job(name, content, lines, content.read(1) == b"\n", places))
        except QantaraError as error:
            failures.append(error)
        except OSError as error:
            failures.append(InputError(f"{name}: {error.strerror}"))
    return jobs, failures


def _places(
    name: str, folder: Path | None, outputs: list[str], to: Format | None
) -> tuple[tuple[Path | None, Format], ...]:
    """Where the translation of an input goes, and in which format."""
    if folder:
        form = to or Format.text
        return ((folder / f"{'stdin' if name == '-' else Path(name).stem}{ENDINGS[form]}", form),)
    by_ending = {ending: form for form, ending in ENDINGS.items()}
    places = (Path(output) if output != "-" else None for output in outputs or ("-",))
    return tuple((place, to or by_ending.get(place.suffix.lower() if place else "", Format.text)) for place in places)


def open_input(name: str) -> BinaryIO:
    """The input as a file that can be read twice."""
    import shutil
    import tempfile

    if name == "-":
        if sys.stdin is None:
            raise InputError("standard input is closed: name a file")
        spool = tempfile.SpooledTemporaryFile(max_size=1 << 24)  # noqa: SIM115 - closed when collected
        shutil.copyfileobj(sys.stdin.buffer, spool)
        spool.seek(0)
        return spool
    try:
        return Path(name).open("rb")
    except OSError as error:
        raise InputError(f"{name}: cannot be read: {error.strerror}") from None


def _watched(job: Job, quiet: bool) -> Iterator["Document"]:
    """The documents of a job, with a progress bar on a terminal."""
    from mt.documents.text import read, reopen

    documents = read(reopen(job.content))
    if quiet or not sys.stderr.isatty():
        yield from documents
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(job.name, total=job.lines)
        for document in documents:
            yield document
            progress.update(task, advance=sum(gap.count("\n") for gap in document.gaps))


def _named(document: "Document", job: Job, jobs: list[Job]) -> Iterator[tuple[str, str]]:
    """The segments with their ids, which say the file too where several go to one place."""
    shared = len(jobs) > 1 and job.outputs[0][0] is None
    return zip((f"{job.name}:{id_}" if shared else id_ for id_ in document.ids), document.segments, strict=True)


def _counted(pairs: Iterable["SegmentPair"], tally: Counter[str]) -> Iterator["SegmentPair"]:
    for pair in pairs:
        tally["segments"] += 1
        tally.update(term.status for term in pair.terms)
        yield pair


def _written(
    form: Format,
    translated: Iterable[tuple["Document", Iterable["SegmentPair"]]],
    title: str,
    signature: str,
    first: bool,
) -> Iterator[str]:
    """The output in a format, in parts. Of several tables in one place only the `first` has a header."""
    if form is Format.text:
        return (document.restore([pair.target for pair in pairs]) for document, pairs in translated)
    from align.tables import TSV_HEADER, to_jsonl, to_tsv
    from align.tmx import to_tmx
    from align.view import page

    pairs = chain.from_iterable(pairs for _, pairs in translated)
    match form:
        case Format.tsv:
            return chain([TSV_HEADER + "\n"] if first else [], (to_tsv(pair) + "\n" for pair in pairs))
        case Format.jsonl:
            return (to_jsonl(pair) + "\n" for pair in pairs)
        case Format.tmx:
            return to_tmx(pairs, signature, version("qantara"))
        case Format.html:
            return page(pairs, title, signature)


def _report(job: Job, tally: Counter[str]) -> None:
    terms = ", ".join(f"{tally[status]} {status}" for status in ("kept", "repaired", "missed") if status in tally)
    written = ", ".join(str(place) for place, _ in job.outputs if place)
    print(
        f"{job.name}: {tally['segments']} segments"
        + (f"; terms: {terms}" if terms else "")
        + (f"; written to {written}" if written else ""),
        file=sys.stderr,
    )
