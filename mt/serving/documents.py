"""Documents that clients send: translated one after another beside the requests, kept for a while, then removed.

A document is two files in one folder, which all processes of a server share: what came in and later what goes out,
and its state as JSON. Names are made here; nothing that a client says becomes a path.
"""

import hmac
import io
import json
import os
import re
import secrets
import uuid
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePath
from threading import Event, Lock
from time import monotonic, time

from align.bitext import SegmentPair
from glossaries.errors import QantaraError, as_error
from mt.api.translator import TranslatedDocument, Translator, translated
from mt.documents.endings import ENDINGS, without_packing
from mt.documents.model.document import ReadOptions
from mt.documents.recognise import read
from mt.serving.refusal import Refused

AT_ONCE = 2
"""Documents that are translated at a time."""
MOST_WAITING = 16
KEPT = 1800.0
"""Seconds for which a translated document can be fetched."""
_TOLD = 0.3
"""Seconds between two reports of how far a document is."""
_ID = re.compile(r"[0-9a-f]{32}")

Stream = Callable[[Iterable[tuple[str, str]], Translator], Iterator[SegmentPair]]


@dataclass(frozen=True, slots=True)
class State:
    """How far a document is: `status` is waiting, translating, done or error (`error` says why).

    `name`: what the translation is called. `done` of `total` segments are there. `terms` counts what became of terms.
    """

    id: str
    key: str
    name: str
    status: str = "waiting"
    done: int = 0
    total: int = 0
    characters: int = 0
    terms: tuple[tuple[str, int], ...] = ()
    notes: tuple[str, ...] = ()
    error: str = ""


class Stopped(Exception):
    """The server stops, or the document was removed."""


class Documents:
    """The documents of a server, in `folder`, which may hold `largest` bytes."""

    def __init__(self, folder: Path, largest: int, stream: Stream):
        self.folder, self._largest, self._stream = folder, largest, stream
        self._work = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="document")
        self._running: dict[str, Future[None]] = {}
        self._lock = Lock()
        self._stopped = Event()

    def begin(self, content: bytes, name: str, translator: Translator | None) -> State:
        """Take a document that a client calls `name`; without a translator it is given back as it is.

        Raises Refused where there are too many.
        """
        self.clean()
        with self._lock:
            self._running = {id_: run for id_, run in self._running.items() if not run.done()}
            if len(self._running) >= MOST_WAITING:
                raise Refused(429, "Slowdown: too many documents wait", 30)
        if self._size() + 2 * len(content) > self._largest:
            raise Refused(503, "no room for more documents now: fetch those that are done, or try again later", 60)
        name = plain_name(name)
        state = State(uuid.uuid4().hex, secrets.token_hex(32), english_name(name))
        self._place(state.id).write_bytes(content)
        self._tell(state)
        run = self._work.submit(self._run, state, name, translator)
        with self._lock:
            self._running[state.id] = run
        return state

    def running(self, id_: str) -> Future[None] | None:
        """What waits for the end of a document of this process."""
        return self._running.get(id_)

    def state(self, id_: str) -> State | None:
        """How far a document is; None for one that is not there, or no more."""
        if not _ID.fullmatch(id_):
            return None
        try:
            told = json.loads((self.folder / f"{id_}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return State(**told | {"notes": tuple(told["notes"]), "terms": tuple(map(tuple, told["terms"]))})

    def state_for(self, id_: str, key: str) -> State | None:
        """The state of a document to who knows its key, else None."""
        state = self.state(id_)
        known = state is not None and hmac.compare_digest(key.encode("utf-8", "replace"), state.key.encode())
        return state if known else None

    def content(self, id_: str) -> bytes | None:
        """The translated document; None where there is none."""
        state = self.state(id_)
        if state is None or state.status != "done":
            return None
        with suppress(OSError):
            return self._place(id_).read_bytes()
        return None

    def remove(self, id_: str) -> None:
        """Remove what is kept of a document; one that is on its way is given up."""
        if _ID.fullmatch(id_):
            for path in (self._place(id_), self.folder / f"{id_}.json"):
                path.unlink(missing_ok=True)

    def clean(self) -> None:
        """Remove what was not fetched in time."""
        for path in self.folder.glob("*.json"):
            with suppress(OSError):
                if path.stat().st_mtime < time() - KEPT:
                    self.remove(path.stem)

    def close(self) -> None:
        """Give up what is on its way."""
        self._stopped.set()
        self._work.shutdown(cancel_futures=True)

    def _run(self, state: State, name: str, translator: Translator | None) -> None:
        try:
            if translator is None:
                self._tell(replace(state, status="done"))
                return
            content = self._place(state.id).read_bytes()
            state = self._measured(state, content, name)
            made = self._translated(state, content, name, translator)
            place = self._place(state.id)
            part = place.with_suffix(".part")
            part.write_bytes(made.content())
            os.replace(part, place)
            self._tell(_finished(state, made))
        except Stopped:
            self.remove(state.id)
        except Exception as error:
            self._place(state.id).unlink(missing_ok=True)
            told = error if isinstance(error, QantaraError) else as_error(name, error)
            self._tell(replace(state, status="error", error=str(told)))

    def _measured(self, state: State, content: bytes, name: str) -> State:
        """How much there is to do. Raises InputError where the document cannot be read."""
        form, documents = read(io.BytesIO(content), name, ReadOptions())
        segments = [text for document in documents for text in document.segments]
        named = state.name
        if form.becomes:
            named = str(PurePath(named).with_suffix(ENDINGS[form.becomes[0]][0]))
        state = replace(
            state, name=named, status="translating", total=len(segments), characters=sum(map(len, segments))
        )
        self._tell(state)
        return state

    def _translated(self, state: State, content: bytes, name: str, translator: Translator) -> TranslatedDocument:
        def watched(segments: Iterable[tuple[str, str]]) -> Iterator[SegmentPair]:
            told = monotonic()
            for done, pair in enumerate(self._stream(segments, translator), 1):
                if self._stopped.is_set():
                    raise Stopped
                if monotonic() - told > _TOLD:
                    told = monotonic()
                    if not self._place(state.id).exists():
                        raise Stopped
                    self._tell(replace(state, done=done))
                yield pair

        return translated(io.BytesIO(content), name, ReadOptions(), watched, translator.signature)

    def _tell(self, state: State) -> None:
        part = self.folder / f"{state.id}.state"
        part.write_text(json.dumps(asdict(state), ensure_ascii=False), encoding="utf-8")
        os.replace(part, self.folder / f"{state.id}.json")

    def _place(self, id_: str) -> Path:
        return self.folder / f"{id_}.document"

    def _size(self) -> int:
        total = 0
        for path in self.folder.iterdir():
            with suppress(OSError):
                total += path.stat().st_size
        return total


def _finished(state: State, made: TranslatedDocument) -> State:
    counts: dict[str, int] = {}
    for pair in made.pairs:
        for term in pair.terms:
            counts[term.status] = counts.get(term.status, 0) + 1
    return replace(state, status="done", done=state.total, terms=tuple(counts.items()), notes=tuple(made.notes))


def plain_name(name: str) -> str:
    """A client's name for a file as one that says nothing but its ending: no folders, nothing that is not seen."""
    last = re.split(r"[/\\]", name)[-1]
    last = re.sub(r"[^\w.()+ -]", "_", "".join(filter(str.isprintable, last))).strip(". ")
    stem, ending = PurePath(last or "document").stem[:100], PurePath(last).suffix[:12]
    return (stem or "document") + ending


def english_name(name: str) -> str:
    """What the translation of a file is called: `report.docx` becomes `report_en.docx`."""
    path = without_packing(PurePath(name))
    return f"{path.stem}_en{path.suffix}"
