"""The parts that a paragraph is put together from, and marks of notes and units among them.

Digits in markup of their own at a word are never said, and stay with their word.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

_MARK = re.compile(
    r"\[?[\d٠-٩]{1,3}(?:[,،–-][\d٠-٩]{1,3}){0,5}\]?|[*†‡§¶¹²³⁰-⁹]{1,3}|\([\d٠-٩]{1,3}\)|[\[(][a-zأ-ي][\])]"
    r"|[a-zأ-ي]|st|nd|rd|th"
)
_DIGITS = {start + digit: str(digit) for start in (0x0660, 0x06F0) for digit in range(10)}
_CLITIC = re.compile(r"(?<!\w)[وفبكل]\Z")


@dataclass(slots=True)
class Part:
    """Text or markup of a paragraph; `partner` is the index of the other half of an element, -1 for none."""

    kind: str  # text, void, object, half, verbatim, break, open, close
    text: str
    raw: str
    name: str = ""
    partner: int = -1
    was: str = ""
    """What the file has where `raw` is for English: the digits of a mark."""


def as_voids(parts: Sequence[Part]) -> list[Part]:
    """The parts of a paragraph, with marks of notes as markup without text. Their number stays."""
    parts = list(parts)
    before = ""
    position = 0
    while position < len(parts):
        part = parts[position]
        end = _element(parts, position) if part.kind == "open" else position
        if end > position and _is_mark(parts[position:end], before):
            old = "".join(each.raw for each in parts[position:end])
            raws = (each.raw.translate(_DIGITS) if each.kind == "text" else each.raw for each in parts[position:end])
            raw = "".join(raws)
            parts[position] = replace(part, kind="void", text="", raw=raw, partner=-1, was=old if raw != old else "")
            for k in range(position + 1, end):
                parts[k] = replace(parts[k], kind="void", text="", raw="", partner=-1)
            position = end
            continue
        if part.kind in ("text", "verbatim", "break"):
            before = (before + part.text)[-2:]
        position += 1
    return parts


def _element(parts: Sequence[Part], start: int) -> int:
    """The index behind an element that holds one text and nothing but elements around it; `start` for another one."""
    depth = texts = 0
    for position in range(start, len(parts)):
        part = parts[position]
        if part.kind == "open" and part.partner >= 0 and not texts:
            depth += 1
        elif part.kind == "close" and part.partner >= 0 and texts:
            depth -= 1
            if not depth:
                return position + 1
        elif part.kind == "text" and part.text and not texts:
            texts += 1
        elif part.kind not in ("text", "void") or part.text or part.raw:
            return start
    return start


def _is_mark(parts: Sequence[Part], before: str) -> bool:
    (text,) = (part.text for part in parts if part.kind == "text" and part.text)
    bare = text.strip()
    if not _MARK.fullmatch(bare):
        return False
    if not bare.strip("*†‡§¶"):
        return True
    raised = any(part.name in ("sup", "sub") or "vertAlign" in part.text for part in parts)
    if bare.isalpha():
        return raised
    if not before:
        return raised or bare.startswith("[")
    glued = text == text.lstrip() and not before[-1].isspace() and before[-1] not in '([{«"“-–/:'
    if bare.startswith("["):
        return True
    return raised or (glued and not before[-1].isdigit() and not _CLITIC.search(before))
