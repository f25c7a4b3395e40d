"""A server under load, beside the command line and the bare library in the same run; all on this machine.

    python -m benchmarks.serving SOURCE [CLIENTS] [EACH] [ROUNDS] [REQUESTS]

SOURCE has a sentence a line, all different: what the command meets twice it decodes once. CLIENTS ask at the same time, EACH of them so many sentences one after another, and the
command translates the same ones; ROUNDS of both, in turn. Then one client alone asks for a sentence of 20 words, and a
translator in this process does the same, in turn. At last REQUESTS are made and the server's memory is looked at.
With PEER=PORT:PID of another server that speaks LibreTranslate's interface (`benchmarks.serving_peer`) that one is asked
too, in turn. A number of the load is only one of this machine at this moment: the ratios are what counts, and where
others use the machine too those of processor seconds, in which the ends of connections are not counted.
"""

import asyncio
import json
import os
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from typing import NamedTuple

from mt.api.translator import Translator

QANTARA = str(Path(sys.executable).with_name("qantara"))
PORT = 5077
PEER = [int(each) for each in os.environ.get("PEER", "").split(":") if each]
WORDS = 20
ALONE = 40
"""Requests of one client alone."""


def main(source: str, clients: str = "64", each: str = "50", rounds: str = "3", requests: str = "0") -> None:
    lines = list(dict.fromkeys(filter(None, map(str.strip, Path(source).read_text(encoding="utf-8").splitlines()))))
    sentences = lines[: int(clients) * int(each)]
    count = len(sentences)
    print(f"{count:,} sentences, {clients} clients")
    with tempfile.TemporaryDirectory() as folder, server(folder) as process:
        expected = dict(zip(sentences, by_command(sentences).made, strict=True))
        ratios: dict[str, list[float]] = {}
        for number in range(int(rounds)):
            command = by_command(sentences)
            served = by_server(sentences, int(clients), PORT, process.pid)
            same = sum(expected[sentence] == made for sentence, made in zip(sentences, served.made, strict=True))
            print(f"round {number + 1}: {same:,} of {count:,} answers word for word the command's")
            beside = {"command": command} | ({"peer": by_server(sentences, int(clients), *PEER)} if PEER else {})
            for name, run in {"server": served, **beside}.items():
                print(
                    f"  {name}: {count / run.seconds:.1f} sentences/s, {1000 * run.cpu / count:.1f} ms of processor each"
                )
            for name, run in beside.items():
                ratios.setdefault(f"throughput, of the {name}'s", []).append(run.seconds / served.seconds)
                ratios.setdefault(f"processor time, of the {name}'s", []).append(served.cpu / run.cpu)
        for name, found in ratios.items():
            print(f"{name}: {statistics.median(found):.2f} ({min(found):.2f} to {max(found):.2f})")
        asyncio.run(alone(lines))
        if int(requests):
            flat(lines, int(requests), process.pid)


@contextmanager
def server(folder: str) -> Iterator[subprocess.Popen[bytes]]:
    """A server that keeps nothing of the user's; it must end well when told to."""
    words = ["serve", "-p", str(PORT), "--memory", "none", "--glossaries-at", f"{folder}/g.sqlite", "-q", "-g", "none"]
    process = subprocess.Popen([QANTARA, *words])
    try:
        asyncio.run(up())
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0


async def up() -> None:
    for _ in range(600):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", PORT)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return
    raise SystemExit("the server does not answer")


class Run(NamedTuple):
    """Seconds that something took, those of processors, and the translations."""

    seconds: float
    cpu: float
    made: list[str]


def by_command(sentences: Sequence[str]) -> Run:
    """The command with the sentences, less what it takes for one."""

    def run(some: Sequence[str]) -> Run:
        began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        words = [QANTARA, "translate", "-", "--memory", "none", "-q", "-g", "none"]
        done = subprocess.run(words, input="\n".join(some).encode(), capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return Run(time.perf_counter() - began, cpu, done.stdout.decode().split("\n")[: len(some)])

    one, whole = run(sentences[:1]), run(sentences)
    return Run(whole.seconds - one.seconds, whole.cpu - one.cpu, whole.made)


def by_server(sentences: Sequence[str], clients: int, port: int, process: int) -> Run:
    before = used(process)
    seconds, made = asyncio.run(load(sentences, clients, port))
    return Run(seconds, used(process) - before, made)


def used(process: int) -> float:
    """Processor seconds of a process so far."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def load(sentences: Sequence[str], clients: int, port: int = PORT) -> tuple[float, list[str]]:
    """Seconds until all clients have all their answers, and the answers."""
    answers = [""] * len(sentences)

    async def client(first: int) -> None:
        async with Connected(port) as ask:
            for k in range(first, len(sentences), clients):
                answers[k] = await ask(sentences[k])

    began = time.perf_counter()
    await asyncio.gather(*(client(first) for first in range(clients)))
    return time.perf_counter() - began, answers


class Connected:
    """A connection that is kept, and asks for one sentence at a time."""

    def __init__(self, port: int = PORT):
        self._port = port

    async def __aenter__(self) -> "Connected":
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self

    async def __aexit__(self, *error: object) -> None:
        self._writer.close()

    async def __call__(self, sentence: str) -> str:
        body = json.dumps({"q": sentence, "source": "ar", "target": "en"}).encode()
        head = f"POST /translate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        self._writer.write(head.encode() + body)
        told = (await self._reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(told.split("content-length: ")[1].split("\r\n")[0])
        answer = json.loads(await self._reader.readexactly(length))
        return str(answer["translatedText"])


async def alone(lines: Sequence[str]) -> None:
    """How long one client alone waits for a sentence, beside a call of the library."""
    chosen = sorted(lines, key=lambda line: abs(len(line.split()) - WORDS))[: ALONE // 2]
    translator = Translator()
    translator(chosen)
    served, called = [], []
    async with Connected() as ask:
        await ask(chosen[0])
        for sentence in islice(cycle(chosen), ALONE):
            began = time.perf_counter()
            await ask(sentence)
            middle = time.perf_counter()
            translator(sentence)
            served.append(middle - began)
            called.append(time.perf_counter() - middle)
    for name, share in (("median", 0.5), ("p95", 0.95)):
        ours, bare = (sorted(times)[int(share * (len(times) - 1))] for times in (served, called))
        print(f"alone, {name}: {1000 * ours:.0f} ms served, {1000 * bare:.0f} ms called: {ours / bare:.2f}")


def flat(lines: Sequence[str], requests: int, process: int) -> None:
    """The server's memory while it answers many requests, all different."""
    at = []
    for part in range(5):
        count = requests // 5
        texts = [f"{' '.join(lines[k % len(lines)].split()[:2])} {part * count + k}" for k in range(count)]
        asyncio.run(load(texts, 32))
        at.append(resident(process))
    print(f"memory after each fifth of {requests:,} requests, MB: {', '.join(f'{each:.0f}' for each in at)}")


def resident(process: int) -> float:
    pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    main(*sys.argv[1:])
