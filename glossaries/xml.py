"""Text as XML 1.0 can carry it."""

import re
from xml.sax.saxutils import escape

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """`text` escaped, with U+FFFD for the characters that XML has no way to write."""
    return escape(_NOT_XML.sub("\ufffd", text))
