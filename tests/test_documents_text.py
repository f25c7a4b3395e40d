import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.bitext import SegmentPair
from glossaries.errors import InputError
from mt.documents.formats.plain import LONGEST_LINE, check, read
from mt.documents.model.document import ReadOptions
from tests.documents import same

ANY = ReadOptions()


@given(st.lists(st.text(st.sampled_from("اب تث.؟!\r\t ،xY"), max_size=20), max_size=8), st.integers(1, 5))
def test_segments_and_gaps_give_the_text_back(lines, block):
    text = "\n".join(lines) or "\n"
    documents = list(read(io.BytesIO(text.encode()), "x", ANY, block))
    assert same(documents).decode() == text
    assert len({id_ for d in documents for id_ in d.ids}) == sum(len(d.ids) for d in documents)


def test_ids_are_line_and_sentence():
    (document,) = read(io.BytesIO("\nنعم. لا.\n  مرحبا؟لا\n".encode()), "x", ANY)
    found = list(zip(document.ids, document.segments, strict=True))
    assert found == [("2.1", "نعم."), ("2.2", "لا."), ("3.1", "مرحبا؟"), ("3.2", "لا")]
    english = ["Yes.", "No.", "Hello?", "No"]
    pairs = [SegmentPair(id_, source, target) for (id_, source), target in zip(found, english, strict=True)]
    assert document.restore(pairs) == b"\nYes. No.\n  Hello? No\n"


def test_the_file_stays_open_and_a_byte_order_mark_is_no_text():
    content = io.BytesIO("\ufeffنعم\n".encode())
    assert check(content, "x")
    content.seek(0)
    assert next(read(content, "x", ANY)).segments == ("نعم",)
    assert not content.closed


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("سلام\n".encode("cp1256"), "not UTF-8 at byte 0"),
        ("سلام\n".encode() * 3 + b"\xff", "not UTF-8 at byte 27"),
        ("سلام".encode()[:-1], "cut"),
        ("سلام\0".encode(), "zero bytes"),
        ("سلام\n".encode() + "ا".encode() * (LONGEST_LINE + 1), "x:2: a line of over"),
    ],
)
def test_what_is_no_text_is_named(content, why):
    with pytest.raises(InputError, match=why):
        list(read(io.BytesIO(content), "x", ReadOptions()))


def test_a_bad_byte_is_counted_from_the_start_of_the_file():
    content = ("ا" * (1 << 19) + "\n" + "ب" * (1 << 19)).encode()
    with pytest.raises(InputError, match=f"byte {len(content)}:"):
        check(io.BytesIO(content + b"\xff\n"), "x")


@pytest.mark.parametrize(("text", "arabic"), [("", False), ("x\n", False), ("x\n\nب", True), ('"\\u0646"', True)])
def test_whether_there_is_arabic_is_seen_on_the_way(text, arabic):
    assert check(io.BytesIO(text.encode()), "x") is arabic
