"""What the page asks of its server, without a browser: sentences in a stream, glossaries, files, and who may ask."""

import json
import re
from dataclasses import replace
from importlib.resources import files
from time import sleep

import httpx
import pytest

from align.bitext import Finding
from mt.serving.documents import english_name, plain_name
from tests.serving import client, service, serving

SENTENCE = "وصل الوفد إلى لاتشين."
TEXT = f"{SENTENCE} نعم.\n\n  هل هذا صحيح؟"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    names = ("127.0.0.1", "localhost")
    with client(folder, glossary=("karabakh",), memory=str(folder / "memory.sqlite"), names=names) as made:
        yield made


def sentences(server: httpx.Client, text: str, **fields: object) -> list[dict]:
    answer = server.post("/api/translate", json={"text": text, **fields})
    assert answer.status_code == 200, answer.text
    first, *rest = map(json.loads, answer.text.splitlines())
    *rest, last = rest
    assert first == {"sentences": len(rest)} and set(last["check"]) <= {*range(len(rest))}
    return rest


def test_sentences_come_with_their_places(server):
    for _ in range(2):  # decoded, and known from before
        found = sentences(server, TEXT)
        assert [TEXT[each["start"] :].startswith(each["source"]) for each in found] == [True] * 3
        assert found[0]["target"] == "The delegation arrived in Lachin."
        assert found[0]["terms"][0]["status"] == "kept" and not found[0]["corrected"]
        for each in found:
            for i, j, _ in each["links"]:
                assert each["sourceTokens"][i] and each["targetTokens"][j]
    assert server.post("/api/translate", json={"text": ""}).status_code == 400
    assert sentences(server, "hello")[0]["target"] == "hello"


def test_other_renderings_and_a_correction(server):
    found = server.post("/api/alternatives", json={"source": SENTENCE, "begun": "The delegation"}).json()
    assert len(found["alternatives"]) > 2
    assert all(each["target"].startswith("The delegation") for each in found["alternatives"])
    kept = server.post("/api/corrections", json={"source": "نعم.", "target": "Yes indeed."})
    assert kept.json()["corrected"] and kept.json()["links"]
    assert [each["target"] for each in sentences(server, TEXT) if each["corrected"]] == ["Yes indeed."]
    sent = {"text": "وصل إلى لاتشين.", "glossary": {"وصل": "came"}}
    assert server.post("/api/corrections", json={"source": sent["text"], "target": "They came."}).status_code == 200
    (now,) = map(json.loads, server.post("/api/translate", json=sent).text.splitlines()[1:-1])
    assert now["target"] == "They came." and {term["status"] for term in now["terms"]} == {"kept", "missed"}
    for wrong in ({}, {"source": "نعم."}, {"source": "نعم.", "target": " "}, {"source": "ن" * 5001, "target": "x"}):
        assert server.post("/api/corrections", json=wrong).status_code == 400


def test_what_may_be_wrong_is_told_with_its_places(tmp_path):
    finding = Finding("negation", 0.8, (0, 2), (0, 3), "the English does not deny")
    with service(tmp_path) as opened, serving(opened) as url, httpx.Client(base_url=url) as asked:
        decode = opened.batcher._decode
        opened.batcher._decode = lambda *each: [replace(pair, findings=(finding,), risk=0.8) for pair in decode(*each)]
        told = {"kind": "negation", "probability": 0.8, "message": "the English does not deny"}
        placed = {**told, "source_span": [0, 2], "target_span": [0, 3]}
        (found,) = sentences(asked, "لم يصل.")
        assert found["findings"] == [placed] and found["risk"] == 0.8
        fields = {"q": "لم يصل.", "source": "ar", "target": "en"}
        assert asked.post("/translate", json=fields).json()["findings"] == [placed]
        assert asked.post("/translate", json={**fields, "format": "html"}).json()["findings"] == [told]
        sent = {"text": ["لم يصل."], "target_lang": "EN", "tag_handling": "html"}
        assert asked.post("/v2/translate", json=sent).json()["translations"][0]["findings"] == [told]


def test_glossaries(server):
    made = server.post("/api/glossaries", json={"name": "desk"}).json()
    place = f"/api/glossaries/{made['id']}"
    row = {"source": "الوفد", "target": "the mission", "type": "common"}
    assert server.put(f"{place}/terms", json={"terms": [row]}).json()["terms"] == 1
    assert "mission" in sentences(server, SENTENCE, glossary=[made["id"]])[0]["target"]
    file = {"file": ("more.csv", "source,target\nكلبجار,Kelbecer\nالوفد,the envoys\n")}
    assert server.put(f"{place}/terms", files=file).json()["terms"] == 2
    assert "envoys" in sentences(server, SENTENCE, glossary=[made["id"]])[0]["target"]
    shown = server.get(f"{place}/terms", params={"q": "kelb"}).json()
    assert shown["total"] == 1 and shown["terms"][0]["source"] == "كلبجار"
    for form, begins in {"tsv": "source\ttarget", "csv": "source,target", "tbx": "<?xml"}.items():
        assert server.get(f"{place}/{form}").text.startswith(begins)
    assert server.get(f"{place}/exe").status_code == 404
    copy = server.post("/api/glossaries", files={"file": ("copy.tsv", server.get(f"{place}/tsv").content)})
    assert copy.status_code == 201 and copy.json() | {"id": ""} == {"id": "", "name": "copy", "terms": 2, "kept": True}
    assert server.delete(f"{place}/terms", params={"source": "كلبجار"}).json()["terms"] == 1
    assert server.patch(place, json={"name": "house"}).json()["name"] == "house"
    names = {each["name"] for each in server.get("/api/glossaries").json()["glossaries"]}
    assert {"house", "copy", "karabakh", "world"} <= names
    assert server.get("/api/glossaries/karabakh/terms").json()["total"] > 100
    assert server.delete(place).status_code == 204 and server.get(place).status_code == 404


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"terms": [{"source": "hello", "target": "x"}]}, "no Arabic letter"),
        ({"terms": [{"source": "نعم"}]}, "no target"),
        ({"terms": [{"source": 5}]}, "a list of objects"),
        ({"terms": "x"}, "a list of objects"),
        ({}, "a list of objects"),
    ],
)
def test_terms_that_are_none(server, sent, said):
    made = server.post("/api/glossaries", json={"name": "x"}).json()
    answer = server.put(f"/api/glossaries/{made['id']}/terms", json=sent)
    assert answer.status_code == 400 and said in answer.json()["error"]
    assert server.delete(f"/api/glossaries/{made['id']}").status_code == 204


@pytest.mark.parametrize("name", ["", " ", "x" * 201, "a\nb"])
def test_glossaries_want_a_name(server, name):
    assert server.post("/api/glossaries", json={"name": name}).status_code == 400


def test_files(server):
    sent = server.post("/api/documents", files={"file": ("a.txt", f"{SENTENCE}\n" * 3)}, data={"glossary": ""})
    state, path = sent.json(), f"/api/documents/{sent.json()['id']}"
    for _ in range(200):
        state = server.get(path, params={"key": state["key"]}).json()
        if state["status"] == "done":
            break
        sleep(0.02)
    assert (state["name"], state["done"], state["total"], state["terms"]) == ("a_en.txt", 3, 3, {"kept": 3})
    got = server.get(f"{path}/content", params={"key": state["key"]})
    assert got.text == "The delegation arrived in Lachin.\n" * 3
    for wrong in ({}, {"key": "x"}):
        assert server.get(path, params=wrong).status_code == 404
        assert server.get(f"{path}/content", params=wrong).status_code == 404
    assert server.delete(path, params={"key": state["key"]}).status_code == 204
    assert server.get(path, params={"key": state["key"]}).status_code == 404
    assert server.post("/api/documents", files={"file": ("a.exe", b"x")}).status_code == 400
    assert server.post("/api/documents", data={"file": "x"}).status_code == 400


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\x\\تقرير.docx", "تقرير.docx"),
        ("a\0b\n<c>.txt", "ab_c_.txt"),
        ("", "document"),
        ("...", "document"),
        (".htaccess", "htaccess"),
        ("x" * 300 + ".docx", "x" * 100 + ".docx"),
    ],
)
def test_names_of_files_say_no_more_than_what_they_are(name, plain):
    assert plain_name(name) == plain
    assert english_name("report.docx") == "report_en.docx" and english_name("a.txt.gz") == "a_en.txt"


def test_the_page_may_do_nothing_but_ask_its_server(server):
    answer = server.get("/")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in answer.headers
    names = {each.name for each in files("mt.serving").joinpath("page").iterdir()}
    for name in names:
        part = server.get(f"/page/{name}")
        assert part.status_code == 200
        again = server.get(f"/page/{name}", headers={"if-none-match": part.headers["etag"]})
        assert again.status_code == 304
        assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", part.text), f"{name} names another place"
        assert not re.search(r"innerHTML|insertAdjacentHTML|document\.write|eval\(", part.text), name
    assert f'href="/page/{"style.css"}"' in answer.text and not re.search(r"<style|style=|onclick=", answer.text)
    for away in ("/page/nothing.js", "/page/../pages.py", "/page/%2e%2e/pages.py", "/page/__init__.py"):
        assert server.get(away).status_code == 404


def test_pages_of_other_sites_change_nothing(server):
    for headers in ({"origin": "https://elsewhere.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}):
        answer = server.post("/api/corrections", json={"source": "نعم.", "target": "No."}, headers=headers)
        assert answer.status_code == 403 and "access-control-allow-origin" not in answer.headers
        assert server.post("/v2/glossaries", json={}, headers=headers).status_code == 403
    own = {"origin": str(server.base_url).rstrip("/"), "sec-fetch-site": "same-origin"}
    assert server.post("/api/translate", json={"text": "نعم."}, headers=own).status_code == 200


def test_a_server_is_asked_for_by_its_own_names_only(server):
    for name in ("elsewhere.example", "127.0.0.1.elsewhere.example", ""):
        assert server.get("/", headers={"host": name}).status_code == 421
    assert server.get("/", headers={"host": "localhost:5000"}).status_code == 200


def test_what_may_not_be_changed_and_what_is_not_there(tmp_path):
    with client(tmp_path, read_only=True, page=False, files=False) as server:
        info = server.get("/api/info").json()
        assert info["readOnly"] and not info["corrections"] and info["files"] == []
        assert server.post("/api/corrections", json={"source": "نعم.", "target": "Yes."}).status_code == 403
        assert server.post("/api/glossaries", json={"name": "x"}).status_code == 403
        assert server.post("/api/documents", files={"file": ("a.txt", b"x")}).status_code == 403
        assert server.get("/").status_code == 404 and server.get("/page/main.js").status_code == 404


def test_a_text_too_long_for_the_page_is_refused(tmp_path):
    with client(tmp_path, characters=10, glossaries_at="") as server:
        assert server.post("/api/translate", json={"text": "ن" * 11}).status_code == 400
        assert server.get("/api/glossaries").json()["glossaries"][0]["kept"] is False
        assert server.post("/api/glossaries", json={"name": "x"}).status_code == 403
