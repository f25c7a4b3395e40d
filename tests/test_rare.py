"""Rare words: what training finds, what a model's folder holds, and what the decoder is told."""

import lzma
import shutil

import pytest
import sentencepiece
from hypothesis import given
from hypothesis import strategies as st

from glossaries.arabic import tokenise
from glossaries.errors import ModelError
from glossaries.glossary import Glossary, Term
from glossaries.match import Matcher
from mt.models.convert import convert
from mt.models.engine import HINT
from mt.models.rare_words import RareWords, save
from mt.models.store import RARE_WORDS, find, fingerprint
from mt.pipeline.shield import shield
from mt.pipeline.translate import drafts_of
from mt.training.corpus import Pair
from mt.training.prepare import prepare
from mt.training.rare import in_sentences, rare_words, sure_names, unseen_names

TEXTS = st.text(st.characters(categories=["L", "M", "N", "P"]), min_size=1, max_size=100)


@given(st.dictionaries(TEXTS, TEXTS))
def test_what_is_saved_is_loaded(tmp_path_factory, words):
    folder = tmp_path_factory.mktemp("model")
    save(words, folder)
    assert RareWords.load(folder).translations == words


def test_a_folder_without_them_has_none_and_a_broken_file_is_named(tmp_path):
    assert RareWords.load(tmp_path) == RareWords()
    for content, why in (
        (b"no archive", "no list of rare words"),
        (b"", "no list of rare words"),
        (lzma.compress("نعم\tyes\nلا\n".encode()), ":2: no rare word and its translation: 'لا'"),
        (lzma.compress("نعم\tyes\taye\n".encode()), ":1: no rare word"),
        (lzma.compress("نعم\t \n".encode()), ":1: no rare word"),
        (lzma.compress(("نعم\t" + "yes " * 400).encode()), ":1: no rare word"),
        (lzma.compress("نعم\tyes\0\n".encode()), ":1: no rare word"),
        (lzma.compress(b"\xff\tyes\n"), "no list of rare words"),
    ):
        (tmp_path / RARE_WORDS).write_bytes(content)
        with pytest.raises(ModelError, match=f"{RARE_WORDS}.*{why}"):
            RareWords.load(tmp_path)


def test_words_are_found_without_their_vowels():
    rare = RareWords({"نيتروجين": "nitrogen", "يلم": "Yelm"})
    assert list(rare.find(tokenise("هذا فيلم عن نِيتروجين"))) == [(3, "nitrogen")]


def test_what_nearly_always_became_the_same_is_found_in_pairs(engine):
    pairs = [
        Pair("رأى شويغو السد", "Shoigu saw the dam"),
        Pair("قال شويغو نعم", "yes said Shoigu"),
        Pair("السد كبير", "Dam is large"),
        Pair("كبير جدا", "very big"),
        Pair("المرة الوحيدة", "once only"),
    ]
    links = [[(0, 1), (1, 0), (2, 2), (2, 3)], [(0, 1), (1, 2), (2, 0)], [(0, 0), (1, 2)], [(0, 1), (1, 0)], [(0, 0)]]
    processor = sentencepiece.SentencePieceProcessor(model_file=str(engine.model.source_pieces))
    pieces = [processor.id_to_piece(id_) for id_ in range(len(processor))]
    data = prepare(pairs, [1] * len(pairs), links, processor)
    assert rare_words(data, pieces) == {"شويغو": "Shoigu"}  # the dam: "the dam" and "Dam"; big or large
    data = prepare(pairs[2:3] * 4, [1] * 4, [links[2]] * 4, processor)
    assert rare_words(data, pieces) == {"السد": "Dam", "كبير": "large"}
    data = prepare([*pairs[2:3] * 4, Pair("سد", "the dam")], [1] * 5, [*[links[2]] * 4, [(0, 1)]], processor)
    assert rare_words(data, pieces)["السد"] == "Dam"
    data = prepare(
        [*pairs[2:3] * 4, *[Pair("سد", "the dam")] * 4], [1] * 8, [*[links[2]] * 4, *[[(0, 1)]] * 4], processor
    )
    assert rare_words(data, pieces)["السد"] == "dam"  # as it is mostly written


def test_the_decoder_is_told_of_them_but_where_a_term_stands(engine, monkeypatch):
    monkeypatch.setattr(engine, "rare", RareWords({"شويغو": "Shoigu", "سيرغي": "Sergey", "وزير": "minister"}))
    matcher = Matcher(Glossary("g", (Term("سيرغي شويغو", "Sergei Shoigu"),)))
    text = "قال وزير الدفاع سيرغي شويغو نعم"

    def hints(matcher):
        (draft,) = drafts_of([shield(text)], engine, matcher)
        assert len(draft.pieces) == len(draft.words)
        wanted = "".join(draft.pieces).replace("▁", " ").split(HINT[1])[1:]
        return [hint.split(HINT[2])[0].strip() for hint in wanted], draft.hinted

    assert hints(None) == (["minister", "Sergey", "Shoigu"], False)
    assert hints(matcher) == (["minister", "Sergei Shoigu"], True)


def test_they_are_part_of_what_a_signature_names(tmp_path):
    folder = shutil.copytree(find("ar-en").folder, tmp_path / "model")
    (folder / RARE_WORDS).unlink(missing_ok=True)
    seen = {fingerprint(folder)}
    for word in ("yes", "aye"):
        save({"نعم": word}, folder)
        seen.add(fingerprint(folder))
    for card in ("", "hints = false\n", "[pieces]\n"):
        (folder / "card.toml").write_text(card, encoding="utf-8")
        seen.add(fingerprint(folder))
    assert len(seen) == 6
    (folder / "card.toml").write_text("[pieces]\n[scores]\nbleu = 99\n", encoding="utf-8")
    assert fingerprint(folder) in seen
    (folder / "spm.model").write_bytes(b"other")
    assert fingerprint(folder) not in seen


def test_they_go_with_a_model_that_is_copied(tmp_path):
    folder = shutil.copytree(find("ar-en").folder, tmp_path / "model")
    (folder / "card.toml").write_text("hints = true\n", encoding="utf-8")
    save({"نعم": "yes"}, folder)
    copied = convert(folder, tmp_path / "copy")
    assert RareWords.load(copied.folder).translations == {"نعم": "yes"} and copied.hash == fingerprint(folder)


def test_back_translations_prove_nothing(engine):
    processor = sentencepiece.SentencePieceProcessor(model_file=str(engine.model.source_pieces))
    pieces = [processor.id_to_piece(id_) for id_ in range(len(processor))]
    pairs = [Pair("السد كبير", "Dam is large")] * 4
    assert rare_words(prepare(pairs, [1] * 4, [[(0, 0)]] * 4, processor, back=3), pieces) == {}


def test_names_that_no_sentence_has_come_from_lists():
    pairs = [Pair("قال شويغو نعم", "Shoigu said yes"), Pair("كافانو", "Kavanaugh")]
    names = [
        Pair("كافانو", "Kavanaugh"),  # a name alone is no sentence
        Pair("شويغو", "Shoigu"),
        Pair("علي", "Ali"),  # too short
        Pair("ريدينج", "Reading"),
        Pair("ريدينج", "Reading"),
        Pair("ريدينج", "Riding"),
        Pair("ريدينج الجديدة", "New Reading"),
        Pair("بريت بارنز جونيور", "Brett Barnes"),  # not as many words
        Pair("سانتا كلارا", "Santa Clara"),
        Pair("جنيفر", "Jennifer 2"),
        Pair("ڤيرجينيا", "Virginia"),  # a letter that names are written with
    ]
    assert unseen_names(in_sentences(pairs), names) == {
        "كافانو": "Kavanaugh",
        "ريدينج": "Reading",
        "سانتا": "Santa",
        "كلارا": "Clara",
        "الجديدة": "Reading",
        "ڤيرجينيا": "Virginia",
    }


def test_names_of_a_sure_list_are_spelled_its_way_but_for_ordinary_words():
    pairs = [Pair("وصل إلى أوباري", "He reached Opare"), *[Pair("يوم في باريس", "A day in Paris")] * 5]
    names = [
        Pair("أوباري", "Ubari"),
        Pair("أوباري", "Awbari"),
        Pair("الباب", "al-Bab"),
        Pair("باريس", "Paris"),
        Pair("تل حميس", "Tal Hamis"),
    ]
    assert sure_names(in_sentences(pairs), names) == {"أوباري": "Ubari"}
