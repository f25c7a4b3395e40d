"""What must not change is kept from the model: it reads a word that it copies, or nothing at all.

Nouns (addresses, placeholders, numbers of things) become masks, X1, X2, ...: words that models copy, and that are
terms to the decoder. Marks that are not said (emoji, bullets) and tags are left out; at the ends of a segment they are
cut off. Afterwards all of them stand in the translation as codes of it, as markup does: each once, where the word
links take it. Hashtags and the branches of messages are texts of their own.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from align.bitext import Span
from glossaries.match import Matcher
from mt.documents.model.markup import Code
from mt.pipeline.parting import Part, enclosed, parted, pauses, rendered
from mt.protected.marks import unmarked
from mt.protected.spans import Kind, Protected, protected

_LETTERS = "XQZVKJ"
_ASIDE = (Kind.SIGN, Kind.MARK, Kind.VOID, Kind.BREAK)
_SOCIAL = (Kind.SOCIAL, Kind.HASHTAG)
_WORDS = (Kind.NOUN, Kind.MESSAGE, *_SOCIAL)
_PAUSES = '.!?؟:،…؛-–—|»"\n'
_CLOSING = '.,:;!?؟،؛…)]»"'
_MOVED = re.compile(r"\A([؟?!]{1,3}|\.(?!\.))(?=[^\W\d])")


@dataclass(frozen=True, slots=True)
class Shielded:
    """A segment, and what the model reads of it.

    `text` is for the model; it has no Arabic where nothing is left to translate. In it stand `masks` for nouns, with
    their places. `codes` stand in `text`, each for the parts of `held` under its `kind`; tags write themselves. `before` and `after`
    are what was cut off, and `shifts` say from which place of `text` on how far the source is ahead of it. No space
    stands in the source behind what is `glued`.
    """

    source: str
    text: str
    masks: Mapping[str, int] = field(default_factory=dict)
    codes: tuple[Code, ...] = ()
    held: tuple[tuple[Part, ...], ...] = ()
    before: tuple[Part, ...] = ()
    after: tuple[Part, ...] = ()
    shifts: tuple[tuple[int, int], ...] = ((0, 0),)
    glued: frozenset[str] = frozenset()

    @property
    def inner(self) -> list[str]:
        """The texts that are translated for themselves."""
        return [part.inner for parts in (self.before, *self.held, self.after) for part in parts if part.inner]

    @property
    def bare(self) -> bool:
        """Whether nothing is held back."""
        return not (self.held or self.codes or self.before or self.after)


def shield(segment: str, matcher: Matcher | None = None) -> Shielded:
    """The segment, whose protected spans may stand between marks, taken apart. A term of `matcher` is a word like others."""
    source, known = unmarked(segment)
    found = protected(source, known)
    if matcher and any(each.kind in _WORDS for each in found):
        terms = [(match.start, match.end) for match in matcher.find(source)]
        found = [each for each in found if not any(a <= each.start and each.end <= b for a, b in terms)]
    if not found and not _MOVED.match(source):
        return Shielded(source, source)
    ends = pauses(source, found)
    if ends:
        return Shielded(source, "", before=tuple(parted(source, ends, known)))
    if found and (parts := enclosed(source, known)):
        return Shielded(source, "", before=parts)
    return _Shielding(source, found, known).result()


class _Shielding:
    def __init__(self, source: str, found: Sequence[Protected], known: Sequence[Span]):
        self._source, self._found, self._known = source, found, known
        letter = next((each for each in _LETTERS if not re.search(rf"{each}\d", source)), _LETTERS[0])
        self._mask: Callable[[int], str] = f"{letter}{{}}".format
        self._partners = _partners(found)
        self._out: list[str] = []
        self._length = 0
        self._codes: list[Code] = []
        self._path = [-1]
        self._held: list[tuple[Part, ...]] = []
        self._masks: dict[str, int] = {}
        self._glued: set[str] = set()
        self._after_mask = False
        self._latest = 0  # where a code began or ended last
        self._shifts: list[tuple[int, int]] = []

    def result(self) -> Shielded:
        source = self._source
        first, last = self._edges()
        start = self._found[first - 1].end if first else 0
        end = self._found[last].start if last < len(self._found) else len(source)
        start += len(source[start:end]) - len(source[start:end].lstrip())
        end -= len(source[start:end]) - len(source[start:end].rstrip())
        before = self._parts(0, start, self._found[:first])
        after = self._parts(end, len(source), self._found[last:])
        position = start
        moved = _MOVED.match(source[start:end])
        if moved and first < last and self._found[first].start < start + moved.end():
            moved = None
        if moved and source[end - 1] in _PAUSES:
            moved = None
        if moved:
            position += moved.end()
        for k in range(first, last):
            each = self._found[k]
            if each.start < position:
                continue
            self._text(position, each.start)
            position = self._take(k, each)
        self._text(position, end)
        if moved:
            self._shifts.append((self._length, start - self._length))
            self._out.append(moved[1])
        return Shielded(
            source,
            "".join(self._out),
            self._masks,
            tuple(self._codes),
            tuple(self._held),
            before,
            after,
            tuple(self._shifts) or ((0, start),),
            frozenset(self._glued),
        )

    def _edges(self) -> Span:
        """The found spans `[first, last)` that stay in the sentence: not those at its ends that it can do without."""
        first, last = 0, len(self._found)
        position, social = 0, []
        while first < last and self._aside(first) and not self._source[position : self._found[first].start].strip():
            if self._found[first].kind in _SOCIAL:
                social.append(first)
            position = self._found[first].end
            first += 1
        if len(social) == 1 and social[0] == first - 1 and not self._pauses(self._source[position:].lstrip()[:1]):
            first -= 1
        position, social = len(self._source), []
        while last > first and self._aside(last - 1) and not self._source[self._found[last - 1].end : position].strip():
            last -= 1
            if self._found[last].kind in _SOCIAL:
                social.append(last)
            position = self._found[last].start
        if len(social) == 1 and social[0] == last and not self._pauses(self._source[:position].rstrip()[-1:]):
            last += 1
        return first, last

    def _pauses(self, char: str) -> bool:
        return not char or char in _PAUSES

    def _aside(self, k: int) -> bool:
        kind = self._found[k].kind
        return kind in _ASIDE or kind in _SOCIAL or (kind in (Kind.OPEN, Kind.CLOSE) and k not in self._partners)

    def _parts(self, start: int, end: int, found: Sequence[Protected]) -> tuple[Part, ...]:
        """All of the source between two places that is cut off."""
        parts: list[Part] = []
        position = start
        for each in found:
            if position < each.start:
                parts.append(Part(position, each.start, self._source[position : each.start]))
            parts += rendered(each, self._source, self._known)
            position = each.end
        if position < end:
            parts.append(Part(position, end, self._source[position:end]))
        return tuple(parts)

    def _text(self, start: int, end: int) -> None:
        if start < end:
            if self._after_mask and _joins(self._source[start]):
                self._write(" ")
            self._after_mask = False
            self._shifts.append((self._length, start - self._length))
            self._write(self._source[start:end])

    def _write(self, text: str) -> None:
        self._out.append(text)
        self._length += len(text)

    def _take(self, k: int, each: Protected) -> int:
        """Take in a protected span; where the source goes on."""
        if each.kind not in _ASIDE:
            self._latest = self._length
        if each.kind in _WORDS:
            self._word(each)
        elif each.kind is Kind.OPEN and k in self._partners:
            close = self._found[self._partners[k]]
            self._codes.append(Code(self._length, -1, each.put, close.put, self._path[-1]))
            self._path.append(len(self._codes) - 1)
        elif each.kind is Kind.CLOSE and k in self._partners:
            at = self._path.pop()
            code = self._codes[at]
            self._codes[at] = Code(code.start, self._length, code.open, code.close, code.parent)
        elif each.kind in (Kind.OPEN, Kind.CLOSE):
            self._codes.append(Code(self._length, self._length, each.put, parent=self._path[-1], ordered=True))
        else:
            return self._aside_mark(each)
        return each.end

    def _word(self, each: Protected) -> None:
        """A noun: a mask of its own, which is no part of another word."""
        before = self._out[-1][-1:] if self._out else ""
        if _joins(before):
            self._write(" ")
        mask = self._mask(len(self._masks) + 1)
        self._masks[mask] = self._length
        self._codes.append(
            Code(
                self._length,
                self._length + len(mask),
                mask,
                parent=self._path[-1],
                verbatim=True,
                kind=self._hold(each),
            )
        )
        self._write(mask)
        self._after_mask = True

    def _aside_mark(self, each: Protected) -> int:
        """A mark inside the sentence: it keeps the space before it, or the one behind it."""
        source = self._source
        before = self._out[-1] if self._out else ""
        space = ""
        after = source[each.end : each.end + 1]
        if before[-1:].isspace() and (not after or after.isspace() or after in _CLOSING):
            bare = before.rstrip()
            if self._latest <= self._length - len(before) + len(bare):
                space = before[len(bare) :]
                self._out[-1:] = [bare] if bare else []
                self._length -= len(space)
        self._latest = self._length
        self._codes.append(
            Code(self._length, self._length, space, parent=self._path[-1], kind=self._hold(each, len(space)))
        )
        if before[-1:].strip() and _joins(after):
            self._glued.add(self._codes[-1].kind)
            self._write(" ")
        return each.end

    def _hold(self, each: Protected, space: int = 0) -> str:
        self._held.append(tuple(rendered(each, self._source, self._known)))
        return str(len(self._held) - 1)


def _joins(char: str) -> bool:
    """Whether a character would be part of a word beside it."""
    return re.match(r"\w|[\u0300-\u036f\u064b-\u0670]", char) is not None


def _partners(found: Sequence[Protected]) -> dict[int, int]:
    """The tags that belong together, each with the index of the other; nested as they must be."""
    partners: dict[int, int] = {}
    open_: list[int] = []
    for k, each in enumerate(found):
        if each.kind is Kind.OPEN:
            open_.append(k)
        elif each.kind is Kind.CLOSE:
            name = _tag_name(each.put)
            if open_ and _tag_name(found[open_[-1]].put) == name:
                partners[k] = open_.pop()
                partners[partners[k]] = k
    return partners


def _tag_name(tag: str) -> str:
    found = re.match(r"[<\[]/?([^\s>=/\]]+)", tag)
    return found[1].lower() if found else ""
