"""The command line. Nothing else prints or exits.

Data goes to standard output, all else to standard error. Exit codes: 0 done, 1 a user or data error, 2 wrong
usage, 3 a gate failed, 130 interrupted. Heavy libraries are imported inside the commands: help is quick.
"""

import os
import signal
import sys
import traceback
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from glossaries.errors import QantaraError, UsageError
from mt.cli import fleet, glossary, memory, model
from mt.cli.align import align
from mt.cli.audit import audit
from mt.cli.config import config
from mt.cli.examples import add_examples
from mt.cli.review import review
from mt.cli.score import score
from mt.cli.serve import serve
from mt.cli.suggest import suggest
from mt.cli.telling import tell
from mt.cli.translate import translate


class _Commands(TyperGroup):
    """The commands; with `--debug` an error shows where it came from before it is told."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except Exception as error:
            if ctx.params.get("debug"):
                tell(*"".join(traceback.format_exception(error)).splitlines())
            raise


app = typer.Typer(
    cls=_Commands,
    help="Arabic-to-English translation and bilingual alignment that keeps names straight.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command()(translate)
app.command()(align)
app.command()(audit)
app.command()(review)
app.command()(score)
app.command()(serve)
glossary.app.command()(suggest)
app.add_typer(glossary.app, name="glossary")
app.add_typer(model.app, name="model")
app.add_typer(memory.app, name="memory")
app.add_typer(fleet.app, name="fleet")
app.command()(config)
add_examples(app)


def main() -> None:
    """Entry point of the `qantara` command."""
    # As an exception, so that unfinished files are cleaned away.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    sys.unraisablehook = partial(_again, otherwise=sys.unraisablehook)
    if sys.stderr is None:  # closed by whoever called: what is said goes nowhere, and least of all among the data
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - for as long as the command runs
    try:
        app()
    except OSError as error:
        tell(f"qantara: {error.filename or 'a standard stream'}: {error.strerror or error}")
        sys.exit(1)
    except QantaraError as error:
        tell(*(f"qantara: {line}" for line in str(error).splitlines()))
        sys.exit(2 if isinstance(error, UsageError) else 1)
    except Exception as error:
        what = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        tell(f"qantara: a fault of qantara's own ({what}): `qantara --debug ...` shows where; please report it")
        sys.exit(1)


def _again(lost: "sys.UnraisableHookArgs", otherwise: Callable[["sys.UnraisableHookArgs"], object]) -> None:
    """Where the exception that ends the run fell into a destructor, which swallows it: send the signal once more."""
    if isinstance(lost.exc_value, SystemExit):
        os.kill(os.getpid(), signal.SIGTERM)
    else:
        otherwise(lost)


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
    debug: Annotated[
        bool, typer.Option("--debug", help="Where an error ends the command, show where it arose.")
    ] = False,
) -> None:
    from mt.cli.settings import default_map, settings

    # Files are read here, where a command is about to run: help and version do without.
    context.default_map = default_map(settings(context.command, Path.cwd()), context.command)
