"""Markdown beyond CommonMark, as GitHub, Obsidian, MkDocs and Pandoc write it: which rules the parser gets."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

_TEX = re.compile(r"\\\((?:[^\\\n]|\\(?!\))){1,500}\\\)|\\\[(?:[^\\\n]|\\(?!\])){1,500}\\\]")
_WIKI = re.compile(r"!?\[\[[^\[\]\n]{1,300}\]\]")
_ATTRIBUTES = re.compile(r"\{(?::\s?|[#.])[^{}\n]{1,300}\}|\{[\w-]{1,50}=[^{}\n]{1,300}\}|\[-?@[^\[\]\n]{1,300}\]")

_KEPT = re.compile(r"\{\{[<%]?[^{}\n]{0,500}[%>]?\}\}|\+\+[A-Za-z\d][\w+-]{0,40}\+\+")
_ASIDE = re.compile(
    r"%%[^%\n]{1,500}%%|\{%[^%\n]{0,500}%\}|\{/\*(?:[^*\n]|\*(?!/)){0,500}\*/\}|(?<=\s)\^[A-Za-z\d-]{1,40}(?=\s*\Z)"
)
_MARK = re.compile(r"==(?=[^\s=])|(?<=[^\s=])==(?!=)|\{(?:\+\+|--|==|>>)|(?:\+\+|--|==|<<)\}")

BAR = "\ue000"
"""Stands for a bar in code in a row of a table, where some programs see none of a cell."""
_ROW = re.compile(r"^[ \t>]*\|[^\n]*`[^\n]*$", re.MULTILINE)
_CODE = re.compile(r"(?<!`)(`+)(?!`)[^`\n]{1,500}\1(?!`)")
_TAB = re.compile(r"^([ \t>]*)={3}[!+]{0,2}([ \t]+\"[^\"\n]*\"[ \t]*)$", re.MULTILINE)
_SLASHES = re.compile(r"^([ \t>]*)(/{3,})(?=[ \t]+[a-z]|[ \t]*$)", re.MULTILINE)
_UNSEEN = re.compile(
    r"^(?:[ \t]*(?:\{\{[<%][^{}]{0,2000}[%>]\}\}|\{%[^%\n]{0,500}%\}))+[ \t]*$|^import [^\n]{1,500}['\"][^'\"\n]{1,300}['\"];?[ \t]*$|^export (?:const|default|function|let) [^\n]{0,2000}$|^%%(?:(?!%%|```|~~~)[^\0]){0,5000}%%[ \t]*$",
    re.MULTILINE,
)


def as_parsed(text: str) -> str:
    """The text as the parser is shown it, line by line.

    Tabs of MkDocs (`=== "Linux"`) are admonitions to it, blocks between slashes are containers; calls of templates,
    comments (`%%`) and code of MDX on lines of their own are not there.
    """
    text = _UNSEEN.sub(lambda found: re.sub(r"[^\r\n]", "", found[0]), text)
    text = _ROW.sub(lambda row: _CODE.sub(lambda code: re.sub(r"(?<!\\)\|", BAR, code[0]), row[0]), text)
    text = _TAB.sub(r"\1!!! tab\2", text)
    return _SLASHES.sub(lambda found: found[1] + ":" * len(found[2]), text)


def parser() -> MarkdownIt:
    """CommonMark with tables, strikethrough, notes, formulas, definitions, admonitions, containers and wiki links.

    Links stay as they are written. Definitions of notes stay in their places. What this parser has and Markdown has
    not, gives tokens `tex`, `wiki`, `kept`, `aside`, `mark` and `attributes`, with what stands in the text as their content.
    """
    parser = MarkdownIt("commonmark", {"store_labels": True}).enable(["table", "strikethrough"])
    parser.use(admon_plugin).use(deflist_plugin).use(footnote_plugin).use(amsmath_plugin)
    parser.use(container_plugin, "any", validate=lambda params, markup: True)
    parser.use(dollarmath_plugin, allow_space=False, allow_digits=False, double_inline=True)
    parser.disable("footnote_tail")
    for before, name, pattern in (
        ("escape", "tex", _TEX),
        ("escape", "kept", _KEPT),
        ("escape", "aside", _ASIDE),
        ("escape", "mark", _MARK),
        ("link", "wiki", _WIKI),
        ("link", "attributes", _ATTRIBUTES),
    ):
        parser.inline.ruler.before(before, name, _rule(name, pattern))
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    return parser


def _rule(name: str, pattern: re.Pattern[str]):  # type: ignore[no-untyped-def]
    """An inline rule that makes a token of what the pattern finds."""

    def rule(state: StateInline, silent: bool) -> bool:
        found = pattern.match(state.src, state.pos, state.posMax)
        if not found:
            return False
        if not silent:
            state.push(name, "", 0).content = found[0]
        state.pos = found.end()
        return True

    return rule
