from hypothesis import given
from hypothesis import strategies as st

from glossaries.arabic import fold, has_arabic, tokenise, unmark

ARABIC = st.text(st.sampled_from("ابتثجحخدذرزسشصضطظعغفقكلمنهويأإآىةئؤء َُِّْـ\u200f\n،.؟ﻻﷺ٣٫گ xY7"), max_size=60)


def test_fold_takes_away_what_writers_vary():
    assert fold("قَرَه بَاغ").text == fold("قره باغ").text
    assert fold("آغدام").text == fold("أغدام").text == fold("اغدام").text
    assert fold("ﻻتشين").text == "لاتشين"
    assert fold("عــلي").text == fold("على").text
    assert fold("٢٠٢٠").text == "2020"
    assert fold("شركة").text == fold("شركه").text


def test_span_cuts_the_original_marks_included():
    folded = fold("في قَرَه بَاغٍ، ﻻ")
    start = folded.text.index("قره")
    assert folded.original[slice(*folded.span(start, start + len("قره باغ")))] == "قَرَه بَاغٍ"


@given(ARABIC)
def test_every_folded_character_has_a_place_of_its_own(text):
    folded = fold(text)
    position = 0
    for at in range(len(folded.text)):
        start, end = folded.span(at, at + 1)
        assert position <= start < end <= len(text) or (start, end) == folded.span(at - 1, at)
        assert folded.text[at] in fold(text[start:end]).text
        position = start


@given(ARABIC)
def test_folding_and_unmarking_are_done_once(text):
    assert fold(fold(text).text).text == fold(text).text
    assert unmark(unmark(text)) == unmark(text)


@given(st.text(max_size=80))
def test_tokens_are_cut_from_the_text_in_order_and_leave_only_space(text):
    position = 0
    for token in tokenise(text):
        assert token.text == text[token.start : token.end]
        assert not text[position : token.start].strip()
        position = token.end
    assert not text[position:].strip()


def test_an_arabic_comma_sets_thousands_apart_and_lists():
    texts = [token.text for token in tokenise("30،000 و1،2 و1234،567")]
    assert texts == ["30،000", "و1", "،", "2", "و1234", "،", "567"]


def test_addresses_numbers_and_dates_stay_whole():
    text = "في 12.5.2020 قال (a.b@c.org): «https://x.org/y?z=1» ٣٫٥ و20:30."
    assert [token.text for token in tokenise(text)] == [
        "في", "12.5.2020", "قال", "(", "a.b@c.org", ")", ":", "«", "https://x.org/y?z=1", "»", "٣٫٥", "و", "20:30", ".",
    ]  # fmt: skip


def test_has_arabic():
    assert has_arabic("x ب") and has_arabic("ﻻ")
    assert not has_arabic("Lachin 12, ١٢ ؟")
