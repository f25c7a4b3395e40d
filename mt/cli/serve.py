"""`qantara serve`: the page, and the interfaces that other programs speak, until it is told to stop."""

from pathlib import Path
from typing import Annotated

import typer

from glossaries.errors import InputError, UsageError
from mt.cli.memory import MemoryPlace, memory_path
from mt.cli.options import BatchSize, ComputeTypeName, DeviceName, Glossaries, ModelName, Quiet, Threads
from mt.cli.telling import tell
from mt.models.options import ComputeType, Device

LOCAL = ("localhost", "127.0.0.1", "::1")


def serve(
    host: Annotated[str, typer.Option("--host", help="The address to listen at; 0.0.0.0 for all.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", "-p", min=1, max=65535, help="The port to listen at.")] = 5000,
    workers: Annotated[int, typer.Option("--workers", min=1, help="Processes, each with a model of its own.")] = 1,
    glossary: Glossaries = [],  # noqa: B006 - typer reads it
    model: ModelName = "ar-en",
    beam_size: Annotated[int, typer.Option("--beam-size", min=1, help="Hypotheses kept at each step.")] = 4,
    device: DeviceName = Device.auto,
    compute_type: ComputeTypeName = ComputeType.default,
    threads: Threads = 0,
    batch_size: BatchSize = 0,
    memory: MemoryPlace = "",
    glossaries_at: Annotated[
        str,
        typer.Option(
            "--glossaries-at",
            metavar="FILE",
            help="Where glossaries are kept that are made on the page or by a client; `none`: nowhere. Default: a file in the user's data folder.",
            show_default=False,
        ),
    ] = "",
    read_only: Annotated[
        bool, typer.Option("--read-only", help="Let nobody keep corrections or edit glossaries.")
    ] = False,
    suggestions: Annotated[
        bool, typer.Option("--suggestions", help="Keep what clients suggest as corrections, which are then used.")
    ] = False,
    no_page: Annotated[bool, typer.Option("--no-page", help="Serve the interfaces alone.")] = False,
    no_files: Annotated[bool, typer.Option("--no-files", help="Take no documents.")] = False,
    keys: Annotated[
        str, typer.Option("--keys", metavar="FILE", help="Let in only who has a key; its hash stands in this file.")
    ] = "",
    new_key: Annotated[
        str, typer.Option("--new-key", metavar="NAME", help="Make a key, show it this once, keep its hash in --keys.")
    ] = "",
    key_link: Annotated[
        str, typer.Option("--key-link", metavar="URL", help="Where clients without a key are told to get one.")
    ] = "",
    char_limit: Annotated[int, typer.Option("--char-limit", min=0, help="Most characters of a text; 0: any.")] = 0,
    batch_limit: Annotated[int, typer.Option("--batch-limit", min=0, help="Most texts of a request; 0: any.")] = 0,
    req_limit: Annotated[
        int, typer.Option("--req-limit", min=0, help="Most requests a minute of a client, in each process; 0: any.")
    ] = 0,
    file_limit: Annotated[int, typer.Option("--file-limit", min=1, max=256, help="Most MB of a document.")] = 32,
    waiting: Annotated[
        int, typer.Option("--waiting", min=1, help="Sentences that may wait before clients are sent away (429).")
    ] = 4096,
    connections: Annotated[
        int, typer.Option("--connections", min=8, help="Connections at a time; more are closed.")
    ] = 800,
    timeout: Annotated[float, typer.Option("--timeout", min=1, help="Seconds that a request may take.")] = 120,
    allow_name: Annotated[
        list[str],
        typer.Option(
            "--allow-name",
            help="A host name of this server; may be given more than once. Default: those of this machine alone where --host is one of them, else any.",
        ),
    ] = [],  # noqa: B006 - typer reads it
    proxy: Annotated[
        str,
        typer.Option("--proxy", metavar="ADDRESS", help="Believe a proxy there who the client is (X-Forwarded-For)."),
    ] = "",
    metrics: Annotated[bool, typer.Option("--metrics", help="Show numbers for Prometheus at /metrics.")] = False,
    metrics_token: Annotated[
        str, typer.Option("--metrics-token", envvar="QANTARA_METRICS_TOKEN", help="What one must know to see them.")
    ] = "",
    log_text: Annotated[bool, typer.Option("--log-text", help="Put the texts into the log.")] = False,
    quiet: Quiet = False,
) -> None:
    """Serve a page to translate on, and the interfaces of LibreTranslate and DeepL, on this machine.

    It stops at an interrupt or SIGTERM, once what it has accepted is answered.
    """
    if new_key:
        _new_key(keys, new_key)
        return
    if keys and not Path(keys).is_file():
        raise InputError(f"{keys}: no file of keys: make one with --new-key NAME --keys {keys}")
    try:
        from mt.serving.options import ServerOptions
        from mt.serving.run import run
    except ModuleNotFoundError as error:
        raise UsageError(f"this needs more packages ({error.name}): pip install 'qantara[serve]'") from None
    kept = memory_path(memory)
    options = ServerOptions(
        model=model,
        glossary=tuple(glossary),
        beam_size=beam_size,
        batch_size=batch_size,
        threads=threads,
        device=str(device),
        compute_type=str(compute_type),
        memory=str(kept or ""),
        glossaries_at=_glossaries_at(glossaries_at),
        keys=keys,
        key_link=key_link,
        waiting=waiting,
        timeout=timeout,
        characters=char_limit,
        batch=batch_limit,
        a_minute=req_limit,
        largest_file=file_limit << 20,
        connections=connections,
        names=_names(host, allow_name),
        proxy=proxy,
        read_only=read_only,
        suggestions=suggestions,
        page=not no_page,
        files=not no_files,
        metrics=metrics,
        metrics_token=metrics_token,
        log_text=log_text,
    )
    if not quiet:
        tell(f"qantara: http://{f'[{host}]' if ':' in host else host}:{port}/ (Ctrl-C stops it)")
    run(options, host, port, workers, quiet)


def _new_key(keys: str, name: str) -> None:
    from mt.jobs.output import open_output
    from mt.serving.keys import new_key

    if not keys:
        raise UsageError("--new-key wants --keys FILE: where its hash is kept")
    with open_output(None) as stream:
        print(new_key(Path(keys), name), file=stream)


def _names(host: str, allowed: list[str]) -> tuple[str, ...]:
    """The host names that requests may give: by another name a page of some other site would ask."""
    return tuple(dict.fromkeys((*LOCAL, *allowed))) if host in LOCAL or allowed else ()


def _glossaries_at(place: str) -> str:
    import platformdirs

    if place == "none":
        return ""
    return place or str(platformdirs.user_data_path("qantara") / "glossaries.sqlite")
