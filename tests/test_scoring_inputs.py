"""Files in all their forms, and files that do not go together."""

import gzip
import io
import json
import lzma

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.bitext import SegmentPair
from align.mismatch import parting
from align.tables import TSV_HEADER, to_jsonl, to_tsv
from align.tmx import to_tmx
from align.xliff import to_xliff
from glossaries.errors import InputError
from mt.scoring.inputs import Side, equalise, read

PAIRS = [
    SegmentPair("1.1", "أهلا.", "Hello."),
    SegmentPair("1.2", "كيف\tالحال؟", "How\tis it?"),
    SegmentPair("3.1", "نعم", "Yes"),
]


def side(name: str, *texts: str) -> Side:
    return Side(name, list(texts), [], [], [])


def of(content: str | bytes, name: str, role="hypothesis") -> Side:
    return read(name, io.BytesIO(content if isinstance(content, bytes) else content.encode()), role)


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lzma.compress])
def test_text_is_lines_as_sacrebleu_reads_them(pack):
    found = of(pack("\ufeffone \u2028two\r\n\n three\x0c\n".encode()), "a.txt")
    assert found.texts == ["one \u2028two", "", " three"] and found.sources == []


def test_our_own_files_are_lines_again():
    made = {
        "a.jsonl": "".join(to_jsonl(pair) + "\n" for pair in PAIRS),
        "a.tsv": TSV_HEADER + "\n" + "".join(to_tsv(pair) + "\n" for pair in PAIRS),
        "a.tmx": "".join(to_tmx(PAIRS, "s", "1")),
    }
    for name, content in made.items():
        found = of(content, name)
        assert found.texts == ["Hello. How\tis it?", "", "Yes"], name
        assert found.sources == ["أهلا. كيف\tالحال؟", "", "نعم"] and found.ids == ["1", "2", "3"]
        assert of(content, name, "source").texts == found.sources
        assert of(content, name, "reference").texts == found.texts


def test_ids_of_others_are_ids_whatever_they_look_like():
    verses = [("2.255", "نعم", "Yes"), ("2.256", "لا", "No"), ("3.1", "هنا", "Here")]
    foreign = {
        "a.jsonl": "".join(json.dumps({"id": a, "ar": b, "en": c}) + "\n" for a, b, c in verses),
        "a.tsv": "id\tsource\ttarget\n" + "".join("\t".join(verse) + "\n" for verse in verses),
    }
    for name, content in foreign.items():
        found = of(content, name)
        assert found.texts == ["Yes", "No", "Here"] and found.ids == [a for a, *_ in verses], name
        assert equalise([found, side("ref", "1", "2", "3")]) == [found, side("ref", "1", "2", "3")]


def test_records_of_ours_with_foreign_ids_go_one_by_one_where_that_fits():
    made = of("".join(to_jsonl(SegmentPair(f"4.{k}", "نعم", "Yes")) + "\n" for k in (1, 2, 3)), "a.jsonl")
    assert made.texts == ["", "", "", "Yes Yes Yes"]
    first, _ = equalise([made, side("ref", "Yes", "Yes", "Yes")])
    assert first.texts == ["Yes"] * 3 and first.ids == ["4.1", "4.2", "4.3"]
    assert equalise([made, side("ref", "", "", "", "Yes")])[0].texts == made.texts


@pytest.mark.parametrize("name", ["standard input", "a.txt"])
def test_what_comes_without_an_ending_is_told_by_its_content(name):
    for content in (
        "".join(to_jsonl(pair) + "\n" for pair in PAIRS),
        TSV_HEADER + "\n" + "".join(to_tsv(pair) + "\n" for pair in PAIRS),
        "".join(to_tmx(PAIRS, "s", "1")),
        "".join(to_xliff(PAIRS, "t", "s", "1")),
    ):
        assert of(content, name).texts == ["Hello. How\tis it?", "", "Yes"]
    assert of('{"quoted": "line"}\n<tmx\n', name).texts == ['{"quoted": "line"}', "<tmx"]


def test_tables_by_header_or_by_position():
    assert of("document\treference\tsource\nd\tYes\tنعم\n", "a.tsv", "reference") == Side(
        "a.tsv", ["Yes"], ["نعم"], [], ["d"]
    )
    assert of("نعم\tYes\nلا\tNo\n", "a.tsv") == Side("a.tsv", ["Yes", "No"], ["نعم", "لا"], [], [])
    assert of("d\tنعم\tYes\n", "a.tsv.gz").documents == ["d"]
    assert of(json.dumps({"translation": "Yes", "document": "d"}), "a.jsonl").documents == ["d"]


def test_tmx_text_is_what_a_reader_sees():
    body = (
        '<tu tuid="7"><tuv xml:lang="AR-SA"><seg>نعم</seg></tuv><tuv lang="en-GB">'
        '<seg>Yes <bpt i="1">&lt;b></bpt>of <hi>course</hi><ept i="1">&lt;/b></ept> &amp;\n so</seg></tuv></tu>'
    )
    (text,), ids = (
        of(f"<?xml version='1.0'?><tmx><body>{body}</body></tmx>", "a.tmx").__getattribute__(k)
        for k in ("texts", "ids")
    )
    assert text == "Yes of course &  so" and ids == ["7"]


BOMB = '<!DOCTYPE t [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]><tmx><body>&b;</body></tmx>'
OUTSIDE = '<!DOCTYPE t [<!ENTITY a SYSTEM "file:///etc/passwd">]><tmx><body><tu><tuv xml:lang="en"><seg>&a;</seg></tuv></tu></body></tmx>'


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"", "a.txt", "empty"),
        (b"caf\xe9\n", "a.txt", "not UTF-8"),
        (b"\x1f\x8b\x08broken", "a.txt.gz", "broken archive"),
        (lzma.compress(b"a\n" * 999)[:40], "a.xz", "broken archive"),
        (b"{}\n", "a.jsonl", "a.jsonl:1: no hypothesis"),
        (b"{\n", "a.jsonl", "a.jsonl:1: not JSON"),
        (b"[1]\n", "a.jsonl", "no JSON object"),
        (b"a\tb\tc\td\n", "a.tsv", "no header"),
        (b"source\ttarget\na\tb\tc\n", "a.tsv", "a.tsv:2: 3 columns"),
        (b"<tmx><body>", "a.tmx", "not well-formed"),
        (b"<html/>", "a.tmx", "no TMX"),
        (BOMB.encode(), "a.tmx", "entities"),
        (OUTSIDE.encode(), "a.tmx", "entities"),
    ],
)
def test_bad_files_are_one_clear_line(content, name, why):
    with pytest.raises(InputError) as raised:
        of(content, name)
    assert why in str(raised.value) and str(raised.value).startswith(name) and "\n" not in str(raised.value)


LINES = [
    f"{' '.join(f'{word}{n}' for n in range(4 + k % 5))} in {100 * k} towns"
    for k, word in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
]
ARABIC = [
    f"{' '.join(f'{word}و{n}' for n in range(4 + k % 5))} في {100 * k} بلدة"
    for k, word in enumerate("ابتثجحخدذرزسشصضطظعغفقكلمنه")
]


@given(st.integers(0, 18), st.integers(1, 2), st.booleans())
def test_the_parting_is_found(at, lost, swapped):
    for whole in (LINES, ARABIC):
        shorter = whole[:at] + whole[at + lost :]
        found = parting(whole, shorter) if swapped else parting(shorter, whole)
        assert found == at


def test_where_files_part_is_said():
    with pytest.raises(
        InputError, match=r"hyp has 25 segments, ref has 26: they seem to part at segment 6: “G0.*beside “F0"
    ):
        equalise([side("ref", *LINES), side("hyp", *LINES[:5], *LINES[6:])])
    with pytest.raises(InputError, match=r"the first 20 seem to match, then hyp ends"):
        equalise([side("ref", *LINES), side("hyp", *LINES[:20])])


def test_blank_lines_at_the_end_are_no_difference():
    assert [each.texts for each in equalise([side("a", "x", "", ""), side("b", "y")])] == [["x", "", ""], ["y", "", ""]]
