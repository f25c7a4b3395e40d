"""Pulling from a hub on this machine, by the hub's own client."""

import os
from pathlib import Path

import pytest

huggingface_hub = pytest.importorskip("huggingface_hub")

from huggingface_hub import constants, hf_api  # noqa: E402 - not where that is missing

from glossaries.errors import ModelError, OutputError  # noqa: E402
from mt.models.engine import Engine  # noqa: E402
from mt.models.hub import chosen, pull  # noqa: E402
from mt.models.options import EngineOptions, Quantisation  # noqa: E402
from mt.models.store import damage, find, pulled, store  # noqa: E402
from tests import hub, tiny  # noqa: E402
from tests.command import spawned, stderr  # noqa: E402

NAME = "Helsinki-NLP/opus-mt-ar-en"


@pytest.fixture(scope="module")
def published(tmp_path_factory) -> Path:
    folder = tiny.marian(tmp_path_factory.mktemp("hub") / "opus-mt-ar-en")
    (folder / "README.md").write_text("---\nlanguage: ar\nlicense: apache-2.0\n---\n# A model\n")
    (folder / "tf_model.h5").write_bytes(b"another framework's weights")
    return folder


@pytest.fixture
def reach(monkeypatch, tmp_path):
    """Lets the hub's client, which reads its environment when it is imported, ask at an address."""

    def at(address: str, offline: bool = False) -> None:
        monkeypatch.setattr(constants, "ENDPOINT", address)
        monkeypatch.setattr(
            constants, "HUGGINGFACE_CO_URL_TEMPLATE", address + "/{repo_id}/resolve/{revision}/{filename}"
        )
        monkeypatch.setattr(hf_api.api, "endpoint", address)
        monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", offline)
        monkeypatch.setattr(constants, "HF_HUB_DOWNLOAD_TIMEOUT", 2)

    return at


def test_a_model_is_pulled_and_then_needs_no_network(published, reach, capsys):
    with hub.serving({NAME: published}) as (address, asked):
        reach(address)
        model = pull("opus-mt-ar-en")
        assert not [path for path in asked if "tf_model" in path]
        with pytest.raises(ModelError, match="is here already"):
            pull(NAME)
    assert (model.name, model.folder, pulled()) == (NAME, store() / NAME, [NAME])
    assert (model.card["licence"], model.card["revision"]) == ("apache-2.0", hub.COMMIT)
    assert damage(model.folder) == []
    engine = Engine(find("opus-mt-ar-en"), EngineOptions(beam_size=1, threads=1, device="cpu"))
    assert engine.translate(engine.encode(["نعم"]))[0].pieces

    reach("http://127.0.0.1:9", offline=True)  # from the hub's own cache
    assert pull(NAME, "small", Quantisation.int16).card["summary"].endswith("int16")
    assert pulled() == [NAME, "small"]
    with pytest.raises(ModelError, match="not downloaded before"):
        pull("org/other")


def test_the_command_obeys_the_environment(published, tmp_path):
    env = os.environ | {"HF_HOME": str(tmp_path / "hf"), "HF_HUB_DISABLE_TELEMETRY": "1"}
    with hub.serving({NAME: published}) as (address, _):
        run = spawned("model", "pull", NAME, env=env | {"HF_ENDPOINT": address})
    assert run.returncode == 0 and run.stdout == b"", stderr(run)
    assert "licence: apache-2.0" in stderr(run)
    assert list((tmp_path / "hf").rglob("model.npz")) and pulled() == [NAME]


def test_what_is_not_there_or_cannot_be_used(published, reach, tmp_path, monkeypatch):
    for name in ("empty", "bare"):
        (tmp_path / name).mkdir()
    (tmp_path / "bare" / "model.npz").write_bytes(b"")
    with hub.serving({"org/empty": tmp_path / "empty", "org/bare": tmp_path / "bare"}) as (address, _):
        reach(address)
        for name, why in {
            "org/none": "no such model on the hub",
            "org/empty": "no model that can be used",
            "org/bare": "without SentencePiece",
            "nonsense": "neither a folder nor a public model's name",
            "org/../x": "neither a folder nor a public model's name",
            "org/a--b": "no name of a public model|cannot be downloaded",
        }.items():
            with pytest.raises(ModelError, match=why):
                pull(name)
        for name in ("../x", "ar-en", "names", "a/b/c", ""):
            with pytest.raises(ModelError, match="cannot be a pulled model's name"):
                pull(str(published), name or " ")

    def refused(*args: object, **options: object) -> None:
        raise ConnectionRefusedError("connection refused")

    monkeypatch.setattr(huggingface_hub, "list_repo_files", refused)
    with pytest.raises(ModelError, match="cannot be downloaded: connection refused"):
        pull(NAME)
    assert pulled() == []


def test_a_download_that_breaks_off_leaves_no_model_and_goes_on(published, reach, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda seconds: None)  # between the client's own attempts
    with hub.serving({NAME: published}, cut="model.npz") as (address, _):
        reach(address)
        with pytest.raises(ModelError, match="cannot be downloaded"):
            pull(NAME)
    assert pulled() == [] and not list(store().rglob("*.spm"))
    with hub.serving({NAME: published}) as (address, asked):
        reach(address)
        pull(NAME)
        assert not [path for path in asked if path.startswith("GET") and path.endswith("source.spm")]


def test_a_local_folder_is_pulled_too(published):
    assert pull(str(published), "mine").name == "mine"
    assert find("mine").folder == store() / "mine"
    with pytest.raises((ModelError, OutputError), match="is here already"):
        pull(str(published), "mine")


@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        (
            ["model.bin", "config.json", "shared_vocabulary.txt", "spiece.model", "onnx/model.onnx", "x.py"],
            ["spiece.model", "model.bin", "config.json", "shared_vocabulary.txt"],
        ),
        (
            ["decoder.yml", "m.npz", "v.yml", "source.spm", "target.spm", "pytorch_model.bin", "LICENSE"],
            ["source.spm", "target.spm", "LICENSE", "decoder.yml", "m.npz", "v.yml"],
        ),
    ],
)
def test_only_what_is_needed_is_downloaded(names, wanted):
    assert chosen(names, "org/x") == wanted


def test_of_two_forms_of_the_weights_one_is_downloaded(monkeypatch):
    monkeypatch.setattr("mt.models.convert.find_spec", lambda name: True)
    both = [
        "config.json",
        "spiece.model",
        "pytorch_model.bin",
        "model.safetensors",
        "tf_model.h5",
        "model.fp16.safetensors",
    ]
    assert chosen(both, "org/x") == ["spiece.model", "model.safetensors", "config.json"]
    parts = ["config.json", "spiece.model", "pytorch_model-00001-of-00002.bin", "pytorch_model-00002-of-00002.bin"]
    assert set(chosen(parts, "org/x")) == set(parts)
    monkeypatch.setattr("mt.models.convert.find_spec", lambda name: None)
    with pytest.raises(ModelError, match=r"qantara\[convert\]"):
        chosen(both, "org/x")
