"""LibreTranslate's interface: every path, parameter, status and error text that its clients rely on."""

import json
import re
import time
from pathlib import Path

import httpx
import pytest

from mt.serving.keys import digest, new_key
from tests.documents import REPORT
from tests.serving import client

SENTENCE = "وصل الوفد إلى لاتشين."


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("server")
    with client(
        folder,
        glossary=("karabakh",),
        characters=2000,
        batch=5,
        alternatives=3,
        suggestions=True,
        memory=str(folder / "memory.sqlite"),
        echo=("en", "es"),
    ) as made:
        yield made


def translated(server: httpx.Client, **fields: object) -> dict:
    answer = server.post("/translate", json={"source": "ar", "target": "en", **fields})
    assert answer.status_code == 200, answer.text
    return answer.json()


def error(answer: httpx.Response, status: int = 400) -> str:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    return answer.json()["error"]


def test_a_text_comes_back_with_what_became_of_its_terms(server):
    answer = translated(server, q=SENTENCE)
    assert answer["translatedText"] == "The delegation arrived in Lachin."
    assert "alternatives" not in answer and "detectedLanguage" not in answer
    (term,) = answer["terms"]
    assert (term["term"], term["status"]) == ("لاتشين → Lachin", "kept")
    assert SENTENCE[slice(*term["source_span"])] == "لاتشين"
    assert answer["translatedText"][slice(*term["target_span"])] == "Lachin"
    linked = {(SENTENCE[a:b], answer["translatedText"][c:d]) for a, b, c, d, _ in answer["links"]}
    assert ("الوفد", "delegation") in linked
    assert answer["findings"] == []


@pytest.mark.parametrize("sent", ["json", "form", "raw form", "multipart", "query"])
def test_the_same_text_by_every_kind_of_body(server, sent):
    fields = {"q": SENTENCE, "source": "ar", "target": "en"}
    raw = {
        "content": f"q={SENTENCE}&source=ar&target=en".encode(),
        "headers": {"content-type": "application/x-www-form-urlencoded"},
    }
    how = {
        "json": {"json": fields},
        "form": {"data": fields},
        "raw form": raw,
        "multipart": {"files": {key: (None, value) for key, value in fields.items()}},
        "query": {"params": fields},
    }[sent]
    assert server.post("/translate", **how).json()["translatedText"] == "The delegation arrived in Lachin."


def test_a_batch_is_answered_in_order_and_several_fields_of_a_form_are_one(server):
    texts = [SENTENCE, "", "hello", "نعم."]
    answer = translated(server, q=texts)
    assert answer["translatedText"][0] == "The delegation arrived in Lachin."
    assert answer["translatedText"][1:3] == ["", "hello"]
    assert [len(answer[key]) for key in ("terms", "links", "findings")] == [4, 4, 4]
    form = server.post("/translate", data={"q": [SENTENCE, "hello"], "source": "ar", "target": "en"})
    assert form.json()["translatedText"] == ["The delegation arrived in Lachin.", "hello"]
    assert translated(server, q=["", ""])["translatedText"] == ["", ""]


def test_the_language_is_guessed_where_it_is_not_said(server):
    answer = translated(server, q=SENTENCE, source="auto")
    assert answer["detectedLanguage"] == {"confidence": 100.0, "language": "ar"}
    several = translated(server, q=["hello", "good day"], source="auto")
    assert several["translatedText"] == ["hello", "good day"]
    assert [each["language"] for each in several["detectedLanguage"]] == ["en", "en"]
    assert translated(server, q="😀", source="auto")["translatedText"] == "😀"


def test_a_question_stays_one(server):
    assert translated(server, q="هل وصل الوفد؟")["translatedText"].endswith("?")


def test_what_html_escapes_stays_escaped(server):
    source = '<p dir="rtl">وصل <b>الوفد</b> إلى لاتشين &lt;script&gt;alert(1)&lt;/script&gt;.</p>'
    answer = translated(server, q=source, format="html")
    text = answer["translatedText"]
    assert text.startswith('<p dir="ltr">') and text.endswith("</p>") and "<b>" in text
    assert "&lt;script&gt;" in text and "<script>" not in text
    assert answer["terms"][0]["status"] == "kept"
    both = translated(server, q=[source, "&amp; <br>"], format="html")["translatedText"]
    assert both == [text, "&amp; <br>"]


def test_alternatives_are_other_translations(server):
    answer = translated(server, q="هل وصل الوفد أمس؟", alternatives=3)
    assert 1 <= len(answer["alternatives"]) <= 3
    assert len({answer["translatedText"], *answer["alternatives"]}) == 1 + len(answer["alternatives"])
    several = translated(server, q=["هل وصل الوفد أمس؟", "hello"], alternatives=2)
    assert several["alternatives"][0] and several["alternatives"][1] == []


def test_a_glossary_is_named_or_brought_along(server):
    inline = translated(server, q=SENTENCE, glossary={"لاتشين": "Laçın"})
    assert "Laçın" in inline["translatedText"] and inline["terms"][0]["target"] == "Laçın"
    rows = translated(server, q=SENTENCE, glossary=[{"source": "لاتشين", "target": "Laçın", "type": "place"}])
    assert rows["translatedText"] == inline["translatedText"]
    form = server.post(
        "/translate",
        data={"q": SENTENCE, "source": "ar", "target": "en", "glossary": json.dumps({"لاتشين": "Laçın"})},
    )
    assert form.json()["translatedText"] == inline["translatedText"]
    assert {term["status"] for term in translated(server, q=SENTENCE, glossary="none")["terms"]} <= {"spelled"}
    assert translated(server, q=SENTENCE, glossary="none,world,karabakh")["terms"]


@pytest.mark.parametrize("glossary", ["/etc/passwd", "../karabakh", "pyproject.toml", "karabakh.tsv"])
def test_no_glossary_is_a_path(server, glossary):
    answer = server.post("/translate", json={"q": "نعم", "source": "ar", "target": "en", "glossary": glossary})
    assert error(answer) == f"no glossary {glossary!r} here"


@pytest.mark.parametrize("glossary", [{"x": 1}, 5, [{"source": "لاتشين"}], {"hello": "there"}, "{nothing"])
def test_a_glossary_that_is_none_is_refused(server, glossary):
    error(server.post("/translate", json={"q": "نعم", "source": "ar", "target": "en", "glossary": glossary}))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Invalid request: missing q parameter"),
        ({"q": ""}, "Invalid request: missing q parameter"),
        ({"q": []}, "Invalid request: missing q parameter"),
        ({"q": "x"}, "Invalid request: missing source parameter"),
        ({"q": "x", "source": "ar"}, "Invalid request: missing target parameter"),
        ({"q": "x", "source": "zz", "target": "en"}, "zz is not supported"),
        ({"q": "x", "source": "zz", "target": "qq"}, "zz is not supported"),
        ({"q": "x", "source": "en", "target": "zz"}, "zz is not supported"),
        (
            {"q": "x", "source": "en", "target": "ar"},
            "Arabic (ar) is not available as a target language from English (en)",
        ),
        ({"q": "x", "source": "ar", "target": "en", "format": "xml"}, "xml format is not supported"),
        (
            {"q": "x", "source": "ar", "target": "en", "alternatives": 4},
            "Invalid request: alternatives parameter must be <= 3",
        ),
        (
            {"q": "x", "source": "ar", "target": "en", "alternatives": "abc"},
            "Invalid request: alternatives parameter is not a number",
        ),
        (
            {"q": "x" * 2001, "source": "ar", "target": "en"},
            "Invalid request: request (2001) exceeds text limit (2000)",
        ),
        (
            {"q": ["x"] * 6, "source": "ar", "target": "en"},
            "Invalid request: request (6) exceeds text limit (5)",
        ),
        ({"q": 5, "source": "ar", "target": "en"}, "Invalid request: q must be a string or a list of strings"),
        (
            {"q": ["x", None], "source": "ar", "target": "en"},
            "Invalid request: q must be a string or a list of strings",
        ),
        ({"q": "x", "source": ["ar"], "target": "en"}, "Invalid request: source must be a string"),
    ],
)
def test_errors_have_the_words_that_clients_look_for(server, fields, said):
    assert error(server.post("/translate", json=fields)) == said


def test_bodies_that_are_none(server):
    unreadable = "The browser (or proxy) sent a request that this server could not understand."
    as_json = {"content-type": "application/json"}
    for broken in (b"{", b"\xff\xfe", b"[" * 100_000, b'{"q": NaN'):
        assert error(server.post("/translate", content=broken, headers=as_json)) == unreadable
    assert error(server.post("/translate", content=b"[1]", headers=as_json)) == "Invalid JSON format"
    plain = server.post("/translate", content=b'{"q": "x"}', headers={"content-type": "text/plain"})
    assert error(plain) == "Invalid request: missing q parameter"
    assert error(server.post("/translate_file", data={"source": "ar", "target": "en"})) == unreadable


def test_lone_surrogates_and_zero_bytes_are_no_error(server):
    answer = server.post(
        "/translate",
        content=b'{"q": ["\\ud800 \\u0646\\u0639\\u0645", "a\\u0000b"], "source": "ar", "target": "en"}',
        headers={"content-type": "application/json"},
    )
    assert answer.status_code == 200


def test_what_is_not_there_is_said_in_json(server):
    assert error(server.get("/nothing"), 404) == "Not found"
    assert error(server.get("/translate"), 405) == "Method not allowed"
    assert error(server.post("/languages"), 405) == "Method not allowed"
    assert error(server.get("/metrics"), 404) == "Not found"
    assert error(server.get("/download_file/../../etc/passwd"), 404)
    assert error(server.get("/download_file/%2e%2e%2fpasswd"), 404)
    assert error(server.get("/download_file/passwd")) == "Invalid filename"
    assert error(server.get(f"/download_file/{'0' * 32}.a.txt"), 404) == "Not found"


def test_pages_of_other_sites_may_translate_as_with_the_original(server):
    allowed = server.options("/translate")
    assert allowed.status_code == 200
    for answer in (allowed, server.get("/languages"), server.post("/translate", json={})):
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["access-control-allow-headers"] == "Authorization, Content-Type"
        assert answer.headers["access-control-allow-methods"] == "GET, POST"
        assert answer.headers["access-control-max-age"] == "1728000"


def test_pages_of_other_sites_may_not_suggest(server):
    fields = {"q": SENTENCE, "s": "Bought.", "source": "ar", "target": "en"}
    for headers in ({"origin": "https://elsewhere.example"}, {"sec-fetch-site": "cross-site"}):
        error(server.post("/suggest", json=fields, headers=headers), 403)


def test_what_is_said_of_the_server(server):
    assert server.get("/health").json() == {"status": "ok"}
    assert server.get("/spec").json()["info"]["title"] == "LibreTranslate"
    assert server.get("/docs/", follow_redirects=True).json()["swagger"] == "2.0"
    languages = {each["code"]: each for each in server.get("/languages").json()}
    assert languages["ar"] == {"code": "ar", "name": "Arabic", "targets": ["ar", "en"]}
    assert "en" in languages["en"]["targets"]
    settings = server.get("/frontend/settings").json()
    assert settings["charLimit"] == 2000 and settings["suggestions"] is True and settings["apiKeys"] is False
    assert settings["keyRequired"] is False and settings["filesTranslation"] is True
    assert settings["language"]["source"] == {"code": "ar", "name": "Arabic"}
    assert {".txt", ".docx", ".odt", ".pptx", ".epub", ".html", ".srt", ".pdf"} <= {*settings["supportedFilesFormat"]}


@pytest.mark.parametrize(("text", "language"), [("Hello", "en"), (SENTENCE, "ar"), ("", None), ("۱۲", "en")])
def test_languages_are_told_by_their_script(server, text, language):
    answer = server.post("/detect", data={"q": text})
    if language is None:
        assert error(answer) == "Invalid request: missing q parameter"
    else:
        assert answer.json()[0]["language"] == language


def test_a_suggestion_is_taken_from_then_on(server):
    said = {"q": "عاد الوفد إلى شوشا.", "s": "The mission is back in Shusha.", "source": "ar", "target": "en"}
    assert server.post("/suggest", data=said).json() == {"success": True}
    answer = translated(server, q=said["q"])
    assert answer["translatedText"] == said["s"] and answer["links"]
    assert translated(server, q=f"{SENTENCE} {said['q']}")["translatedText"].endswith(said["s"])
    both = {**said, "q": f"{said['q']} {SENTENCE}", "s": "Back in Shusha, and in Lachin."}
    assert server.post("/suggest", data=both).json() == {"success": True}
    assert translated(server, q=both["q"])["translatedText"] == both["s"]
    assert translated(server, q=said["q"])["translatedText"] == said["s"]


def test_a_file_comes_back_as_what_it_was(server):
    sent = {"file": ("../تقرير.docx", REPORT)}
    answer = server.post("/translate_file", files=sent, data={"source": "auto", "target": "en"})
    url = answer.json()["translatedFileUrl"]
    assert url.startswith(str(server.base_url)) and ".." not in url
    got = server.get(url)
    assert got.content[:2] == b"PK" and b"word/document.xml" in got.content
    assert got.headers["content-disposition"].startswith('attachment; filename="')
    assert "%D8%AA%D9%82%D8%B1%D9%8A%D8%B1_en.docx" in got.headers["content-disposition"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.txt", b"", "Invalid request: empty file"),
        ("a.exe", b"MZ", "Invalid request: file format not supported"),
        ("a.docx", b"PK\3\4 no archive", "a.docx: not a whole zip archive: the file was cut or damaged"),
        ("a.txt", b"\x89PNG\r\n", "a.txt: an image: it has no text"),
    ],
)
def test_files_that_are_none(server, name, content, said):
    answer = server.post("/translate_file", files={"file": (name, content)}, data={"source": "ar", "target": "en"})
    assert error(answer) == said


def test_keys_are_asked_for_and_only_their_hashes_are_kept(tmp_path):
    path = tmp_path / "keys.tsv"
    key = new_key(path, "newsroom")
    assert key not in path.read_text() and digest(key) in path.read_text()
    fields = {"q": "نعم", "source": "ar", "target": "en"}
    with client(tmp_path, keys=str(path), key_link="https://example.org/key") as server:
        assert error(server.post("/translate", json=fields)) == "Visit https://example.org/key to get an API key"
        assert error(server.post("/translate", json={**fields, "api_key": "x"}), 403) == "Invalid API key"
        assert server.post("/translate", json={**fields, "api_key": key}).status_code == 200
        bearer = {"authorization": f"Bearer {key}"}
        assert server.post("/translate", json=fields, headers=bearer).status_code == 200
        assert server.get("/frontend/settings").json()["keyRequired"] is True
        time.sleep(0.01)
        path.write_text(f"slow\t{digest(key)}\t1\n")
        assert server.post("/translate", json=fields, headers=bearer).status_code == 200
        slow = server.post("/translate", json=fields, headers=bearer)
        assert error(slow, 429) == "Slowdown: 1 per 1 minute" and int(slow.headers["retry-after"]) > 0


def test_limits_count_the_texts_of_a_batch(tmp_path):
    fields = {"source": "ar", "target": "en"}
    with client(tmp_path, a_minute=3, metrics=True, metrics_token="told", files=False) as server:
        assert server.post("/translate", json={"q": ["x"] * 3, **fields}).status_code == 200
        assert error(server.post("/translate", json={"q": "x", **fields}), 429) == "Slowdown: 3 per 1 minute"
        assert error(server.post("/suggest", json=fields), 403) == "Suggestions are disabled on this server."
        assert error(server.post("/translate_file"), 403) == "Files translation are disabled on this server."
        error(server.get("/metrics"), 401)
        text = server.get("/metrics", headers={"authorization": "Bearer told"}).text
        assert 'libretranslate_http_requests_in_flight{api_key="",endpoint="/metrics",request_ip=""} 1.0' in text
        assert 'libretranslate_http_request_duration_seconds_count{api_key="",endpoint="/translate"' in text
        assert "qantara_sentences_total" in text
        for away in ("/v2/nothing", "/api/abc", "/xyz", "/v3/glossaries/abc"):
            server.get(away)
        text = server.get("/metrics", headers={"authorization": "Bearer told"}).text
        assert {*re.findall('endpoint="([^"]+)"', text)} == {
            *("/translate", "/suggest", "/translate_file", "/metrics", "/other", "/v3/glossaries")
        }, "nobody but this server names an endpoint"


def test_a_file_of_keys_says_what_is_wrong_with_it(tmp_path):
    from glossaries.errors import InputError
    from mt.serving.keys import Keys

    path: Path = tmp_path / "keys.tsv"
    path.write_text("# a comment\nnewsroom\tnothing\n")
    with pytest.raises(InputError, match=r"keys.tsv:2: no key"):
        Keys(path)
