from hypothesis import given
from hypothesis import strategies as st

from align.stems import coarse_arabic, coarse_english, stemmers


def test_inflected_forms_have_one_stem():
    arabic, english = stemmers()
    assert len({arabic(word) for word in ("المدينة", "مدينة", "والمدينة", "وبالمدينة", "للمدينة", "مَدِينَة")}) == 1
    assert arabic("ألمانيا") == arabic("المانيا")
    assert len({english(word) for word in ("Sign", "signed", "signing", "signs")}) == 1


def test_coarse_stems_bring_patterns_and_derivations_together():
    assert len(set(coarse_arabic(["كتاب", "كتب", "كاتب"]))) == 1
    assert len(set(coarse_english(["negoti", "negotiat"]))) == 1
    assert coarse_arabic(["او"]) == ["او"]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_every_token_has_a_stem(tokens):
    arabic, english = stemmers()
    stems = [arabic(token) for token in tokens], [english(token) for token in tokens]
    assert all(bool(stem) == bool(token) for stem, token in zip(stems[0], tokens, strict=True))
    for coarse, stem in zip((coarse_arabic, coarse_english), stems, strict=True):
        assert [bool(each) for each in coarse(stem)] == [bool(each) for each in stem]
