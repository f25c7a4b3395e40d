"""The local translation memory: segment pairs made before, in one SQLite file, so that they need not be made again.

A pair is found again by its source text and by the signature of what it was made with (version, model, glossary,
options): change any of them and it is made anew. Each window of segments is one transaction, so a run that was
killed goes on where it stopped. Beside the pairs stand the jobs that came to their end (`mt.jobs.finished`).
"""

import json
import sqlite3
import time
import zlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from align.bitext import SegmentPair
from align.tables import from_record, to_record
from glossaries.errors import InputError, OutputError

# Numbers of signatures are never used again: a run that goes on while the memory is cleared writes under its own.
_SCHEMA = """
CREATE TABLE signature (id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL UNIQUE);
CREATE TABLE pair (
    signature INTEGER NOT NULL REFERENCES signature, source TEXT NOT NULL, made INTEGER NOT NULL, record BLOB NOT NULL,
    PRIMARY KEY (signature, source)
) WITHOUT ROWID;
"""
_SINCE_1 = """
CREATE TABLE renewed (id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL UNIQUE);
INSERT INTO renewed SELECT id, text FROM signature;
DROP TABLE signature;
ALTER TABLE renewed RENAME TO signature;
"""
_JOBS = """
CREATE TABLE job (
    signature INTEGER NOT NULL REFERENCES signature, name TEXT NOT NULL, record TEXT NOT NULL,
    PRIMARY KEY (signature, name)
) WITHOUT ROWID;
PRAGMA user_version = 2;
"""
_VERSION = 2
CORRECTED = "corrected by hand"
"""The signature of pairs that a person has corrected: they are found whatever a translation is made with."""
LARGEST_RECORD = 64 << 20
"""Bytes of a record, unpacked: a segment is far smaller, and what unpacks to more is no segment."""


class Entries(NamedTuple):
    """How many pairs carry a signature, and when the first and the last were made (seconds since 1970)."""

    signature: str
    pairs: int
    first: int
    last: int


class Memory:
    """An open translation memory. Several threads may use it.

    `found` counts the pairs that were asked for and found; `trouble` says what went wrong while reading or writing: from
    then on nothing is kept. `aside` says that a damaged file was set aside, and a new one begun.
    """

    def __init__(self, path: Path, signature: str = ""):
        """Open the file, or make it. Raises OutputError where that cannot be done, InputError where it is another."""
        self.path, self.found, self.trouble, self.aside = path, 0, "", ""
        self._lock = Lock()
        self._damaged = False
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"{path}: no translation memory can be kept there: {error.strerror}") from None
        with _explained(path):
            try:
                self._open(signature)
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError as error:
                if not _is_ours(path):
                    raise
                self._set_aside(error)
                self.close()
                self.aside, self.trouble, self._damaged = self.trouble, "", False
                self._open(signature)

    def _open(self, signature: str) -> None:
        self._database = sqlite3.connect(self.path, timeout=60, isolation_level=None, check_same_thread=False)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = NORMAL")
        self._prepare()
        self._signature = self._number(signature) if signature else 0

    def find(self, sources: Collection[str]) -> dict[str, SegmentPair]:
        """The pairs of those `sources` that were corrected, or else translated before, without ids."""
        found: dict[str, SegmentPair] = {}
        with self._lock:
            waiting = filter(_storable, () if self._damaged else sources)
            try:
                while some := tuple(islice(waiting, 500)):
                    marks = ", ".join("?" * len(some))
                    query = f"""SELECT source, record FROM pair WHERE source IN ({marks})
                                AND signature IN (?, (SELECT id FROM signature WHERE text = ?))
                                ORDER BY signature = ? DESC"""
                    told = (*some, self._signature, CORRECTED, self._signature)
                    for source, record in self._database.execute(query, told):
                        if pair := _unpacked(record):  # of two, what was corrected comes last
                            found[source] = pair
            except sqlite3.Error as error:
                self._set_aside(error)
            self.found += len(found)
        return found

    def add(self, pairs: Mapping[str, SegmentPair]) -> None:
        """Keep the pairs by what they are asked for, all or none of them.

        Where that fails, `trouble` says why and nothing more is kept.
        """
        if self.trouble:
            return
        now = int(time.time())
        rows = [(self._signature, source, now, _packed(pair)) for source, pair in pairs.items() if _storable(source)]
        with self._lock:
            try:
                self._database.execute("BEGIN IMMEDIATE")
                try:
                    self._database.executemany("INSERT OR REPLACE INTO pair VALUES (?, ?, ?, ?)", rows)
                    self._database.execute("COMMIT")
                except sqlite3.Error:
                    if self._database.in_transaction:
                        self._database.execute("ROLLBACK")
                    raise
            except sqlite3.Error as error:
                self._stop(error)

    def find_job(self, name: str) -> str | None:
        """The record that was kept about a job of this signature; None where there is none."""
        if self._damaged or not _storable(name):
            return None
        query = "SELECT record FROM job WHERE signature = ? AND name = ?"
        try:
            found = self._database.execute(query, (self._signature, name)).fetchone()
        except sqlite3.Error as error:
            self._set_aside(error)
            return None
        return found[0] if found else None

    def add_job(self, name: str, record: str) -> None:
        """Keep a record about a job; where that fails, `trouble` says why."""
        if self.trouble or not _storable(name):
            return
        try:
            self._database.execute("INSERT OR REPLACE INTO job VALUES (?, ?, ?)", (self._signature, name, record))
        except sqlite3.Error as error:
            self._stop(error)

    def entries(self) -> list[Entries]:
        """What is in the memory, by signature."""
        query = """SELECT text, COUNT(*), MIN(made), MAX(made) FROM pair JOIN signature ON id = signature
                   GROUP BY signature ORDER BY MAX(made) DESC, text"""
        with _explained(self.path):
            return [Entries(*row) for row in self._database.execute(query)]

    def pairs(self) -> Iterator[SegmentPair]:
        """All pairs, the oldest signature first, numbered from 1."""
        with _explained(self.path):
            rows = self._database.execute("SELECT record FROM pair ORDER BY signature, source")
            sound = filter(None, (_unpacked(record) for (record,) in rows))
            yield from (replace(pair, id=str(number)) for number, pair in enumerate(sound, 1))

    def clear(self) -> int:
        """Delete everything, overwriting it on the disk; return how many pairs there were."""
        with _explained(self.path):
            self._database.execute("PRAGMA secure_delete = ON")
            self._database.execute("BEGIN IMMEDIATE")
            count: int = self._database.execute("SELECT COUNT(*) FROM pair").fetchone()[0]
            for table in ("pair", "job", "signature"):
                self._database.execute(f"DELETE FROM {table}")
            self._database.execute("COMMIT")
            self._database.execute("VACUUM")
            self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return count

    def close(self) -> None:
        """Close the file; the memory must not be used any more. A damaged file gets another name: the next begins anew."""
        self._database.close()
        if self._damaged:
            with suppress(OSError):
                self.path.replace(f"{self.path}.damaged")

    def _set_aside(self, error: sqlite3.Error) -> None:
        """Go on without a memory that cannot be read."""
        self._damaged = isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError)
        self.trouble = self.trouble or (
            f"{self.path}: the translation memory cannot be read ({error}); "
            + (f"it is set aside as {self.path}.damaged" if self._damaged else "this run does without it")
        )

    def _stop(self, error: sqlite3.Error) -> None:
        self.trouble = f"{self.path}: the translation memory cannot be written any more: {error}"

    def _prepare(self) -> None:
        (version,) = self._database.execute("PRAGMA user_version").fetchone()
        if version == _VERSION:
            return
        with closing(self._database.cursor()) as cursor:
            cursor.execute("BEGIN IMMEDIATE")
            (version,) = cursor.execute("PRAGMA user_version").fetchone()  # another run may have been quicker
            (tables,) = cursor.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
            missing = {0: "" if tables else _SCHEMA + _JOBS, 1: _SINCE_1 + _JOBS}.get(version)
            if missing:
                for statement in missing.split(";\n"):
                    cursor.execute(statement)
                version = _VERSION
            cursor.execute("COMMIT")
        if version != _VERSION:
            raise InputError(f"{self.path}: no translation memory of this version: name another file")

    def _number(self, signature: str) -> int:
        self._database.execute("INSERT OR IGNORE INTO signature (text) VALUES (?)", (signature,))
        number: int = self._database.execute("SELECT id FROM signature WHERE text = ?", (signature,)).fetchone()[0]
        return number


def _is_ours(path: Path) -> bool:
    """Whether a file that cannot be read was a memory of this version: its header says so (SQLite's file format, 1.3)."""
    try:
        with path.open("rb") as content:
            head = content.read(64)
    except OSError:
        return False
    return head.startswith(b"SQLite format 3\0") and head[60:64] == _VERSION.to_bytes(4, "big")


def _packed(pair: SegmentPair) -> bytes:
    return zlib.compress(json.dumps(to_record(pair), ensure_ascii=False).encode("utf-8", "surrogatepass"), 1)


def _unpacked(record: object) -> SegmentPair | None:
    """The pair of a record; None where it is damaged, as if it were not there: a new one takes its place."""
    unpacking = zlib.decompressobj()
    try:
        text = unpacking.decompress(record, LARGEST_RECORD)  # type: ignore[arg-type]  # whatever the table holds
        if not unpacking.eof:
            return None
        pair = from_record(json.loads(text) | {"id": ""})
        return pair if isinstance(pair.source, str) and isinstance(pair.target, str) else None
    except (zlib.error, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        return None


def _storable(text: str) -> bool:
    """Whether SQLite can hold a text: lone surrogates have no UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, zlib.error, ValueError) as error:
        raise InputError(
            f"{path}: cannot be used as a translation memory: {error}: name another file, or do without (--memory none)"
        ) from None
