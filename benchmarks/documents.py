"""What documents cost: the keeping of what must not change beside the pipeline, and readers on one and four times as much.

    python -m benchmarks.documents [SENTENCES] [FILE...]

The share is that of `shield` and `unshield` in the time of the pipeline for SENTENCES plain sentences of the article in
seeds/, in one run. Then each format is read and written, unchanged, with 500 and with 2,000 paragraphs, the best of
three: time that is linear grows by four. Of each FILE (a PDF, for instance) the seconds are told.
"""

import io
import json
import sys
import time
import zipfile
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path

from align.bitext import SegmentPair
from align.splitting import split
from glossaries.arabic import has_arabic
from mt.documents.model.document import ReadOptions
from mt.documents.recognise import read
from mt.models.engine import Engine
from mt.models.options import EngineOptions
from mt.models.store import find
from mt.pipeline import translate as pipeline
from mt.pipeline.shield import shield
from mt.pipeline.unshield import unshield

ARTICLE = Path(__file__).parents[1] / "seeds" / "aljazeera-ar-2020-12-01-lachin.txt"


def _epub(texts: list[str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("META-INF/container.xml", "<container/>")
        archive.writestr("a.xhtml", f"<html><body>{''.join(f'<p>{text}</p>' for text in texts)}</body></html>")
    return out.getvalue()


MADE: dict[str, Callable[[list[str]], str | bytes]] = {
    "a.txt": "\n".join,
    "a.md": lambda texts: "\n\n".join(f"- **{text}** `x` [{text[:9]}](y)" for text in texts),
    "a.html": lambda texts: "".join(f"<p>{text} <b>نعم</b></p>" for text in texts),
    "a.srt": lambda texts: "".join(f"{k}\n00:00:00,000 --> 00:00:01,000\n{text}\n\n" for k, text in enumerate(texts)),
    "a.ass": lambda texts: "[Events]\nFormat: Text\n" + "".join(f"Dialogue: {text}\n" for text in texts),
    "a.json": lambda texts: json.dumps(texts, ensure_ascii=False),
    "a.yml": lambda texts: "".join(f"- {json.dumps(text, ensure_ascii=False)}\n" for text in texts),
    "a.csv": lambda texts: "".join(f'1,"{text.replace(chr(34), "")}"\n' for text in texts),
    "a.properties": lambda texts: "".join(f"k{k}={text}\n" for k, text in enumerate(texts)),
    "a.ftl": lambda texts: "".join(f"k{k} = {text}\n" for k, text in enumerate(texts)),
    "a.po": lambda texts: "".join(f'msgid {json.dumps(t, ensure_ascii=False)}\nmsgstr ""\n\n' for t in texts),
    "a.xlf": lambda texts: (
        '<xliff version="1.2"><file source-language="ar"><body>'
        + "".join(f'<trans-unit id="{k}"><source>{text}</source></trans-unit>' for k, text in enumerate(texts))
        + "</body></file></xliff>"
    ),
    "strings.xml": lambda texts: (
        f"<resources>{''.join(f'<string>{text.replace(chr(39), str())}</string>' for text in texts)}</resources>"
    ),
    "a.fodt": lambda texts: (
        '<office:document xmlns:office="o" xmlns:text="t">'
        + "".join(f"<text:p>{text}</text:p>" for text in texts)
        + "</office:document>"
    ),
    "a.epub": _epub,
}


def main(count: str = "300", *files: str) -> None:
    found = [each.text for each in split(ARTICLE.read_text(encoding="utf-8")) if has_arabic(each.text)]
    share, seconds = shielding(list(islice(cycle(found), int(count))))
    print(f"shielding: {100 * share:.2f} % of {seconds:.1f} s ({count} sentences)")
    texts = [text.replace("&", "").replace("<", "") for text in found]
    for name, make in MADE.items():
        few, many = (best(make(list(islice(cycle(texts), size))), name) for size in (500, 2000))
        print(f"{name:14}{few:8.3f} s{many:8.3f} s  x {many / few:.2f}")
    for file in files:
        print(f"{file}: {best(Path(file).read_bytes(), file):.2f} s")


def shielding(sentences: list[str]) -> tuple[float, float]:
    """The share of the pipeline's time that shielding takes, and the pipeline's seconds."""
    spent = 0.0

    def timed(function):  # type: ignore[no-untyped-def]
        def call(*args: object) -> object:
            nonlocal spent
            began = time.perf_counter()
            made = function(*args)
            spent += time.perf_counter() - began
            return made

        return call

    pipeline.shield, pipeline.unshield = timed(shield), timed(unshield)
    engine = Engine(find("ar-en"), EngineOptions())
    began = time.perf_counter()
    # Each sentence stands there once for the pipeline, which translates none twice.
    for _ in pipeline.translate(((str(k), f"{text} {k}") for k, text in enumerate(sentences)), engine):
        pass
    seconds = time.perf_counter() - began
    return spent / seconds, seconds


def best(data: str | bytes, name: str) -> float:
    """The seconds that it takes to read and to write a document, the best of three."""
    raw = data.encode() if isinstance(data, str) else data
    taken = []
    for _ in range(3):
        began = time.perf_counter()
        for document in read(io.BytesIO(raw), name, ReadOptions())[1]:
            document.restore([SegmentPair(id_, text, text) for id_, text in document.texts])
        taken.append(time.perf_counter() - began)
    return min(taken)


if __name__ == "__main__":
    main(*sys.argv[1:])
