import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossaries.names import CommonWords, similarity, skeleton


@pytest.fixture(scope="module")
def common() -> CommonWords:
    return CommonWords.load()


@pytest.mark.parametrize(
    ("arabic", "english"),
    [
        ("لاتشين", "Lachin"),
        ("آغدام", "Agdam"),
        ("آغدام", "Aghdam"),
        ("كلبجار", "Kalbajar"),
        ("كلبجار", "Kalbjar"),
        ("ستيباناكيرت", "Stepanakert"),
        ("علييف", "Aliyev"),
        ("بوتين", "Putin"),
        ("أذربيجان", "Azerbaijan"),
        ("سيرغي شويغو", "Sergei Shoigu"),
        ("فيكتوريا", "Victoria"),
        ("أكسفورد", "Oxford"),
        ("وليد", "Walid"),
        ("يوسف", "Yusuf"),
    ],
)
def test_names_that_sound_alike(arabic, english):
    assert similarity(arabic, english) == 1


@pytest.mark.parametrize(("arabic", "english", "least"), [("قره باغ", "Karabakh", 0.9), ("خلوصي", "Hulusi", 0.8)])
def test_names_that_sound_nearly_alike(arabic, english, least):
    assert least <= similarity(arabic, english) < 1


@pytest.mark.parametrize(
    ("arabic", "english"), [("لاتشين", "London"), ("بوتين", "Aliyev"), ("باكو", "Moscow"), ("يريفان", "Tehran")]
)
def test_names_that_do_not(arabic, english):
    assert similarity(arabic, english) < 0.75


@given(st.text(max_size=12), st.text(max_size=12))
def test_similarity_is_a_share(arabic, english):
    assert 0 <= similarity(arabic, english) <= 1
    if skeleton(arabic):
        assert similarity(arabic, arabic) == 1


def test_common_words_are_known_behind_clitics_and_endings(common):
    for word in ("المدينة", "وبالمدينة", "اتفاق", "فالاتفاق", "كتابهم", "سيقول", "الرئيس"):
        assert word.replace("ة", "ه").replace("ئ", "ي") in common, word
    for word in ("ستيباناكيرت", "كلبجار", "شويغو", "لاتشين"):
        assert word not in common


def test_names_are_found_as_runs_cut_from_the_text(common):
    text = "قال سِيرغي شويغو، إن ستيباناكيرت بعيدة"
    found = list(common.names(text))
    assert [name.text for name in found] == ["سِيرغي شويغو", "ستيباناكيرت"]
    assert all(text[name.start : name.end] == name.text for name in found)
