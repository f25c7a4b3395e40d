"""XML that others wrote, read without trusting it."""

from typing import BinaryIO, Protocol
from xml.parsers import expat

from glossaries.errors import InputError


class Handler(Protocol):
    """What is told of a document's elements and text, in order; names without their namespace."""

    def start(self, tag: str, attributes: dict[str, str]) -> None: ...

    def end(self, tag: str) -> None: ...

    def text(self, data: str) -> None: ...


def parse(stream: BinaryIO, name: str, root: str, handler: Handler) -> None:
    """Read a document whose outermost element is `root`.

    Nothing outside the document is looked at. One that defines entities is refused: they serve to blow up a reader
    or to read its files. Raises InputError for that, and for what is no well-formed XML.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    seen = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal seen
        tag = _local(tag)
        if not seen and tag != root:
            raise InputError(f"{name}: no {root.upper()}: its root is <{tag}>")
        seen = True
        handler.start(tag, {_local(key): value for key, value in attributes.items()})

    def refuse(*_: object) -> None:
        raise InputError(f"{name}:{parser.CurrentLineNumber}: defines entities, which {root.upper()} does not need")

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda tag: handler.end(_local(tag))
    parser.CharacterDataHandler = handler.text
    parser.EntityDeclHandler = refuse
    try:
        parser.ParseFile(stream)
    except expat.ExpatError as error:
        raise InputError(f"{name}:{error.lineno}: not well-formed XML: {expat.errors.messages[error.code]}") from None
    except (LookupError, ValueError):
        line = parser.CurrentLineNumber
        raise InputError(f"{name}:{line}: not in an encoding that can be read: save it as UTF-8") from None


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]
