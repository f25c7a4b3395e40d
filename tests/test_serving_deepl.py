"""DeepL's interface, with DeepL's own client wherever it sends what is wanted."""

import io

import deepl
import httpx
import pytest
from deepl.api_data import MultilingualGlossaryDictionaryEntries

from tests.documents import REPORT
from tests.serving import service, serving

SENTENCE = "وصل الوفد إلى لاتشين."


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    folder = tmp_path_factory.mktemp("deepl")
    with service(folder, glossary=("karabakh",)) as opened, serving(opened) as at:
        yield at


@pytest.fixture
def client(url):
    made = deepl.DeepLClient("any", server_url=url)
    yield made
    made.close()


@pytest.fixture
def raw(url):
    with httpx.Client(base_url=url) as made:
        yield made


def test_texts(client):
    one = client.translate_text(SENTENCE, target_lang="EN-US")
    assert one.text == "The delegation arrived in Lachin." and one.detected_source_lang == "AR"
    assert one.billed_characters == len(SENTENCE)
    several = client.translate_text([SENTENCE, "hello"], target_lang="EN-GB")
    assert [each.text for each in several] == [one.text, "hello"]
    assert [each.detected_source_lang for each in several] == ["AR", "EN"]
    assert client.get_usage().character.count >= 2 * len(SENTENCE)


def test_markup(client):
    found = client.translate_text(
        f"<p>{SENTENCE} <x>نعم</x> &lt;b&gt;</p>", target_lang="EN-US", tag_handling="xml", ignore_tags=["x"]
    )
    assert found.text.startswith("<p>The delegation arrived in Lachin.") and found.text.endswith("</p>")
    assert "<x>نعم</x>" in found.text and "&lt;b&gt;" in found.text


def test_languages(client):
    assert {each.code for each in client.get_source_languages()} == {"AR", "EN"}
    assert {each.code for each in client.get_target_languages()} == {"EN-GB", "EN-US"}
    assert [(each.source_lang, each.target_lang) for each in client.get_glossary_languages()] == [("ar", "en")]


def test_glossaries_of_the_second_version(client):
    made = client.create_glossary("house", "AR", "EN", {"لاتشين": "Laçın", "الوفد": "the mission"})
    assert made.entry_count == 2 and made.ready
    assert client.get_glossary(made.glossary_id).name == "house"
    assert made.glossary_id in {each.glossary_id for each in client.list_glossaries()}
    assert client.get_glossary_entries(made) == {"لاتشين": "Laçın", "الوفد": "the mission"}
    found = client.translate_text(SENTENCE, source_lang="AR", target_lang="EN-US", glossary=made)
    assert "Laçın" in found.text and "mission" in found.text
    csv = client.create_glossary_from_csv("csv", "AR", "EN", "كلبجار,Kelbecer,ar,en\n")
    assert client.get_glossary_entries(csv) == {"كلبجار": "Kelbecer"}
    client.delete_glossary(made)
    with pytest.raises(deepl.GlossaryNotFoundException):
        client.get_glossary(made.glossary_id)


def test_glossaries_of_the_third_version_are_edited(client):
    def entries(**terms: str) -> MultilingualGlossaryDictionaryEntries:
        return MultilingualGlossaryDictionaryEntries("AR", "EN", terms)

    made = client.create_multilingual_glossary("house", [entries(لاتشين="Laçın")])
    assert [each.entry_count for each in made.dictionaries] == [1]
    assert client.update_multilingual_glossary_name(made, "desk").name == "desk"
    more = client.update_multilingual_glossary_dictionary(made, entries(الوفد="the mission", لاتشين="Lacin"))
    assert [each.entry_count for each in more.dictionaries] == [2]
    (held,) = client.get_multilingual_glossary_entries(made, "AR", "EN").dictionaries
    assert held.entries in (
        {"لاتشين": "Lacin", "الوفد": "the mission"},
        "لاتشين\tLacin\nالوفد\tthe mission",
    )
    assert "Lacin" in client.translate_text(SENTENCE, source_lang="AR", target_lang="EN-US", glossary=made).text
    instead = client.replace_multilingual_glossary_dictionary(made, entries(لاتشين="Lachin City"))
    assert instead.entry_count == 1
    assert "Lachin City" in client.translate_text(SENTENCE, source_lang="AR", target_lang="EN-US", glossary=made).text
    client.delete_multilingual_glossary_dictionary(made, source_lang="AR", target_lang="EN")
    assert "desk" in {each.name for each in client.list_multilingual_glossaries()}
    client.delete_multilingual_glossary(made)
    with pytest.raises(deepl.GlossaryNotFoundException):
        client.get_multilingual_glossary(made.glossary_id)


def test_documents(client, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda seconds: None)  # the client waits five seconds between two looks
    out = io.BytesIO()
    status = client.translate_document(REPORT, out, target_lang="EN-US", filename="report.docx")
    assert status.done and status.billed_characters > 0
    assert out.getvalue()[:2] == b"PK" and out.getvalue() != REPORT
    text = io.BytesIO()
    client.translate_document(f"{SENTENCE}\n".encode(), text, target_lang="EN-US", filename="a.txt")
    assert text.getvalue() == b"The delegation arrived in Lachin.\n"
    with pytest.raises(deepl.DocumentTranslationException, match="not a whole zip archive"):
        client.translate_document(b"PK\3\4", io.BytesIO(), target_lang="EN-US", filename="a.docx")


def test_a_document_is_only_its_senders(raw):
    sent = raw.post("/v2/document", files={"file": ("a.txt", b"x")}, data={"target_lang": "EN"}).json()
    for key in ("", "0" * 64):
        for path in ("", "/result"):
            answer = raw.post(f"/v2/document/{sent['document_id']}{path}", json={"document_key": key})
            assert (answer.status_code, answer.json()) == (404, {"message": "Document not found"})
    known = {"document_key": sent["document_key"]}
    assert raw.post(f"/v2/document/{sent['document_id']}", json=known).status_code == 200
    assert raw.post("/v2/document/../../x", json=known).status_code == 404


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({}, 400, "Parameter 'text' not specified."),
        ({"text": 5, "target_lang": "EN"}, 400, "Parameter 'text' not specified."),
        ({"text": ["x"]}, 400, "Parameter 'target_lang' not specified."),
        ({"text": ["x"], "target_lang": "DE"}, 400, "Value for 'target_lang' not supported."),
        ({"text": ["x"], "target_lang": "EN", "source_lang": "DE"}, 400, "Value for 'source_lang' not supported."),
        ({"text": ["x"] * 51, "target_lang": "EN"}, 400, "Too many texts: 50 at most."),
        ({"text": ["x"], "target_lang": "EN", "tag_handling": "tex"}, 400, "Value for 'tag_handling' not supported."),
        (
            {"text": ["x"], "target_lang": "EN", "formality": "more"},
            400,
            "'formality' is not supported for given 'target_lang'.",
        ),
        (
            {"text": ["x"], "target_lang": "EN", "custom_instructions": ["be kind"]},
            400,
            "'custom_instructions' is not supported on this server.",
        ),
        (
            {"text": ["x"], "target_lang": "EN", "glossary_id": "x"},
            400,
            "Use of a glossary requires the source_lang parameter to be specified.",
        ),
        ({"text": ["x"], "target_lang": "EN", "source_lang": "AR", "glossary_id": "x"}, 404, "Glossary not found"),
    ],
)
def test_what_cannot_be_done_is_said(raw, fields, status, said):
    answer = raw.post("/v2/translate", json=fields)
    assert (answer.status_code, answer.json()) == (status, {"message": said})


def test_what_became_of_a_term_is_said(raw):
    sent = {"text": SENTENCE, "target_lang": "EN", "source_lang": "AR"}
    (found,) = raw.post("/v2/translate", data=sent).json()["translations"]
    assert found["terms"][0]["status"] == "kept" and found["findings"] == []


@pytest.mark.parametrize(
    ("entries", "said"),
    [("لاتشين", "no target"), ("hello\tthere", "no Arabic letter"), ("", "No entries"), (f"نعم\t{'x' * 1025}", "1024")],
)
def test_entries_that_are_none(raw, entries, said):
    sent = {"name": "x", "source_lang": "AR", "target_lang": "EN", "entries": entries, "entries_format": "tsv"}
    answer = raw.post("/v2/glossaries", json=sent)
    assert answer.status_code == 400 and said in answer.json()["message"]


def test_nothing_is_edited_where_it_may_only_be_read(tmp_path):
    with service(tmp_path, read_only=True) as opened, serving(opened) as at, httpx.Client(base_url=at) as raw:
        sent = {"name": "x", "source_lang": "AR", "target_lang": "EN", "entries": "نعم\tyes"}
        assert raw.post("/v2/glossaries", json=sent).status_code == 403
        assert raw.get("/v2/glossaries").json() == {"glossaries": []}
        assert raw.get("/omegat", params={"text": "نعم."}).json()["translation"]
        assert raw.get("/omegat").status_code == 400
