"""`qantara serve` as a process: how it begins, what it tells, how it ends."""

import json
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from mt.serving.keys import digest
from tests.command import QANTARA, qantara, spawned, stderr

SENTENCE = "وصل الوفد إلى لاتشين."


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@contextmanager
def served(*options: object) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A server in a process of its own, and its URL; it is ended at the end, whatever happens."""
    port = free_port()
    process = subprocess.Popen(
        [QANTARA, "serve", "-p", str(port), "--beam-size", "1", *map(str, options)], stderr=subprocess.PIPE
    )
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            assert process.poll() is None, process.stderr.read().decode()
            try:
                httpx.get(f"{url}/health")
                break
            except httpx.TransportError:
                time.sleep(0.05)
        yield process, url
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def test_what_was_accepted_is_answered_though_it_is_told_to_stop():
    with served("-g", "karabakh", "--metrics") as (process, url):
        idle = httpx.Client()
        idle.get(f"{url}/health")
        answers: dict[int, httpx.Response] = {}

        def ask(client: int) -> None:
            texts = [f"{SENTENCE} نعم {client * 100 + k}." for k in range(60)]
            fields = {"q": texts, "source": "ar", "target": "en"}
            answers[client] = httpx.post(f"{url}/translate", json=fields, timeout=60)

        clients = [threading.Thread(target=ask, args=(k,)) for k in range(8)]
        for client in clients:
            client.start()
        accepted = 'libretranslate_http_requests_in_flight{api_key="",endpoint="/translate",request_ip=""} 8.0'
        while accepted not in idle.get(f"{url}/metrics").text:
            assert not answers, "the machine is too quick: give it more to do"
        process.send_signal(signal.SIGTERM)
        early = len(answers)
        for client in clients:
            client.join(60)
        assert process.wait(30) == 0
        assert early < 8, "it was told in the middle"
        for client, answer in answers.items():
            assert answer.status_code == 200
            for k, text in enumerate(answer.json()["translatedText"]):
                assert "Lachin" in text and str(client * 100 + k) in text
        lines = process.stderr.read().decode().splitlines()
        assert lines[0] == f"qantara: {url}/ (Ctrl-C stops it)"
        logged = [json.loads(line) for line in lines[1:]]
        assert sum(line["path"] == "/translate" and line["status"] == 200 for line in logged) == 8
        assert SENTENCE not in "".join(lines)
        with pytest.raises(httpx.TransportError):
            httpx.get(f"{url}/health")
        idle.close()


def test_a_request_that_is_on_its_way_as_the_server_stops_is_answered():
    with served() as (process, url):
        wire = socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])))
        time.sleep(0.3)
        process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        wire.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert wire.recv(100).startswith(b"HTTP/1.1 200 OK")
        assert process.wait(30) == 0
        wire.close()


def test_several_processes_are_one_server():
    with served("--workers", "2", "--metrics", "-q", "--threads", "1") as (process, url):

        def each(path: str, **options: object) -> list[httpx.Response]:
            """Connections of their own, which either process may take."""
            return [httpx.request("GET", f"{url}{path}", **options) for _ in range(12)]

        made = httpx.post(f"{url}/api/glossaries", json={"name": "desk"}).json()
        row = {"source": "الوفد", "target": "the envoys"}
        httpx.put(f"{url}/api/glossaries/{made['id']}/terms", json={"terms": [row]})
        fields = {"q": SENTENCE, "source": "ar", "target": "en", "glossary": "desk"}
        for _ in range(8):
            assert "envoys" in httpx.post(f"{url}/translate", json=fields, timeout=60).json()["translatedText"]
        correction = {"source": "نعم.", "target": "Yes indeed."}
        assert httpx.post(f"{url}/api/corrections", json=correction).status_code == 200
        for _ in range(8):
            lines = httpx.post(f"{url}/api/translate", json={"text": "نعم."}, timeout=60).text.splitlines()
            assert json.loads(lines[1])["target"] == "Yes indeed."
        sent = httpx.post(f"{url}/api/documents", files={"file": ("a.txt", b"x\n")}).json()
        path = f"/api/documents/{sent['id']}?key={sent['key']}"
        while httpx.get(f"{url}{path}").json()["status"] != "done":
            time.sleep(0.05)
        assert {answer.json()["status"] for answer in each(path)} == {"done"}
        assert "qantara_sentences_total" in httpx.get(f"{url}/metrics").text
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


def test_a_place_that_is_taken_is_one_line():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        run = spawned("serve", "-p", taken.getsockname()[1], "-q")
    assert run.returncode == 1
    assert "cannot listen there: is another server there already?" in stderr(run).splitlines()[-1]


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["--keys", "nowhere.tsv"], 1, "nowhere.tsv: no file of keys: make one with --new-key NAME --keys nowhere.tsv"),
        (["--new-key", "x"], 2, "--new-key wants --keys FILE"),
        (["-m", "nowhere"], 1, "no model 'nowhere'"),
        (["-m", "nowhere", "--workers", "2"], 1, "no model 'nowhere'"),
        (["-g", "nowhere"], 1, "no glossary 'nowhere'"),
        (["--memory", "broken.sqlite"], 1, "broken.sqlite: cannot be used as a translation memory"),
        (["--glossaries-at", "broken.sqlite"], 1, "broken.sqlite: no glossaries can be kept there"),
        (["--keys", "broken.sqlite"], 1, "broken.sqlite:1: no key"),
        (["--port", "0"], 2, "--port"),
    ],
)
def test_what_cannot_begin_says_why(tmp_path, monkeypatch, options, code, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken.sqlite").write_text("x" * 5000)
    run = qantara("serve", *options)
    assert run.returncode == code and said in stderr(run)


def test_a_key_is_shown_once(tmp_path):
    path = tmp_path / "keys.tsv"
    key = qantara("serve", "--keys", path, "--new-key", "newsroom").stdout.decode().strip()
    assert len(key) > 40 and path.read_text() == f"newsroom\t{digest(key)}\n"
    assert os.stat(path).st_mode & 0o077 == 0
    assert qantara("serve", "--keys", path, "--new-key", "a\tb").returncode == 1
