"""Read what bad luck or bad will made of good files, for as long as is asked for: `make fuzz`.

    python -m tests.fuzz [MINUTES] [SEED]

Documents of every format, bitexts, glossaries, translations to be scored and records of the memory are mutated and read.
Only a QantaraError may come of it, within SECONDS. What else comes is written to tests/corpus/, which the tests replay.
"""

import hashlib
import io
import random
import signal
import sys
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from align.bitext import SegmentPair
from glossaries.errors import QantaraError, as_error
from glossaries.files import load
from mt.documents.bitext import read_pairs, read_units
from mt.documents.model.document import ReadOptions
from mt.documents.recognise import read
from mt.pipeline.memory import Memory
from mt.scoring.inputs import read as read_scored
from tests.documents import FOLDER, REPORT, epub
from tests.documents.office import NAMES, package, zipped

SECONDS = 20.0
CORPUS = Path(__file__).parent / "corpus"
ARABIC = "وصل الوفد إلى لاتشين، وقال: نعم."

SEEDS: dict[str, bytes] = {
    "a.txt": f"{ARABIC}\n\nhttps://example.org %s {{x}} ٢٠٢٣ 🔴 #وسم @user\n".encode(),
    "a.html": f'<!doctype html><html dir="rtl"><body><p class=x>{ARABIC} <b>نعم</b><br><a href="y">لا</a>&amp;</p></body></html>'.encode(),
    "a.md": f"---\ntitle: x\n---\n# {ARABIC}\n\n- *نعم* `x` [لا](y) ![z](w)\n\n| أ | ب |\n|---|--:|\n| ج | د |\n".encode(),
    "a.srt": f"1\n00:00:01,000 --> 00:00:02,000\n<i>{ARABIC}</i>\n- لا\n\n".encode(),
    "a.vtt": f"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ali>{ARABIC}\n".encode(),
    "a.po": f'msgid ""\nmsgstr ""\n\n#: x\nmsgid "{ARABIC} %(n)s"\nmsgstr ""\n'.encode(),
    "a.tsv": f"id\tsource\ttarget\n1\t{ARABIC}\tYes\n".encode(),
    "a.jsonl": f'{{"source": "{ARABIC}", "id": "1.1"}}\n'.encode(),
    "a.tmx": f'<?xml version="1.0"?><tmx version="1.4"><header srclang="ar"/><body><tu><tuv xml:lang="ar"><seg>{ARABIC}<ph>x</ph></seg></tuv><tuv xml:lang="en"><seg>Yes</seg></tuv></tu></body></tmx>'.encode(),
    "a.xlf": f'<?xml version="1.0"?><xliff version="1.2"><file source-language="ar" original="x" datatype="plaintext"><body><trans-unit id="1"><source>{ARABIC}<g id="1">x</g></source></trans-unit></body></file></xliff>'.encode(),
    "a.json": f'{{"a": {{"b": "{ARABIC} {{{{x}}}}"}}, "c": [1, "نعم"]}}\n'.encode(),
    "a.yml": f"ar:\n  a: '{ARABIC}'\n  b: |\n    نعم\n    لا\n  c: 'x'\n".encode(),
    "a.csv": f'id,source,target\n1,"{ARABIC}",\n'.encode(),
    "a.ass": f"[Script Info]\nTitle: x\n\n[Events]\nFormat: Layer, Start, End, Style, Text\nDialogue: 0,0:00:01.00,0:00:02.00,Default,{{\\i1}}{ARABIC}\n".encode(),
    "strings.xml": f'<?xml version="1.0"?><resources><string name="a">{ARABIC} %1$s</string></resources>'.encode(),
    "a.strings": f'/* x */\n"a" = "{ARABIC} %@";\n'.encode(),
    "a.resx": f'<root><data name="a"><value>{ARABIC} {{0}}</value></data></root>'.encode(),
    "a.stringsdict": f"<plist><dict><key>n</key><dict><key>one</key><string>{ARABIC}</string></dict></dict></plist>".encode(),
    "a.properties": f"# x\na = {ARABIC} \\\n  {{0}}\nb: \\u0646\n".encode(),
    "a.ftl": f"# x\na = {ARABIC} {{ $n }}\n    .t = نعم\nb = {{ $n ->\n    [one] نعم\n   *[other] لا\n }}\n".encode(),
    "a.xcstrings": f'{{"sourceLanguage": "ar", "strings": {{"{ARABIC}": {{}}}}, "version": "1.0"}}'.encode(),
    "a.ts": f'<?xml version="1.0"?><!DOCTYPE TS><TS version="2.1" sourcelanguage="ar" language="en"><context><name>x</name><message><source>{ARABIC}</source><translation type="unfinished"></translation></message></context></TS>'.encode(),
    **{path.name: path.read_bytes() for path in FOLDER.iterdir() if path.suffix in (".odt", ".pptx", ".xlsx", ".ods", ".odp", ".pdf", ".fodt")},
    "a.pptx": package(
        "presentationml.presentation", "ppt/p.xml",
        {"ppt/p.xml": ("", f"<p:presentation {NAMES}/>"),
         "ppt/s.xml": ("slide", f"<p:sld {NAMES}><a:p><a:pPr rtl='1'/><a:r><a:rPr b='1'/><a:t>{ARABIC}</a:t></a:r><a:br/></a:p></p:sld>")},
    ),
    "a.xlsx": package(
        "spreadsheetml.sheet", "xl/w.xml",
        {"xl/w.xml": ("", '<workbook><sheets><sheet name="x"/></sheets></workbook>'),
         "xl/s.xml": ("sharedStrings", f"<sst><si><t>{ARABIC}</t></si><si><r><t>نعم </t></r><r><rPr><b/></rPr><t>لا</t></r></si></sst>"),
         "xl/b.xml": ("worksheet", '<worksheet><sheetData><row><c t="s"><v>0</v></c></row></sheetData></worksheet>')},
    ),
    "a.odt": zipped({
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f'<office:document-content xmlns:office="o" xmlns:text="t"><text:p>{ARABIC} <text:span>نعم</text:span></text:p></office:document-content>',
    }),
    "a.docx": REPORT,
    "a.epub": epub(),
    "g.tsv": "source\ttarget\tvariants\ttype\nلاتشين\tLachin\tلاچين | Lacin\tplace\n".encode(),
    "g.csv": "source;target\n\"لاتشين\";\"Lachin\"\n".encode(),
    "g.tbx": '<?xml version="1.0"?><tbx><text><body><conceptEntry><langSec xml:lang="ar"><termSec><term>لا</term></termSec></langSec><langSec xml:lang="en"><termSec><term>No</term></termSec></langSec></conceptEntry></body></text></tbx>'.encode(),
    "memory": zlib.compress(b'{"id": "", "source": "a", "target": "b", "links": [], "terms": []}'),
}  # fmt: skip
NASTY = [
    b"<", b">", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"&", b"&#x0;", b"&#xD800;", b"{{", b"}}", b"{%", b"%", b"[^", b"(^", b"](",
    b"\0", b"\xff", b"\xd9", b"\r", b"\t", b"\n\n", "\u202e".encode(), "ـ".encode(), "\u0651".encode(), b"'", b'"', b"=", b"|", b"`",
    b"{", b"[", b"\\u", b"1e999", b"-1", b"encoding='utf-7'", b"<w:p>", b"</w:p>", b"--> ", b"msgid", b"$", b":::", b"!!!", b"*", b"_",
]  # fmt: skip


def mutated(data: bytes, chance: random.Random) -> bytes:
    """`data` with one to eight faults in it."""
    result = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(result) + 1)
        end = min(len(result), at + chance.choice([1, 2, 8, 40, 400]))
        match chance.randrange(7):
            case 0:
                result[at:end] = b""
            case 1:
                result[at:at] = result[at:end] * chance.choice([1, 3, 50])
            case 2:
                result[at:at] = chance.choice(NASTY) * chance.choice([1, 1, 2, 30, 1000])
            case 3:
                result[at:end] = bytes(chance.randrange(256) for _ in range(end - at))
            case 4:
                result = result[:at]
            case 5:
                other = chance.choice(list(SEEDS.values()))
                result[at:at] = other[: chance.randrange(1, 200)]
            case _:
                if at < len(result):
                    result[at] ^= 1 << chance.randrange(8)
    return bytes(result)


def readers(name: str) -> list[Callable[[bytes], object]]:
    """All that reads a file of this name."""
    if name == "memory":
        return [_remembered]
    if name.startswith("g."):
        return [lambda data: _from_file(data, name, load)]
    return [
        lambda data: _restored(data, name),
        lambda data: list(read_units(io.BytesIO(data), name)),
        lambda data: read_pairs(io.BytesIO(data), name),
        lambda data: read_scored(name, io.BytesIO(data), "hypothesis"),
    ]


def _restored(data: bytes, name: str) -> None:
    for document in read(io.BytesIO(data), name, ReadOptions())[1]:
        document.restore(
            [SegmentPair(id_, text, "x") for id_, text in zip(document.ids, document.segments, strict=True)]
        )


def _from_file(data: bytes, name: str, reader: Callable[[str], object]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        reader(str(path))


def _remembered(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        memory = Memory(Path(folder) / "memory", "s")
        memory.add({"a": SegmentPair("", "a", "b")})
        memory._database.execute("UPDATE pair SET record = ?", (data,))
        memory.find(["a"])
        list(memory.pairs())
        memory.close()


class Late(BaseException):
    """A reader took too long. No error that a reader knows: TimeoutError is an OSError, and would be told as one."""


def fault(name: str, data: bytes) -> str:
    """What is wrong with how a file is read, or nothing."""

    def late(number: int, frame: object) -> None:
        raise Late(f"over {SECONDS} s")

    before = signal.signal(signal.SIGALRM, late)
    try:
        for reader in readers(name):
            signal.setitimer(signal.ITIMER_REAL, SECONDS)
            try:
                reader(data)
            except QantaraError:
                continue
            except RecursionError as error:  # what is nested without end is told in one line by whoever reads
                as_error(name, error)
            except (Exception, Late) as error:
                return f"{type(error).__name__}: {error}"
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
    finally:
        signal.signal(signal.SIGALRM, before)
    return ""


def main(minutes: str = "10", seed: str = "") -> None:
    chance = random.Random(int(seed) if seed else None)
    until = time.monotonic() + 60 * float(minutes)
    tried: Counter[str] = Counter()
    faults = 0
    slowest = 0.0
    while time.monotonic() < until:
        name = chance.choice(list(SEEDS))
        data = mutated(SEEDS[name], chance)
        begun = time.monotonic()
        wrong = fault(name, data)
        slowest = max(slowest, time.monotonic() - begun)
        tried[name] += 1
        if wrong:
            faults += 1
            CORPUS.mkdir(exist_ok=True)
            place = CORPUS / f"{hashlib.sha256(data).hexdigest()[:10]}-{name}"
            place.write_bytes(data)
            print(f"{place.name}: {wrong[:200]}", flush=True)
    print(f"{tried.total():,} inputs, {faults} faults, slowest {slowest:.1f} s: {dict(tried)}")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
