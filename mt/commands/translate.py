"""`qantara translate`: Arabic documents in, English ones or aligned text out."""

import sys
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
        Path | None,
        typer.Option("--output", "-o", help="A file, or a folder for several inputs. Default: standard output."),
    ] = None,
    to: Annotated[Format, typer.Option("--to", help="What to write.")] = Format.text,
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
        tally: dict[str, int] = {}
        try:
            documents = _watched(job, quiet)
            _write(
                job,
                to,
                ((d, pairs_of(zip(d.ids, d.segments, strict=True), engine, matcher)) for d in documents),
                signed,
                tally,
            )
        except QantaraError as error:
            failures.append(error)
            continue
        if not quiet:
            _report(job, tally)
    if failures:
        raise QantaraError("\n".join(map(str, failures)))


class Job(NamedTuple):
    """One input that was checked: its name, its bytes, its line count, and where its translation goes (None: stdout)."""

    name: str
    content: BinaryIO
    lines: int
    output: Path | None


def _jobs(inputs: list[str], output: Path | None, to: Format) -> tuple[list[Job], list[QantaraError]]:
    """The inputs that can be translated, and what is wrong with the others."""
    from mt.documents.text import check

    into = output is not None and (output.is_dir() or len(inputs) > 1)
    if len(inputs) > 1 and output is None and to in (Format.tmx, Format.html):
        raise typer.BadParameter(f"several inputs as {to} need a folder to go to: add -o FOLDER", param_hint="--to")
    if into and not output.exists():
        try:
            output.mkdir(parents=True)
        except OSError as error:
            raise OutputError(f"{output}: cannot be made: {error.strerror}") from None
    jobs: list[Job] = []
    failures: list[QantaraError] = []
    for name in inputs:
        try:
            content = open_input(name)
            place = output / f"{Path(name).stem if name != '-' else 'stdin'}{ENDINGS[to]}" if into else output
            if place and name != "-" and place.exists() and place.samefile(name):
                raise OutputError(f"{place}: is the input itself: choose another place")
            if any(place and job.output == place for job in jobs):
                raise OutputError(f"{place}: two inputs would go there ({name} is the second): translate them apart")
            jobs.append(Job(name, content, check(content, name), place))
        except QantaraError as error:
            failures.append(error)
    return jobs, failures


def open_input(name: str) -> BinaryIO:
    """The input as a file that can be read twice."""
    import shutil
    import tempfile

    if name == "-":
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


def _write(
    job: Job,
    to: Format,
    translated: Iterator[tuple["Document", Iterable["SegmentPair"]]],
    signature: str,
    tally: dict[str, int],
) -> None:
    from align.tables import TSV_HEADER, to_jsonl, to_tsv
    from align.tmx import to_tmx
    from mt.output import open_output

    def counted(pairs: Iterable["SegmentPair"]) -> Iterator["SegmentPair"]:
        for pair in pairs:
            tally["segments"] = tally.get("segments", 0) + 1
            for term in pair.terms:
                tally[term.status] = tally.get(term.status, 0) + 1
            yield pair

    with open_output(job.output) as stream:
        if to is Format.text:
            for document, pairs in translated:
                stream.write(document.restore([pair.target for pair in counted(pairs)]))
            return
        pairs = counted(chain.from_iterable(pairs for _, pairs in translated))
        match to:
            case Format.tsv:
                stream.writelines(chain([TSV_HEADER + "\n"], (to_tsv(pair) + "\n" for pair in pairs)))
            case Format.jsonl:
                stream.writelines(to_jsonl(pair) + "\n" for pair in pairs)
            case Format.tmx:
                stream.writelines(to_tmx(pairs, signature, version("qantara")))
            case Format.html:
                from align.view import page

                stream.writelines(page(pairs, Path(job.name).stem, signature))


def _report(job: Job, tally: dict[str, int]) -> None:
    terms = ", ".join(f"{tally[status]} {status}" for status in ("kept", "repaired", "missed") if status in tally)
    print(
        f"{job.name}: {tally.get('segments', 0)} segments"
        + (f"; terms: {terms}" if terms else "")
        + (f"; written to {job.output}" if job.output else ""),
        file=sys.stderr,
    )
