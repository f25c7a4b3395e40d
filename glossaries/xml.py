"""Text as XML 1.0 can hold it."""

import re
from html import escape

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACES = {ord(space): f"&#{ord(space)};" for space in "\t\n\r"}


def xml_text(text: str) -> str:
    """`text` escaped, with U+FFFD for the characters that XML has no way to write. A CR stays one when read back."""
    return escape(_NOT_XML.sub("\ufffd", text), quote=False).replace("\r", "&#13;")


def xml_attribute(text: str) -> str:
    """`text` as the value of an attribute, in quotes, with U+FFFD as in `xml_text`. No space is lost when read back."""
    escaped = escape(_NOT_XML.sub("\ufffd", text))
    return f'"{escaped.translate(_SPACES)}"'
