"""Models by name: bundled and pulled ones, what is shown of them, and whether their files are whole."""

import shutil
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossaries.errors import ModelError
from mt.models.convert import convert
from mt.models.store import (
    NAMES,
    bundled,
    damage,
    find,
    folder_of,
    full_name,
    place_of,
    pulled,
    read_card,
    remove,
    shown,
    store,
)
from tests import tiny
from tests.command import qantara, stderr


@pytest.fixture(scope="module")
def marian(tmp_path_factory) -> Path:
    return tiny.marian(tmp_path_factory.mktemp("marian") / "opus")


def test_pulled_models_are_found_by_full_and_short_names(marian):
    for name in ("Helsinki-NLP/opus-mt-ar-en", "mine"):
        convert(marian, place_of(name))
    assert pulled() == ["Helsinki-NLP/opus-mt-ar-en", "mine"]
    assert find("opus-mt-ar-en").folder == find("Helsinki-NLP/opus-mt-ar-en").folder
    assert [name for name in shown() if name != NAMES] == [*bundled(), *pulled()]
    (store() / "mine" / "model.bin").unlink()
    assert pulled() == ["Helsinki-NLP/opus-mt-ar-en"]


def test_removing_takes_the_whole_folder_and_only_pulled_models(marian, tmp_path):
    convert(marian, place_of("org/one"))
    convert(marian, place_of("org/two"))
    outside = convert(marian, tmp_path / "outside").folder
    remove("org/one")
    assert pulled() == ["org/two"] and (store() / "org").is_dir()
    remove("org/two")
    assert pulled() == [] and list(store().iterdir()) == []
    for name in ("org/two", str(outside), "..", ""):
        with pytest.raises(ModelError, match="not one of the pulled models"):
            remove(name)
    for name in ("ar-en", "names"):
        with pytest.raises(ModelError, match="comes with qantara"):
            remove(name)
    assert (outside / "model.bin").is_file() and find("ar-en").folder.is_dir()


@given(st.text(alphabet=st.sampled_from("ab/.-_~ \\\n"), max_size=8))
def test_no_name_leads_out_of_the_store(name):
    try:
        place = place_of(name)
    except ModelError:
        return
    assert place.resolve().is_relative_to(store()) and place != store()


def test_public_names():
    assert full_name("opus-mt-tc-big-ar-en") == "Helsinki-NLP/opus-mt-tc-big-ar-en"
    assert full_name("nllb-200-distilled-600M") == "facebook/nllb-200-distilled-600M"
    assert full_name("madlad400-3b-mt") == "google/madlad400-3b-mt"
    assert full_name("other/opus-mt-ar-en") == "other/opus-mt-ar-en" and full_name("mine") == "mine"


def test_a_missing_model_says_how_to_get_it():
    with pytest.raises(ModelError, match=r"no model 'opus-mt-ar-en'.*qantara model pull opus-mt-ar-en"):
        find("opus-mt-ar-en")
    with pytest.raises(ModelError, match=r"those here \(.*ar-en.*\)$"):
        find("nowhere")
    with pytest.raises(ModelError, match="names: spells single names"):
        find("names")


def test_damage_is_found_in_every_file(marian, tmp_path):
    folder = convert(marian, tmp_path / "out").folder
    assert damage(folder) == []
    for name in ("model.bin", "source.spm", "shared_vocabulary.json"):
        spoilt = shutil.copytree(folder, tmp_path / name)
        with (spoilt / name).open("ab") as out:
            out.write(b" ")
        assert damage(spoilt) == [name]
    (folder / "target.spm").unlink()
    assert damage(folder) == ["target.spm"]
    (folder / "card.toml").unlink()
    assert damage(folder) is None


def test_the_cards_of_all_bundled_models_fit():
    for name in [*bundled(), *([NAMES] if NAMES in shown() else [])]:
        folder = folder_of(name)
        assert damage(folder) == [], name
        assert read_card(folder)["licence"] and read_card(folder)["languages"] == ["ar", "en"], name


def test_list_and_info_show_every_model(marian):
    convert(marian, place_of("org/mine"))
    lines = qantara("model", "list").stdout.decode().splitlines()
    assert [line.split("\t")[0] for line in lines] == shown()
    assert all(len(line.split("\t")) == 5 for line in lines)
    run = qantara("model", "info", "org/mine")
    said = tomllib.loads(run.stdout.decode())
    assert run.returncode == 0 and said["checksums"] == "as its card says" and said["licence"] == "CC-BY 4.0"


def test_info_of_a_damaged_model_ends_with_one(marian):
    folder = convert(marian, place_of("mine")).folder
    (folder / "config.json").write_text("{}")
    run = qantara("model", "info", "mine")
    assert run.returncode == 1
    (line,) = stderr(run).splitlines()
    assert "damaged: config.json" in line and "damaged: config.json" in run.stdout.decode()


def test_the_convert_command(marian, tmp_path):
    run = qantara("model", "convert", marian, tmp_path / "out", "--quantization", "float32")
    assert run.returncode == 0 and run.stdout == b"" and "CC-BY 4.0" in stderr(run)
    run = qantara("model", "convert", marian, tmp_path / "out")
    (line,) = stderr(run).splitlines()
    assert run.returncode == 1 and "is there already" in line
