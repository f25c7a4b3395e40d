"""The files that a server takes, by their endings."""

from mt.documents.endings import ENDINGS, ending_of, format_of
from mt.documents.recognise import FORMATS

FILES = tuple(ending for form in FORMATS for ending in ENDINGS.get(form.name, ()))
"""The endings of all documents that are read."""


def supported(name: str) -> bool:
    """Whether a file of this name may be a document: a name without an ending may be text."""
    return not ending_of(name) or (bool(format_of(name)) and ending_of(name) in FILES)
