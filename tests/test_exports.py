import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from align.bitext import Link, SegmentPair, TermDecision
from align.tables import TSV_HEADER, to_jsonl, to_tsv
from align.tmx import to_tmx
from glossaries.arabic import tokenise

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


def test_tmx_is_valid(tmp_path):
    import io

    root = etree.fromstring("".join(to_tmx([PAIR], "s", "1")).encode())
    assert etree.DTD(io.StringIO(TMX_14B)).validate(root)
    assert [prop.text for prop in root.iter("prop")][-1] == "لاتشين → Lachin (kept)"


@pytest.mark.parametrize("pair", [SegmentPair("1", "", "x"), SegmentPair("1", "س", "")])
def test_tmx_leaves_out_what_has_one_side_only(pair):
    assert "<tu " not in "".join(to_tmx([pair], "s", "1"))
