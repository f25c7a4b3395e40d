"""The values at the head of a Markdown file (YAML or TOML): those that readers see, a line each."""

import re

from glossaries.arabic import has_arabic
from mt.documents.model.blocks import Skeleton, text_block
from mt.documents.model.values import is_address

_VALUE = re.compile(
    r"""(?P<key>\s*(?:-\s+)?(?:(?P<name>["']?[\w.-]+["']?)\s*[:=]\s*)?|\s*-\s+)
    (?P<value>"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s"'\[\]{}|>&*!%@`#][^\r\n]*?)(?P<end>\s*)\Z""",
    re.VERBOSE,
)
_LIST = re.compile(r"(?P<key>\s*(?P<name>[\w.-]+)\s*[:=]\s*\[)(?P<value>[^\[\]{}]*)(?P<end>\]\s*)\Z")
_ITEM = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'|[^\s,\"'][^,]*")
_NAMES = frozenset(
    [
        "slug",
        "url",
        "permalink",
        "path",
        "file",
        "image",
        "img",
        "cover",
        "layout",
        "template",
        "aliases",
        "redirect_from",
        "redirect_to",
        "date",
        "id",
        "weight",
        "theme",
        "type",
        "draft",
        "css",
        "js",
        "icon",
        "logo",
    ]
)
_TURNED = {
    "lang": re.compile(r"\Aar(?:[-_]\w+)?\Z"),
    "language": re.compile(r"\Aar(?:[-_]\w+)?\Z"),
    "dir": re.compile(r"\Artl\Z"),
    "direction": re.compile(r"\Artl\Z"),
}


def marked_up(text: str, skeleton: Skeleton) -> str:
    """The front matter with marks for its values. Its fences stay."""
    return "".join(_line(line, skeleton) for line in text.splitlines(keepends=True))


def _line(line: str, skeleton: Skeleton) -> str:
    listed = _LIST.match(line)
    if listed and listed["name"].lower() not in _NAMES:
        return listed["key"] + _ITEM.sub(lambda item: _item(item[0], skeleton), listed["value"]) + listed["end"]
    found = _VALUE.match(line)
    if not found:
        return line
    name = (found["name"] or "").strip("\"'").lower()
    if not name and not re.match(r"\s*-\s|\s+(?![\w.-]+\s*:)", line):
        return line
    value = found["value"]
    quote = value[0] if value[0] in "\"'" else ""
    bare = value[1:-1] if quote else value
    if name in _TURNED and _TURNED[name].match(bare):
        turned = "ltr" if name.startswith("dir") else "en"
        return f"{found['key']}{skeleton.turn(value, quote + turned + quote)}{found['end']}"
    return line if name in _NAMES else f"{found['key']}{_item(value, skeleton)}{found['end']}"


def _item(value: str, skeleton: Skeleton) -> str:
    """A value, with a mark where it is Arabic."""
    quote = value[0] if value[0] in "\"'" else ""
    bare = value[1:-1] if quote else value
    if not has_arabic(bare) or is_address(bare):
        return value
    plain = bare.replace("''", "'") if quote == "'" else re.sub(r"\\(.)", r"\1", bare) if quote else bare
    block = text_block(plain, lambda text: _written(text, quote), value)
    return skeleton.add(block) if block else value


def _written(text: str, quote: str) -> str:
    """A value as YAML and TOML write it: quoted where it was, or where it has to be."""
    if quote == "'":
        return "'" + text.replace("'", "''") + "'"
    if quote or re.search(r": |:\Z| #|\A[\W_]", text):
        return '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'
    return text
