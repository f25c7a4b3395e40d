"""The manual page, from the same text as each command's `--help`: `python -m mt.cli.manual > docs/qantara.1`."""

import inspect
import sys
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

import typer

from mt.cli.examples import EXAMPLES
from mt.cli.settings import SHARED

SECTIONS = {
    "ENVIRONMENT": ", ".join("QANTARA_" + key.upper().replace("-", "_") for key in SHARED)
    + " and QANTARA_MEMORY stand for the options of these names; several glossaries are separated as in PATH. "
    "HF_HOME and HF_HUB_OFFLINE are heeded where models are pulled.",
    "FILES": "qantara.toml, in this folder or the nearest above it and in the user's configuration folder, sets "
    "options; `qantara config` shows which are in force.",
    "EXIT STATUS": "0 done; 1 a user or data error, one line each; 2 wrong usage; 3 a gate (--fail-under) not passed; "
    "130 interrupted.",
}
"""What no command's help says."""


def manual(app: typer.Typer) -> Iterator[str]:
    """The lines of the page, in roff's man macros."""
    root = typer.main.get_command(app)
    summary = _plain(root.help).rstrip(".")
    yield f'.TH QANTARA 1 "" "qantara {version("qantara")}" "User Commands"'
    yield ".nh"
    yield from (".SH NAME", _text(f"qantara - {summary}"))
    yield from (".SH SYNOPSIS", r"\fBqantara\fR [\fIOPTIONS\fR] \fICOMMAND\fR [\fIARGS\fR]")
    yield ".SH OPTIONS"
    yield from _options(root, "qantara")
    yield ".SH COMMANDS"
    yield from _commands(root, ())
    for title, text in SECTIONS.items():
        yield from (f".SH {title}", _text(text))


def _commands(group: Any, place: tuple[str, ...]) -> Iterator[str]:
    for name, command in group.commands.items():
        words = (*place, name)
        if hasattr(command, "commands"):
            yield from _commands(command, words)
            continue
        usage = " ".join(command.collect_usage_pieces(typer.Context(command)))
        yield f".SS qantara {' '.join(words)} {_text(usage)}"
        for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
            yield from (".PP", _text(_plain(paragraph)))
        yield from _options(command, " ".join(("qantara", *words)))
        yield from (".PP", "Examples:", ".PP", ".nf", ".RS")
        yield from map(_text, EXAMPLES.get(" ".join(words), ()))
        yield from (".RE", ".fi")


def _options(command: Any, name: str) -> Iterator[str]:
    """The arguments and the options of a command, each with its help."""
    context = typer.Context(command, info_name=name)
    for parameter in command.get_params(context):
        if record := parameter.get_help_record(context):
            yield from (".TP", rf"\fB{_text(record[0])}\fR", _text(_plain(record[1])))


def _plain(text: str | None) -> str:
    """Help on one line."""
    return " ".join((text or "").split())


def _text(text: str) -> str:
    """Text that roff takes as it is."""
    escaped = text.replace("\\", r"\e").replace("-", r"\-")
    return rf"\&{escaped}" if escaped.startswith((".", "'")) else escaped


if __name__ == "__main__":
    from mt.cli.main import app

    sys.stdout.writelines(f"{line}\n" for line in manual(app))
