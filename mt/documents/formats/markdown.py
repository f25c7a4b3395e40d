"""Markdown (CommonMark, tables, strikethrough, footnotes): paragraphs, headings, lists, cells, quotes.

Front matter, code, link targets and HTML tags stay. A translated paragraph is one line, an unchanged one stays as
it is, byte for byte.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import BinaryIO

from markdown_it import MarkdownIt
from markdown_it.token import Token

from glossaries.arabic import has_arabic
from mt.documents.formats.html import scan
from mt.documents.model.blocks import Builder, Skeleton, write_with
from mt.documents.model.contents import decode, load
from mt.documents.model.document import Document, ReadOptions
from mt.documents.model.markup import Piece
from mt.documents.model.tags import tags

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_FRONT = re.compile(r"\A(---|\+\+\+)[ \t]*\r?\n.*?^\1[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_NOTE = re.compile(r" {0,3}\[(\^[^\]\s]+\]:)")
_LINK = re.compile(r" {0,3}\[[^\]\s]+\]:")
_MARKED = re.compile(r"\((\^[^\]\s]+\]:)|\[\^[^\]\s]+\]|\$[^\s$](?:[^$\n]*[^\s$])?\$(?!\d)")
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)[^>]*?(/?)>")
_ESCAPED = re.compile(r"[\\`*\[\]<]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
_BEGINS_BLOCK = re.compile(r"\A(\d{0,9})(?=#{1,6}\s|>|[+-]\s|(?<=\d)[.)]\s)")


def read(binary: BinaryIO, name: str, options: ReadOptions) -> Iterator[Document]:
    """The file as one document. Raises InputError where it is not UTF-8."""
    file = decode(load(binary, name), name)
    skeleton = Skeleton(name)
    front = _FRONT.match(file.text)
    start = front.end() if front else 0
    reader = _Reader(file.text[start:], skeleton)
    text = file.text[:start] + reader.text()
    notes = [f"{reader.lost} paragraphs could not be found again and are not translated"] if reader.lost else []
    yield skeleton.document(lambda fill, turned: file.encode(fill(text)), notes)


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"store_labels": True}).enable(["table", "strikethrough"])
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    return parser


class _Reader:
    """Finds the parser's paragraphs in the text again, and puts marks in their places."""

    def __init__(self, text: str, skeleton: Skeleton):
        self._skeleton = skeleton
        self._lines = _LINE.findall(text)
        self._text = text
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line))
        self._done = 0  # characters that were copied
        self._out: list[str] = []
        self.lost = 0

    def text(self) -> str:
        masked, lines = self._masked()
        around = ""
        for token in _parser().parse(masked):
            if token.map:
                token.map = [lines[token.map[0]], lines[max(token.map[0], token.map[1] - 1)] + 1]
            if token.type == "inline" and token.map:
                self._paragraph(token, around)
            elif token.type == "html_block" and token.map:
                start, end = (self._starts[line] for line in token.map)
                self._put(start, end, scan(list(tags(self._text[start:end])), self._skeleton))
            around = token.type
        return "".join((*self._out, self._text[self._done :]))

    def _masked(self) -> tuple[str, list[int]]:
        """The text for the parser, and the line that each of its lines is.

        The parser would take the definition of a footnote for that of a link; here it is a paragraph of its own.
        """
        masked: list[str] = []
        lines: list[int] = []
        for number, line in enumerate(self._lines):
            note = _NOTE.match(line)
            if note or (number and _NOTE.match(self._lines[number - 1]) and _LINK.match(line)):
                masked.append("\n")
                lines.append(number)
            masked.append(line.replace("[^", "(^", 1) if note else line)
            lines.append(number)
        return "".join(masked), [*lines, len(self._lines) - 1]

    def _put(self, start: int, end: int, text: str) -> None:
        self._out += [self._text[self._done : start], text]
        self._done = end

    def _paragraph(self, token: Token, around: str) -> None:
        place = self._find(token)
        if place is None:
            self.lost += has_arabic(token.content)
            return
        start, end = place
        raw = self._text[start:end]
        builder = Builder()
        _Inline(builder, self._skeleton).add(token.children or [])
        escape = _escaped_cell if around in ("th_open", "td_open") else _escaped
        before, block, after = builder.done(write_with(escape))
        if block is None:
            return
        write = partial(_written, before, block.write, after, around == "paragraph_open")
        self._put(start, end, self._skeleton.add(replace(block, raw=raw, write=write)))

    def _find(self, token: Token) -> tuple[int, int] | None:
        """The characters of a paragraph: from where its first line begins to where its last line ends."""
        line, last = token.map or (0, 0)
        start = end = -1
        position = max(self._done, self._starts[line])
        for content in token.content.replace("(^", "[^").split("\n"):
            content = content.strip()
            while line < last:
                within = self._text[position : self._starts[line + 1]].replace("(^", "[^")
                at = within.find(content)
                if at < 0:
                    at = within.find(content.replace("|", "\\|"))
                    content = content.replace("|", "\\|") if at >= 0 else content
                if at >= 0:
                    break
                line += 1
                position = self._starts[line]
            else:
                return None
            start = position + at if start < 0 else start
            end = position + at + len(content)
            if "\n" in token.content:
                line += 1
                position = self._starts[min(line, len(self._lines))]
        return start, end


class _Inline:
    """Takes the inline tokens of a paragraph apart."""

    def __init__(self, builder: Builder, skeleton: Skeleton):
        self._builder, self._skeleton = builder, skeleton

    def add(self, tokens: Sequence[Token]) -> None:
        links: list[str] = []
        for token in tokens:
            match token.type:
                case "text" if links and links[-1] == "<":
                    self._builder.verbatim(token.content, f"<{token.content}>")
                case "text":
                    self._text(token.content)
                case "softbreak":
                    self._builder.text(" ", "\n")
                case "hardbreak":
                    self._builder.line_break("\\\n")
                case "code_inline":
                    raw = token.content
                    pad = " " if raw.startswith("`") or raw.endswith("`") else ""
                    self._builder.verbatim(raw, f"{token.markup}{pad}{raw}{pad}{token.markup}")
                case "link_open" if token.markup == "autolink":
                    links.append("<")
                case "link_open":
                    links.append(_target(token))
                    self._builder.open("link", "[")
                case "link_close":
                    if (target := links.pop()) != "<":
                        self._builder.close("link", f"]{target}")
                case "image":
                    self._image(token)
                case "html_inline":
                    self._tag(token.content)
                case kind if kind.endswith("_open"):
                    self._builder.open(kind[:-5], token.markup)
                case kind if kind.endswith("_close"):
                    self._builder.close(kind[:-6], token.markup)
                case _:
                    self._text(token.content)

    def _text(self, text: str) -> None:
        position = 0
        for found in _MARKED.finditer(text):
            self._builder.text(text[position : found.start()], text[position : found.start()])
            raw = f"[{found[1]}" if found[1] else found[0]
            if raw.startswith("$"):
                self._builder.verbatim(raw, raw)
            else:
                self._builder.void(raw)
            position = found.end()
        self._builder.text(text[position:], text[position:])

    def _image(self, token: Token) -> None:
        builder = Builder()
        _Inline(builder, self._skeleton).add(token.children or [])
        before, block, after = builder.done(write_with(_escaped))
        described = before + (self._skeleton.add(block) if block else "") + after
        self._builder.void(f"![{described}]{_target(token, 'src')}")

    def _tag(self, raw: str) -> None:
        tag = _TAG.fullmatch(raw)
        if tag and tag[2].lower() == "br":
            self._builder.line_break(raw)
        elif tag is None or tag[3] or tag[2].lower() in ("img", "wbr", "hr"):
            self._builder.void(scan([*tags(raw)], self._skeleton))
        elif tag[1]:
            self._builder.close(f"<{tag[2].lower()}", raw)
        else:
            self._builder.open(f"<{tag[2].lower()}", scan([*tags(raw)], self._skeleton))


def _target(token: Token, attribute: str = "href") -> str:
    """What stands behind the text of a link or a picture."""
    if label := token.meta.get("label"):
        return f"[{label}]"
    url, title = str(token.attrs.get(attribute, "")), str(token.attrs.get("title", ""))
    if re.search(r"[\s()<>]", url) or not url:
        url = "<" + re.sub(r"([<>\\])", r"\\\1", url) + ">"
    quoted = title.replace("\\", "\\\\").replace('"', '\\"')
    return f'({url} "{quoted}")' if title else f"({url})"


def _escaped(text: str) -> str:
    """Text as Markdown that says just that."""
    return _ESCAPED.sub(lambda found: "\\" + found[0], text)


def _escaped_cell(text: str) -> str:
    return _escaped(text).replace("|", "\\|")


def _written(
    before: str, write: Callable[[Sequence[Piece]], str], after: str, is_paragraph: bool, pieces: Sequence[Piece]
) -> str:
    """A paragraph as Markdown; what would begin a heading, a list or a quote does not."""
    text = write(pieces)
    if is_paragraph and not before:
        text = _BEGINS_BLOCK.sub(r"\1\\", text)
    return before + text + after
