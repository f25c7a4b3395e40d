"""Whether a client may change what is kept, and the glossaries that it changes."""

from pathlib import Path

from glossaries.files import parse_data
from glossaries.glossary import Term
from mt.serving.glossaries import Entry, GlossaryStore
from mt.serving.refusal import Refused
from mt.serving.service import Service


def store_of(service: Service, edit: bool = False) -> GlossaryStore:
    """The glossaries that are kept; to `edit` them. Raises Refused where there are none, or they may only be read."""
    if service.glossaries is None:
        raise Refused(403, "no glossaries are kept on this server")
    if edit and service.options.read_only:
        raise Refused(403, "nothing can be changed on this server")
    return service.glossaries


def entry_of(store: GlossaryStore, id_: str) -> Entry:
    """A glossary that is kept, by its id. Raises Refused where there is none."""
    entry = store.find(id_)
    if entry is None or entry.id != id_:
        raise Refused(404, "Glossary not found")
    return entry


def terms_in(content: str | bytes, name: str) -> tuple[Term, ...]:
    """The terms of a file's contents; its name's ending helps to tell what it is. Raises GlossaryError."""
    data = content if isinstance(content, bytes) else content.encode("utf-8", "replace")
    return parse_data(data, Path(name)).sound().terms
