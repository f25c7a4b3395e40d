"""Which inputs a corpus has, and what each is."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any, NamedTuple

from glossaries.errors import InputError, QantaraError
from mt.documents.endings import ENDINGS
from mt.documents.recognise import HEAD, recognise
from mt.fleet import lines
from mt.fleet.places import store_of

MODULES: Mapping[str, str] = MappingProxyType(
    {"text": "text", "moses": "text", "tsv": "tsv", "jsonl": "jsonl", "parquet": "parquet", "tmx": "tmx"}
)
"""The module of `mt.fleet.formats` that knows each format."""
_BY_ENDING = {
    ending: name for name in ("text", "tsv", "jsonl", "tmx") for ending in ENDINGS[name] if name in MODULES
} | {".parquet": "parquet", ".json": "jsonl"}


class Input(NamedTuple):
    """One file, or a Moses pair of two, and its format."""

    paths: tuple[str, ...]
    format: str


def module_of(format: str) -> Any:
    """What cuts, reads and writes a format."""
    return import_module(f"mt.fleet.formats.{MODULES[format]}")


def inputs(patterns: Iterable[str], note: Callable[[str], None]) -> Iterator[Input]:
    """The inputs behind names, folders and patterns; `x.ar` and `x.en` are a pair.

    What no corpus is made of is passed over in a folder, with a note. Raises InputError where there is nothing, or
    where what was named is none of the formats.
    """
    found: dict[str, bool] = {}
    for pattern in patterns:
        below = store_of(pattern).found(pattern)
        if not below:
            raise InputError(f"{pattern}: no such file")
        found |= {path: below != [pattern] for path in below if path not in found}
    for path, among_others in found.items():
        plain = path.removesuffix(lines.packing(path))
        packed = path[len(plain) :]
        if plain.endswith(".en") and any(f"{plain[:-3]}.ar{each}" in found for each in ("", *lines.PACKED)):
            continue
        beside = next(
            (f"{plain[:-3]}.en{each}" for each in (packed, "", *lines.PACKED) if f"{plain[:-3]}.en{each}" in found), ""
        )
        if plain.endswith(".ar") and beside:
            yield Input((path, beside), "moses")
            continue
        try:
            yield Input((path,), _format(path, plain))
        except QantaraError as error:
            if not among_others:
                raise
            note(f"passed over: {error}")


def _format(path: str, plain: str) -> str:
    named = next((name for ending, name in _BY_ENDING.items() if plain.lower().endswith(ending)), "")
    if named == "parquet":
        return named
    try:
        with lines.opened(path) as stream:
            head = stream.read(HEAD)
    except InputError:
        if not named:
            raise
        return named  # whoever works on it says what is wrong with it
    form = recognise(plain, head).name
    if form not in MODULES:
        raise InputError(
            f"{path}: is {form}: a fleet works on jsonl, parquet, TSV, TMX, text and Moses pairs, "
            "qantara translate on documents"
        )
    return form
