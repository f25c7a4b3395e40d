"""Glossaries as TBX (ISO 30042), in all its dialects, and as MultiTerm XML: in; dialects Core and Basic out.

Read: the `conceptEntry` of 2019 and the `termEntry` of 2008 and of MARTIF, with data categories as attributes (DCA) or
as elements (DCT), the `entry` of TBX-Min, the `conceptGrp` of MultiTerm. Of an entry's Arabic and English terms the
preferred one, or else the first, is the term; the others are variants, and those that are forbidden, deprecated,
superseded, obsolete or not recommended are forbidden ones. `subjectField` is the type, `note` the note, `source` the
origin. A document type may be declared; nothing outside the file is looked at, and a file that defines entities is
refused.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from xml.parsers import expat

from glossaries.errors import GlossaryError
from glossaries.glossary import Glossary
from glossaries.languages import language_of
from glossaries.rows import Parsed, Problem, Row, parse
from glossaries.xml import xml_text

_ROOTS = ("tbx", "martif", "mtf")
_ENTRIES = ("conceptentry", "termentry", "conceptgrp", "entry")
_LANGUAGES = ("langsec", "langset", "languagegrp", "langgroup")
_TERMS = ("termsec", "tig", "ntig", "termgrp", "termgroup")
"""Elements of entries, of languages in them, and of terms in these, in small letters: `termGrp` may stand in `ntig`."""
_XML_LANG = "http://www.w3.org/XML/1998/namespace lang"
_CELLS = {"subjectfield": "type", "subject": "type", "note": "note", "source": "origin"}
"""The column of each category of an entry."""
_STATUS = ("administrativestatus", "normativeauthorization", "termstatus", "usagestatus", "status")
_PREFERRED = frozenset(["preferred", "approved", "recommended", "standardized"])
_FORBIDDEN = frozenset(
    [
        *(
            "forbidden",
            "prohibited",
            "banned",
            "rejected",
            "deprecated",
            "obsolete",
            "superseded",
            "outdated",
            "archaic",
        ),
        *("notrecommended", "nonrecommended", "notpreferred", "notallowed", "notapproved", "donotuse", "avoid"),
    ]
)
_YES = frozenset(["true", "yes", "1"])


class Dialect(StrEnum):
    """What may stand beside a term: in Core only notes."""

    basic = "TBX-Basic"
    core = "TBX-Core"


@dataclass(slots=True)
class _Spoken:
    """A term of an entry as it is read. `rank`: 0 for a preferred one, 1, and 2 for one that must not be used."""

    language: str
    text: str = ""
    rank: int = 1


@dataclass(slots=True)
class _Entry:
    line: int
    terms: list[_Spoken] = field(default_factory=list)
    cells: dict[str, str] = field(default_factory=dict)


def parse_tbx(data: bytes, name: str) -> Parsed:
    """The terms of a TBX file. How many entries have no Arabic or no English term stands in the notes.

    Raises GlossaryError for a file that is no TBX or no well-formed XML, that defines entities, or in which no entry
    has both languages.
    """
    reader = _Reader(name)
    try:
        reader.parser.Parse(data, True)
    except expat.ExpatError as error:
        raise GlossaryError(f"{name}:{error.lineno}: not well-formed XML: {expat.ErrorString(error.code)}") from None
    except (LookupError, ValueError):
        raise GlossaryError(f"{name}: names an encoding that cannot be read: save it as UTF-8") from None
    if reader.lacking and not reader.rows:
        raise GlossaryError(f"{name}: no entry has both an Arabic and an English term")
    return parse(reader.rows, name, notes=tuple(_lacking(reader.lacking)))


def _lacking(lacking: Counter[str]) -> Iterator[str]:
    for what, count in lacking.items():
        yield f"{count:,} {'entry has' if count == 1 else 'entries have'} no {what}: left out"


class _Reader:
    """Handlers that gather entries. Namespaces and case do not count: categories are known by their local names."""

    def __init__(self, name: str):
        self.name = name
        self.rows: list[Row | Problem] = []
        self.lacking: Counter[str] = Counter()
        self.parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.EntityDeclHandler = self._refuse
        parser.SkippedEntityHandler = self._skipped
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        self._begun = False
        self._entry: _Entry | None = None
        self._language = ""
        self._term: _Spoken | None = None
        self._inside = 0
        self._text: list[str] | None = None
        self._category = ""

    def _refuse(self, *_: object) -> None:
        raise GlossaryError(f"{self.name}:{self.parser.CurrentLineNumber}: defines entities, which TBX does not need")

    def _skipped(self, entity: str, _: object) -> None:
        line = self.parser.CurrentLineNumber
        raise GlossaryError(f"{self.name}:{line}: &{entity}; stands in it, and it does not say for what")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(" ")[2]
        if not self._begun and tag.lower() not in _ROOTS:
            raise GlossaryError(f"{self.name}:{self.parser.CurrentLineNumber}: not TBX: the root element is {tag}")
        self._begun = True
        tag = tag.lower()
        if tag in _ENTRIES:
            self._entry = _Entry(self.parser.CurrentLineNumber)
        if self._entry is None:
            return
        if tag in _LANGUAGES or tag == "language":  # MultiTerm has the language in an element of its own
            said = attributes.get(_XML_LANG) or attributes.get("lang") or attributes.get("type", "")
            self._language = language_of(said) or self._language * (tag == "language")
        elif tag in _TERMS:
            self._inside += 1
            if self._inside == 1:
                self._begin_term()
        elif tag == "term":
            if not self._inside:
                self._begin_term()
            self._category, self._text = tag, []
        else:
            category = attributes.get("type", tag).replace(" ", "").lower()
            if category in _CELLS or category in _STATUS or category in _FORBIDDEN or category in _PREFERRED:
                self._category, self._text = category, []

    def _begin_term(self) -> None:
        if self._entry:
            self._term = _Spoken(self._language)
            self._entry.terms.append(self._term)

    def _data(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _end(self, tag: str) -> None:
        tag = tag.rpartition(" ")[2].lower()
        if self._entry is None:
            return
        if tag in _ENTRIES:
            self._add(self._entry)
            self._entry = None
        elif tag in _LANGUAGES:
            self._language = ""
        elif tag in _TERMS:
            self._inside -= 1
            self._term = self._term if self._inside else None
        elif self._text is not None:
            self._close(self._entry, " ".join("".join(self._text).split()))
            self._text = None

    def _close(self, entry: _Entry, text: str) -> None:
        """An element with a text of its own ends."""
        if self._category in _CELLS:
            entry.cells.setdefault(_CELLS[self._category], text)
        elif self._term is None:
            return
        elif self._category == "term":
            self._term.text = text
        else:
            said = self._category if text.lower() in _YES else _plain(text) if self._category in _STATUS else ""
            if said in _FORBIDDEN:
                self._term.rank = 2
            elif said in _PREFERRED and self._term.rank == 1:
                self._term.rank = 0

    def _add(self, entry: _Entry) -> None:
        arabic, english = (
            [term for term in entry.terms if term.language == each and term.text] for each in ("ar", "en")
        )
        if not arabic:
            self.lacking["Arabic term"] += 1
        elif all(term.rank == 2 for term in english):
            self.lacking["English term that may be used" if english else "English term"] += 1
        else:
            self.rows.append(_row(entry, arabic, english))


def _plain(status: str) -> str:
    """A status without what dialects vary: `deprecatedTerm-admn-sts`, `Deprecated`, `deprecatedTerm`."""
    letters = "".join(filter(str.isalpha, status.lower())).removesuffix("admnsts")
    return letters.removesuffix("term")


def _row(entry: _Entry, arabic: list[_Spoken], english: list[_Spoken]) -> Row:
    sources = [term.text for term in sorted(arabic, key=lambda term: term.rank)]
    targets = [term.text for term in sorted(english, key=lambda term: term.rank) if term.rank < 2]
    cells = {
        "source": sources[0],
        "target": targets[0],
        "variants": " | ".join((*sources[1:], *targets[1:])),
        "forbidden": " | ".join(term.text for term in english if term.rank == 2 and term.text not in targets),
    }
    return Row(entry.line, entry.cells | cells)


def to_tbx(glossary: Glossary, dialect: Dialect = Dialect.basic) -> Iterator[str]:
    """The lines of a TBX file of 2019 (DCA style).

    It has no place for the columns `match` and `priority`; Core has none for type, origin and forbidden forms either.
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
        english = term.targets if dialect is Dialect.basic else (term.target, *term.target_variants)
        for language, forms in (("ar", term.sources), ("en", english)):
            yield f'  <langSec xml:lang="{language}">\n'
            for place, form in enumerate(forms):
                rank = "preferred" if place == 0 else "deprecated" if form in term.forbidden else "admitted"
                note = f'<termNote type="administrativeStatus">{rank}Term-admn-sts</termNote>'
                yield f"    <termSec><term>{xml_text(form)}</term>{note if dialect is Dialect.basic else ''}</termSec>\n"
            yield "  </langSec>\n"
        yield "</conceptEntry>\n"
    yield "</body></text>\n</tbx>\n"
