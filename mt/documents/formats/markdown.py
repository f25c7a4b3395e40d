"""Markdown (`markdown_rules`): paragraphs, headings, lists, cells, quotes, notes, and values of front matter.

Code, formulas, link targets, attributes and HTML tags stay. A translated paragraph has its lines where sentences or
formulas end with them, and is one line otherwise; an unchanged one stays as it is, byte for byte.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, BinaryIO

from markdown_it.token import Token

from glossaries.arabic import has_arabic
from mt.documents.formats.front_matter import marked_up
from mt.documents.formats.html import scan
from mt.documents.formats.markdown_rules import parser
from mt.documents.model.blocks import Builder, Skeleton, text_block, write_with
from mt.documents.model.contents import decode, load
from mt.documents.model.document import Document, ReadOptions
from mt.documents.model.markup import Piece
from mt.documents.model.tags import tags

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_FRONT = re.compile(r"\A(---|\+\+\+)[ \t]*\r?\n.*?^\1[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_MARKED = re.compile(r"\[\^[^\]\s]+\]")
_HAVE_ATTRIBUTES = ("link_close", "image", "code_inline")
_LEAD = re.compile(r"\*\[[^\[\]]+\]: +|\[[ xX]\] |\[![A-Za-z]+\][+-]? ?|\| ")
"""What an abbreviation is said of, the box of a task, the kind of an alert, the bar of a line of verse."""
_ENDS = re.compile(r"[.!?؟:؛…][\"'»”)*_]*\s*\Z")
_TITLE = re.compile(r"[ \t>]*:{3,}[ \t]*(?:\{[^{}\n]*\}|[A-Za-z][\w-]*)[ \t]*\[?([^\s\[\]{}][^\[\]{}\r\n]*)")
_BREAK = re.compile(r"\r?\n[ \t>]*")
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
    text = (marked_up(front[0], skeleton) if front else "") + reader.text()
    notes = [f"{reader.lost} paragraphs could not be found again and are not translated"] if reader.lost else []
    yield skeleton.document(lambda fill, turned: file.encode(fill(text)), notes)


class _Reader:
    """Finds the parser's paragraphs in the text again, and puts marks in their places."""

    def __init__(self, text: str, skeleton: Skeleton):
        self._skeleton = skeleton
        self._env: dict[str, Any] = {}
        self._lines = _LINE.findall(text)
        self._text = text
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line))
        self._done = 0  # characters that were copied
        self._out: list[str] = []
        self.lost = 0

    def text(self) -> str:
        around = ""
        for token in parser().parse(self._text, self._env):
            if token.type == "container_any_open" and token.map:
                self._title(token.map[0])
            elif token.type == "inline" and token.map:
                self._paragraph(token, around)
            elif token.type == "html_block" and token.map:
                start, end = (self._starts[line] for line in token.map)
                self._put(start, end, scan(list(tags(self._text[start:end])), self._skeleton))
            around = token.type
        return "".join((*self._out, self._text[self._done :]))

    def _title(self, line: int) -> None:
        """The title of a container, behind its kind."""
        found = _TITLE.match(self._lines[line])
        block = text_block(found[1], str, found[1]) if found and has_arabic(found[1]) else None
        if found and block:
            start = self._starts[line]
            self._put(start + found.start(1), start + found.end(1), self._skeleton.add(replace(block, filled=False)))

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
        in_cell = around in ("th_open", "td_open")
        _Inline(builder, self._skeleton, self._env, raw, in_cell).add(token.children or [])
        escape = _escaped_cell if in_cell else _escaped_title if around == "admonition_title_open" else _escaped
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
        last = max(last, line + 1)
        for content in token.content.split("\n"):
            content = content.strip()
            while line < last:
                within = self._text[position : self._starts[line + 1]]
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

    def __init__(self, builder: Builder, skeleton: Skeleton, env: dict[str, Any], raw: str = "", in_cell: bool = False):
        self._builder, self._skeleton, self._env, self._in_cell = builder, skeleton, env, in_cell
        self._breaks = iter(_BREAK.findall(raw))
        self._verse = raw.startswith("| ")
        self._titled = re.match(r"\[![A-Za-z]+\][+-]? *\S", raw) is not None

    def add(self, tokens: Sequence[Token]) -> None:
        links: list[str] = []
        tokens = list(tokens)
        for k, token in enumerate(tokens):
            before = tokens[k - 1] if k else None
            after = tokens[k + 1] if k + 1 < len(tokens) else None
            attributes = after.content if after and after.type == "attributes" else ""
            match token.type:
                case "text" if (before is None or (self._verse and before.type == "softbreak")) and (
                    lead := _LEAD.match(token.content)
                ):
                    self._builder.void(lead[0])
                    self._text(token.content[lead.end() :])
                case "text" if links and links[-1] == "<":
                    self._builder.verbatim(token.content, f"<{token.content}>")
                case "text":
                    self._text(token.content)
                case "softbreak":
                    self._softbreak(before, after)
                case "hardbreak":
                    self._builder.line_break("\\" + self._newline())
                case "tex" | "math_inline" | "math_inline_double":
                    self._formula(token, before, after)
                case "wiki":
                    self._wiki(token.content)
                case "attributes" if before and before.type in _HAVE_ATTRIBUTES:
                    pass
                case "attributes":
                    self._builder.void(token.content)
                case "footnote_ref" if "label" in token.meta:
                    self._builder.void(f"[^{token.meta['label']}]")
                case "footnote_ref":
                    inner = self._inner(self._env["footnotes"]["list"][token.meta["id"]]["tokens"])
                    self._builder.void(f"^[{inner}]")
                case "code_inline":
                    raw = token.content
                    pad = " " if raw.startswith("`") or raw.endswith("`") else ""
                    self._builder.verbatim(raw, f"{token.markup}{pad}{raw}{pad}{token.markup}{attributes}")
                case "link_open" if token.markup == "autolink":
                    links.append("<")
                case "link_open":
                    links.append(_target(token))
                    self._builder.open("link", "[")
                case "link_close":
                    if (target := links.pop()) != "<":
                        self._builder.close("link", f"]{target}{attributes}")
                case "image":
                    self._image(token, attributes)
                case "html_inline":
                    self._tag(token.content)
                case kind if kind.endswith("_open"):
                    self._builder.open(kind[:-5], token.markup)
                case kind if kind.endswith("_close"):
                    self._builder.close(kind[:-6], token.markup)
                case _:
                    self._text(token.content)

    def _newline(self) -> str:
        """The next line break of the paragraph, with what begins the line after it: an indent, the marks of quotes."""
        return next(self._breaks, "\n")

    def _softbreak(self, before: Token | None, after: Token | None) -> None:
        raw = self._newline()
        ends = before is not None and before.type == "text" and _ENDS.search(before.content)
        formula = "math_inline_double" in (before and before.type, after and after.type)
        if ends or formula or self._verse or self._titled:
            self._builder.line_break(raw)
        else:
            self._builder.text(" ", raw)
        self._titled = False

    def _formula(self, token: Token, before: Token | None, after: Token | None) -> None:
        raw = f"{token.markup}{token.content}{token.markup}"
        for _ in range(raw.count("\n")):
            raw = raw.replace("\n", self._newline().replace("\n", "\0"), 1)
        raw = raw.replace("\0", "\n")
        if token.type == "math_inline_double" and before and after and before.type == after.type == "softbreak":
            self._builder.line_break(raw)
        else:
            self._builder.verbatim(" ".join(raw.split()), raw)

    def _wiki(self, raw: str) -> None:
        """A link to a page: its label is translated, and stands beside the page's name where it had none."""
        page, _, label = raw[2:-2].partition("|")
        bar = "\\|" if self._in_cell else "|"
        if raw.startswith("!") or not has_arabic(label or page):
            self._builder.verbatim(raw, raw.replace("|", bar))
            return
        self._builder.open("wiki", f"[[{page}{bar}")
        self._builder.text(label or page, label or page)
        self._builder.close("wiki", "]]")

    def _text(self, text: str) -> None:
        position = 0
        for found in _MARKED.finditer(text):
            self._builder.text(text[position : found.start()], text[position : found.start()])
            self._builder.void(found[0])
            position = found.end()
        self._builder.text(text[position:], text[position:])

    def _image(self, token: Token, attributes: str) -> None:
        self._builder.void(f"![{self._inner(token.children or [])}]{_target(token, 'src')}{attributes}")

    def _inner(self, tokens: Sequence[Token]) -> str:
        """What stands inside of a code as a text of its own, with a mark for it."""
        builder = Builder()
        _Inline(builder, self._skeleton, self._env).add(tokens)
        before, block, after = builder.done(write_with(_escaped))
        return before + (self._skeleton.add(block) if block else "") + after

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


def _escaped_title(text: str) -> str:
    return _escaped(text).replace('"', "'")


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
