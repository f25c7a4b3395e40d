import dataclasses
import math

import ctranslate2
import pytest

from glossaries.errors import ModelError
from glossaries.glossary import Glossary, Term
from glossaries.match import Matcher
from glossaries.processors import processors
from mt.models.engine import BATCH_SIZE, Engine, Hypothesis, loops
from mt.models.options import EngineOptions
from mt.models.store import bundled, file_hash, find
from mt.pipeline.translate import translate
from tests import tiny

NAMES = Matcher(Glossary("t", (Term("لاتشين", "Lachin"), Term("قره باغ", "Karabakh"))))
SOURCE = "دخلت القوات لاتشين غرب قره باغ"
FAMILIES = {
    "marian": {"shared": False},
    "opus-many": {"shared": False, "specials": (">>eng<<",), "card": '[pieces]\nsource_prefix = [">>eng<<"]\n'},
    "nllb": {
        "specials": ("arb_Arab", "eng_Latn"),
        "pre_norm": True,
        "card": '[pieces]\nsource_prefix = ["arb_Arab"]\nsource_suffix = ["</s>"]\ntarget_prefix = ["eng_Latn"]\n',
    },
    "m2m": {"specials": ("__ar__", "__en__"), "pre_norm": True, "reads_end": False},
    "madlad": {"specials": ("<2en>",), "t5": True, "reads_end": False},
}


@pytest.fixture(scope="module", params=FAMILIES)
def family(request, tmp_path_factory) -> Engine:
    folder = tmp_path_factory.mktemp("models") / request.param
    return Engine(find(str(tiny.make(folder, **FAMILIES[request.param]))), EngineOptions(beam_size=2))


def test_language_tokens_go_in_and_do_not_come_out(family):
    (pieces,) = family.encode([SOURCE])
    (found,) = family.translate([pieces])
    special = {*family.model.source_prefix, *family.model.target_prefix, *family.model.source_suffix}
    assert not special & set(found.pieces)
    assert found.attention.shape == (len(found.pieces), len(pieces))


def test_every_family_keeps_the_terms(family):
    (pair,) = translate([("1", SOURCE)], family, NAMES)
    assert [term.status in ("kept", "repaired") for term in pair.terms] == [True, True]
    assert [pair.target[slice(*term.target_span)] for term in pair.terms] == ["Lachin", "Karabakh"]
    assert all(link.source < len(pair.source_tokens) and link.target < len(pair.target_tokens) for link in pair.links)


def test_scores_are_the_mean_over_the_targets_own_pieces(family):
    sources, targets = family.encode([SOURCE]), family.encode_target(["the forces entered Lachin"])
    (score,) = family.score(sources, targets)
    assert score < 0
    (attention,) = family.attend(sources, targets)
    assert attention.shape == (len(targets[0]), len(sources[0]))
    assert (attention >= 0).all() and (attention.sum(1) <= 1.001).all()


def test_no_sources_no_hypotheses(engine):
    assert engine.translate([]) == [] and engine.attend([], []) == []


def test_a_source_without_pieces_gives_nothing(engine):
    assert engine.decode([found.pieces for found in engine.translate(engine.encode(["", "نعم"]))])[0] == ""


def test_the_bundled_model_is_small_and_whole():
    assert "ar-en" in bundled()
    model = find("ar-en")
    assert sum(path.stat().st_size for path in model.folder.iterdir()) < 40_000_000
    assert model.card["sha256"] == file_hash(model.folder / "model.bin")
    assert model.card["scores"] and model.card["data"] and model.hints


def test_a_folder_that_lacks_files_says_which(tmp_path):
    with pytest.raises(ModelError, match=r"lacks model\.bin, spm\.model \(or source\.spm and target\.spm\)"):
        find(str(tmp_path))


def test_broken_files_are_named(tmp_path):
    folder = tiny.make(tmp_path / "m")
    (folder / "card.toml").write_text("= no toml", encoding="utf-8")
    with pytest.raises(ModelError, match=r"card\.toml"):
        find(str(folder))
    (folder / "card.toml").unlink()
    (folder / "model.bin").write_bytes(b"nonsense")
    with pytest.raises(ModelError, match="cannot be loaded"):
        Engine(find(str(folder)))


def test_a_model_with_few_positions_stops_there_and_says_what_is_too_long(tmp_path):
    engine = Engine(find(str(tiny.make(tmp_path / "m", positions=24, reads_end=False))), EngineOptions(beam_size=2))
    sources = engine.encode(["قال الرئيس", "قال"])
    assert engine.model.positions == 24
    assert all(len(found.pieces) <= 24 for found in engine.translate(sources))
    (pair,) = translate([("1", "دخلت لاتشين")], engine, NAMES)
    assert "Lachin" in pair.target
    long = engine.encode([SOURCE * 3])
    with pytest.raises(ModelError, match="and the model takes 24 at most"):
        engine.translate(long)
    assert engine.score(sources, [long[0], sources[1]])[0] == -math.inf
    attention, _ = engine.attend(sources, [long[0], sources[1]])
    assert attention.shape == (len(long[0]), len(sources[0])) and attention[:24].any() and not attention[24:].any()
    assert engine.go_on(sources, [long[0], sources[1]])[0] == long[0]


def test_options_in_force_are_those_of_the_machine(tmp_path):
    model = find(str(tiny.make(tmp_path / "m")))
    found = Engine(model, EngineOptions()).options
    assert (found.threads, found.batch_size) == (processors(), BATCH_SIZE[found.device]) and found.threads >= 1
    asked = EngineOptions(threads=1, batch_size=7, device="cpu", compute_type="int8")
    assert Engine(model, asked).options == asked
    assert str(asked) == "beam:4|compute:int8" and str(EngineOptions()) == "beam:4"


def test_threads_batches_and_types_do_not_change_what_comes_out(tmp_path):
    model = find(str(tiny.make(tmp_path / "m")))
    sources = [pieces * length for length in (1, 3, 2) for pieces in [["▁", "ا", "ل"]]] * 5
    plain = Engine(model, EngineOptions(beam_size=2, threads=1, device="cpu")).translate(sources)
    other = Engine(model, EngineOptions(beam_size=2, threads=2, batch_size=8, device="cpu", compute_type="float32"))
    assert [found.pieces for found in other.translate(sources)] == [found.pieces for found in plain]


def test_a_device_or_type_that_is_not_here_is_one_line(tmp_path, monkeypatch):
    model = find(str(tiny.make(tmp_path / "m")))
    with pytest.raises(ModelError, match=r"no compute type flat16 on this cpu: take one of default, auto, .*float32"):
        Engine(model, EngineOptions(device="cpu", compute_type="flat16"))
    monkeypatch.setattr("ctranslate2.get_cuda_device_count", lambda: 0)
    with pytest.raises(ModelError, match="no CUDA device"):
        Engine(model, EngineOptions(device="cuda"))


def test_a_cuda_library_that_is_missing_is_one_line_and_auto_does_without(tmp_path, monkeypatch):
    """As where there is a graphics processor and a driver for it, but no cuBLAS: it shows at the first translation."""
    model = find(str(tiny.make(tmp_path / "m")))
    load = ctranslate2.Translator

    class Lacking:
        def __init__(self, folder, device, **options):
            pass

        def translate_batch(self, *args, **options):
            raise RuntimeError("Library libcublas.so.12 is not found or cannot be loaded")

    def translator(folder, device, **options):
        return (Lacking if device == "cuda" else load)(folder, device, **options)

    monkeypatch.setattr("ctranslate2.get_cuda_device_count", lambda: 1)
    monkeypatch.setattr("ctranslate2.get_supported_compute_types", lambda device: {"float32"})
    monkeypatch.setattr("ctranslate2.Translator", translator)
    with pytest.raises(ModelError, match=r"cannot be loaded on cuda: Library libcublas\.so\.12 is not found"):
        Engine(model, EngineOptions(device="cuda"))
    assert Engine(model, EngineOptions()).options.device == "cpu"


def test_what_fails_on_the_way_is_one_line(tmp_path):
    model = find(str(tiny.make(tmp_path / "m", positions=8)))
    engine = Engine(dataclasses.replace(model, positions=0), EngineOptions(device="cpu"))
    for call in (engine.translate, lambda sources: engine.score(sources, sources)):
        with pytest.raises(ModelError, match="m: failed on cpu: No position encodings"):
            call(engine.encode([SOURCE]))


@pytest.mark.parametrize(
    ("quota", "most"), [("150000 100000", 1), ("max 100000", 999), ("nonsense", 999), ("50000 100000", 1)]
)
def test_a_containers_share_of_the_processors_is_kept_to(monkeypatch, quota, most):
    monkeypatch.setattr("glossaries.processors.Path.read_text", lambda path, encoding: quota)
    assert 1 <= processors() <= most


@pytest.mark.parametrize(
    ("pieces", "loop"),
    [
        ("▁De fence ▁De fence ▁De fence ▁Minister", True),
        ("▁of ▁the ▁day ▁of ▁the ▁day ▁of ▁the ▁day", True),
        ("▁of ▁the ▁day ▁of ▁the ▁day", False),
        ("▁ha ha ha", False),
        ("", False),
    ],
)
def test_a_loop_is_the_same_words_three_times(pieces, loop):
    assert loops(pieces.split()) is loop


def test_a_loop_is_decoded_again_until_it_is_none(engine, monkeypatch):
    asked = []

    def start(sources, *args, no_repeat_ngram_size=0, **options):
        asked.append((len(sources), no_repeat_ngram_size))
        words = {0: "▁no ▁no ▁no", 3: "▁yes ▁yes ▁yes", 2: "▁yes"}[no_repeat_ngram_size].split()
        return lambda: [[Hypothesis(words, 0.0, None)] for _ in sources]

    monkeypatch.setattr(engine, "_start", start)
    (found,) = engine.translate([["▁نعم"]])
    assert found.pieces == ["▁yes"] and asked == [(1, 0), (1, 3), (1, 2)]
