"""Glossaries as TBX (ISO 30042), dialects Core and Basic, in and out.

Read: the `conceptEntry` of 2019 and the `termEntry` of 2008, with data categories as attributes (DCA) or as
elements (DCT). Of an entry's Arabic and English terms the preferred one, or else the first, is the term; the
others are variants. `subjectField` is the type, `note` the note, `source` the origin. A document type declaration
is refused, and with it every entity: nothing outside the file is looked at.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NoReturn
from xml.parsers import expat

from glossaries.errors import GlossaryError
from glossaries.glossary import Glossary
from glossaries.languages import language_of
from glossaries.rows import Parsed, Problem, Row, parse
from glossaries.xml import xml_text

_ENTRIES = ("conceptEntry", "termEntry")
_LANGUAGES = ("langSec", "langSet")
_TERMS = ("termSec", "tig", "ntig")
_XML_LANG = "http://www.w3.org/XML/1998/namespace lang"
_CATEGORIES = ("subjectField", "administrativeStatus", "source", "note")


class Dialect(StrEnum):
    """What may stand beside a term: in Core only notes."""

    basic = "TBX-Basic"
    core = "TBX-Core"


@dataclass(slots=True)
class _Spoken:
    """A term of an entry as it is read."""

    language: str
    text: str = ""
    status: str = ""


@dataclass(slots=True)
class _Entry:
    line: int
    terms: list[_Spoken] = field(default_factory=list)
    cells: dict[str, str] = field(default_factory=dict)


def parse_tbx(data: bytes, name: str) -> Parsed:
    """The terms of a TBX file. An entry without an Arabic and an English term is a problem.

    Raises GlossaryError for a file that is no TBX or no well-formed XML, or that has a document type declaration.
    """
    reader = _Reader(name)
    try:
        reader.parser.Parse(data, True)
    except expat.ExpatError as error:
        raise GlossaryError(f"{name}:{error.lineno}: not well-formed XML: {expat.ErrorString(error.code)}") from None
    except (LookupError, ValueError):
        raise GlossaryError(f"{name}: names an encoding that cannot be read: save it as UTF-8") from None
    return parse(reader.rows, name)


class _Reader:
    """Handlers that gather entries. Namespaces do not count: categories are known by their local names."""

    def __init__(self, name: str):
        self.name = name
        self.rows: list[Row | Problem] = []
        self.parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        self._depth = 0
        self._entry: _Entry | None = None
        self._language = ""
        self._text: list[str] | None = None
        self._category = ""

    def _refuse(self, *_: object) -> NoReturn:
        raise GlossaryError(
            f"{self.name}:{self.parser.CurrentLineNumber}: has a document type declaration, which is not read: "
            "remove the lines from <!DOCTYPE to its end"
        )

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(" ")[2]
        self._depth += 1
        if self._depth == 1 and tag not in ("tbx", "martif", "TBX"):
            raise GlossaryError(f"{self.name}:{self.parser.CurrentLineNumber}: not TBX: the root element is {tag}")
        if tag in _ENTRIES:
            self._entry = _Entry(self.parser.CurrentLineNumber)
        if self._entry is None:
            return
        if tag in _LANGUAGES:
            self._language = language_of(attributes.get(_XML_LANG, attributes.get("lang", "")))
        elif tag in _TERMS:
            self._entry.terms.append(_Spoken(self._language))
        category = attributes.get("type", tag) if tag != "term" else "term"
        if category == "term" or category in _CATEGORIES:
            self._category, self._text = category, []

    def _data(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _end(self, tag: str) -> None:
        self._depth -= 1
        tag = tag.rpartition(" ")[2]
        entry = self._entry
        if entry is None:
            return
        if tag in _ENTRIES:
            self.rows.append(_row(entry))
            self._entry = None
        elif tag in _LANGUAGES:
            self._language = ""
        elif self._text is not None and (tag in ("term", "descrip", "admin", "termNote") or tag in _CATEGORIES):
            text = " ".join("".join(self._text).split())
            if self._category == "term":
                if not entry.terms:
                    entry.terms.append(_Spoken(self._language))
                entry.terms[-1].text = text
            elif self._category == "administrativeStatus":
                if entry.terms:
                    entry.terms[-1].status = text
            else:
                entry.cells.setdefault(self._category, text)
            self._text = None


def _row(entry: _Entry) -> Row | Problem:
    arabic, english = (_preferred_first(entry, language) for language in ("ar", "en"))
    if not arabic or not english:
        return Problem(entry.line, f"the entry has no {'English' if arabic else 'Arabic'} term")
    cells = {
        "source": arabic[0],
        "target": english[0],
        "variants": " | ".join((*arabic[1:], *english[1:])),
        "type": entry.cells.get("subjectField", ""),
        "note": entry.cells.get("note", ""),
        "origin": entry.cells.get("source", ""),
    }
    return Row(entry.line, cells)


def _preferred_first(entry: _Entry, language: str) -> list[str]:
    """The entry's terms in a language. Deprecated ones come last: they are still recognised."""

    def rank(term: _Spoken) -> int:
        if term.status.startswith(("deprecated", "superseded")):
            return 2
        return 0 if term.status.startswith("preferred") else 1

    terms = [term for term in entry.terms if term.language == language and term.text]
    return [term.text for term in sorted(terms, key=rank)]


def to_tbx(glossary: Glossary, dialect: Dialect = Dialect.basic) -> Iterator[str]:
    """The lines of a TBX file of 2019 (DCA style).

    It has no place for the columns `match` and `priority`; Core has none for type and origin either.
    """
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<tbx type="{dialect}" style="dca" xml:lang="ar" xmlns="urn:iso:std:iso:30042:ed-2">\n'
    yield f"<tbxHeader><fileDesc><sourceDesc><p>{xml_text(glossary.name)}</p></sourceDesc></fileDesc></tbxHeader>\n"
    yield "<text><body>\n"
    for number, term in enumerate(glossary.terms, 1):
        yield f'<conceptEntry id="c{number}">\n'
        if dialect is Dialect.basic:
            if term.type:
                yield f'  <descrip type="subjectField">{xml_text(term.type)}</descrip>\n'
            if term.origin:
                yield f'  <admin type="source">{xml_text(term.origin)}</admin>\n'
        if term.note:
            yield f"  <note>{xml_text(term.note)}</note>\n"
        for language, forms in (("ar", term.sources), ("en", term.targets)):
            yield f'  <langSec xml:lang="{language}">\n'
            for place, form in enumerate(forms):
                status = f"{'preferred' if place == 0 else 'admitted'}Term-admn-sts"
                note = f'<termNote type="administrativeStatus">{status}</termNote>'
                yield f"    <termSec><term>{xml_text(form)}</term>{note if dialect is Dialect.basic else ''}</termSec>\n"
            yield "  </langSec>\n"
        yield "</conceptEntry>\n"
    yield "</body></text>\n</tbx>\n"
