import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossaries.errors import InputError
from mt.documents.text import LONGEST_LINE, check, read, reopen


@given(st.lists(st.text(st.sampled_from("اب تث.؟!\r\t ،xY"), max_size=20), max_size=8), st.integers(1, 5))
def test_segments_and_gaps_give_the_text_back(lines, block):
    content = io.BytesIO("\n".join(lines).encode())
    documents = list(read(reopen(content), block))
    assert "".join(d.restore(d.segments) for d in documents) == "\n".join(lines)
    assert len({id_ for d in documents for id_ in d.ids}) == sum(len(d.ids) for d in documents)


def test_ids_are_line_and_sentence():
    (document,) = read(io.StringIO("\nنعم. لا.\n  مرحبا\n"))
    assert list(zip(document.ids, document.segments, strict=True)) == [
        ("2.1", "نعم."),
        ("2.2", "لا."),
        ("3.1", "مرحبا"),
    ]
    assert document.restore(["Yes.", "No.", "Hello"]) == "\nYes. No.\n  Hello\n"


def test_a_byte_order_mark_is_no_text():
    content = io.BytesIO("\ufeffنعم\n".encode())
    assert check(content, "x") == 1
    assert next(read(reopen(content))).segments == ("نعم",)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"Only English here.\n", "no Arabic"),
        ("سلام\n".encode("cp1256"), "not UTF-8 at byte 0"),
        ("سلام\n".encode() * 3 + b"\xff", "not UTF-8 at byte 27"),
        ("سلام".encode()[:-1], "cut"),
        ("سلام\0".encode(), "zero bytes"),
        ("سلام\n".encode() + "ا".encode() * (LONGEST_LINE + 1), "x:2: a line of over"),
    ],
)
def test_what_is_no_arabic_text_is_named(content, why):
    with pytest.raises(InputError, match=why):
        check(io.BytesIO(content), "x")


def test_a_bad_byte_is_counted_from_the_start_of_the_file():
    content = ("ا" * (1 << 19) + "\n" + "ب" * (1 << 19)).encode()
    with pytest.raises(InputError, match=f"byte {len(content)}:"):
        check(io.BytesIO(content + b"\xff\n"), "x")


def test_lines_are_counted_with_or_without_a_last_line_feed():
    assert check(io.BytesIO("ا\n\nب".encode()), "x") == check(io.BytesIO("ا\n\nب\n".encode()), "x") == 3
