"""What a command line asks for: which files are read, and where each one's translation goes."""

import glob
import os
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from glossaries.errors import InputError, OutputError, QantaraError, UsageError
from mt.documents.endings import ENDINGS, format_of, without_packing, written_as
from mt.documents.recognise import FORMATS
from mt.jobs.opening import STDIN
from mt.jobs.output import make_folder

ALIGNED = ("tsv", "jsonl", "tmx", "xliff", "html", "pharaoh")
"""What the translation of any document may be written as, with its source."""
TEXT = "text"
"""The translation alone, a line a paragraph."""
SAME = "same"
"""The format of the input, whatever the place is called."""


class Input(NamedTuple):
    """A file to read (`-`: standard input), and its place below an output folder, its own ending kept (`a.txt.gz`: `.txt`).

    `found`: not named by the user but met in a folder, where other things may lie about too.
    """

    name: str
    place: Path
    found: bool = False


class PassedOver(InputError):
    """Something in a folder that is no file: a pipe, a device, a socket. The run goes on as if it were not there."""


def inputs(names: Sequence[str], leave_out: Collection[Path] = ()) -> Iterator[Input | InputError]:
    """The files behind the names, in a steady order; what is wrong with a name comes in its place.

    A folder stands for all files below it but hidden ones, a pattern (`news/**/*.txt`) that is no file itself for
    those that it matches; their translations keep their place below the folder or the pattern's fixed part.
    Nothing below `leave_out` is met.
    """
    away = [Path(os.path.realpath(path)) for path in leave_out]
    singles = {path.name for path in away}

    @cache
    def left_out(path: str) -> bool:
        return any(Path(os.path.realpath(path)).is_relative_to(place) for place in away)

    for name in dict.fromkeys(names):
        if not name:
            yield InputError("an input has no name: is a variable empty?")
            continue
        if name == STDIN:
            yield Input(name, Path("stdin.txt"))
            continue
        path = Path(name)
        if path.is_dir():
            below = _walk(path)
        elif not path.exists() and glob.has_magic(name):
            below = _matches(name)
        else:
            yield Input(name, Path(without_packing(path).name))
            continue
        any_ = False
        for file, place in below:
            link = os.path.islink(file) or os.path.basename(file) in singles
            if left_out(file if link else os.path.dirname(file)):
                continue
            any_ = True
            if os.path.exists(file) and not os.path.isfile(file):
                yield PassedOver(f"{file}: is no file: it is passed over")
            else:
                yield Input(file, Path(without_packing(place)), found=True)
        if not any_:
            yield InputError(f"{name}: no file there: there is nothing to translate")


def _walk(folder: Path) -> Iterator[tuple[str, Path]]:
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        here = Path(at)
        base = here.relative_to(folder)
        yield from ((str(here / name), base / name) for name in sorted(names) if not name.startswith("."))


def _matches(pattern: str) -> Iterator[tuple[str, Path]]:
    root = _fixed(pattern)
    for match in sorted(glob.iglob(pattern, recursive=True)):
        if not os.path.isdir(match):
            yield match, Path(match).relative_to(root)


def _fixed(pattern: str) -> Path:
    """The folders of a pattern before its first magic part."""
    parts = Path(pattern).parts
    count = next(k for k, part in enumerate(parts) if glob.has_magic(part))
    return Path(*parts[:count])


class Job(NamedTuple):
    """An input, and where its translation goes: places (None: standard output) and what to write there.

    What to write is None where the ending of the place, or else the input's own format, decides.
    """

    input: Input
    outputs: tuple[tuple[Path | None, str | None], ...]


def plan(
    names: Sequence[str],
    outputs: Sequence[str],
    to: str | None,
    memory: Path | None = None,
) -> list[Job | QantaraError]:
    """The jobs of a command line in order, each input once; what is wrong with one comes in its place.

    `outputs` are the files for one input, or one folder. The files of the translation `memory` are passed over in
    folders, and nothing is written there. Raises UsageError where inputs and outputs do not go together or an output
    has an ending that says nothing, OutputError where the folder cannot be made.
    """
    folder = _folder(names, outputs)
    kept = {Path(os.path.realpath(f"{memory}{end}")) for end in ("", "-wal", "-shm")} if memory else set()
    listed = list(inputs(names, leave_out=[*kept, *([folder] if folder else [])]))
    if len(listed) > 1 and not outputs and to in ("tmx", "xliff", "html"):
        raise UsageError(f"several inputs as {to} need a folder to go to: add -o FOLDER")
    if to and len(outputs) > 1:
        raise UsageError("several places get what their endings say: leave out --to")
    read = {identity for each in listed if isinstance(each, Input) and (identity := _identity(each.name))}
    jobs: list[Job | QantaraError] = []
    taken: set[str] = set()
    for each in listed:
        if isinstance(each, InputError):
            jobs.append(each)
            continue
        places: tuple[tuple[Path | None, str | None], ...]
        if folder:
            place = folder / each.place
            if to or format_of(place) == "pdf":
                place = place.with_suffix(ENDINGS[to or "html"][0])
            places = ((place, to or SAME),)
            if linked := _linked(place, folder):
                jobs.append(OutputError(f"{linked}: is a link: nothing is written to where it points; remove it first"))
                continue
        else:
            places = tuple((None if out == STDIN else Path(out), to) for out in outputs or (STDIN,))
        jobs.append(_refused(each, places, read, taken, kept) or Job(each, places))
    if not folder and any(isinstance(job, Job) for job in jobs):
        for out in outputs:
            written_as(Path(out), to, [*ALIGNED, *(form.name for form in FORMATS if not form.becomes)])
    return jobs


def _linked(place: Path, folder: Path) -> Path | None:
    """The first link on the way from an output folder to a place in it."""
    below = place.relative_to(folder).parts
    return next((at for k in range(len(below)) if (at := folder.joinpath(*below[: k + 1])).is_symlink()), None)


def several(names: Sequence[str]) -> bool:
    """Whether there may be more than one input: several names, or a folder or a pattern that stands for many."""
    return len(names) > 1 or any(
        Path(name).is_dir() or (glob.has_magic(name) and not Path(name).exists()) for name in names
    )


def _folder(names: Sequence[str], outputs: Sequence[str]) -> Path | None:
    if not outputs or not (several(names) or outputs[0].endswith(("/", os.sep)) or Path(outputs[0]).is_dir()):
        return None
    if len(outputs) > 1:
        raise UsageError("one folder, or several files for one input (--output)")
    make_folder(Path(outputs[0]))
    return Path(outputs[0])


def _refused(
    each: Input,
    places: Sequence[tuple[Path | None, str | None]],
    read: Collection[tuple[int, int]],
    taken: set[str],
    memory: Collection[Path],
) -> OutputError | None:
    """Why an input cannot go to its places; they are `taken` where it can."""
    for place, _ in places:
        if place and any(place.name == file.name and Path(os.path.realpath(place)) == file for file in memory):
            return OutputError(f"{place}: is the translation memory: choose another place")
    files = [os.path.abspath(place) for place, _ in places if place]
    for file in files:
        if file in taken or files.count(file) > 1:
            return OutputError(f"{file}: two translations would go there ({each.name}): give each its own place")
        if _identity(file) in read:
            return OutputError(f"{file}: is an input itself: choose another place")
    taken.update(files)
    return None


def _identity(file: str | Path) -> tuple[int, int] | None:
    """What is the same for two names of one file; None where there is none."""
    try:
        found = os.stat(file)
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino
