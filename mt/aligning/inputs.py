"""The two sides of what is to be aligned, as sentences, however they are given."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from align.scripts import Scripts, is_arabic, scripts_of
from align.splitting import split
from align.verses import verses
from glossaries.errors import InputError
from mt.documents.bitext import BITEXTS, read_pairs, text_lines
from mt.documents.formats.plain import LONGEST_LINE
from mt.documents.model.contents import unpacked
from mt.documents.model.document import ReadOptions
from mt.documents.recognise import PLAIN, DocumentFormat, form_of
from mt.jobs.opening import open_input


@dataclass(frozen=True, slots=True)
class Text:
    """The sentences of one side. `places`: the number of each in its document or its line in its file, from 0."""

    name: str
    sentences: tuple[str, ...]
    places: Sequence[int]

    def without_blanks(self) -> "Text":
        kept = [k for k, sentence in enumerate(self.sentences) if sentence.strip()]
        return Text(self.name, tuple(self.sentences[k] for k in kept), [self.places[k] for k in kept])


def given(sentences: Sequence[str]) -> Text:
    """Sentences that are at hand already. Raises InputError where there is none."""
    return _text("sentences", sentences, range(len(sentences)))


def document(name: str) -> Text:
    """The sentences of a document of any format, in either language. Raises InputError."""
    with open_input(name) as content, unpacked(content, name) as stream:
        form = form_of(stream, name)
        _refuse_bitext(form, name)
        if form is PLAIN:
            found = [
                segment.text for line in _lines(stream, name) for verse in verses(line) for segment in split(verse)
            ]
        else:
            parts = form.read(stream, name, ReadOptions())
            found = [text for part in parts for _, text in part.texts if any(map(str.isalpha, text))]
    return _text(name, found, range(len(found)))


def by_line(name: str, blank: bool) -> Text:
    """A sentence a line, `blank` lines too or left out. Raises InputError."""
    with open_input(name) as content, unpacked(content, name) as stream:
        _refuse_bitext(form_of(stream, name), name)
        lines = [line.strip() for line in _lines(stream, name)]
    places = [k for k, line in enumerate(lines) if line or blank]
    return _text(name, [lines[k] for k in places], places)


def _lines(stream: BinaryIO, name: str) -> list[str]:
    lines = text_lines(stream, name)
    for number, line in enumerate(lines, 1):
        if "\0" in line:
            raise InputError(f"{name}:{number}: holds zero bytes: this is no plain text")
        if len(line) > LONGEST_LINE:
            raise InputError(
                f"{name}:{number}: a line of over {LONGEST_LINE:,} characters: break it into paragraphs first"
            )
    return lines


def bitext(name: str) -> tuple[Text, Text, list[str]]:
    """Both sides of a bitext, sentence k with sentence k, and the ids. Raises InputError."""
    with open_input(name) as content:
        pairs = read_pairs(content, name)
    source = _text(name, [pair.source for pair in pairs], range(len(pairs)))
    target = _text(name, [pair.target for pair in pairs], range(len(pairs)))
    return source, target, [pair.id for pair in pairs]


def check(source: Text, target: Text, swapped: bool = False) -> list[str]:
    """Raise InputError where the two are not Arabic and English, saying what is wrong and what to do.

    `swapped`: they have been exchanged already, as was asked for. Gives notes on what is odd and no error: some
    sentences of a side are in the language that it should be in, most are not.
    """
    one = source.name == target.name
    match scripts_of(source.sentences, target.sentences):
        case Scripts.swapped if swapped:
            where = f"{source.name}: its source is" if one else f"{target.name} is the Arabic one and {source.name}"
            raise InputError(f"{where} {'Arabic' if one else 'the English'} already: leave out --swap")
        case Scripts.swapped if one:
            raise InputError(f"{source.name}: its source is English and its target Arabic: add --swap")
        case Scripts.swapped:
            raise InputError(
                f"swapped: {source.name} is the English one, {target.name} the Arabic: "
                "name them the other way round, or add --swap"
            )
        case Scripts.both_arabic if english := _number_in(target, arabic=False):
            return [f"{target.name}: only {english:,} of {len(target.sentences):,} sentences are in English"]
        case Scripts.both_arabic:
            where = f"{source.name}: both sides are" if one else f"{source.name} and {target.name} are both"
            raise InputError(f"{where} in Arabic: one must be English")
        case Scripts.both_foreign if arabic := _number_in(source, arabic=True):
            return [f"{source.name}: only {arabic:,} of {len(source.sentences):,} sentences are in Arabic"]
        case Scripts.both_foreign:
            where = f"{source.name}: neither side is" if one else f"neither {source.name} nor {target.name} is"
            raise InputError(f"{where} in Arabic: there is nothing to align")
    return []


def _number_in(text: Text, arabic: bool) -> int:
    return sum(is_arabic([sentence]) is arabic for sentence in text.sentences)


def _text(name: str, sentences: Sequence[str], places: Sequence[int]) -> Text:
    if not any(sentence.strip() for sentence in sentences):
        raise InputError(f"{name}: no text in it: there is nothing to align")
    return Text(name, tuple(sentences), places)


def _refuse_bitext(form: DocumentFormat, name: str) -> None:
    if form.name in BITEXTS:
        raise InputError(f"{name}: has both languages: give it alone, without a second file")
