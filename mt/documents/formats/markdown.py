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
from mt.documents.formats.markdown_inline import Inline, escaped, escaped_cell, escaped_title
from mt.documents.formats.markdown_rules import BAR, as_parsed, parser
from mt.documents.model.blocks import Builder, Skeleton, text_block, write_with
from mt.documents.model.contents import decode, load
from mt.documents.model.document import Document, ReadOptions
from mt.documents.model.markup import Piece, as_it_was
from mt.documents.model.tags import tags

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_FRONT = re.compile(r"\A(---|\+\+\+)[ \t]*\r?\n.*?^\1[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_TITLE = re.compile(
    r"""[ \t>]*:{3,}[^\r\n]*?\b(?:title|caption|name)="([^"\r\n]*)"
    | [ \t>]*:{3,}[ \t]*(?:\{[^{}\n]*\}|[A-Za-z][\w-]*)[ \t]*\[?([^\s\[\]{}][^\[\]{}\r\n]*)
    | [ \t>]*/{3,}[ \t]*[A-Za-z][\w-]*[ \t]*\|[ \t]*(\S[^\r\n]*)""",
    re.VERBOSE,
)
_DEFINED = re.compile(r"""(["'(])((?:[^"'()\\]|\\.)*)["')][ \t]*\Z""")
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
        tokens = parser().parse(as_parsed(self._text), self._env)
        definitions = sorted(each["map"][0] for each in self._env.get("references", {}).values() if each["title"])
        definitions.reverse()
        for token in tokens:
            while definitions and token.map and definitions[-1] < token.map[0]:
                self._definition(definitions.pop())
            if token.type == "container_any_open" and token.map:
                self._title(token.map[0])
            elif token.type == "inline" and token.map:
                self._paragraph(token, around)
            elif token.type == "html_block" and token.map:
                start, end = (self._starts[line] for line in token.map)
                self._put(start, end, scan(list(tags(self._text[start:end])), self._skeleton))
            around = token.type
        for line in reversed(definitions):
            self._definition(line)
        return "".join((*self._out, self._text[self._done :]))

    def _title(self, line: int) -> None:
        """The title of a container, behind its kind."""
        found = _TITLE.match(self._lines[line])
        if found and found.lastindex:
            start, end = found.span(found.lastindex)
            quoted = found.lastindex == 1
            self._value(self._starts[line] + start, self._starts[line] + end, escaped_title if quoted else str)

    def _definition(self, line: int) -> None:
        """The title of a link's definition."""
        bare = self._lines[line].rstrip("\r\n")
        found = _DEFINED.search(bare)
        if found and self._starts[line] >= self._done:
            start = self._starts[line]
            self._value(start + found.start(2), start + found.end(2), escaped_title)

    def _value(self, start: int, end: int, write: Callable[[str], str]) -> None:
        """A text that stands for itself, if it is in Arabic."""
        text = self._text[start:end]
        block = text_block(text, write, text) if has_arabic(text) else None
        if block:
            self._put(start, end, self._skeleton.add(replace(block, filled=False)))

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
        Inline(builder, self._skeleton, self._env, raw, in_cell).add(token.children or [])
        escape = escaped_cell if in_cell else escaped_title if around == "admonition_title_open" else escaped
        before, block, after = builder.done(write_with(escape))
        if block is None or not has_arabic(block.text):
            # Nothing is said here but in marks of its codes: the description of a picture, the title of a link.
            inner = block.write(as_it_was(block.text, block.codes)) if block else ""
            if "\0" in (whole := f"{before}{inner}{after}"):
                self._put(start, end, self._skeleton.turn(raw, whole))
                return
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
            content = content.strip().replace(BAR, "|")
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


def _written(
    before: str, write: Callable[[Sequence[Piece]], str], after: str, is_paragraph: bool, pieces: Sequence[Piece]
) -> str:
    """A paragraph as Markdown; what would begin a heading, a list or a quote does not."""
    text = write(pieces)
    if is_paragraph and not before:
        text = _BEGINS_BLOCK.sub(r"\1\\", text)
    return before + text + after
