"""Glossaries that clients make and edit, in one SQLite file that all processes of a server share."""

import json
import sqlite3
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from glossaries.errors import GlossaryError, OutputError
from glossaries.glossary import Glossary, Term
from glossaries.rows import Row, cells, parse

_SCHEMA = """
CREATE TABLE IF NOT EXISTS glossary (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, made REAL NOT NULL, version INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE IF NOT EXISTS term (
    place INTEGER PRIMARY KEY, glossary TEXT NOT NULL REFERENCES glossary ON DELETE CASCADE,
    source TEXT NOT NULL, cells TEXT NOT NULL, UNIQUE (glossary, source)
);
PRAGMA user_version = 1;
"""
MOST_GLOSSARIES = 1000
MOST_TERMS = 200_000
"""Terms of one glossary."""
LONGEST_NAME = 200


class Entry(NamedTuple):
    """A glossary that is kept: `made` in seconds since 1970; `version` changes with each edit."""

    id: str
    name: str
    made: float
    version: int
    terms: int


class GlossaryStore:
    """An open file of glossaries. Several threads may use it, and other processes beside it."""

    def __init__(self, path: Path):
        """Open the file, or make it. Raises OutputError where it cannot be used."""
        self.path = path
        self._lock = Lock()
        self._loaded: dict[str, tuple[int, Glossary]] = {}
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA foreign_keys = ON")
            self._database.executescript(_SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise OutputError(f"{path}: no glossaries can be kept there: {error}") from None

    def entries(self) -> list[Entry]:
        """All glossaries, the oldest first."""
        with self._asked() as database:
            return [Entry(*row) for row in database.execute(f"{_ENTRIES} GROUP BY id ORDER BY made, id")]

    def find(self, id_or_name: str) -> Entry | None:
        """A glossary by its id, or else the oldest of a name."""
        with self._asked() as database:
            query = f"{_ENTRIES} WHERE id = ?1 OR name = ?1 GROUP BY id ORDER BY id = ?1 DESC, made LIMIT 1"
            row = database.execute(query, (id_or_name,)).fetchone()
        return Entry(*row) if row else None

    def make(self, name: str, terms: Sequence[Term] = ()) -> Entry:
        """A new glossary. Raises GlossaryError for a name that cannot be, and where there are too many."""
        name = _named(name)
        id_ = str(uuid.uuid4())
        with self._changed() as database:
            (count,) = database.execute("SELECT COUNT(*) FROM glossary").fetchone()
            if count >= MOST_GLOSSARIES:
                raise GlossaryError(f"there are {count:,} glossaries already: delete one first")
            database.execute("INSERT INTO glossary (id, name, made) VALUES (?, ?, ?)", (id_, name, time.time()))
            self._write(id_, terms)
        return self._entry(id_)

    def rename(self, id_: str, name: str) -> Entry:
        with self._changed() as database:
            database.execute("UPDATE glossary SET name = ? WHERE id = ?", (_named(name), id_))
        return self._entry(id_)

    def add(self, id_: str, terms: Iterable[Term], instead: bool = False) -> Entry:
        """Put terms into a glossary, each in the place of the one with its source; `instead` of all that it had."""
        with self._changed() as database:
            if instead:
                database.execute("DELETE FROM term WHERE glossary = ?", (id_,))
            self._write(id_, terms)
        return self._entry(id_)

    def remove(self, id_: str, source: str) -> Entry:
        """Take the term of a source out of a glossary."""
        with self._changed() as database:
            database.execute("DELETE FROM term WHERE glossary = ? AND source = ?", (id_, source))
            database.execute("UPDATE glossary SET version = version + 1 WHERE id = ?", (id_,))
        return self._entry(id_)

    def delete(self, id_: str) -> None:
        with self._changed() as database:
            database.execute("DELETE FROM glossary WHERE id = ?", (id_,))
        self._loaded.pop(id_, None)

    def glossary(self, entry: Entry) -> Glossary:
        """The glossary with its terms, in the order in which they came."""
        known = self._loaded.get(entry.id)
        if known and known[0] == entry.version:
            return known[1]
        with self._asked() as database:
            rows = database.execute("SELECT cells FROM term WHERE glossary = ? ORDER BY place", (entry.id,)).fetchall()
        found = Glossary(entry.name, terms_of(json.loads(row) for (row,) in rows))
        self._loaded[entry.id] = entry.version, found
        return found

    def close(self) -> None:
        self._database.close()

    def _write(self, id_: str, terms: Iterable[Term]) -> None:
        rows = [(id_, term.source, json.dumps(cells(term), ensure_ascii=False)) for term in terms]
        self._database.executemany(
            "INSERT INTO term (glossary, source, cells) VALUES (?, ?, ?) "
            "ON CONFLICT (glossary, source) DO UPDATE SET cells = excluded.cells",
            rows,
        )
        (count,) = self._database.execute("SELECT COUNT(*) FROM term WHERE glossary = ?", (id_,)).fetchone()
        if count > MOST_TERMS:
            raise GlossaryError(f"more than {MOST_TERMS:,} terms: make several glossaries of them")
        self._database.execute("UPDATE glossary SET version = version + 1 WHERE id = ?", (id_,))

    def _entry(self, id_: str) -> Entry:
        found = self.find(id_)
        if found is None:
            raise GlossaryError("no such glossary")
        return found

    @contextmanager
    def _asked(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                yield self._database
            except sqlite3.Error as error:
                raise OutputError(f"the glossaries cannot be used: {error}") from None

    @contextmanager
    def _changed(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it is kept or nothing."""
        with self._asked() as database:
            database.execute("BEGIN IMMEDIATE")
            try:
                yield database
                database.execute("COMMIT")
            except BaseException:
                if database.in_transaction:
                    database.execute("ROLLBACK")
                raise


_ENTRIES = "SELECT id, name, made, version, COUNT(place) FROM glossary LEFT JOIN term ON glossary = id"


def terms_of(rows: Iterable[dict[str, str]]) -> tuple[Term, ...]:
    """The terms of rows of cells by column (`source`, `target`, ...). Raises GlossaryError for one that is none."""
    parsed = parse((Row(number, row) for number, row in enumerate(rows, 1)), "term")
    return parsed.sound().terms


def _named(name: str) -> str:
    name = name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise GlossaryError(f"a glossary wants a name of 1 to {LONGEST_NAME} characters")
    return name
