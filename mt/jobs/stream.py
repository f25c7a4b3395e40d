"""Many documents as one stream of segments: small files share the decoder's windows, and little is in memory."""

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from typing import Generic, NamedTuple, TypeVar

from align.bitext import SegmentPair
from glossaries.errors import QantaraError, as_error
from mt.documents.model.document import Document

Key = TypeVar("Key")


def _name(key: object) -> str:
    """What a job is called in messages."""
    return str(getattr(getattr(key, "input", key), "name", key))


class Part(NamedTuple, Generic[Key]):
    """A document of the job `key` with its pairs, or what went wrong with the job."""

    key: Key
    document: Document | None
    pairs: list[SegmentPair]
    error: QantaraError | None = None


def stream(
    jobs: Iterable[tuple[Key, Iterable[Document]]],
    translate: Callable[[Iterable[tuple[str, str]]], Iterable[SegmentPair]],
) -> Iterator[Part[Key]]:
    """All jobs' documents in order, each as soon as `translate`, which keeps the order, has given its pairs.

    A job whose documents cannot be read on ends with its error; the others go on.
    """
    waiting: deque[Part[Key]] = deque()

    def segments() -> Generator[tuple[str, str], None, None]:
        for key, documents in jobs:
            try:
                for document in documents:
                    waiting.append(Part(key, document, []))
                    yield from zip(document.ids, document.marked, strict=True)
            except Exception as error:  # whatever a reader throws, the other jobs go on
                waiting.append(Part(key, None, [], as_error(_name(key), error)))

    with closing(segments()) as read:  # whatever ends the run, the files that are open are closed
        for pair in translate(read):
            yield from _whole(waiting)
            waiting[0].pairs.append(pair)
            yield from _whole(waiting)
    yield from _whole(waiting)


def _whole(waiting: deque[Part[Key]]) -> Iterator[Part[Key]]:
    """The parts at the front that lack no pair."""
    while waiting and len(waiting[0].pairs) == (len(waiting[0].document.segments) if waiting[0].document else 0):
        yield waiting.popleft()
