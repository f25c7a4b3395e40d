"""Spans of a text that a translation must hold as they are, found in linear time: no pattern looks further than it is long.

What is recognised first wins: what programs put values into and what they mark up, addresses, codes and numbers of
things, names of networks, signs. Spans that the caller knows of (inline code, `translate="no"`) come before all.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum, auto
from itertools import pairwise
from typing import NamedTuple

from align.bitext import Span
from glossaries.arabic import folded, has_arabic
from mt.protected.codes import SUMS, codes, measures
from mt.protected.messages import messages


class Kind(Enum):
    """What a span is to the sentence around it."""

    NOUN = auto()
    """Stands for a word: an address, a placeholder, a number of a thing."""
    SOCIAL = auto()
    """An address, a name or a hashtag, which stands for a word in a sentence, and for nothing behind one."""
    HASHTAG = auto()
    """A hashtag whose words are translated."""
    MESSAGE = auto()
    """A message with branches, of which each is translated (ICU)."""
    SIGN = auto()
    """An emoji or a bullet, which is not said, and between words is a pause."""
    MARK = auto()
    """What is not said and belongs to a word: the mark of a note."""
    OPEN, CLOSE, VOID = auto(), auto(), auto()
    """Tags."""
    BREAK = auto()
    """What ends the words before it: a tag of a paragraph, a line or a cell, a bar."""


class Protected(NamedTuple):
    """Characters `[start, end)` of a text; `put` is what stands for them in English."""

    start: int
    end: int
    kind: Kind
    put: str


_HOLDERS = re.compile(
    r"""\{\{\{?[^{}]{0,200}\}\}\}?(?:[A-Za-z]{1,4}(?!\w))? | <%=[^%\n]{0,300}%> | <\?[^?\n]{0,300}\?>
    | [$\#%]?\{[^{}\u0600-\u06ff\n]{0,100}\}(?:[A-Za-z]{1,4}(?!\w))? | [$\#%]\{[^{}\n]{1,100}\} | \$t\([\w.:-]{1,100}\)
    | %(?:\d{1,3}\$)?\#@\w{1,60}@ | %\([\w.]{1,100}\)[-+\ #0]{0,5}[\d.]{0,8}[a-zA-Z] | %<\w{1,100}>[-+\ 0]{0,5}[\d.]{0,8}[a-zA-Z]
    | (?<![\d٠-٩%])%(?:\d{1,3}\$)?[-+0]{0,5}\d{0,5}(?:\.\d{1,5})?(?:hh?|ll?|z)?[sdifuxXcgeEp@](?:%%)?(?![a-zA-Z])
    | %[A-Za-z_][\w.-]{0,60}% | %%(?![\w%]) | (?<!\S)!\{?[a-z][a-z_\d]{1,50}\}?(?!\w) | (?<!\w)__[A-Za-z]\w{0,60}__(?!\w) | @:[a-zA-Z][\w.]{0,100} | (?<!\S):[a-z][a-z_\d]{1,50}(?:-[a-z\d]{1,30}){0,6}:?(?![\w:])
    | \[/?[a-zA-Z][\w-]{0,40}(?:\s{1,3}[\w-]{1,40}=(?:"[^"\n]{0,200}"|'[^'\n]{0,200}'|[^\s"'\]]{1,100})){1,20}\s{0,3}/?\]
    | \[\[[^\[\]|\u0600-\u06ff\n]{1,100}\]\] | (?<![\w\#])\#(?!\w)""",
    re.VERBOSE,
)
"""Jinja, Mustache, ERB, PHP, shell, Ruby, Python, Java, printf, Vue, Laravel, MediaWiki, and the number sign of ICU."""

_DOUBLED = re.compile(r"(?<![\w.,])[\d٠-٩]{1,9}(?:[.,٫][\d٠-٩]{1,9})?\s?%%(?![\w%])")
"""A share in a text of printf: 50%%."""

_CONTROLS = re.compile(r"\{%[^%\n]{0,300}%\}|\{\{[#/^!>][^{}]{0,200}\}\}|<%(?!=)[^%\n]{0,300}%>")
"""What templates repeat or leave out by: nothing is said there."""

_MATH = re.compile(
    r"""\$\$[^$]{1,2000}\$\$ | (?<!%\d)(?<!%\d\d)\$(?=[^\s$])(?:[^$\n\u0600-\u06ff\\{]|\\[^\n]|\{(?![^$\n{}]{0,200}[\u0600-\u06ff])
      |\{(?=[^$\n{}]{0,200}[\u0600-\u06ff])[^$\n{}]{1,400}\}){0,300}(?<!\s)\$(?![\w$])
    | \\\((?:[^\\\n]|\\(?!\))){1,500}\\\) | \\\[(?:[^\\]|\\(?!\])){1,2000}\\\]""",
    re.VERBOSE,
)
_CODE = re.compile(r"(`{1,3})(?!`)[^`\n]{1,500}\1(?!`)")
_NAME = r"[a-zA-Z_:@*#.\[(][-\w:.@*#\])]{0,60}"
_TAG = re.compile(
    rf"""<(?P<end>/?)(?P<name>[a-zA-Z][-a-zA-Z\d:.]{{0,40}}|\d{{1,3}})
    (?:\s{{1,5}}{_NAME}(?:=(?:"[^"<>\n]{{0,500}}"|'[^'<>\n]{{0,500}}'|[^\s<>"'=]{{1,200}}))?){{0,20}}\s{{0,5}}(?P<void>/?)>
    | \[(?P<end2>/?)(?P<name2>b|i|u|s|url|img|quote|code|color|size|center|list)(?:=[^\]\s]{{1,200}})?\]""",
    re.VERBOSE | re.ASCII,
)
_RAISED = re.compile(r"<(sup|sub)(?:\s[^<>]{0,200})?>[^\w<>]{0,3}[\d٠-٩]{1,4}[^\w<>]{0,3}</\1>")
_KEPT = re.compile(
    r"""<(code|kbd|samp|var|tt)(?:\s[^<>]{0,200})?>[^<>]{0,500}</\1>
    | <([a-zA-Z]\w{0,20})\s(?:[^<>]{0,200}\s)?(?:translate=["']?no\b|class=["']?notranslate\b)[^<>]{0,200}>[^<>]{0,500}</\2>""",
    re.VERBOSE,
)
_EMPTY = frozenset(("img", "input", "wbr"))
_BREAKS = frozenset(
    [
        "p",
        "br",
        "hr",
        "div",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "table",
        "tr",
        "td",
        "th",
        "tbody",
        "thead",
        "blockquote",
        "pre",
        "section",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
    ]
)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,10}|#\d{2,6}|#x[\da-fA-F]{2,5});")

_ACCELERATOR = re.compile(r"(?<![\w&;])&(?=[^\W\d_])")

_ADDRESS = re.compile(
    r"""(?:(?:https?|ftp)://|www\.)[^\s<>«»"،؛]{0,2000}[^\s<>«»"،؛.,:!?؟)…] | (?:mailto|tel|sms|geo):[\w@.+%,-]{3,200}
    | (?<![\w.+-])[\w.+-]{1,100}@[\w-]{1,100}(?:\.[\w-]{1,60}){1,10}
    | (?<![\w@.-])(?:[a-z\d-]{1,60}\.){1,5}(?:com|org|net|edu|gov|info|io|me|tv|co|ly|gl|app|dev)(?:/[\w.~%/?=&\#-]{0,500}[\w/])?(?![\w-])
    """,
    re.VERBOSE | re.ASCII,
)
_HASHTAG = re.compile(r"(?<![A-Za-z\d_&/#{])#\w{1,100}")
_MENTION = re.compile(r"(?<![A-Za-z\d_.@/#])@\w[\w.]{0,60}(?<!\.)")

_SIGN = (
    "\u00a9\u00ae\u2122\u00b7\u2022\u2023\u203b\u203c\u2042\u2049\u2043\u204e-\u2051\u2139\u2300-\u23ff\u2460-\u2bff"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
_ONE = rf"(?:[\U0001f1e6-\U0001f1ff]{{2}}|[{_SIGN}][\ufe0e\ufe0f]?[\U0001f3fb-\U0001f3ff]?[\U000e0020-\U000e007f]{{0,8}}|[\d#*]\ufe0f?\u20e3)"
_SIGNS = re.compile(
    rf"{_ONE}(?:\u200d{_ONE}){{0,8}}\u20e3?(?:[ \xa0]{{0,2}}{_ONE}(?:\u200d{_ONE}){{0,8}}\u20e3?){{0,40}}"
)
"""Emoji as sequences (UTS 51), and other signs; several beside each other are one span."""
_OPERATORS = re.compile(
    r"[\u00b1\u00ac\u00d7\u00f7\u2190-\u22ff`~^\\]\ufe0f? | (?<!\S)\[(?:-?\d{1,9}|\*|-Inf),\s?(?:\d{1,9}|\*|Inf)\](?!\S) | (?:[._-]{2,99}/){1,3}[._-]{2,99} | [§¶№†‡] | \A\s{0,9}(?:\.{2,3}|…)(?=\w) | ([._=*+#~-])\1{3,999} | __+ | ''"
    r"| '[{}]'? | (?<!')[{}]' | \*{2,3} | (?<![\s\d])\* | \*(?![\s\d])",
    re.VERBOSE,
)
"""Signs of sums and programs, dots before a line, rules to write on, quoted braces (ICU), stars of stress."""
_BARS = re.compile(r"[|¦]{1,2}|(?<=\s)~(?=\s)")
_BRACKETED = re.compile(r"\(|[\sA-Za-z%,.]{0,5}\)")
_SACRED = re.compile(r"[\ufd40-\ufd4f\ufdcf\ufdfa\ufdfb\ufdfd-\ufdff]")
"""Praise of God and His prophets in one sign (ﷺ): no model may put it into words of its own."""
_GLUED = re.compile(r"(?<=\w)[¹²³⁰-₎]{1,5}|\[\d{1,3}\](?:\[\d{1,3}\]){0,20}")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")
_SMILE = re.compile(r"(?<!\S)(?:[:;=][-']?[)(DPp*|]{1,5}|[()]{1,3}[-']?[:;]|\^_?\^|<3)(?!\S)")
_FOREIGN = re.compile(
    r"(?<![A-Za-z\d])[A-Za-z\d]{0,60}[^\W\d_A-Za-z\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff][^\W\u0600-\u06ff\ufb50-\ufeff]{0,100}(?:[/^=]\w{1,10}(?!\w))?"
)
"""A word of letters that are neither Arabic nor English."""

_ANY = re.compile(
    r"[^\s\w.،,؛؟!:()\"«»'/\u0600-\u06ff-]|\.\.|__|--|''|[\d٠-٩]\S*[ \xa0\u202f/:.,-]?[\d٠-٩A-Za-z]|[A-Za-z.]|[^\W\d_\u0600-\u06ff]|[()]"
)
"""Without anything like this, a text has nothing to protect."""


def protected(text: str, known: Iterable[Span] = ()) -> list[Protected]:
    """What must not change in `text`, in order, nothing overlapping.

    `known` spans are nouns, but for those in a message: its branches are texts of their own, and hold them again.
    """
    found: list[Protected] = []
    waiting = sorted(filter(None, (_trimmed(text, span) for span in known)), reverse=True)
    for start, end in [*messages(text), (len(text), len(text))]:
        while waiting and waiting[-1][1] <= start:
            a, b = waiting.pop()
            found.append(Protected(a, b, Kind.NOUN, text[a:b]))
        inside: list[Span] = []
        while waiting and waiting[-1][0] < end:
            inside.append(waiting.pop())
        if all(start <= a and b <= end for a, b in inside) and start < end:
            found.append(Protected(start, end, Kind.MESSAGE, text[start:end]))
        else:
            waiting += inside[::-1]
    if _ANY.search(text):
        taken = bytearray(len(text))
        for start, end, *_ in found:
            taken[start:end] = b"\1" * (end - start)
        for each in _candidates(text):
            if not any(taken[each.start : each.end]):
                taken[each.start : each.end] = b"\1" * (each.end - each.start)
                found.append(each)
    return list(_joined(sorted(found, key=lambda each: each.start), text))


def _trimmed(text: str, span: Span) -> Span | None:
    """The span without white space at its ends; None where there is nothing else."""
    inner = text[slice(*span)]
    start = span[0] + len(inner) - len(inner.lstrip())
    return (start, start + len(inner.strip())) if inner.strip() else None


def _joined(found: Iterable[Protected], text: str) -> Iterator[Protected]:
    """The spans; nouns that touch, or have nothing but a sign between them (Ctrl+S), are one."""
    last: Protected | None = None
    for each in _bracketed([*found], text):
        between = text[last.end : each.start] if last else "  "
        joins = not between or between in "+/-–×=:|&~" or (between.strip() and between.strip() in "+−×=·<>")
        if last and joins and {last.kind, each.kind} <= {Kind.NOUN, Kind.SOCIAL}:
            last = Protected(last.start, each.end, Kind.NOUN, last.put + between + each.put)
            continue
        if last:
            yield last
        last = each
    if last:
        yield last


def _bracketed(found: Sequence[Protected], text: str) -> Iterator[Protected]:
    """The spans; nouns that are all that stands between brackets are one with them: (%s), ({width} px)."""
    k = 0
    while k < len(found):
        start, end = found[k].start - 1, k
        opens = start >= 0 and text[start] == "("
        while opens and end + 1 < len(found) and found[end].kind is Kind.NOUN:
            if text[found[end].end : found[end + 1].start] != " ":
                break
            end += 1
        last = found[end]
        closes = _BRACKETED.match(text, last.end) if opens else None
        if closes and closes[0] != "(" and last.kind is Kind.NOUN:
            inner = found[k].put
            for one, other in pairwise(found[k : end + 1]):
                inner += text[one.end : other.start] + other.put
            yield Protected(start, closes.end(), Kind.NOUN, f"({inner}{closes[0]}")
            k = end + 1
        else:
            yield found[k]
            k += 1


def _candidates(text: str) -> Iterator[Protected]:
    """Everything that may be protected, the surest first."""
    if "$" in text or "\\" in text:
        yield from _nouns(_MATH, text)
    if "`" in text:
        yield from _nouns(_CODE, text)
    if "<" in text or "[" in text:
        yield from _tags(text)
    if "." in text or ":" in text:
        yield from _nouns(_ADDRESS, text, Kind.SOCIAL)
    if "#" in text:
        for hit in _HASHTAG.finditer(text):
            yield Protected(*hit.span(), Kind.HASHTAG if has_arabic(hit[0]) else Kind.SOCIAL, hit[0])
    if "@" in text:
        yield from _nouns(_MENTION, text, Kind.SOCIAL)
    if "%%" in text:
        for hit in _DOUBLED.finditer(text):
            yield Protected(*hit.span(), Kind.NOUN, folded(hit[0]))
    if any(map(text.__contains__, "{%<$@:[#!_")):
        yield from _nouns(_CONTROLS, text, Kind.VOID)
        yield from _nouns(_HOLDERS, text)
    if "&" in text:
        yield from _nouns(_ENTITY, text, Kind.MARK)
        yield from _nouns(_ACCELERATOR, text, Kind.MARK)
    for start, end, english in measures(text):
        yield Protected(start, end, Kind.NOUN, english)
    for start, end in codes(text):
        code = text[start:end]
        yield Protected(start, end, Kind.NOUN, code if has_arabic(code) else folded(code))
    for hit in _GLUED.finditer(text):
        yield Protected(*hit.span(), Kind.MARK, hit[0].translate(_DIGITS))
    for pattern, kind in (
        (_SIGNS, Kind.SIGN),
        (_BARS, Kind.BREAK),
        (_SACRED, Kind.MARK),
        (_OPERATORS, Kind.MARK),
        (_SMILE, Kind.SIGN),
    ):
        yield from _nouns(pattern, text, kind)
    yield from _nouns(_FOREIGN, text)
    for hit in SUMS.finditer(text):
        yield Protected(*hit.span(), Kind.NOUN, re.sub(r"[ \xa0\u202f]", ",", folded(hit[0])))


def _nouns(pattern: re.Pattern[str], text: str, kind: Kind = Kind.NOUN) -> Iterator[Protected]:
    for hit in pattern.finditer(text):
        yield Protected(*hit.span(), kind, hit[0])


def _tags(text: str) -> Iterator[Protected]:
    """Elements that are kept whole, then tags."""
    yield from _nouns(_RAISED, text, Kind.MARK)
    yield from _nouns(_KEPT, text)
    for hit in _TAG.finditer(text):
        name = hit["name"] or hit["name2"]
        closes = hit["end"] or hit["end2"]
        if name.lower() in _BREAKS:
            kind = Kind.BREAK
        else:
            kind = Kind.CLOSE if closes else Kind.VOID if hit["void"] or name.lower() in _EMPTY else Kind.OPEN
        yield Protected(*hit.span(), kind, hit[0])
