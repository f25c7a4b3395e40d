"""What is to be done: a job, and the shards that its inputs are cut into. Both are lines of JSON in a plan."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

KINDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "translate": ("target", "score", "terms", "risk", "findings"),
        "review": ("risk", "findings", "terms", "links"),
        "score": ("score", "links", "terms"),
        "align": ("pairs",),
    }
)
"""What can become of a row, and the columns that it can get of it; the first unless others are asked for."""
BUCKET = 1000
"""Shards whose files share a folder."""


class Piece(NamedTuple):
    """A part of a file: bytes where it can be sought in, rows from 0 where it cannot; `stop` None is the end.

    `size`, `changed` are the file's stamp; `sha256` that of the part's lines, empty where planning did not read them.
    """

    path: str
    start: int
    stop: int | None
    size: int
    changed: str
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """What becomes of every row. `columns` are asked for; `signature` says what the results depend on.

    `target_column`: what the translation will be called, or, of rows that have one, what it is called. `documents`: the
    folder of the documents that rows name instead of holding their texts; empty where they hold them.
    """

    kind: str = "translate"
    model: str = "ar-en"
    glossary: tuple[str, ...] = ()
    beam_size: int = 4
    compute_type: str = "default"
    columns: tuple[str, ...] = ("target",)
    source_column: str = ""
    target_column: str = ""
    rows: int = 10_000
    megabytes: int = 0
    documents: str = ""
    signature: str = ""

    def named(self, column: str) -> str:
        """What a new column is called: `target`, `score`; where the target is `english`, `english_score`."""
        target = (self.kind == "translate" and self.target_column) or "target"
        return target if column == "target" else column if target == "target" else f"{target}_{column}"

    @property
    def english(self) -> str:
        """The column that the English is in, where rows must have both languages; empty for whichever looks like it."""
        return "" if self.kind == "translate" else self.target_column

    @property
    def new(self) -> tuple[str, ...]:
        """The names of the new columns."""
        return tuple(map(self.named, self.columns))


@dataclass(frozen=True, slots=True)
class Shard:
    """A part of an input that becomes one file of output.

    `name` follows from the input and from the options. `rows`: how many, None where planning did not count them;
    `first`: the number of the first in its file, from 1. `header`: the names of a table's columns; `where`: its source and
    its target column. `columns`: where
    the source stands and where the target.
    """

    number: int
    name: str
    format: str
    ending: str
    pieces: tuple[Piece, ...]
    rows: int | None = None
    first: int | None = 1
    header: tuple[str, ...] = ()
    where: tuple[str, ...] = ()

    @property
    def input(self) -> str:
        return self.pieces[0].path

    @property
    def bucket(self) -> str:
        return bucket_of(self.number)

    def place(self, row: int) -> str:
        """Where the `row`th row of the shard, from 0, stands."""
        if self.first is None:
            return f"{self.input}: row {row + 1} after byte {self.pieces[0].start}"
        return f"{self.input}:{self.first + row}"


def bucket_of(number: int) -> str:
    """The folder that the files of a shard are in."""
    return f"{number // BUCKET:04d}"


def name_of(number: int, signature: str, format: str, pieces: tuple[Piece, ...]) -> str:
    """The name of what a shard gives: the same for the same part of the same input and the same options."""
    told = json.dumps([signature, format, [(piece.path, piece.start, piece.stop) for piece in pieces]])
    return f"{number:08d}-{hashlib.sha256(told.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def to_line(record: Job | Shard) -> bytes:
    return (json.dumps(asdict(record), ensure_ascii=True) + "\n").encode()


def job_of(record: dict[str, Any]) -> Job:
    return Job(**record | {key: tuple(record[key]) for key in ("glossary", "columns")})


def shard_of(line: bytes) -> Shard:
    record = json.loads(line)
    pieces = tuple(Piece(*piece.values()) if isinstance(piece, dict) else Piece(*piece) for piece in record["pieces"])
    return Shard(**record | {"pieces": pieces, "header": tuple(record["header"]), "where": tuple(record["where"])})
