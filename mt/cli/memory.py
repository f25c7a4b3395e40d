"""`qantara memory`: what was translated before and is kept on this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from glossaries.errors import InputError, QantaraError
from mt.cli.options import counted
from mt.cli.telling import tell

if TYPE_CHECKING:
    from mt.pipeline.memory import Memory

app = typer.Typer(help="Show, export or clear the local translation memory.", no_args_is_help=True)

MemoryPlace = Annotated[
    str,
    typer.Option(
        "--memory",
        envvar="QANTARA_MEMORY",
        metavar="FILE",
        help="The translation memory that unchanged segments come from; `none`: keep none. Default: one in the user's data folder.",
        show_default=False,
    ),
]


def memory_path(memory: str) -> Path | None:
    """The file that is meant, None for none."""
    import platformdirs

    if memory == "none":
        return None
    return Path(memory) if memory else platformdirs.user_data_path("qantara") / "memory.sqlite"


@app.command()
def show(
    memory: MemoryPlace = "", as_json: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False
) -> None:
    """Where the memory is, how large, and what it was made with."""
    import json
    from datetime import UTC, datetime

    from mt.jobs.output import open_output

    opened = _opened(memory, must_exist=bool(memory))
    entries = opened.entries() if opened else []
    size = opened.path.stat().st_size if opened else 0
    days = [tuple(datetime.fromtimestamp(at, UTC).date().isoformat() for at in each[2:]) for each in entries]
    with open_output(None) as stream:
        if as_json:
            listed = [
                {"signature": entry.signature, "pairs": entry.pairs, "first": first, "last": last}
                for entry, (first, last) in zip(entries, days, strict=True)
            ]
            record = {"file": str(memory_path(memory)), "bytes": size, "entries": listed}
            print(json.dumps(record, ensure_ascii=False), file=stream)
            return
        print(
            f"{memory_path(memory)}\t{counted(sum(entry.pairs for entry in entries), 'segment')}\t{size / 1e6:.1f} MB",
            file=stream,
        )
        for entry, (first, last) in zip(entries, days, strict=True):
            print(f"{entry.pairs}\t{first} to {last}\t{entry.signature}", file=stream)


@app.command()
def export(
    output: Annotated[str, typer.Option("--output", "-o", help="A TMX file. Default: standard output.")] = "-",
    memory: MemoryPlace = "",
) -> None:
    """Write all of the memory as TMX."""
    from importlib.metadata import version

    from align.tmx import to_tmx
    from mt.documents.endings import written_as
    from mt.jobs.output import open_output

    written_as(Path(output), None, ("tmx",))
    opened = _opened(memory)
    with open_output(Path(output)) as stream:
        stream.writelines(
            to_tmx(opened.pairs() if opened else (), f"qantara:{version('qantara')}|memory", version("qantara"))
        )


@app.command()
def clear(memory: MemoryPlace = "") -> None:
    """Forget all segments; they are overwritten on the disk too."""
    from mt.jobs.output import open_output

    opened = _opened(memory, must_exist=bool(memory))
    count = opened.clear() if opened else 0
    with open_output(None) as stream:
        print(f"{memory_path(memory)}: {counted(count, 'segment')} forgotten", file=stream)


@contextmanager
def opened_for(memory: str, signature: str, quiet: bool) -> Iterator["Memory | None"]:
    """The memory for translations with a signature, None where none is wanted.

    Where the usual file cannot be used the work goes on without; a file that was asked for must do.
    """
    from mt.pipeline.memory import Memory

    path = memory_path(memory)
    opened = None
    try:
        opened = Memory(path, signature) if path else None
    except QantaraError as error:
        if memory:
            raise
        if not quiet:
            tell(f"qantara: going on without a translation memory: {error}")
    try:
        yield opened
    finally:
        if opened:
            opened.close()
            if not quiet:
                tell(*(f"qantara: {said}" for said in (opened.aside, opened.trouble) if said))


def _opened(memory: str, must_exist: bool = True) -> "Memory | None":
    from mt.pipeline.memory import Memory

    path = memory_path(memory)
    if path is None:
        raise InputError("no translation memory is in use (--memory none): name its file")
    if path.exists():
        return Memory(path)
    if must_exist:
        raise InputError(f"{path}: there is no translation memory yet: translate something first")
    return None
