"""How names become training pairs. What needs PyTorch runs where it is installed (the `training` extra)."""

from pathlib import Path

import pytest

from glossaries.errors import InputError
from glossaries.letters import arabic_words, english_words, paired_words
from mt.training.corpus import Pair
from mt.training.name_pairs import NamePair, NameSource, collect, without_rare, words_of

RECIPE = Path(__file__).parents[1] / "mt" / "training" / "names.toml"


def test_letters():
    assert arabic_words("إِلهام «علييف»، 2020 x") == ["إلهام", "علييف"]
    assert english_words("Željko O’Brien-Łódź 7") == ["zeljko", "o'brien", "lodz"]
    assert paired_words("الجبيل", "Al Jubayl") == (["الجبيل"], ["jubayl"])
    assert paired_words("علي", "Al Ali") == (["علي"], ["al", "ali"])


def test_only_what_sounds_alike_is_taken_word_by_word():
    assert list(words_of(Pair("سان بطرسبرغ", "San Petersburg"), 0.5)) == [("سان", "san"), ("بطرسبرغ", "petersburg")]
    assert list(words_of(Pair("كوريا الشمالية", "North Korea"), 0.6)) == []
    assert list(words_of(Pair("قره باغ", "Karabakh"), 0.5)) == []


def test_held_out_names_are_left_out_in_any_spelling_and_file(tmp_path):
    (tmp_path / "a.tsv").write_text("أحمد\tahmad\nلندن\tlondon\n", encoding="utf-8")
    (tmp_path / "b.tsv").write_text("مدينة أحمد\tMedina Ahmed\nلندن\tLondon\n", encoding="utf-8")
    (tmp_path / "eval.tsv").write_text("احمد\tahmed\n", encoding="utf-8")
    counts = collect([tmp_path], [NameSource("a", 3, "<x>"), NameSource("b", 2, "<x>")], ["eval"], 0.5)
    assert counts == {NamePair("<x>", "لندن", "london"): 5, NamePair("<x>", "مدينة", "medina"): 2}


def test_pairs_with_rare_letters_are_dropped():
    counts = collect([], [], [], 0.5)
    counts.update(
        {NamePair("<x>", "لندن", "london"): 1, NamePair("<x>", "لند", "lond"): 1, NamePair("<x>", "ڤن", "n"): 9}
    )
    assert NamePair("<x>", "ڤن", "n") not in without_rare(counts, 2) and len(without_rare(counts, 1)) == 3


def test_names_become_ids_and_a_vague_letter_is_the_unknown_one():
    pytest.importorskip("torch")
    import numpy as np

    from mt.training.names import NameExamples, Recipe, encode, is_recipe

    letters = ["</s>", "<unk>", "<x>", *"لندنlodn"]
    prepared = encode([NamePair("<x>", "لندن", "london")], [1], letters)
    clear = NameExamples(prepared, 0.0, 1).example(0, np.random.default_rng(0))
    assert [letters[k] for k in clear.source] == ["<x>", *"لندن"]
    assert "".join(letters[k] for k in clear.target) == "london"
    vague = NameExamples(prepared, 1.0, 1).example(0, np.random.default_rng(0))
    assert list(vague.source[1:]) == [1] * 4 and vague.source[0] == 2 and list(vague.target) == list(clear.target)
    assert Recipe.load(RECIPE.with_name("names-finish.toml")).blend == 0.6
    assert is_recipe(RECIPE) and not is_recipe(RECIPE.with_name("ar-en.toml")) and not is_recipe(Path(__file__))
    assert Recipe.load(RECIPE).held_out == ("google_translit_eval",)
    with pytest.raises(InputError, match="is no recipe"):
        Recipe.load(Path(__file__))


def test_a_recipe_becomes_a_names_model(tmp_path):
    pytest.importorskip("torch")
    from glossaries.spell import Speller
    from mt.training.names import Recipe, make

    (tmp_path / "names.tsv").write_text("لندن\tlondon\nلندون\tlondon\nباريس\tparis\n", encoding="utf-8")
    (tmp_path / "eval.tsv").write_text("باريس\tparis\n", encoding="utf-8")
    shape = {"width": 16, "feed_forward": 16, "heads": 2, "encoder_layers": 1, "decoder_layers": 1}
    schedule = {"tokens": 100, "guide": 0.0}
    recipe = Recipe((NameSource("names", 2, "<word>"),), ("eval",), 0.5, 1, shape, 0.1, 0.1, 0.6, schedule)
    make(recipe, [tmp_path], tmp_path / "work", tmp_path / "out", 1e-5, "cpu")
    make(recipe, [tmp_path], tmp_path / "more", tmp_path / "again", 1e-5, "cpu", tmp_path / "out")
    rows = (tmp_path / "work" / "pairs.tsv").read_text(encoding="utf-8").splitlines()
    assert rows == ["<word>\tلندن\tlondon\t2", "<word>\tلندون\tlondon\t2"]
    assert all(len(Speller(tmp_path / name).spell(["لندن"])) == 1 for name in ("out", "again"))


def test_blending_goes_a_share_of_the_way_back():
    torch = pytest.importorskip("torch")
    from mt.training.blend import blend
    from mt.training.network import Shape, Transformer

    torch.manual_seed(0)
    shape = Shape(5, width=16, feed_forward=16, heads=2, encoder_layers=1, decoder_layers=1)
    network, began = Transformer(shape), Transformer(shape)
    wanted = 0.25 * network.embedding.weight + 0.75 * began.embedding.weight
    blend(network, began, 0.75)
    torch.testing.assert_close(network.embedding.weight, wanted)
