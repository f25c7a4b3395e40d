"""A fleet on Ray, where that is installed: pip install ray."""

import os
from pathlib import Path

import pytest

from mt.fleet.plan import Plan
from mt.fleet.work import Tool
from tests.fleet import corpus, done, echo, files, merged, planned, problems

ray = pytest.importorskip("ray", reason="needs Ray, which is no part of the tests' packages")
from mt.fleet.on_ray import run  # noqa: E402 - it comes after what it needs


def dying(plan: Plan) -> Tool:
    """Echoes; the first process of all that gets to `boom` is killed there, and the next sees an error."""

    def tool(rows):
        for row in rows:
            mark = Path(plan.folder, "died")
            if "boom" in row.text and not mark.exists():
                mark.touch()
                os._exit(9)
            yield from echo(iter([row]))

    return tool


@pytest.fixture
def cluster(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]) + os.pathsep + os.environ.get("PYTHONPATH", ""))
    yield
    ray.shutdown()


@pytest.mark.filterwarnings("ignore")  # Ray's
def test_an_actor_that_dies_is_started_again_and_the_result_is_that_of_one_process(cluster, tmp_path):
    path = corpus(tmp_path / "in.jsonl", 60)
    path.write_text(path.read_text() + '{"text": "boom"}\n{"text": "z"}\n')
    made, alone = planned(tmp_path / "out", path), planned(tmp_path / "alone", path)
    told: list[str] = []
    run(made, 2, 1, dying, "", told.append, lambda: None)
    assert told == [] and problems(made) == []
    assert (tmp_path / "out" / "died").exists()
    done(alone)
    assert merged(made, tmp_path / "a.jsonl") == merged(alone, tmp_path / "b.jsonl")
    assert not any(name.endswith(".tmp") for name in files(tmp_path / "out"))
