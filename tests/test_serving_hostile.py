"""A server that meets what it should not: malformed, too large, too slow, too many. It says so, and goes on."""

import gzip
import io
import json
import os
import random
import re
import socket
import threading
import time
import zipfile
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from mt.serving import guard, protocol
from mt.serving.options import LARGEST_TEXT
from tests.documents import REPORT
from tests.serving import client, service, serving

FIELDS = {"q": "نعم.", "source": "ar", "target": "en"}


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    with service(folder, largest_file=8 << 20, memory=str(folder / "m.sqlite")) as opened, serving(opened) as at:
        yield at


def said(url: str, sent: bytes, more: float = 10) -> bytes:
    """What comes back for some bytes on a connection."""
    with closing(socket.create_connection((urlsplit(url).hostname, urlsplit(url).port), timeout=more)) as wire:
        wire.sendall(sent)
        out = b""
        try:
            while part := wire.recv(65536):
                out += part
                head, _, body = out.partition(b"\r\n\r\n")
                length = re.search(rb"\r\ncontent-length: (\d+)", head.lower())
                if length and len(body) >= int(length[1]):
                    break
        except OSError:
            pass
        return out


def refused(answer: bytes) -> int:
    """The status of an answer that refuses in JSON."""
    head, _, body = answer.partition(b"\r\n\r\n")
    status = int(head.split()[1])
    assert 400 <= status < 500, answer
    assert b"application/json" in head.lower(), answer
    assert json.loads(body).keys() <= {"error", "message"}, answer
    return status


def posted(path: str, body: bytes, kind: str = "application/json", *more: str) -> bytes:
    head = [f"POST {path} HTTP/1.1", "Host: x", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *more, "", ""]
    return "\r\n".join(head).encode() + body


BROKEN_HTTP = [
    b"\r\n\r\n\0\xff",
    b"GET\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"FROB / HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost x\r\n\r\n",
    b"GET / HTTP/1.1\r\n: x\r\n\r\n",
    b"POST /translate HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    b"POST /translate HTTP/1.1\r\nHost: x\r\nContent-Length: 9e9\r\n\r\n",
    b"POST /translate HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
    b"POST /translate HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"POST /translate HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
    b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 20_000 + b"\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
]


@pytest.mark.parametrize("sent", BROKEN_HTTP, ids=range(len(BROKEN_HTTP)))
def test_what_is_no_http_is_refused_in_json(url, sent):
    answer = said(url, sent)
    assert not answer or refused(answer)
    assert httpx.get(f"{url}/health").json() == {"status": "ok"}


PATHS = [
    *("/translate", "/detect", "/translate_file", "/suggest", "/v2/translate", "/v2/glossaries", "/v3/glossaries"),
    *("/api/translate", "/api/alternatives", "/api/corrections", "/api/glossaries", "/api/documents", "/v2/document"),
]
KINDS = [
    *("application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"),
    *("multipart/form-data", "text/plain", "application/json; charset=utf-7", ""),
]


def malformed(number: int) -> bytes:
    """A request that is wrong in one way or another."""
    chance = random.Random(number)
    path = chance.choice(PATHS)
    value = chance.choice([None, True, -1, 1e300, "", [], {}, [[]], {"a": []}, ["x", 5], [None] * 1000])
    wrong = {key: value for key in chance.sample(["q", "source", "target", "text", "name", "terms", "format"], 4)}
    body = chance.choice(
        [
            json.dumps(wrong).encode(),
            json.dumps(value).encode(),
            chance.randbytes(chance.randrange(1, 300)),
            b"[" * chance.randrange(1, 50_000),
            b'{"q": "' + chance.randbytes(20) + b'"}',
            b"--x\r\nContent-Disposition: form-data; name=file; filename=a\r\n\r\n",
            b"--x\r\n" * chance.randrange(1, 500),
            b"p=%ff%fe&" * chance.randrange(1, 3000),
        ]
    )
    kind = chance.choice(KINDS)
    return posted(path, body, kind)


def test_two_hundred_malformed_requests_are_answered_in_json(url):
    statuses = [refused(said(url, malformed(number))) for number in range(200)]
    assert set(statuses) <= {400, 403, 404, 405, 413}
    assert httpx.post(f"{url}/translate", json=FIELDS).json()["translatedText"]


def test_a_body_of_a_gigabyte_is_not_waited_for(url):
    head = b"POST /translate HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    assert refused(said(url, head + b"Content-Length: 1073741824\r\n\r\n")) == 413
    with closing(socket.create_connection((urlsplit(url).hostname, urlsplit(url).port), timeout=10)) as wire:
        wire.sendall(head + b"Transfer-Encoding: chunked\r\n\r\n")
        sent = 0
        part = b"10000\r\n" + b"x" * 65536 + b"\r\n"
        try:
            while sent < 1 << 30:
                wire.sendall(part)
                sent += 65536
        except OSError:
            pass
        assert sent < LARGEST_TEXT + (32 << 20), "what the two ends of a connection hold"


def test_files_are_bounded_and_bombs_are_not_unpacked(url):
    def sent(name: str, content: bytes) -> httpx.Response:
        fields = {"source": "ar", "target": "en"}
        return httpx.post(f"{url}/translate_file", files={"file": (name, content)}, data=fields, timeout=60)

    assert sent("a.txt", b"x" * (9 << 20)).status_code == 413
    bomb = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(REPORT)) as old, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, b" " * (33 << 20) if name == "word/document.xml" else old.read(name))
    assert len(bomb.getvalue()) < 1 << 20
    answer = sent("a.docx", bomb.getvalue())
    assert answer.status_code == 400 and "more than 32 MB of text" in answer.json()["error"]
    answer = sent("a.txt.gz", gzip.compress(b"\n" * (40 << 20)))
    assert answer.status_code == 400 and "unpacks to over" in answer.json()["error"]


@pytest.mark.parametrize("sent", [b"", b"POST /translate HTTP/1.1\r\nHost:"])
def test_a_connection_that_says_nothing_is_closed(url, monkeypatch, sent):
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.2)
    assert refused(said(url, sent)) == 408


def test_a_body_that_does_not_come_is_not_waited_for(url, monkeypatch):
    monkeypatch.setattr(guard, "IDLE", 0.2)
    head = b"POST /translate HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
    assert refused(said(url, head)) == 408


def test_a_body_that_drips_is_not_waited_for(url, monkeypatch):
    monkeypatch.setattr(guard, "IDLE", 0.4)
    with closing(socket.create_connection((urlsplit(url).hostname, urlsplit(url).port), timeout=10)) as wire:
        wire.sendall(
            b"POST /translate HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 10000\r\n\r\n"
        )
        began = time.monotonic()
        try:
            while time.monotonic() - began < 8:
                wire.sendall(b"x")
                time.sleep(0.05)
        except OSError:
            pass
        assert time.monotonic() - began < 5


def test_more_connections_than_there_may_be_are_closed(tmp_path):
    with service(tmp_path, connections=20) as opened, serving(opened) as url:
        at = urlsplit(url)
        held = [socket.create_connection((at.hostname, at.port)) for _ in range(200)]
        try:
            time.sleep(0.3)
            for wire in held:
                wire.settimeout(0.01)
            closed = sum(_is_closed(wire) for wire in held)
            assert 170 <= closed <= 190
        finally:
            for wire in held:
                wire.close()
        time.sleep(0.2)
        assert httpx.post(f"{url}/translate", json=FIELDS).status_code == 200


def _is_closed(wire: socket.socket) -> bool:
    try:
        return wire.recv(1) == b""
    except TimeoutError:
        return False
    except OSError:
        return True


def test_a_full_queue_sends_clients_away_for_a_while(tmp_path):
    with service(tmp_path, waiting=1) as opened, serving(opened) as url:
        free = threading.Event()
        decode = opened.batcher._decode
        opened.batcher._decode = lambda *each: (free.wait(20), decode(*each))[1]
        answers: list[httpx.Response] = []

        def ask() -> None:
            answers.append(httpx.post(f"{url}/translate", json={**FIELDS, "q": ["نعم."] * 300}, timeout=30))

        threads = [threading.Thread(target=ask) for _ in range(6)]
        for thread in threads:
            thread.start()
            time.sleep(0.05)
        while not answers:
            time.sleep(0.01)
        free.set()
        for thread in threads:
            thread.join(30)
        statuses = sorted(answer.status_code for answer in answers)
        assert set(statuses) == {200, 429}
        for answer in answers:
            if answer.status_code == 429:
                assert int(answer.headers["retry-after"]) >= 1 and answer.json()["error"].startswith("Slowdown")


def test_who_goes_away_or_waits_too_long_does_not_hold_the_engine(tmp_path):
    with service(tmp_path, timeout=0.3) as opened, serving(opened) as url:
        free = threading.Event()
        decode = opened.batcher._decode
        opened.batcher._decode = lambda *each: (free.wait(5), decode(*each))[1]
        answer = httpx.post(f"{url}/translate", json={**FIELDS, "q": ["نعم."] * 500}, timeout=30)
        assert answer.status_code == 503 and int(answer.headers["retry-after"]) > 0
        free.set()
        while opened.batcher.waiting:
            time.sleep(0.01)
        assert httpx.post(f"{url}/translate", json=FIELDS).status_code == 200


def test_what_fails_inside_tells_a_client_nothing_and_the_log_no_text(tmp_path, caplog):
    with caplog.at_level("INFO", logger="qantara.serving"), service(tmp_path) as opened, serving(opened) as url:

        def fail(translator: object, texts: list[str]) -> list:
            raise ValueError(f"secret {texts}")

        opened.batcher._decode = fail
        answer = httpx.post(f"{url}/translate", json=FIELDS)
        assert answer.status_code == 500 and "internal error" in answer.json()["error"]
        logged = json.dumps([record.__dict__.get("fields", {}) for record in caplog.records], ensure_ascii=False)
        assert "ValueError" in logged and "test_serving_hostile" in logged
        assert "نعم" not in logged and "secret" not in logged
        assert httpx.get(f"{url}/health").status_code == 200


def test_texts_are_logged_only_where_that_is_asked_for(tmp_path, caplog):
    for asked in (False, True):
        caplog.clear()
        with caplog.at_level("INFO", logger="qantara.serving"), client(tmp_path, log_text=asked) as server:
            server.post("/translate", json=FIELDS)
            server.get("/omegat", params={"text": "نعم."})
            server.post("/api/translate", json={"text": "نعم."})
        logged = json.dumps([record.__dict__.get("fields", {}) for record in caplog.records], ensure_ascii=False)
        assert logged.count("نعم") == (3 if asked else 0)
        assert '"characters": 4' in logged


def test_nothing_is_left_of_what_was_sent(tmp_path):
    with service(tmp_path) as opened, serving(opened) as url:
        fields = {"source": "ar", "target": "en"}
        httpx.post(f"{url}/translate_file", files={"file": ("a.docx", REPORT)}, data=fields, timeout=60)
        httpx.post(f"{url}/translate_file", files={"file": ("a.docx", b"PK\3\4")}, data=fields)
        kept = sorted(path.suffix for path in Path(opened.options.folder).iterdir())
        assert kept == [".document", ".json", ".json"], "of what failed only that it did"
        for path in Path(opened.options.folder).iterdir():
            os.utime(path, (1, 1))
        opened.documents.clean()
        assert list(Path(opened.options.folder).iterdir()) == []


def test_a_full_folder_takes_no_more(tmp_path):
    with client(tmp_path, largest_folder=1000) as server:
        sent = {"file": ("a.txt", b"x" * 600)}
        answer = server.post("/api/documents", files=sent)
        assert answer.status_code == 503 and int(answer.headers["retry-after"]) > 0
