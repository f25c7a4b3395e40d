import pytest

from glossaries.errors import ModelError
from glossaries.glossary import Glossary, Term
from glossaries.match import Matcher
from mt.engine import Engine, Options
from mt.models import bundled, file_hash, find
from mt.translate import translate
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
}


@pytest.fixture(scope="module", params=FAMILIES)
def family(request, tmp_path_factory) -> Engine:
    folder = tmp_path_factory.mktemp("models") / request.param
    return Engine(find(str(tiny.make(folder, **FAMILIES[request.param]))), Options(beam_size=2))


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
    with pytest.raises(ModelError, match=r"lacks model\.bin, config\.json, source\.spm, target\.spm"):
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
