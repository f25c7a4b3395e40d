"""Corpora in shards: cut, worked on, put together and verified; nothing lost, nothing twice, nothing changed."""

import bz2
import gzip
import json
import lzma
import os
import random
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from align.tmx import from_tmx, to_tmx
from glossaries.errors import InputError, OutputError, UsageError
from mt.fleet import plan, take
from mt.fleet.merge import merge
from mt.fleet.places import store_of
from mt.fleet.shards import Job
from mt.fleet.status import status
from mt.fleet.work import do, marker_of
from tests.fleet import SENTENCES, corpus, done, echo, files, lines_of, merged, planned, problems

PACK = {
    "": bytes,
    ".gz": gzip.compress,
    ".xz": lzma.compress,
    ".bz2": bz2.compress,
    ".zst": lambda content: zstandard.compress(content[:50]) + zstandard.compress(content[50:]),
}
UNPACK = {
    "": bytes,
    ".gz": gzip.decompress,
    ".xz": lzma.decompress,
    ".bz2": bz2.decompress,
    ".zst": lambda content: zstandard.ZstdDecompressor().stream_reader(content, read_across_frames=True).read(),
}


@pytest.mark.parametrize("packed", PACK)
def test_each_row_of_packed_and_plain_files_is_done_once_and_in_order(tmp_path, packed):
    content = corpus(tmp_path / "plain", 10).read_bytes()
    (tmp_path / "plain").unlink()
    path = tmp_path / f"in.jsonl{packed}"
    path.write_bytes(PACK[packed](content))
    made = planned(tmp_path / "out", path)
    assert (made.count, made.rows) == (4, 10)
    assert done(made) == [] and problems(made) == []
    out = [json.loads(line) for line in lines_of(UNPACK[packed](merged(made, tmp_path / f"all.jsonl{packed}")))]
    assert [row["id"] for row in out] == list(range(10))
    assert all(row["target"] == f"[{row['text']}]" for row in out)


@settings(max_examples=40)
@given(
    rows=st.lists(st.binary(max_size=8).map(lambda raw: raw.replace(b"\n", b"")), max_size=12),
    end=st.sampled_from([b"", b"\n"]),
    size=st.integers(1, 5),
    packed=st.sampled_from(["", ".gz"]),
    name=st.sampled_from(["in.txt", "in.jsonl", "in.tsv"]),
)
def test_whatever_is_in_the_lines_none_is_lost(tmp_path_factory, rows, end, size, packed, name):
    folder = tmp_path_factory.mktemp("any")
    kinds = {"in.txt": b"%s", "in.jsonl": b'{"text":"%s"}', "in.tsv": b"1\t%s"}
    head = b"id\ttext\n" if name == "in.tsv" else b'{"text":"a"}\n' if name == "in.jsonl" else b"a b\n"
    content = head + b"\n".join(kinds[name] % row for row in rows) + end
    path = folder / f"{name}{packed}"
    path.write_bytes(PACK[packed](content))
    several = planned(folder / "several", path, rows=size)
    whole = planned(folder / "whole", path, rows=100)
    for made in (several, whole):
        assert done(made) == [] and problems(made) == []
    assert merged(several, folder / f"a.{name}") == merged(whole, folder / f"b.{name}")
    if name == "in.txt":
        assert (folder / f"a.{name}").read_bytes().count(b"\n") == content.count(b"\n") + (not content.endswith(b"\n"))


def test_files_are_cut_by_size_without_being_read(tmp_path):
    path = corpus(tmp_path / "in.jsonl", 30_000)
    made = planned(tmp_path / "out", path, megabytes=1)
    assert made.count == 2 and made.rows == 0
    assert done(made) == [] and problems(made) == []
    assert merged(made, tmp_path / "all.jsonl").count(b"\n") == 30_000


def test_json_lines_stay_to_the_byte_before_what_is_new(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_text('{"n":1e5, "text" : "نعم." , "score2":[1, 2.50]}\n{"text":"\\ud800 نعم"}\n', encoding="utf-8")
    made = planned(tmp_path / "out", path, columns=("target", "score"))
    assert done(made) == [] and problems(made) == []
    first, second = merged(made, tmp_path / "all.jsonl").splitlines()
    assert first.decode() == '{"n":1e5, "text" : "نعم." , "score2":[1, 2.50], "target": "[نعم.]", "score": -1.0}'
    assert json.loads(second)["target"] == "[\ud800 نعم]"


def test_a_table_keeps_its_cells_and_its_header_once(tmp_path):
    path = tmp_path / "in.tsv"
    path.write_text("key\tarabic\tnote\n" + "".join(f"{k}\tنعم\tx{k}\n" for k in range(7)), encoding="utf-8")
    made = planned(tmp_path / "out", path, target_column="english", columns=("target", "score"))
    assert done(made) == [] and problems(made) == []
    out = lines_of(merged(made, tmp_path / "all.tsv"))
    assert out[0] == "key\tarabic\tnote\tenglish\tenglish_score"
    assert out[1:] == [f"{k}\tنعم\tx{k}\t[نعم]\t-1.0" for k in range(7)]


def test_a_table_without_names_whose_english_stands_first(tmp_path):
    path = tmp_path / "in.tsv"
    path.write_text("yes\tنعم\nno\tلا\n", encoding="utf-8")
    made = planned(tmp_path / "out", path)
    done(made)
    assert lines_of(merged(made, tmp_path / "all.tsv")) == ["yes\tنعم\t[نعم]", "no\tلا\t[لا]"]


def test_moses_pairs_go_in_step(tmp_path):
    (tmp_path / "c.ar").write_text("".join(f"{text}\n" for text in SENTENCES), encoding="utf-8")
    (tmp_path / "c.en").write_text("one\ntwo\nthree\nfour\n")
    made = planned(tmp_path / "out", tmp_path / "c.ar", tmp_path / "c.en", columns=("target", "score"))
    assert done(made) == [] and problems(made) == []
    out = lines_of(merged(made, tmp_path / "all.tsv"))
    assert out[0] == "source\treference\ttarget\tscore"
    assert out[4] == f"{SENTENCES[3]}\tfour\t[{SENTENCES[3]}]\t-1.0"
    (tmp_path / "c.en").write_text("one\ntwo\nthree\n")
    with pytest.raises(InputError, match="line for line"):
        planned(tmp_path / "other", tmp_path / "c.ar", tmp_path / "c.en")


def test_a_memory_gets_what_it_lacks_and_keeps_what_it_has(tmp_path, engine):
    from align.bitext import SegmentPair

    units = [SegmentPair(f"u{k}", SENTENCES[k % 4], "Mine." if k == 2 else "x") for k in range(5)]
    text = "".join(to_tmx(units, "s", "1")).replace('<tuv xml:lang="en"><seg>x</seg></tuv>\n', "")
    (tmp_path / "in.tmx").write_text(text, encoding="utf-8")
    made = planned(tmp_path / "out", tmp_path / "in.tmx")
    assert made.count == 2 and done(made) == [] and problems(made) == []
    merged(made, tmp_path / "all.tmx")
    with (tmp_path / "all.tmx").open("rb") as stream:
        found = [(pair.id, pair.target) for pair in from_tmx(stream, "all.tmx")]
    assert found == [(f"u{k}", "Mine." if k == 2 else f"[{SENTENCES[k % 4]}]") for k in range(5)]


def test_parquet_keeps_its_columns_and_their_types(tmp_path):
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    table = pyarrow.table(
        {
            "id": pyarrow.array(range(10), pyarrow.int32()),
            "text": [*SENTENCES, None, *SENTENCES, "boom"],
            "meta": [{"url": str(k), "tags": ["a"] * k} for k in range(10)],
        }
    )
    parquet.write_table(table, tmp_path / "in.parquet", row_group_size=4)
    made = planned(tmp_path / "out", tmp_path / "in.parquet", columns=("target", "score", "terms"))
    assert made.count == 4 and done(made) == [] and problems(made) == []
    merged(made, tmp_path / "all.parquet")
    found = parquet.read_table(tmp_path / "all.parquet")
    assert found.select(["id", "text", "meta"]) == table.filter(pyarrow.array([k not in (4, 9) for k in range(10)]))
    assert found.schema.names[3:] == ["target", "score", "terms"] and found["target"][0].as_py() == f"[{SENTENCES[0]}]"
    assert status(made).rows_bad == 2


def test_bad_rows_are_put_aside_with_why(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_bytes(
        b'{"text":"a"}\nno json\n{"other":1}\n{"text":"\xff"}\n{"text":"boom"}\n{"text":"z","target":"q"}\n'
    )
    made = planned(tmp_path / "out", path, rows=10)
    assert done(made) == [] and problems(made) == []
    (shard,) = made.shards()
    bad = [json.loads(line) for line in Path(made.errors(shard)).read_text().splitlines()]
    assert [each["place"] for each in bad] == [f"{path}:{n}" for n in range(2, 7)]
    assert [each["why"].split(":")[0] for each in bad] == [
        *("not JSON", "no text", "not UTF-8, or too long a line", "the row", "has a key 'target' already")
    ]
    assert json.loads(Path(made.output(shard)).read_text())["target"] == "[a]"


def test_an_engine_that_does_nothing_ends_the_shard_and_no_row(tmp_path):
    def broken(rows):
        next(rows)
        raise RuntimeError("no device")

    made = planned(tmp_path / "out", corpus(tmp_path / "in.jsonl", 4))
    assert len(done(made, broken)) == 2
    found = status(made)
    assert (found.done, found.failing) == (0, 2) and "no device" in found.failures[0]
    take.work(made, echo, print, again=True)
    assert status(made).done == 2 and problems(made) == []


@pytest.mark.parametrize("packed", [".gz", ".zst", ".xz"])
def test_a_cut_file_fails_where_it_is_cut_and_nowhere_else(tmp_path, packed):
    random.seed(1)
    content = "".join(json.dumps({"text": str(random.random())}) + "\n" for _ in range(20_000)).encode()
    whole = (zstandard.compress if packed == ".zst" else PACK[packed])(content)
    (tmp_path / f"bad.jsonl{packed}").write_bytes(whole[: len(whole) * 2 // 3])
    good = corpus(tmp_path / "good.jsonl", 4)
    made = planned(tmp_path / "out", tmp_path / f"bad.jsonl{packed}", good, rows=3000)
    told = done(made)
    assert len(told) == 1 and "bad.jsonl" in told[0] and "damaged or cut" in told[0]
    found = status(made)
    assert found.done == found.shards - 1 and found.failing == 1 and found.done >= 3
    with pytest.raises(InputError, match="1 of"):
        merged(made, tmp_path / "all.jsonl")


def test_a_damaged_parquet_file_fails_alone(tmp_path):
    (tmp_path / "bad.parquet").write_bytes(b"PAR1 and then nothing of the kind")
    made = planned(tmp_path / "out", tmp_path / "bad.parquet", corpus(tmp_path / "good.jsonl", 3))
    (told,) = done(made)
    assert "bad.parquet: damaged or cut" in told and "\n" not in told
    assert status(made).done == 1


def test_an_input_that_changed_is_said_once_and_one_that_was_copied_is_not(tmp_path):
    path, other = corpus(tmp_path / "in.jsonl", 6), corpus(tmp_path / "other.jsonl", 3)
    made = planned(tmp_path / "out", path, other)
    os.utime(other, (1, 1))
    path.write_bytes(path.read_bytes().replace(b'"id": 5', b'"id": 7'))
    (told,) = done(made)
    assert told.startswith(f"{path}: changed since the plan was made") and "another text" in told
    assert status(made).done == 2, "the part that is as it was, and the file that was only touched"
    path.write_bytes(path.read_bytes() + b'{"text":"x"}\n')
    made = planned(tmp_path / "new", other)
    assert done(made) == []


def test_a_plan_is_found_again_and_another_is_refused(tmp_path):
    path = corpus(tmp_path / "in.jsonl", 6)
    made = planned(tmp_path / "out", path)
    assert planned(tmp_path / "out", path) == made == plan.load(str(tmp_path / "out"))
    with pytest.raises(OutputError, match="model echo, not other"):
        planned(tmp_path / "out", path, signature="test:1|model:other")
    corpus(path, 7)
    with pytest.raises(OutputError, match=r"in\.jsonl is another"):
        planned(tmp_path / "out", path)
    with pytest.raises(InputError, match="no plan"):
        plan.load(str(tmp_path))
    assert files(tmp_path / "out") == [made.file, "plan.json"]


def test_names_follow_from_input_and_options(tmp_path):
    path = corpus(tmp_path / "in.jsonl", 6)
    names = [[shard.name for shard in planned(tmp_path / at, path).shards()] for at in ("a", "b")]
    other = [shard.name for shard in planned(tmp_path / "c", path, signature="other:1").shards()]
    assert names[0] == names[1] and not set(names[0]) & set(other)


def test_what_is_there_twice_is_refused_before_anything_is_done(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_text('{"text": "a", "target": "b"}\n')
    with pytest.raises(InputError, match="'target' already"):
        planned(tmp_path / "out", path)
    assert not (tmp_path / "out").exists() or files(tmp_path / "out") == []


def test_verify_sees_what_was_changed_lost_or_added(tmp_path):
    made = planned(tmp_path / "out", corpus(tmp_path / "in.jsonl", 6))
    done(made)
    first, second = made.shards()
    good = Path(made.output(first)).read_bytes()
    Path(made.output(first)).write_bytes(good + good)
    (tmp_path / "out/parts/0000/stray").write_text("x")
    Path(made.place("done", second)).unlink()
    found = problems(made)
    assert len(found) == 3 and "not what was written" in found[0] and "not done" in found[1] and "stray" in found[2]


def test_verify_compares_rows_not_only_hashes(tmp_path):
    made = planned(tmp_path / "out", corpus(tmp_path / "in.jsonl", 3))

    (shard,) = made.shards()
    marker = do(made, shard, echo)
    lines = Path(made.output(shard)).read_bytes().splitlines(keepends=True)
    written = store_of(made.folder).put(made.output(shard), lambda stream: stream.writelines(lines[:2]))
    Path(made.place("done", shard)).write_text(
        json.dumps({"rows": marker.rows, "bad": 0, **written._asdict(), "seconds": 1, "finished": 1})
    )
    assert problems(made) == [f"{made.output(shard)}: row 3: missing"]


def test_an_object_store_gets_whole_objects_then_markers(tmp_path):
    import fsspec

    system = fsspec.filesystem("memory")
    system.pipe_file("/corpus/in.jsonl", corpus(tmp_path / "in.jsonl", 7).read_bytes())
    made = plan.make(Job(rows=3, signature="test:1|model:echo"), ["memory://corpus/*.jsonl"], "memory://out", print)
    assert done(made) == [] and problems(made) == []
    local = planned(tmp_path / "out", tmp_path / "in.jsonl")
    done(local)
    list(merge(made, "memory://all.jsonl"))
    assert system.cat_file("/all.jsonl") == merged(local, tmp_path / "all.jsonl")
    for shard in made.shards():
        assert marker_of(made, shard)
    system.pipe_file("/corpus/in.jsonl", b'{"text":"b"}\n')
    assert any("changed since" in wrong for wrong in problems(made))
    system.rm("/corpus", recursive=True)
    system.rm("/out", recursive=True)


def test_nothing_in_gives_nothing_out(tmp_path):
    (tmp_path / "in.txt").touch()
    made = planned(tmp_path / "out", tmp_path / "in.txt")
    assert done(made) == [] and problems(made) == [] and status(made).left == 0
    assert merged(made, tmp_path / "all.txt") == b""


def test_several_inputs_are_merged_by_themselves_and_never_over_themselves(tmp_path):
    one, two = corpus(tmp_path / "one.jsonl", 4), corpus(tmp_path / "two.jsonl", 5)
    made = planned(tmp_path / "out", tmp_path / "o*.jsonl", two)
    done(made)
    written = list(merge(made, f"{tmp_path}/all/", separately=True))
    assert written == [(f"{tmp_path}/all/one.jsonl", 4), (f"{tmp_path}/all/two.jsonl", 5)]
    before = one.read_bytes()
    with pytest.raises(OutputError, match="an input itself"):
        list(merge(made, str(tmp_path), separately=True))
    assert one.read_bytes() == before


def test_tables_of_other_types_are_no_one_file(tmp_path):
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    for name, key in (("a", 1), ("b", "1")):
        parquet.write_table(pyarrow.table({"key": [key], "text": ["نعم"]}), tmp_path / f"{name}.parquet")
    made = planned(tmp_path / "out", tmp_path / "a.parquet", tmp_path / "b.parquet")
    done(made)
    with pytest.raises(UsageError, match="of other types"):
        merged(made, tmp_path / "all.parquet")
    assert not (tmp_path / "all.parquet").exists()
