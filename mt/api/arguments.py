"""What callers may give for a glossary, and the signature that every result carries."""

from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from os import PathLike, fspath
from typing import TYPE_CHECKING

from glossaries.errors import GlossaryError
from glossaries.files import load
from glossaries.glossary import Glossary, Term, merge

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
    wanted: list[OneGlossary] = []
    for one in several:
        wanted = [] if one == NONE else [*wanted, one]
    return merge(map(_loaded, wanted)) if wanted else None


def _loaded(given: OneGlossary) -> Glossary:
    if isinstance(given, Glossary):
        return given
    if isinstance(given, Mapping):
        return Glossary("inline", tuple(_terms(given)))
    return load(fspath(given))


def _terms(given: Mapping[str, str]) -> Iterator[Term]:
    for source, target in given.items():
        if not (isinstance(source, str) and source.strip() and isinstance(target, str) and target.strip()):
            raise GlossaryError(f"{source!r}: {target!r}: an Arabic term and its English are wanted")
        yield Term(source.strip(), target.strip())


def signature(model: "Model | None", glossary: Glossary | None, options: "EngineOptions | str" = "") -> str:
    """What a result depends on, as sacrebleu signs its scores: version, model, glossary, options."""
    parts = [f"qantara:{version('qantara')}"]
    if model:
        parts.append(f"model:{model.name}@{model.hash}")
    parts.append(f"glossary:{glossary.name}@{glossary.hash}" if glossary else "glossary:none")
    return "|".join([*parts, *filter(None, [str(options)])])
