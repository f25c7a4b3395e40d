"""The command line. Nothing else prints or exits.

Data goes to standard output, all else to standard error. Exit codes: 0 done, 1 a user or data error, 2 wrong
usage, 3 a gate failed, 130 interrupted. Heavy libraries are imported inside the commands: help is quick.
"""

import signal
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from glossaries.errors import QantaraError, UsageError
from mt.cli import glossary, memory, model
from mt.cli.align import align
from mt.cli.audit import audit
from mt.cli.config import config
from mt.cli.examples import add_examples
from mt.cli.score import score
from mt.cli.suggest import suggest
from mt.cli.translate import translate

app = typer.Typer(
    help="Arabic-to-English translation and bilingual alignment that keeps names straight.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command()(translate)
app.command()(align)
app.command()(audit)
app.command()(score)
glossary.app.command()(suggest)
app.add_typer(glossary.app, name="glossary")
app.add_typer(model.app, name="model")
app.add_typer(memory.app, name="memory")
app.command()(config)
add_examples(app)


def main() -> None:
    """Entry point of the `qantara` command."""
    # As an exception, so that unfinished files are cleaned away.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        app()
    except OSError as error:
        print(f"qantara: {error.filename or 'a standard stream'}: {error.strerror or error}", file=sys.stderr)
        sys.exit(1)
    except QantaraError as error:
        for line in str(error).splitlines():
            print(f"qantara: {line}", file=sys.stderr)
        sys.exit(2 if isinstance(error, UsageError) else 1)


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"qantara {version('qantara')}")
        raise typer.Exit


@app.callback()
def root(
    context: typer.Context,
    show_version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", is_eager=True, callback=_show_version)
    ] = False,
) -> None:
    from mt.cli.settings import default_map, settings

    # Files are read here, where a command is about to run: help and version do without.
    context.default_map = default_map(settings(context.command, Path.cwd()), context.command)
