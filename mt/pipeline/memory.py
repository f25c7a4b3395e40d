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
from contextlib import closing, contextmanager
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


class Entries(NamedTuple):
    """How many pairs carry a signature, and when the first and the last were made (seconds since 1970)."""

    signature: str
    pairs: int
    first: int
    last: int


class Memory:
    """An open translation memory. Several threads may use it.

    `found` counts the pairs that were asked for and found; `trouble` says what went wrong while writing: from then on
    nothing is kept.
    """

    def __init__(self, path: Path, signature: str = ""):
        """Open the file, or make it. Raises OutputError where that cannot be done, InputError where it is another."""
        self.path, self.found, self.trouble = path, 0, ""
        self._lock = Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"{path}: no translation memory can be kept there: {error.strerror}") from None
        with _explained(path):
            self._database = sqlite3.connect(path, timeout=60, isolation_level=None, check_same_thread=False)
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = NORMAL")
            self._prepare()
            self._signature = self._number(signature) if signature else 0

    def find(self, sources: Collection[str]) -> dict[str, SegmentPair]:
        """The pairs of those `sources` that were translated before, without ids."""
        found: dict[str, SegmentPair] = {}
        with self._lock, _explained(self.path):
            waiting = filter(_storable, sources)
            while some := tuple(islice(waiting, 500)):
                marks = ", ".join("?" * len(some))
                query = f"SELECT source, record FROM pair WHERE signature = ? AND source IN ({marks})"
                for source, record in self._database.execute(query, (self._signature, *some)):
                    found[source] = _unpacked(record)
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
        if not _storable(name):
            return None
        with _explained(self.path):
            query = "SELECT record FROM job WHERE signature = ? AND name = ?"
            found = self._database.execute(query, (self._signature, name)).fetchone()
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
            for number, (record,) in enumerate(rows, 1):
                yield _unpacked(record, str(number))

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
        """Close the file; the memory must not be used any more."""
        self._database.close()

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


def _packed(pair: SegmentPair) -> bytes:
    return zlib.compress(json.dumps(to_record(pair), ensure_ascii=False).encode("utf-8", "surrogatepass"), 1)


def _unpacked(record: bytes, id_: str = "") -> SegmentPair:
    return from_record(json.loads(zlib.decompress(record)) | {"id": id_})


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
