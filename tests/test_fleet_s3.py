"""A corpus in S3, asked of moto's server where that is installed: pip install 'moto[server]' s3fs."""

import pytest

from mt.fleet import plan
from mt.fleet.merge import merge
from mt.fleet.shards import Job
from mt.fleet.status import status
from tests.fleet import corpus, done, files, merged, planned, problems

moto = pytest.importorskip("moto.server", reason="needs moto and s3fs, which are no part of the tests' packages")
pytest.importorskip("s3fs")


@pytest.fixture
def bucket(monkeypatch):
    import fsspec

    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    system = fsspec.filesystem("s3", skip_instance_cache=True)
    system.mkdir("corpus")
    yield system
    server.stop()


@pytest.mark.filterwarnings("ignore")  # theirs
def test_a_corpus_in_s3_comes_out_as_one_on_disk(bucket, tmp_path):
    import zstandard

    content = zstandard.compress(corpus(tmp_path / "in.jsonl", 70).read_bytes())
    (tmp_path / "in.jsonl.zst").write_bytes(content)
    bucket.pipe_file("corpus/in/in.jsonl.zst", content)
    job = Job(rows=10, signature="test:1|model:echo")
    made = plan.make(job, ["s3://corpus/in/*.zst"], "s3://corpus/out", print)
    bucket.pipe_file(f"corpus/out/claims/0000/{next(made.shards()).name}", b"")  # of a worker that ended
    assert plan.make(job, ["s3://corpus/in/*.zst"], "s3://corpus/out", print) == made
    assert done(made) == [] and problems(made) == []
    assert status(made).rows_done == 70
    local = planned(tmp_path / "out", tmp_path / "in.jsonl.zst", rows=10)
    done(local)
    list(merge(made, "s3://corpus/all.jsonl.zst"))
    assert bucket.cat_file("corpus/all.jsonl.zst") == merged(local, tmp_path / "all.jsonl.zst")
    assert not any("tmp" in name for name in [*bucket.find("corpus"), *files(tmp_path / "out")])
    bucket.pipe_file("corpus/in/in.jsonl.zst", content[:-9])
    assert all("changed since the plan was made" in wrong for wrong in problems(made))
