"""`qantara fleet`: corpora that outgrow one machine."""

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from glossaries.errors import InputError, QantaraError, UsageError
from mt.cli.options import BatchSize, ComputeTypeName, DeviceName, Glossaries, ModelName, Quiet, Threads, counted
from mt.cli.telling import tell
from mt.fleet.shards import KINDS
from mt.models.options import ComputeType, Device

if TYPE_CHECKING:
    from mt.fleet.plan import Plan
    from mt.fleet.status import Status

app = typer.Typer(
    help="Work on corpora that outgrow one machine: cut into shards, worked off by many processes, put together again.",
    no_args_is_help=True,
)

Folder = Annotated[str, typer.Argument(metavar="FOLDER", help="The folder of the plan, here or in an object store.")]
AsJson = Annotated[bool, typer.Option("--json", help="As one JSON object.")]


class On(StrEnum):
    local = "local"
    slurm = "slurm"
    ray = "ray"


class Kind(StrEnum):
    TRANSLATE = "translate"
    REVIEW = "review"
    SCORE = "score"
    ALIGN = "align"


_COLUMNS = "; ".join(f"{kind}: {', '.join(columns)}" for kind, columns in KINDS.items())


@app.command()
def plan(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT",
            help="Files, folders or patterns, also s3://, gs:// and the like: JSONL, TSV, text (each .gz, .zst, .xz too), parquet, TMX; x.ar beside x.en is a Moses pair.",
        ),
    ],
    output: Annotated[str, typer.Option("--output", "-o", help="A folder for the plan and for what it gives.")],
    kind: Annotated[
        Kind,
        typer.Option(
            "--kind",
            help="What becomes of a row: translate it; review what its translation may have got wrong; score how well its two sides agree; align the sentences of its two texts.",
        ),
    ] = Kind.TRANSLATE,
    columns: Annotated[
        str, typer.Option("--columns", help=f"New columns, with commas between them: {_COLUMNS}. Default: the first.")
    ] = "",
    rows: Annotated[int, typer.Option("--rows", min=1, help="Rows of a shard: some minutes of work.")] = 10_000,
    megabytes: Annotated[
        int,
        typer.Option(
            "--mb", min=0, help="Cut files that are not packed by size instead, without reading them; 0: by rows."
        ),
    ] = 0,
    documents: Annotated[
        str,
        typer.Option(
            "--documents",
            metavar="FOLDER",
            help="For align: rows do not hold the two texts, but name two documents in this folder, of any format.",
        ),
    ] = "",
    source_column: Annotated[
        str, typer.Option("--source-column", help="Column (name, or number from 1) or key of the Arabic.")
    ] = "",
    target_column: Annotated[
        str,
        typer.Option(
            "--target-column",
            help="What the new column of the English is to be called; or, in rows that have it, what it is called.",
        ),
    ] = "",
    glossary: Glossaries = [],  # noqa: B006 - typer reads it
    model: ModelName = "ar-en",
    beam_size: Annotated[int, typer.Option("--beam-size", min=1, help="Hypotheses kept at each step.")] = 4,
    compute_type: ComputeTypeName = ComputeType.default,
    quiet: Quiet = False,
) -> None:
    """Cut a corpus into shards, once. The same command again finds the plan; another one is refused."""
    from dataclasses import replace

    from mt.fleet.plan import make
    from mt.fleet.shards import Job
    from mt.fleet.tools import columns_of, signed

    if documents and kind != Kind.ALIGN:
        raise UsageError(f"--documents is for --kind align, not for {kind}")
    if documents and not Path(documents).is_dir():
        raise InputError(f"{documents}: no folder of documents")
    job = Job(
        kind=str(kind),
        model=_lasting(model),
        glossary=tuple(map(_lasting, glossary)),
        beam_size=beam_size,
        compute_type=str(compute_type),
        columns=columns_of(str(kind), columns),
        source_column=source_column,
        target_column=target_column,
        rows=rows,
        megabytes=megabytes,
        documents=documents and str(Path(documents).resolve()),
    )
    places = [_lasting(each) for each in inputs]
    made = make(
        replace(job, signature=signed(job)), places, _lasting(output), lambda line: None if quiet else tell(line)
    )
    if not quiet:
        of = counted(made.rows, "row") if made.rows else "rows not counted"
        tell(f"{made.folder}: {counted(made.count, 'shard')}, {of}: qantara fleet run {output}")


@app.command()
def run(
    folder: Folder,
    on: Annotated[On, typer.Option("--on", help="Processes here, a Slurm job array, or a Ray cluster.")] = On.local,
    processes: Annotated[
        int,
        typer.Option("--processes", "-n", min=0, help="Workers, or tasks of the array; 0: one for four processors."),
    ] = 0,
    threads: Threads = 0,
    device: DeviceName = Device.auto,
    batch_size: BatchSize = 0,
    submit: Annotated[
        bool, typer.Option("--submit", help="Give Slurm's script to sbatch; else it is printed.")
    ] = False,
    sbatch: Annotated[
        list[str],
        typer.Option("--sbatch", metavar="OPTION", help="A line for #SBATCH: --partition=gpu, --time=4:00:00."),
    ] = [],  # noqa: B006 - typer reads it
    address: Annotated[
        str, typer.Option("--address", help="A Ray cluster (auto, ray://host:10001); default: one is started here.")
    ] = "",
    quiet: Quiet = False,
) -> None:
    """Do what is not done yet. After whatever ended it, the same command goes on."""
    from glossaries.processors import processors
    from mt.fleet.plan import load

    planned = load(_lasting(folder))
    processes = processes or (max(1, processors() // 4) if on == On.local else 4)
    worker = ["--device", str(device), "--batch-size", str(batch_size)]
    if on == On.slurm:
        from mt.fleet.slurm import script
        from mt.fleet.slurm import submit as given
        from mt.jobs.output import open_output

        text = script(planned.folder, processes, threads or 4, sbatch, worker)
        with open_output(None) as stream:
            print(given(text) if submit else text, end="\n" if submit else "", file=stream)
        return
    from mt.cli.fleet_progress import shown

    with shown(planned, quiet) as watch:
        if on == On.ray:
            from mt.fleet.on_ray import run as on_ray
            from mt.fleet.tools import Maker

            make = Maker(threads or 1, str(device), batch_size).__call__
            on_ray(planned, processes, threads or 1, make, address, tell, watch, gpus=float(device == Device.cuda))
        else:
            from mt.fleet.local import OURS
            from mt.fleet.local import run as here

            each = threads or max(1, processors() // processes)
            command = [*OURS, "fleet", "work", planned.folder, "--child", "--again", "--threads", str(each), *worker]
            here(command, processes, tell, watch)
    _summary(planned, quiet)


@app.command()
def work(
    folder: Folder,
    slice: Annotated[
        str, typer.Option("--slice", metavar="I/N", help="Only each N-th shard, from I on (0/N, 1/N ...).")
    ] = "0/1",
    threads: Threads = 0,
    device: DeviceName = Device.auto,
    batch_size: BatchSize = 0,
    again: Annotated[bool, typer.Option("--again", help="Try again what failed before.")] = False,
    child: Annotated[bool, typer.Option("--child", hidden=True)] = False,
) -> None:
    """One worker: do shards that nobody else works on, until none is left. Start as many as there is room for."""
    from mt.fleet.plan import load
    from mt.fleet.take import work as take
    from mt.fleet.tools import Maker

    part, _, of = slice.partition("/")
    if not (part.isdigit() and of.isdigit() and int(part) < int(of)):
        raise UsageError(f"--slice {slice}: 0/4 is the first of four")
    planned = load(_lasting(folder))
    whole = take(
        planned,
        Maker(threads, str(device), batch_size)(planned),
        lambda error: tell(f"qantara: {error}"),
        part=int(part),
        of=int(of),
        again=again,
        parent=os.getppid() if child else 0,
    )
    if not whole:
        raise typer.Exit(1)


@app.command()
def status(
    folder: Folder,
    as_json: AsJson = False,
    watch: Annotated[bool, typer.Option("--watch", "-w", help="A live table, until all is done or failed.")] = False,
) -> None:
    """How much is done, what fails and why, how fast it goes and how long it will take."""
    import json
    from dataclasses import asdict

    from mt.fleet.plan import load
    from mt.fleet.status import status as looked_at
    from mt.jobs.output import open_output

    planned = load(_lasting(folder))
    if watch:
        from mt.cli.fleet_progress import watched

        watched(planned)
        return
    found = looked_at(planned)
    with open_output(None) as stream:
        if as_json:
            print(json.dumps(asdict(found) | {"signature": planned.job.signature}, ensure_ascii=False), file=stream)
        else:
            print("\n".join(lines_of(found)), file=stream)


def lines_of(found: "Status") -> list[str]:
    """A status in words."""
    from datetime import timedelta

    left = "" if found.left is None else f", {timedelta(seconds=round(found.left))} left"
    lines = [
        f"shards\t{found.done:,} of {found.shards:,} done, {found.working:,} worked on, {found.failing:,} failing",
        f"rows\t{found.rows_done:,} done, {found.rows_bad:,} bad" + (f", {found.rows:,} planned" if found.rows else ""),
        f"rate\t{found.rate:,} rows a second{left}",
    ]
    return lines + [f"failing\t{line}" for line in found.failures]


@app.command()
def merge(
    folder: Folder,
    output: Annotated[
        str,
        typer.Option("--output", "-o", help="A file for all; or a folder (FOLDER/), for a file of each input."),
    ],
    quiet: Quiet = False,
) -> None:
    """Put the results together, in the order of the inputs, once all shards are done."""
    from mt.fleet.merge import merge as merged
    from mt.fleet.plan import load

    separately = output.endswith("/") or ("://" not in output and Path(output).is_dir())
    for place, rows in merged(load(_lasting(folder)), _lasting(output), separately):
        if not quiet:
            tell(f"{place}: {counted(rows, 'row')}")


@app.command()
def verify(folder: Folder, as_json: AsJson = False) -> None:
    """Check that each row of the inputs is in the output once and in order, and that no file has changed since."""
    import json

    from mt.fleet.plan import load
    from mt.fleet.verify import verify as looked_at
    from mt.jobs.output import open_output

    planned = load(_lasting(folder))
    rows = bad = wrong = 0
    with open_output(None) as stream:
        for found, left_out, problem in looked_at(planned):
            rows, bad, wrong = rows + found, bad + left_out, wrong + bool(problem)
            if problem:
                tell(f"qantara: {problem}")
        record = {"shards": planned.count, "rows": rows, "bad": bad, "wrong": wrong}
        if as_json:
            print(json.dumps(record), file=stream)
        elif not wrong:
            more = f", {bad:,} bad rows in errors files" if bad else ""
            print(f"{counted(planned.count, 'shard')}, {counted(rows, 'row')}: each once, in order{more}", file=stream)
    if wrong:
        raise QantaraError(f"{planned.folder}: {counted(wrong, 'problem')}")


def _summary(planned: "Plan", quiet: bool) -> None:
    from mt.fleet.status import status as looked_at

    found = looked_at(planned)
    if not quiet:
        bad = f", {counted(found.rows_bad, 'bad row')} in errors files" if found.rows_bad else ""
        tell(
            f"{planned.folder}: {found.done:,} of {counted(found.shards, 'shard')} done, {counted(found.rows_done, 'row')}{bad}"
        )
    if found.done < found.shards:
        raise QantaraError(f"{found.shards - found.done:,} of {counted(found.shards, 'shard')} not done")


def _lasting(name: str) -> str:
    """A name that means the same in every folder and on every machine with the same files."""
    if "://" in name or not ("/" in name or Path(name).exists()):
        return name
    return os.path.abspath(name) + ("/" if name.endswith("/") else "")
