import io
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from align.bitext import Bead, Finding, Link, SegmentPair, TermDecision
from align.pharaoh import from_beads, from_pharaoh, to_beads, to_pharaoh
from align.tables import TSV_HEADER, from_record, to_jsonl, to_tsv
from align.tmx import to_tmx
from align.writing import PairFormat, written
from align.xliff import to_xliff
from glossaries.arabic import Token, tokenise
from glossaries.errors import InputError
from mt.documents.bitext import read_pairs as read
from mt.documents.endings import written_as

PAIR = SegmentPair(
    "3.1", "ولاتشين هنا", "Lachin is here", tuple(tokenise("ولاتشين هنا")), tuple(tokenise("Lachin is here")),
    (Link(0, 0, 1.0), Link(1, 2, 0.8)),
    (TermDecision("لاتشين", "Lachin", (1, 7), (0, 6), "kept", "لاتشين → Lachin", "written by the model"),), -0.5,
)  # fmt: skip


def test_jsonl_has_the_whole_record():
    record = json.loads(to_jsonl(PAIR))
    assert record["id"] == "3.1" and record["score"] == -0.5
    assert record["source_tokens"] == ["ولاتشين", "هنا"] and record["target_tokens"] == ["Lachin", "is", "here"]
    assert record["links"] == [[0, 0], [1, 2]]
    (term,) = record["terms"]
    assert term["source_span"] == [1, 7] and term["target_span"] == [0, 6] and term["status"] == "kept"
    assert record["source"][1:7] == term["source"] and term["term"] == "لاتشين → Lachin"


def test_jsonl_carries_findings_and_risk():
    found = (Finding("negation", 0.9, (0, 2), None, "lost"), Finding("added", 0.25, None, (3, 5), "not in the Arabic"))
    pair = replace(PAIR, findings=found, risk=0.75)
    record = json.loads(to_jsonl(pair))
    assert record["risk"] == 0.75 and record["findings"][1]["target"] == [3, 5]
    assert from_record(record) == pair
    assert not {"risk", "findings"} & set(json.loads(to_jsonl(PAIR)))


def test_tsv_keeps_to_one_row_and_its_columns():
    row = to_tsv(SegmentPair("1.1", "أ\tب\\", "a\nb"))
    assert len(row.split("\t")) == len(TSV_HEADER.split("\t")) and "\n" not in row
    assert row.split("\t")[1] == "أ\\tب\\\\"


@given(st.lists(st.tuples(st.text(min_size=1), st.text(min_size=1)), max_size=4), st.text())
def test_tmx_parses_and_gives_the_texts_back(texts, signature):
    pairs = [SegmentPair(str(k), *each) for k, each in enumerate(texts)]
    root = etree.fromstring("".join(to_tmx(pairs, signature, "1")).encode("utf-8", "surrogatepass"))
    assert root.get("version") == "1.4" and root.find("header").get("srclang") == "ar"
    xml = "{http://www.w3.org/XML/1998/namespace}lang"
    read = [{tuv.get(xml): tuv.findtext("seg") for tuv in tu.iter("tuv")} for tu in root.iter("tu")]
    for got, pair in zip(read, pairs, strict=True):
        for language, text in (("ar", pair.source), ("en", pair.target)):
            if text.isprintable():
                assert got[language] == text


# The elements of the TMX 1.4b document type that a plain memory uses.
TMX_14B = """
<!ELEMENT tmx (header, body)> <!ATTLIST tmx version CDATA #FIXED "1.4">
<!ELEMENT header (note|prop|ude)*>
<!ATTLIST header creationtool CDATA #REQUIRED creationtoolversion CDATA #REQUIRED segtype (block|paragraph|sentence|phrase) #REQUIRED
  o-tmf CDATA #REQUIRED adminlang CDATA #REQUIRED srclang CDATA #REQUIRED datatype CDATA #REQUIRED o-encoding CDATA #IMPLIED>
<!ELEMENT note (#PCDATA)> <!ELEMENT ude EMPTY> <!ELEMENT prop (#PCDATA)> <!ATTLIST prop type CDATA #REQUIRED xml:lang CDATA #IMPLIED>
<!ELEMENT body (tu*)> <!ELEMENT tu ((note|prop)*, tuv+)> <!ATTLIST tu tuid CDATA #IMPLIED>
<!ELEMENT tuv ((note|prop)*, seg)> <!ATTLIST tuv xml:lang CDATA #REQUIRED> <!ELEMENT seg (#PCDATA)>
"""


def test_tmx_is_valid():
    root = etree.fromstring("".join(to_tmx([PAIR], "s", "1")).encode())
    assert etree.DTD(io.StringIO(TMX_14B)).validate(root)
    assert [prop.text for prop in root.iter("prop")][-1] == "لاتشين → Lachin (kept)"


@pytest.mark.parametrize("pair", [SegmentPair("1", "", "x"), SegmentPair("1", "س", "")])
def test_tmx_leaves_out_what_has_one_side_only(pair):
    assert "<tu " not in "".join(to_tmx([pair], "s", "1"))


# The elements of XLIFF 1.2 (transitional) that a plain bitext uses, in the order that its schema asks for.
XLIFF_12 = """
<!ELEMENT xliff (file)+> <!ATTLIST xliff version CDATA #FIXED "1.2" xmlns CDATA #REQUIRED xmlns:qantara CDATA #IMPLIED>
<!ELEMENT file (header?, body)>
<!ATTLIST file original CDATA #REQUIRED source-language CDATA #REQUIRED datatype CDATA #REQUIRED
  target-language CDATA #IMPLIED tool-id CDATA #IMPLIED>
<!ELEMENT header (note|tool)*> <!ELEMENT note (#PCDATA)> <!ATTLIST note from CDATA #IMPLIED>
<!ELEMENT tool EMPTY> <!ATTLIST tool tool-id CDATA #REQUIRED tool-name CDATA #REQUIRED tool-version CDATA #IMPLIED>
<!ELEMENT body (trans-unit)*> <!ELEMENT trans-unit (source, target?, note*)>
<!ATTLIST trans-unit id CDATA #REQUIRED resname CDATA #IMPLIED xml:space (default|preserve) #IMPLIED qantara:score CDATA #IMPLIED>
<!ELEMENT source (#PCDATA)> <!ATTLIST source xml:lang CDATA #IMPLIED>
<!ELEMENT target (#PCDATA)> <!ATTLIST target xml:lang CDATA #IMPLIED>
"""

ODD = st.text(
    st.one_of(
        st.sampled_from("لو \t\n\r\\<>&\"']\0\x1b\ufffe\u2028\x85\u200f"), st.characters(exclude_categories=["Cs"])
    )
)
SCORES = st.none() | st.floats(-9, 1)


@given(st.lists(st.builds(SegmentPair, ODD, ODD, ODD, score=SCORES), max_size=4), ODD, ODD)
def test_xliff_and_tmx_are_valid_whatever_is_in_them(pairs, title, signature):
    units = etree.fromstring("".join(to_xliff(pairs, title, signature, "1")).encode())
    assert etree.DTD(io.StringIO(XLIFF_12)).validate(units)
    ids = units.xpath("//*[local-name()='trans-unit']/@id")
    assert len(set(ids)) == len(ids) == len(pairs)
    assert etree.DTD(io.StringIO(TMX_14B)).validate(etree.fromstring("".join(to_tmx(pairs, signature, "1")).encode()))


def seen_by_xml(text):
    return re.sub("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text)


def back(form, pairs):
    """The pairs read back from what was written, as from a file."""
    text = "".join(written(form, pairs, "t", "s", "1"))
    return read(io.BytesIO(text.encode()), f"x.{form}")


@pytest.mark.parametrize("form", [PairFormat.tsv, PairFormat.jsonl, PairFormat.tmx, PairFormat.xliff])
@given(pairs=st.lists(st.builds(SegmentPair, ODD.filter(str.strip), ODD, ODD, score=SCORES), min_size=1, max_size=4))
def test_every_export_read_back_gives_the_same_pairs(form, pairs):
    if form is PairFormat.tmx:
        pairs = [pair for pair in pairs if pair.source and pair.target] or [PAIR]
    got = [(pair.id, pair.source, pair.target, pair.score) for pair in back(form, pairs)]
    xml = seen_by_xml if form in (PairFormat.tmx, PairFormat.xliff) else str
    assert got == [(*(xml(text) for text in (pair.id, pair.source, pair.target)), pair.score) for pair in pairs]


@st.composite
def whole_pairs(draw):
    """Pairs with tokens, links, terms and a bead."""
    texts = draw(ODD), draw(ODD)
    sides = [tuple(Token(found[0], *found.span()) for found in re.finditer(r"\w+|[^\w\s]", text)) for text in texts]
    links = set()
    if all(sides):
        ends = st.tuples(*(st.integers(0, len(side) - 1) for side in sides))
        links = draw(st.sets(ends, max_size=5))
    numbers = st.lists(st.integers(0, 99), max_size=3, unique=True).map(lambda found: tuple(sorted(found)))
    score = draw(st.floats(0, 1))
    bead = draw(st.none() | st.builds(Bead, numbers, numbers, st.just(score)))
    term = TermDecision(*texts, (0, len(texts[0])), draw(st.none() | st.just((0, len(texts[1])))), "kept", "a → b", "")
    found = tuple(Link(*link, 0.5) for link in sorted(links))
    return SegmentPair("1", *texts, *sides, found, draw(st.sampled_from([(), (term,)])), score, bead)


@given(st.lists(whole_pairs(), min_size=1, max_size=3))
def test_jsonl_loses_nothing(pairs):
    assert back(PairFormat.jsonl, pairs) == pairs


@given(whole_pairs())
def test_pharaoh_and_beads_lines_come_back(pair):
    line = to_pharaoh(pair)
    words = [re.findall(r"\S+", text) for text in (pair.source, pair.target)]
    links = from_pharaoh(line, "x:1")
    assert all(i < len(words[0]) and j < len(words[1]) for i, j in links) and links == sorted(set(links))
    assert bool(links) == bool(pair.links) and "\n" not in line
    if pair.bead:
        assert from_beads(to_beads(pair), "x:1")[:2] == pair.bead[:2]


def test_pharaoh_counts_white_space_words():
    assert to_pharaoh(PAIR) == "0-0 1-2"
    marks = replace(
        PAIR, source="هنا، هنا.", source_tokens=tuple(tokenise("هنا، هنا.")), links=(Link(1, 0, 1), Link(3, 2, 1))
    )
    assert to_pharaoh(marks) == "0-0 1-2"


def test_beads_are_written_as_vecalign_reads_them():
    assert to_beads(replace(PAIR, bead=Bead((0,), (0, 1), 0.5))) == "[0]:[0, 1]"
    assert from_beads("[3, 4]:[]:0.25", "x:1") == Bead((3, 4), (), 0.25)
    assert from_pharaoh("0-1 2p3", "x:1") == [(0, 1), (2, 3)]


@pytest.mark.parametrize(
    ("reader", "line"), [(from_pharaoh, "0-0 1"), (from_pharaoh, "-1-2"), (from_beads, "0:0"), (from_beads, "")]
)
def test_lines_that_are_none_are_named(reader, line):
    with pytest.raises(InputError, match="x:9: "):
        reader(line, "x:9")


@pytest.mark.parametrize("form", PairFormat)
def test_every_format_is_told_by_its_ending(form):
    assert written_as(Path(f"a.{form}"), None, list(PairFormat)) == form
    assert written_as(Path("a.xlf"), None, list(PairFormat)) == PairFormat.xliff
    assert written_as(Path("a.txt"), None, list(PairFormat)) is None
    assert "".join(written(form, [PAIR], "t", "s", "1"))


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", " ="])
def test_guarded_tables_hold_no_formula(begins):
    pair = SegmentPair("1", f"{begins}نعم", f"{begins}cmd|' /C calc'!A0", score=-0.5)
    plain, guarded = (
        [*written(PairFormat.tsv, [pair], "t", "s", "v", guarded=on)][1].split("\t") for on in (False, True)
    )
    assert plain[1:3] == [pair.source, pair.target]
    assert guarded[1:4] == ["'" + pair.source, "'" + pair.target, "-0.5"]
