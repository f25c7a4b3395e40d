"""Model folders made from Marian's own files and from CTranslate2 ones; and what a folder's family is told from."""

import gc
import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
import sentencepiece

from glossaries.errors import ModelError, OutputError
from mt.models.convert import convert
from mt.models.engine import Engine
from mt.models.families import family_of
from mt.models.options import EngineOptions, Quantisation
from mt.models.store import damage, find
from tests import tiny

SOURCE = "قال الرئيس نعم"


@pytest.fixture(scope="module")
def marian(tmp_path_factory) -> Path:
    return tiny.marian(tmp_path_factory.mktemp("marian") / "opus")


@pytest.fixture(scope="module")
def ready(tmp_path_factory) -> Path:
    """A CTranslate2 folder of the NLLB family, with its SentencePiece file under the name it has there."""
    folder = tiny.make(
        tmp_path_factory.mktemp("ready") / "nllb", ("arb_Arab", "eng_Latn"), pre_norm=True, reads_end=False
    )
    (folder / "spm.model").rename(folder / "sentencepiece.bpe.model")
    return folder


def translated(folder: Path) -> list[str]:
    engine = Engine(find(str(folder)), EngineOptions(beam_size=1, threads=1, device="cpu"))
    return engine.translate(engine.encode([SOURCE]))[0].pieces


def test_marians_own_files(marian, tmp_path):
    model = convert(marian, tmp_path / "out", Quantisation.float32)
    assert (model.source_prefix, model.source_suffix, model.target_prefix, model.positions) == ((), (), (), 2048)
    assert model.card["licence"] == "CC-BY 4.0" and "float32" in model.card["summary"]
    assert damage(model.folder) == [] and translated(model.folder)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


def test_marians_files_without_a_decoder_yml(marian, tmp_path):
    folder = shutil.copytree(marian, tmp_path / "published")
    (folder / "decoder.yml").unlink()
    assert translated(convert(folder, tmp_path / "out").folder) == translated(convert(marian, tmp_path / "same").folder)
    shutil.copy(folder / "model.npz", folder / "second.npz")
    with pytest.raises(ModelError, match=r"one \.npz"):
        convert(folder, tmp_path / "two")


def test_a_quantisation_is_what_is_written(marian, tmp_path):
    sizes = {
        each: (convert(marian, tmp_path / each, each).folder / "model.bin").stat().st_size
        for each in (Quantisation.int8, Quantisation.int16, Quantisation.float32)
    }
    assert sizes[Quantisation.int8] < sizes[Quantisation.int16] < sizes[Quantisation.float32]
    default = convert(marian, tmp_path / "default").folder / "model.bin"
    assert default.read_bytes() == (tmp_path / "int8" / "model.bin").read_bytes()


def test_a_ctranslate2_folder_is_taken_as_it_is(ready, tmp_path):
    model = convert(ready, tmp_path / "out")
    assert (model.folder / "model.bin").read_bytes() == (ready / "model.bin").read_bytes()
    assert model.card["pieces"] == {
        "source_prefix": ["arb_Arab"],
        "source_suffix": ["</s>"],
        "target_prefix": ["eng_Latn"],
    }
    with pytest.raises(ModelError, match="leave --quantization out"):
        convert(ready, tmp_path / "other", Quantisation.int8)


def test_its_own_card_is_kept_and_trusted_only_where_it_fits(marian, tmp_path):
    first = convert(marian, tmp_path / "first").folder
    assert (convert(first, tmp_path / "second").folder / "card.toml").read_text() == (first / "card.toml").read_text()
    (first / "config.json").write_text((first / "config.json").read_text() + " ")
    with pytest.raises(ModelError, match=r"damaged: config\.json"):
        convert(first, tmp_path / "third")
    assert not (tmp_path / "third").exists()


@pytest.mark.parametrize(
    ("tokens", "options", "wanted"),
    [
        ((), {"shared": False}, ((), (), ())),
        ((), {"reads_end": False}, ((), ("</s>",), ())),
        ((">>eng<<", ">>fra<<"), {"shared": False, "reads_end": False}, ((">>eng<<",), ("</s>",), ())),
        ((">>fra<<",), {}, ((), (), ())),
        (("__ar__", "__en__"), {"pre_norm": True, "reads_end": False}, (("__ar__",), ("</s>",), ("__en__",))),
        (("arb_Arab", "eng_Latn"), {"pre_norm": True, "reads_end": False}, (("arb_Arab",), ("</s>",), ("eng_Latn",))),
        (("<2en>",), {"t5": True, "reads_end": False}, (("<2en>",), ("</s>",), ())),
    ],
)
def test_a_family_is_told_from_the_folder_alone(tokens, options, wanted, tmp_path):
    folder = tiny.make(tmp_path / "model", tokens, **options)
    family = family_of(folder)
    assert (family.source_prefix, family.source_suffix, family.target_prefix) == wanted
    model = find(str(folder))
    assert (model.source_prefix, model.source_suffix, model.target_prefix) == wanted
    assert not set(translated(folder)) & {*tokens, "</s>"}


def test_opennmt_reads_no_end_mark_and_old_vocabularies_are_text(tmp_path):
    folder = tiny.make(tmp_path / "model", reads_end=False)
    said = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(said | {"decoder_start_token": "<s>"}))
    pieces = json.loads((folder / "shared_vocabulary.json").read_text())
    (folder / "shared_vocabulary.json").unlink()
    (folder / "shared_vocabulary.txt").write_text("".join(f"{piece}\n" for piece in pieces))
    assert family_of(folder).source_suffix == () and translated(folder)


def test_foreign_pieces_are_noticed(marian, tmp_path):
    folder = shutil.copytree(marian, tmp_path / "published")
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(["ქართული ენა და დამწერლობა ძველია"] * 30),
        model_prefix=str(tmp_path / "other"),
        vocab_size=60,
        hard_vocab_limit=False,
        minloglevel=2,
    )
    shutil.copy(tmp_path / "other.model", folder / "source.spm")
    with pytest.raises(ModelError, match="not the SentencePiece model of these weights"):
        convert(folder, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def _truncated(folder: Path) -> None:
    content = (folder / "model.npz").read_bytes()
    (folder / "model.npz").write_bytes(content[: len(content) // 2])


def _another_type(folder: Path) -> None:
    with np.load(folder / "model.npz") as weights:
        kept = {name: weights[name] for name in weights.files}
    kept["special:model.yml"] = np.frombuffer(b"type: s2s\n\0", np.int8)
    np.savez(folder / "model.npz", **kept)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (_truncated, "cannot be converted"),
        (_another_type, "cannot be converted"),
        (lambda folder: (folder / "model.npz").unlink(), r"cannot be converted: .*model\.npz"),
        (lambda folder: (folder / "decoder.yml").write_text("models: ["), "cannot be converted"),
        (lambda folder: (folder / "vocab.yml").write_text("nonsense\n"), "cannot be converted"),
        (lambda folder: (folder / "source.spm").write_bytes(b"nonsense"), "source.spm: no SentencePiece model"),
        (lambda folder: (folder / "source.spm").unlink(), "without SentencePiece files"),
        (lambda folder: shutil.rmtree(folder), "no folder"),
    ],
)
def test_what_is_broken_is_one_line_and_leaves_nothing(marian, tmp_path, spoil, why):
    folder = shutil.copytree(marian, tmp_path / "published")
    spoil(folder)
    with pytest.raises(ModelError, match=why) as caught:
        convert(folder, tmp_path / "out")
    assert len(str(caught.value).splitlines()) == 1
    del caught
    gc.collect()  # CTranslate2 leaves the .npz open, which is warned of here rather than in another test
    assert {path.name for path in tmp_path.iterdir()} <= {"published"}


def test_an_interruption_leaves_nothing(marian, tmp_path, monkeypatch):
    def interrupted(*args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("mt.models.convert._try", interrupted)
    with pytest.raises(KeyboardInterrupt):
        convert(marian, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_not_written_over(marian, tmp_path):
    (tmp_path / "out").mkdir()
    with pytest.raises(OutputError, match="is there already"):
        convert(marian, tmp_path / "out")
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="file"):
        convert(marian, tmp_path / "file" / "out")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_place_that_cannot_be_written(marian, tmp_path):
    (tmp_path / "locked").mkdir(mode=0o500)
    with pytest.raises(OutputError, match="Permission denied"):
        convert(marian, tmp_path / "locked" / "out")
