import pytest

from glossaries.glossary import Glossary, Term
from glossaries.match import Matcher
from mt.pipeline.translate import translate

NAMES = Matcher(
    Glossary(
        "t",
        (
            Term("لاتشين", "Lachin"),
            Term("آغدام", "Agdam", (), ("Aghdam",)),
            Term("قره باغ", "Karabakh"),
            Term("كلبجار", "Kalbajar"),
        ),
    )
)


def run(engine, texts, matcher=None, **options):
    return list(translate([(str(k), text) for k, text in enumerate(texts)], engine, matcher, **options))


def test_every_segment_comes_out_once_in_order_and_whole(engine):
    texts = ["قال الرئيس إن الاتفاق مهم.", "Published On 26/11/2020", "نعم", "وصلت القوات إلى المدينة اليوم."]
    pairs = run(engine, texts, window=2)
    assert [pair.source for pair in pairs] == texts
    assert all(pair.target.strip() for pair in pairs)
    assert pairs[1].target == texts[1] and pairs[1].score is None


def test_the_window_does_not_change_the_translation(engine):
    texts = ["قال الرئيس إن الاتفاق مهم.", "نعم", "وصلت القوات إلى المدينة اليوم.", "هذا كتاب جديد."]
    assert [p.target for p in run(engine, texts, window=1)] == [p.target for p in run(engine, texts, window=100)]


@pytest.mark.parametrize(
    "text",
    [
        "دخلت القوات لاتشين ثم آغدام ثم كلبجار غرب قره باغ.",
        "لاتشين، لاتشين، لاتشين!",
        "ولاتشين هي آخر محافظة في إقليم قره باغ",
        "كلبجار",
        "سلمت آغدام في 20 من الشهر، ثم كلبجار في يوم 25 منه، قبل أن تسلم لاتشين اليوم.",
    ],
)
def test_every_matched_term_stands_in_the_target_as_often_as_in_the_source(engine, text):
    (pair,) = run(engine, [text], NAMES)
    matches = NAMES.find(text)
    assert [term.source_span for term in pair.terms] == [(match.start, match.end) for match in matches]
    spans = [term.target_span for term in pair.terms]
    assert len(set(spans)) == len(matches)
    for match, term in zip(matches, pair.terms, strict=True):
        assert term.status in ("kept", "repaired")
        assert pair.target[slice(*term.target_span)] == term.target == match.term.target
        assert text[slice(*term.source_span)] == term.source
        assert term.why


def test_links_are_in_bounds_and_terms_are_linked(engine):
    (pair,) = run(engine, ["دخلت القوات لاتشين غرب قره باغ."], NAMES)
    for link in pair.links:
        assert 0 <= link.source < len(pair.source_tokens) and 0 <= link.target < len(pair.target_tokens)
        assert 0 < link.score <= 1
    linked = {(pair.source_tokens[k.source].text, pair.target_tokens[k.target].text) for k in pair.links}
    assert {("لاتشين", "Lachin"), ("قره", "Karabakh"), ("باغ", "Karabakh")} <= linked


def test_addresses_are_kept_as_they_are(engine):
    (pair,) = run(engine, ["للمزيد: https://example.org/a?b=1 أو press@example.org."])
    assert "https://example.org/a?b=1" in pair.target and "press@example.org" in pair.target


def test_placeholders_are_kept_as_they_are(engine):
    text = "مرحبا {name}، لديك %d رسائل على https://example.org/{id}"
    (pair,) = run(engine, [text])
    assert all(part in pair.target for part in ("{name}", "%d", "https://example.org/{id}"))


def test_a_text_longer_than_any_in_training_is_translated_to_its_end(engine):
    text = " ".join(["وقال الوزير إن المفاوضات مستمرة في العاصمة"] * 12) + " في لاتشين"
    (pair,) = run(engine, [text], NAMES)
    assert pair.source == text and "Lachin" in pair.target
