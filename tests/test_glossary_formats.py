"""CSV and TBX: read, written, refused."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossaries.errors import GlossaryError
from glossaries.files import load, parse_file, write
from glossaries.glossary import Glossary, Term
from glossaries.tables import parse_csv, parse_tsv, to_csv, to_tsv
from glossaries.tbx import Dialect, parse_tbx, to_tbx

V2 = """<?xml version="1.0"?>
<martif type="TBX-Basic" xml:lang="en"><text><body>
<termEntry id="1">
  <descrip type="subjectField">place</descrip><note>a  town</note>
  <langSet xml:lang="en-GB"><tig><term>Lachin</term></tig></langSet>
  <langSet xml:lang="ar"><ntig><termGrp><term>لاچين</term></termGrp></ntig>
    <tig><term>لاتشين</term><termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></tig></langSet>
  <langSet xml:lang="de"><tig><term>Latschin</term></tig></langSet>
</termEntry>
<termEntry id="2"><langSet xml:lang="ar"><tig><term>باكو</term></tig></langSet></termEntry>
</body></text></martif>
"""
DCT = """<tbx type="TBX-Basic" style="dct" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"
 xmlns:min="http://www.tbxinfo.net/ns/min" xmlns:basic="http://www.tbxinfo.net/ns/basic"><text><body>
<conceptEntry id="c1"><min:subjectField>place</min:subjectField>
<langSec xml:lang="ar"><termSec><term>باكو</term><min:administrativeStatus>preferredTerm-admn-sts</min:administrativeStatus></termSec></langSec>
<langSec xml:lang="en"><termSec><term>Bakou</term><min:administrativeStatus>deprecatedTerm-admn-sts</min:administrativeStatus></termSec>
<termSec><term>Baku</term><basic:source>an atlas</basic:source></termSec></langSec>
</conceptEntry></body></text></tbx>
"""


def test_tbx_of_2008():
    parsed = parse_tbx(V2.encode(), "x.tbx")
    assert parsed.terms == (Term("لاتشين", "Lachin", ("لاچين",), (), "place", "a town"),)
    assert parsed.problems == () and parsed.notes == ("1 entry has no English term: left out",)


def test_tbx_of_2019_with_categories_as_elements_in_utf_16():
    for data in (DCT.encode(), ('<?xml version="1.0" encoding="UTF-16"?>' + DCT).encode("utf-16")):
        assert parse_tbx(data, "x").terms == (
            Term("باكو", "Baku", (), (), "place", "", "an atlas", forbidden=("Bakou",)),
        )


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (f'<!DOCTYPE martif [<!ENTITY l0 "ha">{LAUGHS}]>\n<martif>&l9;</martif>', "x:1: defines entities"),
        ('\n<!DOCTYPE martif SYSTEM "http://127.0.0.1:9/a.dtd"><martif>&a;</martif>', "x:2: &a; stands in it"),
        ('<!DOCTYPE m [<!ENTITY f SYSTEM "file:///etc/passwd">]><martif>&f;</martif>', "defines entities"),
        ('<!DOCTYPE m [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]><martif/>', "defines entities"),
        ("<martif>&nothing;</martif>", "x:1: not well-formed XML: undefined entity"),
        ("<martif>\n<text>", "x:2: not well-formed XML: no element found"),
        ("<html/>", "x:1: not TBX: the root element is html"),
        ("", "not well-formed XML"),
    ],
)  # fmt: skip
def test_tbx_that_is_refused(data, why):
    with pytest.raises(GlossaryError, match=why):
        parse_tbx(data.encode(), "x")


CELL = (
    st.text(st.sampled_from("aB é'\"<&>;,-"), min_size=1, max_size=8)
    .map(lambda text: " ".join(text.split()))
    .filter(len)
)
ARABIC = st.text(st.sampled_from("لاتشين قرهُ"), max_size=8).map(lambda text: "م" + " ".join(text.split()))
TERM = st.builds(
    Term,
    ARABIC,
    CELL,
    st.lists(ARABIC, max_size=2).map(tuple),
    st.lists(CELL, max_size=2).map(tuple),
    st.sampled_from(["", "place", "common"]),
    st.just("") | CELL,
    st.just("") | CELL,
    st.sampled_from(["", "exact", "name", "always"]),
    st.integers(-2, 9),
    st.lists(CELL, max_size=2).map(tuple),
).filter(lambda term: not {*term.forbidden} & {term.target, *term.target_variants} and _once(term.forbidden))


def _once(forms):
    return len(forms) == len(set(forms))


@given(st.lists(TERM, max_size=4).map(tuple))
def test_what_is_written_reads_back_the_same(terms):
    glossary = Glossary("g", terms)
    assert parse_tsv("".join(to_tsv(glossary)), "x").sound().terms == terms
    assert parse_csv("".join(to_csv(glossary)), "x").sound().terms == terms
    kept = tuple(replace(term, match="", priority=0) for term in terms)
    assert parse_tbx("".join(to_tbx(glossary)).encode(), "x").sound().terms == kept
    core = tuple(replace(term, type="", origin="", forbidden=()) for term in kept)
    assert parse_tbx("".join(to_tbx(glossary, Dialect.core)).encode(), "x").sound().terms == core


def test_csv_with_semicolons_quotes_and_line_breaks():
    text = 'source;target;note\r\nلاتشين;"Lachin";"a ""town""\r\nin the west"\r\n;x\r\n# comment\r\nباكو;Baku;a;b\r\n'
    parsed = parse_csv(text, "x")
    assert [(term.source, term.target) for term in parsed.terms] == [("لاتشين", "Lachin")]
    assert [problem.line for problem in parsed.problems] == [4, 6]
    assert "not CSV" in parse_csv('لاتشين,"Lach', "x").problems[0].why


@pytest.mark.parametrize("name", ["g.csv", "g.tsv", "g.tbx", "g.xml"])
def test_files_of_every_format(tmp_path, name):
    glossary = load("karabakh")
    (tmp_path / name).write_text("".join(write(glossary, Path(name))), encoding="utf-8")
    assert load(str(tmp_path / name)).terms == glossary.terms
    bare = tmp_path / "glossary"
    bare.write_bytes((tmp_path / name).read_bytes())
    assert load(str(bare)).terms == glossary.terms


def test_endings_and_contents_that_are_not_known(tmp_path):
    with pytest.raises(GlossaryError, match="unknown ending"):
        write(load("karabakh"), Path("x.docx"))
    (tmp_path / "g.tsv").write_bytes(b"\0\0")
    with pytest.raises(GlossaryError, match="NUL"):
        parse_file(str(tmp_path / "g.tsv"))
    with pytest.raises(GlossaryError, match="cannot be read"):
        parse_file(str(tmp_path))


def test_fifty_thousand_rows_with_a_hundred_broken_ones():
    letters = "بتثجحخدرزسشصضطعغ"
    rows = []
    for number in range(50_000):
        name = "م" + "".join(letters[number >> shift & 15] for shift in (12, 8, 4, 0)) + "اب"
        rows.append(f"{name}\t" if number % 500 == 7 else f"{name}\tName {number}")
    parsed = parse_tsv("\n".join(rows), "big.tsv")
    assert len(parsed.terms) == 49_900 and len(parsed.problems) == 100
    with pytest.raises(GlossaryError) as error:
        parsed.sound()
    lines = str(error.value).splitlines()
    assert len(lines) == 100 and all(": no target for م" in line for line in lines)
    assert lines[1].startswith("big.tsv:508: ")


def test_columns_match_and_priority_are_checked():
    parsed = parse_tsv(
        "source\ttarget\tmatch\tpriority\nباكو\tBaku\tEXACT\t-2\nباكو\tBaku\tfuzzy\nباكو\tBaku\t\tx", "x"
    )
    assert parsed.terms == (Term("باكو", "Baku", match="exact", priority=-2),)
    assert "'fuzzy'" in parsed.problems[0].why and "no whole number" in parsed.problems[1].why


def test_what_is_kept_needs_no_target_and_no_arabic():
    assert parse_tsv("SpaceX\t\t\tkeep", "x").sound().terms == (Term("SpaceX", "SpaceX", type="keep"),)
