"""A translator that one loads once and calls often: texts, lists, streams, documents, folders."""

import io
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from os import PathLike, fspath
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Self, overload

from align.bitext import SegmentPair
from glossaries.errors import OutputError, UsageError
from mt.api.arguments import NONE, Glossaries, glossary_of, signature, texts_of
from mt.documents.model.document import Document, ReadOptions
from mt.documents.recognise import DocumentFormat, read
from mt.jobs.opening import open_input
from mt.jobs.plan import Input, Job
from mt.jobs.stream import Part, stream
from mt.models.options import EngineOptions
from mt.models.store import Model, find
from mt.pipeline.whole import whole
from mt.protected.sentences import whole_sentences

if TYPE_CHECKING:
    from glossaries.match import Matcher
    from mt.models.engine import Engine
    from mt.pipeline.memory import Memory
    from mt.review.review import Review

Source = str | PathLike[str] | bytes | BinaryIO
"""A document: its path, its bytes, or a binary stream."""


class Translator:
    """A model and a glossary, ready to translate. The model is loaded at the first use.

    One translator serves many calls, from several threads too. It is a context manager; `close` frees the model.

    `model`, `glossary`, `options` and `signature` say what it is; `memory` is an open translation memory or None.
    """

    def __init__(
        self,
        model: str | PathLike[str] = "ar-en",
        *,
        glossary: Glossaries = None,
        memory: str | PathLike[str] = NONE,
        beam_size: int = 4,
        batch_size: int = 0,
        threads: int = 0,
        device: str = "auto",
        compute_type: str = "default",
        review: bool = False,
        names: bool = True,
    ):
        """`memory`: a file that keeps what was translated; by default nothing is kept. `review`: each pair says what
        may be wrong in it, and how risky it is.

        The others are the options of `qantara translate`. Raises ModelError and GlossaryError where there is no such
        model or glossary, UsageError for a number that cannot be, InputError or OutputError for a bad memory.
        """
        if beam_size < 1 or batch_size < 0 or threads < 0:
            raise UsageError("beam_size must be at least 1, batch_size and threads at least 0")
        self.model = find(fspath(model))
        self.glossary = glossary_of(glossary)
        self.options = EngineOptions(beam_size, batch_size, threads, str(device), str(compute_type), names)
        self.signature = signature(self.model, self.glossary, self.options)
        self.memory: Memory | None = None if memory == NONE else _memory(Path(memory), self.signature)
        self._review = _Reviewing() if review else None
        self._shared = _Shared()
        self._lock = Lock()
        self._matcher: Matcher | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Free the model and close the memory. A call after it loads the model again, and keeps nothing."""
        with self._shared.lock:
            self._shared.engine = None
        with self._lock:
            self._matcher = None
            memory, self.memory = self.memory, None
        if memory:
            memory.close()

    def with_glossary(self, glossary: Glossaries) -> "Translator":
        """A translator with another glossary, and without a memory, that shares this one's loaded model.

        Raises GlossaryError where there is no such glossary.
        """
        other = copy(self)
        other.glossary = glossary_of(glossary)
        other.signature = signature(self.model, other.glossary, self.options)
        other.memory, other._matcher, other._lock = None, None, Lock()
        return other

    # A text is an iterable of texts too, as far as types go: the first that fits counts.
    @overload
    def __call__(self, text: str) -> SegmentPair: ...  # type: ignore[overload-overlap]
    @overload
    def __call__(self, text: list[str] | tuple[str, ...]) -> list[SegmentPair]: ...  # type: ignore[overload-overlap]
    @overload
    def __call__(self, text: Iterable[str]) -> Iterator[SegmentPair]: ...

    def __call__(self, text: str | Iterable[str]) -> SegmentPair | list[SegmentPair] | Iterator[SegmentPair]:
        """The pair of a text; of a list or tuple of texts a list of pairs, of another iterable a stream of them.

        A text may have many sentences and lines; they are translated one by one, and its pair holds them all. The ids
        of several pairs are their numbers from 1. Raises InputError for what is no text, when it comes to it.
        """
        if isinstance(text, str):
            return next(self._texts([text]))
        texts = texts_of(text, "text")
        pairs = (replace(pair, id=str(number)) for number, pair in enumerate(self._texts(texts), 1))
        return list(pairs) if isinstance(text, list | tuple) else pairs

    def segments(self, segments: Iterable[tuple[str, str]]) -> Iterator[SegmentPair]:
        """The pairs of `(id, sentence)` segments in order, in bounded memory (`mt.pipeline.translate`)."""
        from mt.pipeline.translate import translate

        engine, matcher = self._tools()
        return translate(segments, engine, matcher, memory=self.memory, review=self._review)

    def alternatives(self, sentence: str, count: int = 4, begun: str = "") -> list[SegmentPair]:
        """Other translations of one sentence, `count` at most, the likeliest first; all begin with the English `begun`."""
        from mt.pipeline.alternatives import alternatives

        return alternatives(sentence, *self._tools(), count, begun)

    def pair(self, sentence: str, target: str) -> SegmentPair:
        """The pair of a sentence and a translation that someone else made, with words linked and terms judged."""
        from mt.pipeline.given import given

        return given(sentence, target, *self._tools())

    def document(
        self,
        document: Source,
        *,
        name: str = "",
        main_text: bool = False,
        overwrite: bool = False,
        source_column: str = "",
        target_column: str = "",
    ) -> "TranslatedDocument":
        """The translation of a document of any format that `qantara translate` reads.

        `name` stands in messages, and its ending helps to tell what bytes or a stream are. The other options are those
        of the command. Raises InputError where the document cannot be read.
        """
        options = ReadOptions(main_text, overwrite, source_column, target_column)
        path, content = _opened(document)
        return translated(content, name or path, options, self.segments, self.signature)

    def _texts(self, texts: Iterable[str]) -> Iterator[SegmentPair]:
        """Each text's pair as soon as those of its sentences are there."""
        waiting: deque[tuple[str, list[int], list[SegmentPair]]] = deque()

        def sentences() -> Iterator[tuple[str, str]]:
            for text in texts:
                found = whole_sentences(text)
                waiting.append((text, [sentence.start for sentence in found], []))
                yield from (("", sentence.text) for sentence in found)

        def finished() -> Iterator[SegmentPair]:
            while waiting and len(waiting[0][1]) == len(waiting[0][2]):
                yield whole(*waiting.popleft())

        for pair in self.segments(sentences()):
            yield from finished()
            waiting[0][2].append(pair)
            yield from finished()
        yield from finished()

    def load(self) -> "Engine":
        """Load the model now, where that has not been done. Raises ModelError where it cannot be."""
        return self._shared.load(self.model, self.options)

    def _tools(self) -> "tuple[Engine, Matcher | None]":
        engine = self.load()
        with self._lock:
            if self.glossary and self._matcher is None:
                from glossaries.match import Matcher

                self._matcher = Matcher(self.glossary)
            return engine, self._matcher


class _Shared:
    """A model that several translators have loaded once."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.engine: Engine | None = None

    def load(self, model: Model, options: EngineOptions) -> "Engine":
        with self.lock:
            if self.engine is None:
                from mt.models.engine import Engine

                self.engine = Engine(model, options)
            return self.engine


@dataclass(frozen=True, slots=True)
class TranslatedDocument:
    """A document and its translation. `format` is what the document was read as."""

    name: str
    format: DocumentFormat
    parts: tuple[Part[Job], ...]
    signature: str

    @property
    def pairs(self) -> list[SegmentPair]:
        """The segment pairs, in the document's order."""
        return [pair for part in self.parts for pair in part.pairs]

    @property
    def notes(self) -> list[str]:
        """What is not translated or cannot be kept, a line each."""
        return list(dict.fromkeys(note for _, document, _ in self._whole() for note in document.notes))

    def content(self) -> bytes:
        """The English document in the format of the Arabic one."""
        return b"".join(document.restore(pairs) for _, document, pairs in self._whole())

    def save(self, path: str | PathLike[str], to: str | None = None) -> None:
        """Write the translation, whole or not at all, as what `to` or the ending of `path` says.

        Without either it stays what the document was. Raises OutputError where the place cannot be written or is the
        document itself, InputError where the document cannot become what the ending says.
        """
        from mt.jobs.write import Writer

        place = Path(path)
        if place.exists() and Path(self.name).exists() and place.samefile(self.name):
            raise OutputError(f"{place}: is the document itself: choose another place")
        job = Job(Input(self.name, Path(self.name)), ((place, to),))
        Writer(self.signature, {self.name: self.format}, shared=False).write(job, self.parts)

    def _whole(self) -> Iterator[tuple[Job, Document, list[SegmentPair]]]:
        for part in self.parts:
            if part.document is not None:
                yield part.key, part.document, part.pairs

    def _repr_html_(self) -> str:
        from align.view import framed, page

        return framed(page(self.pairs, Path(self.name).name, self.signature))


def translated(
    content: BinaryIO,
    name: str,
    options: ReadOptions,
    segments: Callable[[Iterable[tuple[str, str]]], Iterable[SegmentPair]],
    signed: str,
) -> TranslatedDocument:
    """The translation of a document by whatever gives the pairs of its `segments` in order.

    Raises InputError where the document cannot be read.
    """
    form, documents = read(content, name, options)
    job = Job(Input(name, Path(Path(name).name or "document")), ())
    parts = list(stream([(job, documents)], segments))
    error = next((part.error for part in parts if part.error), None)
    if error:
        raise error
    return TranslatedDocument(name, form, tuple(parts), signed)


class _Reviewing:
    """Reviews the pairs of a translator. What that needs is read at the first of them."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._loaded: Review | None = None

    def __call__(self, pairs: Sequence[SegmentPair]) -> Sequence[SegmentPair]:
        from mt.review.review import Review

        with self._lock:
            self._loaded = self._loaded or Review()
        return self._loaded.glanced_at(pairs)


def _memory(path: Path, signed: str) -> "Memory":
    from mt.pipeline.memory import Memory

    return Memory(path, signed)


def _opened(document: Source) -> tuple[str, BinaryIO]:
    """A document's name and its contents, in memory: parts of an archive are read when it is put together again."""
    if isinstance(document, bytes):
        return "document", io.BytesIO(document)
    if isinstance(document, str | PathLike):
        with open_input(fspath(document)) as content:
            return fspath(document), io.BytesIO(content.read())
    return str(getattr(document, "name", "document")), io.BytesIO(document.read())
