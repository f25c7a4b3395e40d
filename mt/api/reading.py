"""The segments of documents, folders and patterns, or of lists, with ids that say where each stands."""

from collections.abc import Callable, Iterator, Sequence
from os import PathLike, fspath

from glossaries.errors import QantaraError, as_error
from mt.api.arguments import texts_of
from mt.documents.model.document import ReadOptions
from mt.documents.recognise import read
from mt.jobs.opening import open_input
from mt.jobs.plan import Input, PassedOver, inputs

Given = str | PathLike[str] | Sequence[str]
"""A document, a folder, a pattern, or a list of segments."""
OnError = Callable[[QantaraError], None]
"""Is told of an input that cannot be read; the others go on."""


def files_of(given: Given, on_error: OnError | None = None) -> Iterator[str]:
    """The files behind a name: itself, or those below a folder or of a pattern.

    Raises InputError for a name with no file behind it, unless `on_error` takes it.
    """
    for each in inputs([fspath(given)]) if isinstance(given, str | PathLike) else ():
        if isinstance(each, Input):
            yield each.name
        elif isinstance(each, PassedOver):
            continue
        elif on_error:
            on_error(each)
        else:
            raise each


def segments_of(given: Given, on_error: OnError | None = None) -> Iterator[tuple[str, str]]:
    """The segments of what was given, Arabic or not, with ids `file:line.sentence`; of a list, with their numbers.

    Raises InputError where a document cannot be read, unless `on_error` takes it.
    """
    if not isinstance(given, str | PathLike):
        yield from ((str(number), text) for number, text in enumerate(texts_of(given, "segment"), 1))
        return
    for name in files_of(given, on_error):
        try:
            with open_input(name) as content:
                for document in read(content, name, ReadOptions())[1]:
                    for id_, text in document.texts:
                        yield f"{name}:{id_}", text
        except Exception as error:  # whatever a reader throws is this input's own affair
            if not on_error:
                raise as_error(name, error) from error
            on_error(as_error(name, error))
