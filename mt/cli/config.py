"""`qantara config`: the options in force, and where each comes from."""

import json
from collections.abc import Iterator
from enum import Enum
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from mt.cli.settings import Setting


def config(
    context: typer.Context,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object with all options of all commands instead.")
    ] = False,
) -> None:
    """Show the options in force, and where each comes from.

    A flag comes before the environment, that before qantara.toml in this folder or the nearest above it (up to the
    repository's root or the home folder), that before qantara.toml in the user's configuration folder. Options at their defaults are shown where several commands share them.
    """
    from mt.cli.settings import find_files, settings
    from mt.jobs.output import open_output

    files = [str(path) for path in find_files(Path.cwd())]
    found = settings(context.find_root().command, Path.cwd())
    with open_output(None) as stream:
        if as_json:
            report = [
                {
                    "command": " ".join(each.command),
                    "option": each.key,
                    "value": _plain(each.value),
                    "from": each.origin,
                }
                for each in found
            ]
            stream.write(json.dumps({"files": files, "settings": report}, ensure_ascii=False) + "\n")
        else:
            stream.writelines(f"{line}\n" for line in _table(files, found))


def _table(files: list[str], found: list["Setting"]) -> Iterator[str]:
    """The settings as TOML: what all commands share, then what single ones have otherwise."""
    from mt.cli.settings import DEFAULT, FILE, SHARED

    yield f"# {'; '.join(files)}" if files else f"# no {FILE} here or in the user's configuration folder"
    everywhere: dict[str, Setting] = {}
    for key in SHARED:
        same = {(str(each.value), each.origin): each for each in found if each.key == key}
        if len(same) == 1:
            (everywhere[key],) = same.values()
            yield _line(everywhere[key])
    rest = [each for each in found if each.key not in everywhere and (each.origin != DEFAULT or each.key in SHARED)]
    for command, of_command in groupby(rest, key=lambda each: each.command):
        yield f"\n[{'-'.join(command)}]"
        yield from map(_line, of_command)


def _line(setting: "Setting") -> str:
    value = _plain(setting.value)
    written = json.dumps(value, ensure_ascii=False)
    return f"{'# ' if value is None else ''}{setting.key} = {written}".ljust(40) + f"  # {setting.origin}"


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    return str(value) if isinstance(value, Path) else value
