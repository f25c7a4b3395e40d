"""`import qantara`: what a program does with it."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import islice
from pathlib import Path

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

import qantara
from align.bitext import Link, SegmentPair, TermDecision
from glossaries.arabic import tokenise
from mt.pipeline.whole import whole
from tests.conftest import ARTICLE
from tests.documents import FOLDER

ARABIC = "وصل الوفد إلى لاتشين.\n\n  وقال الوزير إن كلبجار عادت أمس. هل هذا صحيح؟\n"


@pytest.fixture(scope="module")
def translator() -> qantara.Translator:
    return qantara.Translator("ar-en", glossary=["karabakh"], beam_size=1)


def test_a_text_is_one_pair_and_keeps_its_lines(translator):
    pair = translator(ARABIC)
    assert pair.source == ARABIC
    assert "Lachin" in pair.target.split("\n")[0] and pair.target.split("\n")[1] == ""
    assert pair.target.split("\n")[2].startswith("  ") and pair.target.endswith("\n")
    assert [term.term for term in pair.terms] == ["لاتشين → Lachin", "كلبجار → Kalbajar"]
    for term in pair.terms:
        assert pair.source[slice(*term.source_span)] == term.source
        assert pair.target[slice(*term.target_span)] == term.target
    for text, tokens in ((pair.source, pair.source_tokens), (pair.target, pair.target_tokens)):
        assert all(text[token.start : token.end] == token.text for token in tokens)
    assert all(i < len(pair.source_tokens) and j < len(pair.target_tokens) for i, j, _ in pair.links)
    assert pair.score < 0


def test_a_list_gives_a_list_and_another_iterable_streams(translator):
    texts = ["مرحبا بكم.", "", "hello", ARABIC]
    pairs = translator(texts)
    assert [pair.source for pair in pairs] == texts and [pair.id for pair in pairs] == ["1", "2", "3", "4"]
    assert [pair.target for pair in pairs[1:3]] == ["", "hello"]
    assert pairs[3] == replace(translator(ARABIC), id="4")

    def endless():
        while True:
            yield "قال الوزير ذلك."

    assert len(list(islice(translator(endless()), 3))) == 3


def test_threads_share_one_translator(tmp_path, article):
    lines = [line for line in article.splitlines() if line.strip()][:12]
    with qantara.Translator(glossary="karabakh", beam_size=1, memory=tmp_path / "memory") as translator:
        alone = [translator(line) for line in lines]
        translator.memory.clear()
        with ThreadPoolExecutor(8) as pool:
            together = list(pool.map(translator, lines * 3))
    assert [pair.source for pair in together] == lines * 3
    assert [pair.target for pair in together] == [pair.target for pair in alone] * 3


def test_after_close_a_call_loads_the_model_again(tmp_path):
    with qantara.Translator(beam_size=1, memory=tmp_path / "memory") as translator:
        first = translator("قال الوزير ذلك.")
    assert translator.memory is None
    assert translator("قال الوزير ذلك.") == first


def test_glossaries_are_given_in_every_way(tmp_path):
    (tmp_path / "mine.tsv").write_text("source\ttarget\nلاتشين\tLaçın\n", encoding="utf-8")
    term = qantara.Term("لاتشين", "Lačin")
    for given_, target in (
        (["karabakh", tmp_path / "mine.tsv"], "Laçın"),
        ({"لاتشين": "Latchin"}, "Latchin"),
        (["karabakh", qantara.Glossary("mine", (term,))], "Lačin"),
    ):
        pair = qantara.Translator(glossary=given_, beam_size=1)("وصل الوفد إلى لاتشين.")
        assert target in pair.target


def test_documents_come_as_paths_bytes_and_streams(translator, tmp_path):
    path = FOLDER / "report.docx"
    document = translator.document(path)
    assert document.format.name == "docx" and document.content()[:2] == b"PK"
    with path.open("rb") as stream:
        assert translator.document(stream).pairs == document.pairs
    assert translator.document(path.read_bytes(), name="x.docx").pairs == document.pairs
    assert document.content() == document.content()
    document.save(tmp_path / "report.en.docx")
    assert (tmp_path / "report.en.docx").read_bytes() == document.content()
    document.save(tmp_path / "report.tmx")
    assert translator.signature in (tmp_path / "report.tmx").read_text(encoding="utf-8")
    with pytest.raises(qantara.OutputError, match="itself"):
        document.save(path)
    with pytest.raises(qantara.InputError, match=r"nothing\.txt"):
        translator.document(tmp_path / "nothing.txt")


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"model": "no-such"}, qantara.ModelError),
        ({"glossary": "no-such"}, qantara.GlossaryError),
        ({"glossary": {"لاتشين": ""}}, qantara.GlossaryError),
        ({"beam_size": 0}, qantara.UsageError),
        ({"memory": "/dev/null/memory"}, qantara.OutputError),
    ],
)
def test_what_is_wrong_is_said_at_once(wrong, error):
    with pytest.raises(error):
        qantara.Translator(**wrong)
    assert issubclass(error, qantara.QantaraError)


@pytest.mark.parametrize("wrong", [None, 5, b"bytes", ["نعم.", None], ["نعم.", b"bytes"], [["نعم."]], range(2)])
def test_what_is_no_text_is_said_in_one_line(translator, wrong):
    kind = "NoneType|int|bytes: decode|list"
    for call in (
        lambda: list(translator(wrong)),
        lambda: qantara.align(wrong, ["Yes."], model="none"),
        lambda: qantara.align(["نعم."], wrong or [wrong], model="none"),
        lambda: qantara.score(wrong, ["Yes.", "No."]),
        lambda: qantara.score(["Yes.", "No."], ["Yes.", "No."], sources=wrong or [wrong]),
        lambda: qantara.audit(wrong, glossary="karabakh"),
        lambda: qantara.audit(["نعم.", "لا."], glossary="karabakh", translation=wrong or [wrong]),
        lambda: qantara.suggest(wrong),
    ):
        with pytest.raises(qantara.InputError, match=f"is no text but ({kind})"):
            call()


def test_texts_to_score_may_come_from_a_generator():
    assert (
        qantara.score((text for text in ["He came to Lachin."]), ["He came to Lachin."]).systems[0].metrics["TER"].score
        == 0
    )


def test_half_a_character_is_read_past(translator):
    pair = translator("وصل الوفد \ud83d إلى لاتشين.")
    assert pair.source == "وصل الوفد \ud83d إلى لاتشين." and "Lachin" in pair.target
    found = qantara.align(["وصل الوفد \ud83d إلى لاتشين."], ["The delegation \ud83d arrived in Lachin."])
    assert found[0].target == "The delegation \ud83d arrived in Lachin."


@pytest.mark.parametrize("bound", [{"min_score": 1.1}, {"min_score": -1}, {"max_ratio": 0}, {"max_ratio": 0.9}])
def test_bounds_are_those_of_the_command(bound):
    with pytest.raises(qantara.UsageError, match=r"from 0 to 1|at least 1"):
        qantara.align(["نعم."], ["Yes."], model="none", **bound)


def test_align_takes_lists_and_files(tmp_path):
    arabic = ["وصل الوفد إلى لاتشين.", "وقال الوزير إن كلبجار عادت."]
    english = ["The delegation arrived in Lachin.", "The minister said that Kalbajar had returned."]
    found = qantara.align(arabic, english, glossary="karabakh", model="none")
    assert [(pair.source, pair.target) for pair in found] == list(zip(arabic, english, strict=True))
    assert found[0].links and found[0].terms[0].status == "kept" and len(found) == 2
    (tmp_path / "ar.txt").write_text("\n".join(arabic), encoding="utf-8")
    (tmp_path / "en.txt").write_text("\n".join(english), encoding="utf-8")
    same = qantara.align(tmp_path / "ar.txt", tmp_path / "en.txt", glossary="karabakh", model="none")
    assert same.pairs == found.pairs
    same.save(tmp_path / "pairs.tmx")
    again = qantara.align(tmp_path / "pairs.tmx", model="none")
    assert [(pair.source, pair.target) for pair in again] == list(zip(arabic, english, strict=True))
    with pytest.raises(qantara.UsageError, match=r"\.pdf"):
        same.save(tmp_path / "pairs.pdf")
    with pytest.raises(qantara.InputError):
        qantara.align(english, arabic, model="none")
    dropped = qantara.align(arabic, english, model="none", min_score=1)
    assert not len(dropped) and len(dropped.dropped) == 2


def test_score_takes_lists_files_and_pairs(tmp_path, translator):
    sources, references = ["وصل إلى لاتشين."], ["He arrived in Lachin."]
    listed = qantara.score(["He came to Lachin."], references, sources=sources, glossary="karabakh")
    for name, lines in (("h", ["He came to Lachin."]), ("r", references), ("s", sources)):
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    filed = qantara.score(tmp_path / "h", [tmp_path / "r"], sources=tmp_path / "s", glossary="karabakh")
    metrics = {key: score.score for key, score in filed.systems[0].metrics.items()}
    assert metrics == {key: score.score for key, score in listed.systems[0].metrics.items()}
    assert metrics["terms"] == 100 and "karabakh@" in filed.signature and filed.signature in str(filed)
    pairs = qantara.score(translator(sources), references, baselines=[["No."]], glossary="karabakh", by_sentence=True)
    assert pairs.systems[0].terms.scores.accuracy.found == 1 and pairs.comparisons
    assert lxml.html.fromstring(pairs.to_html()) is not None
    with pytest.raises(qantara.UsageError, match="by_sentence"):
        filed.to_html()
    with pytest.raises(qantara.InputError, match="segments"):
        qantara.score(["one"], ["one", "two"])
    with pytest.raises(qantara.UsageError, match="no metric 'METEOR'"):
        qantara.score(["one"], ["one"], metrics=["METEOR"])


def test_audit_and_suggest(tmp_path, translator):
    report = qantara.audit(ARTICLE, glossary="karabakh", spell=False)
    assert report.occurrences > 20 and "karabakh@" in report.signature and report.signature in str(report)
    rendered = qantara.audit(translator(["وصل إلى لاتشين."]), glossary="karabakh", spell=False)
    assert rendered.translated and rendered.accuracy == 1
    with pytest.raises(qantara.GlossaryError):
        qantara.audit(ARTICLE, glossary=None)
    (tmp_path / "bad.docx").write_bytes(b"PK\3\4nothing")
    (tmp_path / "good.txt").write_text("وصل إلى لاتشين.", encoding="utf-8")
    errors: list[qantara.QantaraError] = []
    assert qantara.audit(tmp_path, glossary="karabakh", spell=False, on_error=errors.append).occurrences == 1
    assert len(errors) == 1 and "bad.docx" in str(errors[0])
    found = qantara.suggest(
        ["زار جيفرسون كارتاخينا."], ["Jefferson went to Cartagena."], glossary={"جيفرسون": "Jefferson"}
    )
    assert [(term.source, term.target) for term in found.terms] == [("كارتاخينا", "Cartagena")]


def test_a_notebook_shows_the_linked_pair(translator):
    pair = replace(translator("وصل <b>الوفد</b> إلى لاتشين."), id="<7>")
    shown = lxml.html.fromstring(pair._repr_html_())
    arabic, english = shown.xpath(".//p")
    assert (arabic.text_content(), english.text_content()) == (pair.source, pair.target)
    assert arabic.get("dir") == "rtl" and shown.xpath('.//mark[@class="kept"]')
    link = pair.links[0]
    groups = [p.xpath("./span")[k].get("class") for p, k in ((arabic, link.source), (english, link.target))]
    assert groups[0] == groups[1]
    document = translator.document("وصل إلى لاتشين.".encode())
    assert lxml.html.fromstring(document._repr_html_()).get("srcdoc").startswith("<!doctype html>")


SENTENCES = st.lists(
    st.tuples(st.sampled_from(["نعم.", "قال ذلك!", "a"]), st.sampled_from(["", " ", "\n\n"])), max_size=5
)


@given(SENTENCES, st.sampled_from(["", "  "]))
def test_a_whole_points_where_its_sentences_did(sentences, lead):
    text, starts, pairs = lead, [], []
    for sentence, gap in sentences:
        starts.append(len(text))
        text += sentence + gap
        target = f"<{len(pairs)}> yes"
        term = TermDecision(sentence[:1], "yes", (0, 1), (4, 7), "kept", "t", "w")
        tokens = tuple(tokenise(sentence)), tuple(tokenise(target))
        pairs.append(SegmentPair("", sentence, target, *tokens, (Link(0, len(tokens[1]) - 1, 1.0),), (term,), -0.5))
    joined = whole(text, starts, pairs)
    assert joined.source == text and joined.target.startswith(lead)
    assert [joined.target[slice(*term.target_span)] for term in joined.terms] == ["yes"] * len(pairs)
    assert [joined.target_tokens[link.target].text for link in joined.links] == ["yes"] * len(pairs)
    assert [joined.source_tokens[link.source].start for link in joined.links] == starts
    assert "".join(joined.target.split()) == "".join("".join(pair.target.split()) for pair in pairs)
    assert joined.target.count("\n") == text.count("\n") and joined.score == (-0.5 if pairs else None)


def test_importing_loads_nothing_heavy():
    code = "import sys, qantara; print(qantara.__version__, sorted({'numpy', 'ctranslate2', 'camel_tools'} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=Path("/"))
    assert run.stdout.split(" ", 1)[1] == "[]\n" and set(qantara.__all__) <= set(dir(qantara))
    assert all(getattr(qantara, name) is not None for name in qantara.__all__)
    with pytest.raises(AttributeError, match="nothing"):
        _ = qantara.nothing


def test_another_glossary_shares_the_model(translator):
    other = translator.with_glossary({"لاتشين": "Laçın"})
    assert other.load() is translator.load()
    assert other("وصل الوفد إلى لاتشين.").terms[0].target == "Laçın"
    assert translator("وصل الوفد إلى لاتشين.").terms[0].target == "Lachin"
    assert other.signature != translator.signature
    assert {term.status for term in translator.with_glossary(None)("وصل الوفد إلى لاتشين.").terms} <= {"spelled"}


def test_what_else_a_sentence_may_be(translator):
    sentence = "وصل الوفد إلى لاتشين صباح أمس."
    best = translator(sentence)
    others = translator.alternatives(sentence, 4)
    assert len({pair.target for pair in others}) == len(others) > 1
    assert all("Lachin" in pair.target and pair.source == sentence for pair in others)
    begun = translator.alternatives(sentence, 4, "The delegation")
    assert len(begun) > 1 and all(pair.target.startswith("The delegation") for pair in begun)
    third = {pair.target.split()[2] for pair in begun}
    assert len(third) == len(begun), "each goes on with another word"
    assert best.target in {pair.target for pair in (*others, *begun)}
    assert translator.alternatives("hello", 4) == []
    assert "https://a.b/c" in translator.alternatives("زوروا https://a.b/c اليوم", 2, "Visit")[0].target


def test_a_translation_by_someone_else_is_linked_and_judged(translator):
    pair = translator.pair("وصل الوفد إلى لاتشين.", "The mission has come to Lachin.")
    assert pair.target == "The mission has come to Lachin." and pair.score is None
    linked = {(pair.source_tokens[i].text, pair.target_tokens[j].text) for i, j, _ in pair.links}
    assert ("الوفد", "mission") in linked and ("لاتشين", "Lachin") in linked
    assert [(term.status, term.target) for term in pair.terms] == [("kept", "Lachin")]
    missed = translator.pair("وصل الوفد إلى لاتشين.", "They came to Laçın.")
    assert [(term.status, term.target_span) for term in missed.terms] == [("missed", None)]
