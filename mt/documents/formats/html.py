"""HTML: the text between tags, and the attributes that readers see. All else stays as it is, byte for byte.

Language and direction of writing are turned with the text (`lang="ar"`, `dir="rtl"`, `direction: rtl` in styles).
"""

import re
from collections.abc import Iterator, Sequence
from html import escape, unescape
from typing import BinaryIO

from glossaries.arabic import has_arabic
from mt.documents.model.blocks import Builder, Skeleton, write_with
from mt.documents.model.contents import Text, decode, load
from mt.documents.model.document import Document, ReadOptions
from mt.documents.model.main_text import main_text
from mt.documents.model.tags import Tag, attributes, tags

_BLOCKS = frozenset(
    [
        "address",
        "area",
        "article",
        "aside",
        "base",
        "blockquote",
        "body",
        "caption",
        "center",
        "col",
        "colgroup",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "embed",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "frame",
        "frameset",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "link",
        "main",
        "map",
        "menu",
        "meta",
        "nav",
        "noscript",
        "ol",
        "optgroup",
        "option",
        "p",
        "param",
        "picture",
        "plaintext",
        "pre",
        "search",
        "section",
        "select",
        "source",
        "summary",
        "table",
        "tbody",
        "td",
        "textarea",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "track",
        "ul",
    ]
)
"""Elements that end a sentence; all others, those that nobody knows included, stand in one."""
_VERBATIM = frozenset(["code", "kbd", "samp", "tt", "var", "rt", "rp"])
_SKIPPED = frozenset(
    [
        "script",
        "style",
        "svg",
        "math",
        "template",
        "iframe",
        "object",
        "audio",
        "video",
        "canvas",
        "noembed",
        "noframes",
        "xmp",
    ]
)
_PICTURES = frozenset(["img", "svg", "math", "input"])
"""Elements that stand for a word."""
_MENU = frozenset(["a", "button", "label"])
"""Elements that are paragraphs of their own where there is nothing else beside them."""
_SEEN = frozenset(["alt", "title", "placeholder", "aria-label", "label", "summary"])
_META = re.compile(r"(?:description|keywords|title|(?:og|twitter):(?:title|description|site_name|image:alt))", re.I)
_CHARSET = re.compile(rb"""<meta[^>]*?charset\s*=\s*["']?\s*([\w:-]+)|<\?xml[^>]*?encoding\s*=\s*["']([\w:-]+)""", re.I)
_STYLE = re.compile(r"(\bdirection\s*:\s*)rtl\b", re.I)
_ALIGNED = re.compile(r"(\btext-align\s*:\s*)right\b", re.I)


def read(binary: BinaryIO, name: str, options: ReadOptions) -> Iterator[Document]:
    """The page as one document. Raises InputError where its bytes are not in the encoding that it names."""
    page = decode_page(load(binary, name), name)
    skeleton = Skeleton(name)
    pieces = list(tags(page.text))
    text = scan(pieces, skeleton, main_text(pieces) if options.main_text else None)
    yield skeleton.document(lambda fill, turned: page.encode(fill(text)))


def decode_page(data: bytes, name: str) -> Text:
    """A page in the encoding that it names, else UTF-8. Characters that the encoding lacks become references."""
    named = _CHARSET.search(data, 0, 4096)
    encoding = (named[1] or named[2]).decode().lower() if named else "utf-8"
    return decode(data, name, "utf-8" if encoding == "utf8" else encoding, "xmlcharrefreplace")


def scan(pieces: Sequence[Tag], skeleton: Skeleton, only: Sequence[range] | None = None) -> str:
    """The page with marks for the blocks that were added to `skeleton`. `only`: the pieces to translate, if not all."""
    return _Scan(skeleton).run(pieces, only)


class _Scan:
    def __init__(self, skeleton: Skeleton):
        self._skeleton = skeleton
        self._out: list[str] = []
        self._write = write_with(lambda text: escape(text, quote=False))
        self._preserved = 0
        self._has_link: bool
        self._in_link: bool
        self._begin()

    def run(self, pieces: Sequence[Tag], only: Sequence[range] | None) -> str:
        parts = only if only is not None else [range(len(pieces))]
        position = 0
        for part in parts:
            self._out += [piece.raw for piece in pieces[position : part.start]]
            self._part(pieces, part, whole=only is None)
            position = part.stop
        self._out += [piece.raw for piece in pieces[position:]]
        return "".join(self._out)

    def _part(self, pieces: Sequence[Tag], part: range, whole: bool) -> None:
        ends = _ends(pieces)
        position = part.start
        while position < part.stop:
            piece = pieces[position]
            if piece.kind == "start" and not piece.empty and (piece.name in _SKIPPED or _kept(piece)):
                end = min(ends.get(position, position + 1), part.stop)
                self._untouched(pieces[position:end])
                position = end
                continue
            if not whole and position == part.start and piece.kind == "start":
                piece = piece._replace(raw=_directed(piece))
                self._out.append(self._skeleton.turn(pieces[position].raw, piece.raw))
            else:
                self._take(piece)
            position += 1
        self._flush()

    def _take(self, piece: Tag) -> None:
        match piece.kind:
            case "text":
                self._is_menu &= self._in_link or piece.text.isspace()
                self._builder.text(piece.text, piece.raw)
            case "other" if piece.raw.startswith(("<?php", "<?=", "<%")):
                self._builder.object(piece.raw)
            case "other":
                self._builder.void(piece.raw)
            case "start" if piece.name == "br":
                self._builder.line_break(piece.raw)
            case "start" if piece.name not in _BLOCKS:
                if piece.name in _MENU:
                    if self._is_menu and self._has_link:
                        self._flush()
                    self._has_link = self._in_link = True
                raw = self._attributes(piece)
                if piece.name in _PICTURES:
                    self._builder.object(raw)
                elif piece.empty:
                    self._builder.void(raw)
                else:
                    self._builder.open(piece.name, raw)
            case "start":
                self._flush()
                self._out.append(self._attributes(piece))
                self._preserve(piece.name, 1)
            case "end" if piece.name not in _BLOCKS:
                self._in_link &= piece.name not in _MENU
                self._builder.close(piece.name, piece.raw)
            case "end":
                self._flush()
                self._out.append(piece.raw)
                self._preserve(piece.name, -1)

    def _preserve(self, name: str, step: int) -> None:
        if name in ("pre", "textarea"):
            self._preserved = max(0, self._preserved + step)
            self._begin()

    def _untouched(self, pieces: Sequence[Tag]) -> None:
        """An element that is not translated: in its paragraph if it is inline, or else between two."""
        first = pieces[0]
        raw = "".join(piece.raw for piece in pieces)
        if first.name in _PICTURES:
            self._builder.object(raw)
        elif first.name in ("rt", "rp"):  # how the word before is said
            self._builder.void(raw)
        elif first.name not in _BLOCKS and first.name not in _SKIPPED:
            self._builder.verbatim("".join(piece.text for piece in pieces), raw)
        elif first.name == "style":
            self._builder.void(self._skeleton.turn(raw, turned_style(raw)))
        elif first.name in _SKIPPED:
            self._builder.void(raw)
        else:
            self._flush()
            self._out.append(raw)

    def _flush(self) -> None:
        before, block, after = self._builder.done(self._write)
        self._out += [before, self._skeleton.add(block) if block else "", after]
        self._begin()

    def _begin(self) -> None:
        """Begin a paragraph. A paragraph of nothing but links is a menu: each link is a paragraph of its own."""
        self._builder = Builder(collapse=not self._preserved)
        self._is_menu, self._has_link, self._in_link = True, False, False

    def _attributes(self, piece: Tag) -> str:
        """A start tag with marks for those of its attributes that are translated or turned."""
        raw, out, position = piece.raw, [], 0
        found = attributes(raw)
        values = {attribute.name: attribute.value for attribute in found}
        for attribute in found:
            value = raw[attribute.start : attribute.end]
            new = value
            if attribute.name in ("dir", "lang", "xml:lang", "align", "style") or (
                attribute.name == "content" and values.get("property", "").lower() == "og:locale"
            ):
                new = self._skeleton.turn(value, _turned(attribute.name, value))
            elif _is_seen(piece.name, attribute.name, values) and has_arabic(attribute.value):
                builder = Builder()
                builder.text(unescape(value), value)
                before, block, after = builder.done(write_with(_quoted if attribute.quoted else _unquoted))
                new = before + (self._skeleton.add(block) if block else "") + after
            out += [raw[position : attribute.start], new]
            position = attribute.end
        return "".join((*out, raw[position:]))


def _is_seen(tag: str, attribute: str, values: dict[str, str]) -> bool:
    """Whether readers get to see an attribute."""
    if tag == "meta":
        return (
            attribute == "content" and _META.fullmatch(values.get("name") or values.get("property") or "") is not None
        )
    if tag == "input" and attribute == "value":
        return values.get("type", "").lower() in ("submit", "button", "reset")
    return attribute in _SEEN


def turned_style(style: str) -> str:
    """A style sheet from left to right: what began at the right begins at the left, if the sheet or its page says so."""
    return _ALIGNED.sub(r"\1left", _STYLE.sub(r"\1ltr", style))


def _turned(attribute: str, value: str) -> str:
    if attribute == "dir":
        return "ltr" if value.lower() == "rtl" else value
    if attribute == "align":
        return "left" if value.lower() == "right" else value
    if attribute == "content":
        return re.sub(r"\Aar_[A-Z]{2}\Z", "en_US", value)
    if attribute == "style":
        return turned_style(value)
    return "en" if value.lower().split("-")[0].split("_")[0] == "ar" else value


def _directed(piece: Tag) -> str:
    """The start tag, made to say that its content is English."""
    raw = piece.raw
    for attribute in reversed(attributes(raw)):
        if attribute.name in ("dir", "lang"):
            raw = raw[: attribute.start] + ("ltr" if attribute.name == "dir" else "en") + raw[attribute.end :]
    names = {attribute.name for attribute in attributes(raw)}
    missing = "".join(f' {name}="{value}"' for name, value in (("dir", "ltr"), ("lang", "en")) if name not in names)
    return raw[: 1 + len(piece.name)] + missing + raw[1 + len(piece.name) :]


def _kept(piece: Tag) -> bool:
    """Whether the element says that it is not to be translated."""
    if piece.name in _VERBATIM:
        return True
    if "translate" not in piece.raw:
        return False
    values = {attribute.name: attribute.value for attribute in attributes(piece.raw)}
    return values.get("translate", "").lower() == "no" or "notranslate" in values.get("class", "").split()


def _ends(pieces: Sequence[Tag]) -> dict[int, int]:
    """For each start tag the position after its end tag; an element that is never closed has none."""
    ends: dict[int, int] = {}
    open_: dict[str, list[int]] = {}
    for position, piece in enumerate(pieces):
        if piece.kind == "start" and not piece.empty:
            open_.setdefault(piece.name, []).append(position)
        elif piece.kind == "end" and open_.get(piece.name):
            ends[open_[piece.name].pop()] = position + 1
    return ends


def _quoted(text: str) -> str:
    return escape(text)


def _unquoted(text: str) -> str:
    return re.sub(r"[\s=`]", lambda found: f"&#{ord(found[0])};", escape(text))
