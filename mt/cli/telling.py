"""What the command says besides its data: lines on standard error."""

import sys
import unicodedata


def tell(*lines: str) -> None:
    """Write each line to standard error, where there is one. Control characters, which names may have, are escaped."""
    # To print with no stream is to print to standard output.
    if sys.stderr is None:
        return
    try:
        for line in lines:
            print("".join(map(_shown, line)), file=sys.stderr)
    except (OSError, ValueError):  # closed by its reader: there is no one to tell
        pass


def _shown(char: str) -> str:
    """A character as it is, or escaped where a terminal would obey it or it would hide others."""
    if (
        char != "\t" and unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")
    ) or char in "\u202a\u202b\u202c\u202d\u202e":
        return char.encode("unicode_escape").decode()
    return char
