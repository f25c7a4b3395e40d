"""How Arabic writes a word: a folded copy to compare by, and tokens with their places.

Folding takes away what Arabic writers vary freely (vowel marks, tatweel, hamza seats, the dots of final ya
and ta marbuta, presentation forms, digit and space shapes) and remembers where each character came from, so
that what is found in the folded copy can be cut out of the original text.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

_MARKS = (
    *range(0x0610, 0x061B),
    *range(0x064B, 0x0660),
    0x0670,
    *range(0x06D6, 0x06DD),
    *range(0x06DF, 0x06E9),
    *range(0x06EA, 0x06EE),
    *range(0xFE70, 0xFE80),  # vowel marks as presentation forms
    0x0640,  # tatweel
)
CONTROLS = "".join(
    map(chr, (0x00AD, 0x061C, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF))
)
"""Characters that nobody sees: direction marks, joiners, the byte order mark."""
MARKS = "".join(map(chr, _MARKS)) + CONTROLS
"""What folding takes away without a trace: vowel marks, tatweel, invisible controls."""
_UNMARK = dict.fromkeys(map(ord, MARKS), "")

_WRITTEN_AS = {
    "ا": "أإآٱ",
    "ي": "ىئیېے",
    "و": "ؤ",
    "ه": "ةھہۀەۃ",
    "ك": "کگڭݣ",
    "ق": "ڨ",
    "ف": "ڤ",
    "ج": "چ",
    "ب": "پ",
    "ز": "ژ",
    ".": "٫",
    ",": "٬",
    " ": "\t\n\v\f\r\x85\xa0\u2028\u2029\u202f\u3000" + "".join(map(chr, range(0x2000, 0x200B))),
    **{str(digit): chr(0x0660 + digit) + chr(0x06F0 + digit) for digit in range(10)},
}
_LETTERS = {ord(letter): folded for folded, written in _WRITTEN_AS.items() for letter in written}
_PRESENTATION = {
    code: unicodedata.normalize("NFKC", chr(code)).translate(_LETTERS)
    for code in (*range(0xFB50, 0xFDFC), *range(0xFE80, 0xFEFD))
}
_FOLD = {code: folded.translate(_UNMARK) for code, folded in (_PRESENTATION | _LETTERS | _UNMARK).items()}
_RESIZED = re.compile("[" + "".join(chr(code) for code, folded in _FOLD.items() if len(folded) != 1) + "]")
# How Arabic itself spells letters of its neighbours and marks that fonts or keyboards put in their place.
_READ_AS = str.maketrans(
    {
        letter: plain
        for plain, letters in {
            "ا": "ٱ",
            "ك": "کگڭݣ",
            "ي": "یېے",
            "ة": "ۀۃ",
            "ه": "ھہە",
            "ف": "ڤ",
            "ق": "ڨ",
            "ج": "چ",
            "ب": "پ",
            "ز": "ژ",
            "«": "‹﴿",
            "»": "›﴾",
            "“": "„‟",
            "’": "‘‚‛",
            "-": "‐‑−",
            "'": "′",
            '"': "″",
            ".": "۔",
        }.items()
        for letter in letters
    }
)
_ENDS_IN_ALEF = re.compile(r"(?<!\w)([وف]?(?:عل|إل|ال|حت|لد|مت|سو|أخر|كبر|مستشف|المستشف|موس|عيس))ی(?!\w)")
_SMALL_ALEF = re.compile(r"\S*\u0670\S*")
_UNWRITTEN = re.compile(
    r"[\W_]*[وفأ]?[كبل]?(?:هذ[اهيان]{1,3}|هؤلاء|ذلك\w{0,2}|لكن\w{0,3}|ا?لله|[اإ]له\w{0,2}|الإله|(?:ال)?رحمن|[أا]ولئك|ههنا|هكذا|طه|يس|إسحق)[\W_]*"
)
"""Words whose small alef ordinary spelling leaves out."""
_ARABIC_LETTER = re.compile("[\u0620-\u063f\u0641-\u064a\u066e-\u06d3\u0750-\u077f\ufb50-\ufdfb\ufe70-\ufefc]")

# What camel-tools' tokenizer would shred: addresses, and numbers with separators inside.
_WHOLE = re.compile(
    r"https?://[^\s<>«»\"]+|www\.[^\s<>«»\"]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<!\d)\d{1,3}(?:،\d{3})+(?!\d)|\d+(?:[.,/:٫٬-]\d+)+"
)


class Token(NamedTuple):
    """A word, number or mark of a text, with its character span `[start, end)`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded copy of a text. `origin` is None where every character kept its place."""

    text: str
    original: str
    origin: Sequence[int] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The characters `[start, end)` of the original behind `text[start:end]` (not empty), with vowel marks."""
        if self.origin is not None:
            start, end = self.origin[start], self.origin[end - 1] + 1
        while end < len(self.original) and ord(self.original[end]) in _MARKS:
            end += 1
        return start, end


def fold(text: str) -> Folded:
    """Fold `text`. Case is left alone: Arabic has none, and Latin text inside is not ours to change."""
    folded = text.translate(_FOLD)
    if not _RESIZED.search(text):
        return Folded(folded, text, None)
    origin = [i for i, char in enumerate(text) for _ in _FOLD.get(ord(char), " ")]
    return Folded(folded, text, origin)


def folded(text: str) -> str:
    """The folded text alone, for callers that need no places."""
    return text.translate(_FOLD)


def unmark(text: str) -> str:
    """`text` without vowel marks, tatweel and invisible controls."""
    return text.translate(_UNMARK)


def readable(text: str) -> str:
    """`text` as a translation model reads it: unmarked, and in the letters and quotes of Arabic.

    What Persian keyboards and Koranic spelling write (ک ی ٱ), is read as the letter of Arabic; hamza and dots are kept.
    """
    if "\u0670" in text:
        text = _SMALL_ALEF.sub(_with_alefs, text)
    return _ENDS_IN_ALEF.sub(r"\1ى", text.translate(_UNMARK)).translate(_READ_AS)


def _with_alefs(word: re.Match[str]) -> str:
    """A word in Koranic spelling, with its small alefs written out where others write one (ٱلْعَٰلَمِينَ: العالمين)."""
    plain = word[0].translate({**_UNMARK, 0x0671: "ا", 0x0670: "\u0670"})
    if _UNWRITTEN.fullmatch(plain.replace("\u0670", "")):
        return word[0]
    return plain.replace("ى\u0670", "ى").replace("و\u0670ة", "اة").replace("\u0670", "ا")


def spelling(word: str) -> str:
    """`word` as it is spelled: unmarked and in plain letters, but hamza and the dots of ya and ta marbuta kept.

    Only the hamza of an alef at the beginning is dropped, as most writers drop it: أمل is spelled امل, على is not علي.
    """
    plain = unicodedata.normalize("NFKC", word.translate(_UNMARK))
    return "ا" + plain[1:] if plain[:1] in ("أ", "إ", "آ", "ٱ") else plain


def has_arabic(text: str) -> bool:
    """Whether a text has an Arabic letter."""
    return _ARABIC_LETTER.search(text) is not None


def tokenise(text: str) -> list[Token]:
    """The words, numbers and marks of `text`, as camel-tools cuts them, with their places.

    Web and mail addresses stay whole, and so do numbers and dates with separators inside.
    """
    from camel_tools.tokenizers.word import simple_word_tokenize

    tokens = []
    position = 0
    for piece in _pieces(text, simple_word_tokenize):
        start = text.index(piece, position)
        position = start + len(piece)
        tokens.append(Token(piece, start, position))
    return tokens


def _pieces(text: str, tokenizer: Callable[[str], list[str]]) -> Iterator[str]:
    position = 0
    for whole in _WHOLE.finditer(text):
        yield from tokenizer(text[position : whole.start()])
        yield whole[0]
        position = whole.end()
    yield from tokenizer(text[position:])
