"""The translation memory: what goes in comes out, and a file that is none is refused."""

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.bitext import Link, SegmentPair, TermDecision
from glossaries.arabic import tokenise
from glossaries.errors import InputError, OutputError
from mt.pipeline.memory import CORRECTED, Memory


@st.composite
def pairs(draw):
    source, target = draw(st.text(min_size=1)), draw(st.text())
    sources, targets = tuple(tokenise(source)), tuple(tokenise(target))
    links = [Link(i, j, 0.5) for i in range(len(sources)) for j in range(len(targets)) if draw(st.booleans())]
    term = TermDecision(source[:1], target[:1], (0, 1), draw(st.sampled_from([None, (0, 1)])), "kept", "x → y", "why")
    return SegmentPair(
        "", source, target, sources, targets, tuple(links[:5]), (term,), draw(st.sampled_from([None, -1.5]))
    )


@given(st.lists(pairs(), max_size=5))
def test_what_goes_in_comes_out(tmp_path_factory, made):
    path = tmp_path_factory.mktemp("m") / "memory.sqlite"
    memory = Memory(path, "a")
    memory.add({pair.source: pair for pair in made})
    wanted = {pair.source: pair for pair in made}
    memory.close()
    memory = Memory(path, "a")
    assert memory.find(wanted.keys()) == {
        source: pair for source, pair in wanted.items() if not any("\ud800" <= letter <= "\udfff" for letter in source)
    }
    assert Memory(path, "b").find(wanted.keys()) == {}
    assert sum(entry.pairs for entry in memory.entries()) == len(list(memory.pairs())) == memory.clear()
    assert memory.find(wanted.keys()) == {} and not memory.trouble
    memory.close()


def test_what_is_forgotten_is_off_the_disk(tmp_path):
    memory = Memory(tmp_path / "m.sqlite", "a")
    memory.add({"كلمة السر": SegmentPair("", "كلمة السر", "the password")})
    memory.clear()
    memory.close()
    assert all("كلمة السر".encode() not in path.read_bytes() for path in tmp_path.iterdir())


@pytest.mark.parametrize("content", [b"no database at all, only text" * 100, b"\0" * 4096])
def test_another_file_is_refused_and_left_alone(tmp_path, content):
    (tmp_path / "m.sqlite").write_bytes(content)
    with pytest.raises(InputError, match="memory"):
        Memory(tmp_path / "m.sqlite", "a")
    assert (tmp_path / "m.sqlite").read_bytes() == content


def test_a_memory_of_the_first_version_is_used_on(tmp_path):
    memory = Memory(tmp_path / "m.sqlite", "a")
    memory.add({"نعم": SegmentPair("", "نعم", "yes")})
    memory.close()
    with sqlite3.connect(tmp_path / "m.sqlite") as old:
        old.execute("DROP TABLE job")
        old.execute("DROP TABLE signature")
        old.execute("CREATE TABLE signature (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE)")
        old.execute("INSERT INTO signature VALUES (1, 'a')")
        old.execute("PRAGMA user_version = 1")
    old.close()
    memory = Memory(tmp_path / "m.sqlite", "a")
    memory.add_job("job", "record")
    assert list(memory.find(["نعم"])) == ["نعم"] and memory.find_job("job") == "record"
    assert Memory(tmp_path / "m.sqlite", "b").find_job("job") is None
    memory.clear()
    assert memory.find_job("job") is None
    memory.close()


def test_a_run_that_outlives_a_clearing_leaves_nothing_to_another_signature(tmp_path):
    running = Memory(tmp_path / "m.sqlite", "a")
    other = Memory(tmp_path / "m.sqlite")
    other.clear()
    running.add({"نعم": SegmentPair("", "نعم", "yes")})
    running.add_job("job", "record")
    fresh = Memory(tmp_path / "m.sqlite", "b")
    assert fresh.find(["نعم"]) == {} and fresh.find_job("job") is None
    for memory in (running, other, fresh):
        memory.close()


def test_another_database_is_refused(tmp_path):
    with sqlite3.connect(tmp_path / "m.sqlite") as other:
        other.execute("CREATE TABLE notes (text)")
    other.close()
    with pytest.raises(InputError, match="no translation memory"):
        Memory(tmp_path / "m.sqlite", "a")


def test_a_place_that_cannot_be_is_one_clear_line(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="no translation memory can be kept"):
        Memory(tmp_path / "file" / "m.sqlite", "a")


def test_what_cannot_be_written_is_told_and_stops_nothing(tmp_path):
    memory = Memory(tmp_path / "m.sqlite", "a")
    other = sqlite3.connect(tmp_path / "m.sqlite")
    other.execute("DROP TABLE pair")
    memory.add({"x": SegmentPair("", "x", "y")})
    assert "cannot be written" in memory.trouble
    memory.add({"z": SegmentPair("", "z", "y")})
    other.close()
    memory.close()


def test_what_was_corrected_is_found_whatever_is_asked_for_with(tmp_path):
    path = tmp_path / "memory.sqlite"
    with closing(Memory(path, "a")) as memory:
        memory.add({"نعم": SegmentPair("", "نعم", "Yes"), "لا": SegmentPair("", "لا", "No")})
    with closing(Memory(path, CORRECTED)) as corrections:
        corrections.add({"نعم": SegmentPair("", "نعم", "Yes indeed")})
        assert [pair.target for pair in corrections.find(["نعم", "لا"]).values()] == ["Yes indeed"]
    for signature in ("a", "b"):
        with closing(Memory(path, signature)) as memory:
            assert memory.find(["نعم"])["نعم"].target == "Yes indeed"
            assert ("لا" in memory.find(["لا"])) == (signature == "a")
