"""What callers may give for a glossary, and the signature that every result carries."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import version
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any

from glossaries.errors import GlossaryError, InputError
from glossaries.files import load_all
from glossaries.glossary import Glossary, Term

if TYPE_CHECKING:
    from mt.models.options import EngineOptions
    from mt.models.store import Model

OneGlossary = str | PathLike[str] | Glossary | Mapping[str, str]
Glossaries = OneGlossary | Sequence[OneGlossary] | None
"""A built-in glossary's name, a file, a Glossary, Arabic terms with their English, or several of these."""

NONE = "none"
"""Among the names of glossaries it forgets those before it; as a model or a memory it is none."""


def glossary_of(given: Glossaries) -> Glossary | None:
    """All that was given as one glossary, the later ones first in rank; None for nothing. Raises GlossaryError."""
    if given is None:
        return None
    several = [given] if isinstance(given, str | PathLike | Glossary | Mapping) else given
    return load_all(map(_named, several))


def _named(given: OneGlossary) -> str | Glossary:
    if isinstance(given, Mapping):
        return Glossary("inline", tuple(_terms(given)))
    return given if isinstance(given, Glossary) else fspath(given)


def _terms(given: Mapping[str, str]) -> Iterator[Term]:
    for source, target in given.items():
        if not (isinstance(source, str) and source.strip() and isinstance(target, str) and target.strip()):
            raise GlossaryError(f"{source!r}: {target!r}: an Arabic term and its English are wanted")
        yield Term(source.strip(), target.strip())


def text_of(given: object, name: str) -> str:
    """A text that a caller gave. Raises InputError, which calls it `name`, where it is none: bytes, None, a number."""
    if isinstance(given, str):
        return given
    hint = ": decode it first" if isinstance(given, bytes | bytearray) else ""
    raise InputError(f"{name}: is no text but {type(given).__name__}{hint}")


def several(given: object, name: str) -> Iterable[Any]:
    """What a caller gave as several texts or pairs. Raises InputError as `text_of` does for what holds none."""
    if isinstance(given, Iterable) and not isinstance(given, bytes | bytearray):
        return given
    text_of(given, name)
    return ()


def texts_of(given: object, name: str) -> Iterator[str]:
    """The texts that a caller gave. Raises InputError as `text_of` does."""
    for number, each in enumerate(several(given, name), 1):
        yield text_of(each, f"{name} {number}")


def signature(model: "Model | None", glossary: Glossary | None, options: "EngineOptions | str" = "") -> str:
    """What a result depends on, as sacrebleu signs its scores: version, model, glossary, options."""
    parts = [f"qantara:{version('qantara')}"]
    if model:
        parts.append(f"model:{model.name}@{model.hash}")
    parts.append(f"glossary:{glossary.name}@{glossary.hash}" if glossary else "glossary:none")
    return "|".join([*parts, *filter(None, [str(options)])])
