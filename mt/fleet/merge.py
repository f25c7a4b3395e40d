"""The parts of a plan as one file, or one for each input."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, groupby
from typing import BinaryIO

from glossaries.errors import InputError, OutputError, UsageError
from mt.fleet import lines
from mt.fleet.inputs import module_of
from mt.fleet.places import store_of
from mt.fleet.plan import Plan
from mt.fleet.shards import Shard
from mt.fleet.status import unfinished
from mt.fleet.work import marker_of


def merge(plan: Plan, place: str, separately: bool = False) -> Iterator[tuple[str, int]]:
    """Put the parts together, in order: into the file `place`, or into one file for each input in that folder.

    Gives each file that was written and its rows. Raises InputError where shards are not done or a part is damaged,
    UsageError where inputs of several formats are to be one file.
    """
    if missing := unfinished(plan):
        raise InputError(f"{plan.folder}: {missing:,} of {plan.count:,} shards not done: qantara fleet status says why")
    if separately:
        places = {shard.input: f"{place.rstrip('/')}/{_stem(shard.input)}{shard.ending}" for shard in plan.shards()}
        if twice := [each for each, count in Counter(places.values()).items() if count > 1]:
            raise OutputError(f"{twice[0]}: two inputs have this name: merge them into one file")
        for name, shards in groupby(plan.shards(), key=lambda shard: shard.input):
            yield places[name], _one(plan, places[name], shards)
        return
    kinds = {(shard.format, shard.header) for shard in plan.shards()}
    if len(kinds) > 1:
        raise UsageError("inputs of several formats or columns are no one file: name a folder (-o FOLDER/)")
    yield place, _one(plan, place, plan.shards())


def _stem(path: str) -> str:
    name = path.rpartition("/")[2]
    name = name.removesuffix(lines.packing(name))
    return name.rpartition(".")[0] or name


def _one(plan: Plan, place: str, shards: Iterable[Shard]) -> int:
    if any(piece.path == place for shard in plan.shards() for piece in shard.pieces):
        raise OutputError(f"{place}: is an input itself: choose another place")
    rows = 0

    def parts() -> Iterator[tuple[str, Shard]]:
        nonlocal rows
        for shard in shards:
            rows += sound(plan, shard)
            yield plan.output(shard), shard

    def write(stream: BinaryIO) -> None:
        waiting = parts()
        first = next(waiting, None)
        if first is None:  # the inputs are empty
            return
        whole = chain([first], waiting)
        join = getattr(module_of(first[1].format), "join", None)  # of those that are more than their lines
        if join:
            join(stream, whole, place)
            return
        with lines.packed(stream, lines.packing(place)) as out:
            for at, (part, shard) in enumerate(whole):
                headed = shard.ending.startswith(".tsv") and (shard.format != "tsv" or bool(shard.header))
                with lines.opened(part) as content:
                    if at and headed:
                        content.readline()
                    while chunk := content.read(1 << 20):
                        out.write(chunk)

    store_of(place).put(place, write)
    return rows


def sound(plan: Plan, shard: Shard) -> int:
    """The rows of a done shard. Raises InputError where its part is not what its marker says."""
    marker = marker_of(plan, shard)
    if marker is None:
        raise InputError(f"shard {shard.number}: not done")
    path = plan.output(shard)
    with store_of(path).open(path) as stream:
        digest = hashlib.sha256()
        while chunk := stream.read(1 << 20):
            digest.update(chunk)
    if digest.hexdigest() != marker.sha256:
        again = plan.place("done", shard)
        raise InputError(f"{path}: not what was written: remove {again} and run it again")
    return marker.rows
