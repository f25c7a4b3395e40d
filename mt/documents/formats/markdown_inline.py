"""The inline tokens of a paragraph of Markdown, taken apart into text and codes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from markdown_it.common.utils import normalizeReference
from markdown_it.token import Token

from glossaries.arabic import has_arabic
from mt.documents.formats.html import scan
from mt.documents.formats.markdown_rules import BAR
from mt.documents.model.blocks import Builder, Skeleton, text_block, write_with
from mt.documents.model.tags import tags

_MARKED = re.compile(r"\[\^[^\]\s]+\]")
_HAVE_ATTRIBUTES = ("link_close", "image", "code_inline")
_LEAD = re.compile(r"\*\[[^\[\]]+\]: +|\[[ xX]\] |\[![\w|-]+\][+-]? ?|\| ")
"""What an abbreviation is said of, the box of a task, the kind of an alert, the bar of a line of verse."""
_ENDS = re.compile(r"[.!?؟:؛…][\"'»”)*_]*\s*\Z")
_BREAK = re.compile(r"(?:\\|[ \t]+)?\r?\n[ \t>]*")
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)[^>]*?(/?)>")
_CODE_TAG = re.compile(
    r"<(code|kbd|samp|var|tt)(?:\s[^<>]*)?>|<([a-z][\w-]*)\s[^<>]*(?:translate=[\"']?no\b|notranslate\b)[^<>]*>"
)
_ESCAPED = re.compile(r"[\\`*\[\]<]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")


class Inline:
    """Takes the inline tokens of a paragraph apart."""

    def __init__(self, builder: Builder, skeleton: Skeleton, env: dict[str, Any], raw: str = "", in_cell: bool = False):
        self._builder, self._skeleton, self._env, self._in_cell = builder, skeleton, env, in_cell
        self._breaks = iter(_BREAK.findall(raw))
        self._verse = raw.startswith("| ")
        self._labels = {normalizeReference(label): label for label in re.findall(r"\[([^\[\]]+)\]", raw)}
        self._marks: list[str] = []
        self._titled = re.match(r"\[![\w|-]+\][+-]? *\S", raw) is not None

    def add(self, tokens: Sequence[Token]) -> None:
        links: list[Token] = []
        tokens = list(_joined(tokens))
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
                case "text" if links and links[-1].markup == "autolink":
                    self._builder.verbatim(token.content, f"<{token.content}>")
                case "text":
                    self._text(token.content)
                case "softbreak":
                    self._softbreak(before, after)
                case "hardbreak":
                    self._builder.line_break(self._newline())
                case "tex" | "math_inline" | "math_inline_double":
                    self._formula(token, before, after)
                case "wiki":
                    self._wiki(token.content)
                case "kept":
                    self._builder.verbatim(token.content, token.content)
                case "aside":
                    self._builder.void(token.content)
                case "mark":
                    self._mark(token.content)
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
                    raw = token.content.replace(BAR, "|")
                    pad = " " if raw.startswith("`") or raw.endswith("`") else ""
                    self._builder.verbatim(raw, f"{token.markup}{pad}{raw}{pad}{token.markup}{attributes}")
                case "link_open":
                    links.append(token)
                    if token.markup != "autolink":
                        self._builder.open("link", "[")
                case "link_close":
                    if (link := links.pop()).markup != "autolink":
                        self._builder.close("link", f"]{self._target(link)}{attributes}")
                case "image":
                    self._image(token, attributes)
                case "html_inline" if token.meta.get("kept"):
                    self._builder.verbatim(token.meta["kept"], token.content)
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
        raw = self._newline().lstrip("\\ \t")
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
        self._builder.void(f"![{self._inner(token.children or [])}]{self._target(token, 'src')}{attributes}")

    def _inner(self, tokens: Sequence[Token]) -> str:
        """What stands inside of a code as a text of its own, with a mark for it."""
        builder = Builder()
        inner = Inline(builder, self._skeleton, self._env)
        inner._labels = self._labels
        inner.add(tokens)
        before, block, after = builder.done(write_with(escaped))
        return before + (self._skeleton.add(block) if block else "") + after

    def _mark(self, mark: str) -> None:
        """One side of what is marked, added or taken out (==...==, {++...++})."""
        name = mark.strip("{}").translate(str.maketrans("<", ">"))
        opens = mark.startswith("{") or (mark == "==" and name not in self._marks)
        if opens:
            self._marks.append(name)
            self._builder.open(name, mark)
        else:
            self._marks = [each for each in self._marks if each != name]
            self._builder.close(name, mark)

    def _target(self, token: Token, attribute: str = "href") -> str:
        """What stands behind the text of a link or a picture; a title in Arabic is a text of its own."""
        if label := token.meta.get("label"):
            return f"[{self._labels.get(label, label)}]"
        url, title = str(token.attrs.get(attribute, "")), str(token.attrs.get("title", ""))
        if re.search(r"[\s()<>]", url) or not url:
            url = "<" + re.sub(r"([<>\\])", r"\\\1", url) + ">"
        if not title:
            return f"({url})"
        block = text_block(title, _quoted, _quoted(title)) if has_arabic(title) else None
        return f'({url} "{self._skeleton.add(replace(block, filled=False)) if block else _quoted(title)}")'

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


def _joined(tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens, those of an element that is not translated as one (<kbd>س</kbd>)."""
    k = 0
    while k < len(tokens):
        found = _CODE_TAG.match(tokens[k].content) if tokens[k].type == "html_inline" else None
        after = tokens[k + 1 : k + 3]
        if (
            found
            and [each.type for each in after] == ["text", "html_inline"]
            and after[1].content == f"</{found[1] or found[2]}>"
        ):
            content = "".join(each.content for each in tokens[k : k + 3])
            yield Token("html_inline", "", 0, content=content, meta={"kept": after[0].content})
            k += 3
            continue
        yield tokens[k]
        k += 1


def _quoted(title: str) -> str:
    return title.replace("\\", "\\\\").replace('"', '\\"')


def escaped(text: str) -> str:
    """Text as Markdown that says just that."""
    return _ESCAPED.sub(lambda found: "\\" + found[0], text)


def escaped_title(text: str) -> str:
    """Text within double quotes."""
    return escaped(text).replace('"', "'")


def escaped_cell(text: str) -> str:
    """Text in a cell of a table."""
    return escaped(text).replace("|", "\\|")
