"""Documents of many jobs through one stream of segments."""

from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from align.bitext import SegmentPair
from glossaries.errors import InputError
from mt.jobs.stream import stream


class Sheet:
    def __init__(self, *segments: str):
        self.segments = self.marked = segments
        self.ids = tuple(str(k) for k in range(len(segments)))


def in_windows(size):
    def translate(segments):
        waiting = iter(segments)
        before = []
        while batch := list(islice(waiting, size)):
            yield from before
            before = [SegmentPair(id_, text, text.upper()) for id_, text in batch]
        yield from before

    return translate


@given(st.lists(st.lists(st.lists(st.text(max_size=3), max_size=4), max_size=3), max_size=6), st.integers(1, 7))
def test_every_document_comes_back_once_in_order_with_its_own_pairs(jobs, size):
    sheets = [(key, [Sheet(*segments) for segments in documents]) for key, documents in enumerate(jobs)]
    parts = list(stream(sheets, in_windows(size)))
    assert [(part.key, part.document) for part in parts] == [(key, sheet) for key, group in sheets for sheet in group]
    for part in parts:
        assert [(pair.id, pair.source) for pair in part.pairs] == list(
            zip(part.document.ids, part.document.segments, strict=True)
        )


def test_a_job_that_breaks_off_does_not_stop_the_others():
    def broken():
        yield Sheet("a", "b")
        raise InputError("cut")

    parts = list(stream([("x", broken()), ("y", [Sheet("c")])], in_windows(2)))
    assert [(part.key, len(part.pairs), str(part.error or "")) for part in parts] == [
        ("x", 2, ""),
        ("x", 0, "cut"),
        ("y", 1, ""),
    ]


def test_no_more_is_read_than_is_under_way():
    read = []

    def jobs():
        for key in range(1000):
            read.append(key)
            yield key, [Sheet("a", "b")]

    for count, _ in enumerate(stream(jobs(), in_windows(4)), 1):
        assert len(read) <= count + 4
