"""Options that need not be given each time: from `qantara.toml` and from the environment.

    glossary = ["karabakh", "terms/house.tsv"]   # for every command that has --glossary
    threads = 4

    [translate]                                  # for one command; [glossary-suggest] for one of a group
    to = "tmx"

A flag comes before the environment (`QANTARA_GLOSSARY` and so on; lists are split as PATH is), that before the
project's file, that before the user's, and all before the command's own default. A path is meant from the folder of
the file that it stands in. A value is checked as it would be on the command line.
"""

import os
import tomllib
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

import typer

from glossaries.errors import InputError

FILE = "qantara.toml"
SHARED = ("glossary", "model", "device", "compute-type", "threads", "batch-size", "beam-size", "quiet")
"""Options that may stand at the top of the file, and that the environment may set."""
DEFAULT = "default"
_FILES = ("glossary", "memory")
"""Options whose values, where they look like one, are files, be they there or not."""
_NEVER = ("help", "output")  # a file met on the way does not say where to write
_YES_NO = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


class Setting(NamedTuple):
    """What an option of a command is unless a flag says otherwise; `origin`: a file, a variable, or DEFAULT."""

    command: tuple[str, ...]
    key: str
    value: Any
    origin: str


class _Option(NamedTuple):
    """An option of a click command: the names that lead to the command, its own name, and click's two objects."""

    place: tuple[str, ...]
    key: str
    command: Any
    parameter: Any


_Options = Mapping[tuple[tuple[str, ...], str], _Option]


def find_files(start: Path) -> list[Path]:
    """The user's file and the project's, those that there are; the later wins.

    The project's is the nearest in `start` and its parents, up to the root of the repository or the user's home;
    outside of both only `start` itself is looked at.
    """
    import platformdirs

    home = Path(os.path.expanduser("~"))
    upwards = [start, *start.parents]
    root = next((at for at, folder in enumerate(upwards) if folder == home or (folder / ".git").exists()), 0)
    nearest = [folder / FILE for folder in upwards[: root + 1] if (folder / FILE).is_file()][:1]
    users = platformdirs.user_config_path("qantara", appauthor=False) / FILE
    return [path for path in dict.fromkeys([users, *nearest]) if path.is_file()]


def settings(root: Any, start: Path) -> list[Setting]:
    """What is in force for every option of every command below `root` (a click group), in the folder `start`.

    Raises InputError for a file that is no TOML, for a key that is no option, and for a value that it cannot have.
    """
    options = {(option.place, option.key): option for option in _options(root)}
    found = {place: Setting(*place, option.parameter.default, DEFAULT) for place, option in options.items()}
    for path in find_files(start):
        for option, given in _said(path, options):
            placed = _placed(given, path.parent, must=option.key in _FILES)
            value = _checked(option, placed, f"{path}: {option.key}")
            found[option.place, option.key] = Setting(option.place, option.key, value, str(path))
    for place, option in options.items():
        variable = _variable(option)
        if variable and (text := os.environ.get(variable)):
            given = text.split(os.pathsep) if option.parameter.multiple else text
            given = _YES_NO.get(text.lower(), text) if option.parameter.is_flag else given
            found[place] = Setting(*place, _checked(option, given, variable), f"environment {variable}")
    return list(found.values())


def default_map(found: list[Setting], root: Any) -> dict[str, Any]:
    """The settings as click wants them: parameters' values by command, groups within groups."""
    parameters = {(option.place, option.key): option.parameter.name for option in _options(root)}
    nested: dict[str, Any] = {}
    for command, key, value, origin in found:
        if origin != DEFAULT:
            table = nested
            for name in command:
                table = table.setdefault(name, {})
            table[parameters[command, key]] = value
    return nested


def _options(command: Any, place: tuple[str, ...] = ()) -> Iterator[_Option]:
    """The options of a click command and of those below it."""
    for name, below in getattr(command, "commands", {}).items():
        yield from _options(below, (*place, name))
    for parameter in command.params if place else ():
        key = next((name[2:] for name in parameter.opts if name.startswith("--")), "")
        if key and key not in _NEVER:
            yield _Option(place, key, command, parameter)


def _variable(option: _Option) -> str | None:
    """The environment variable that sets an option."""
    if option.key in SHARED:
        return "QANTARA_" + option.key.upper().replace("-", "_")
    variable: str | None = option.parameter.envvar
    return variable


def _said(path: Path, options: _Options) -> Iterator[tuple[_Option, Any]]:
    """What a file says of each option, first for all commands, then for single ones."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: no TOML: {error}") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    sections = {"-".join(place): place for place, _ in options}
    shared = {key: value for key, value in said.items() if key in SHARED}
    for key, value in shared.items():
        if isinstance(value, dict):
            raise InputError(f"{path}: {key}: a value is wanted; for single commands write [{key}-NAME]")
        yield from ((option, value) for (_, name), option in options.items() if name == key)
    for section, table in said.items():
        if section in shared:
            continue
        if section not in sections:
            raise InputError(f"{path}: unknown {section!r}{_meant(section, (*SHARED, *sections), options)}")
        if not isinstance(table, dict):
            raise InputError(f"{path}: {section}: a table is wanted, [{section}]")
        keys = [key for place, key in options if place == sections[section]]
        for key, value in table.items():
            if key not in keys:
                raise InputError(f"{path}: [{section}]: unknown {key!r}{_meant(key, keys, {})}")
            yield options[sections[section], key], value


def _meant(key: str, known: Collection[str], options: _Options) -> str:
    """What a user may have meant by an unknown key."""
    commands = [f"[{'-'.join(place)}]" for place, name in options if name == key]
    if commands:
        return f": it goes under {' or '.join(commands)}"
    close = get_close_matches(key, known, n=1)
    return f": did you mean {close[0]!r}?" if close else f": it may be {', '.join(known)}"


def _placed(value: Any, folder: Path, must: bool) -> Any:
    """A value, or each of several, made an absolute path where it is one of something that is there, or `must` be."""
    if isinstance(value, list):
        return [_placed(each, folder, must) for each in value]
    if isinstance(value, str) and ("/" in value or "." in value or (must and (folder / value).is_file())):
        path = folder / os.path.expanduser(value)
        return str(path) if must or path.exists() else value
    return value


def _checked(option: _Option, value: Any, where: str) -> Any:
    """The value as the command takes it. Raises InputError, saying `where`, for one that it cannot have."""
    parameter = option.parameter
    if parameter.is_flag:
        if not isinstance(value, bool):
            raise InputError(f"{where}: true or false is wanted, not {value!r}")
        return value
    values = value if isinstance(value, list) and parameter.multiple else [value]
    if any(isinstance(each, bool) or not isinstance(each, str | int | float) for each in values):
        raise InputError(f"{where}: not a value that --{option.key} can have: {value!r}")
    texts = list(map(str, values))
    try:
        return parameter.process_value(typer.Context(option.command), texts if parameter.multiple else texts[0])
    except typer.BadParameter as error:
        raise InputError(f"{where}: {value!r}: {error.message.removeprefix('Value error, ')}") from None
