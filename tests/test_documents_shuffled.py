"""Generated documents of each format, through what keeps things from a model, with models that copy or shuffle words."""

import json
import random
import re
import zipfile
from collections import Counter
from html import unescape
from io import BytesIO
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.bitext import Link, SegmentPair
from glossaries.arabic import tokenise
from mt.documents.model.document import Document
from mt.pipeline.shield import shield
from mt.pipeline.unshield import unchanged, unshield
from mt.protected.marks import unmarked
from mt.protected.spans import Kind, protected
from tests.documents import epub, read, word
from tests.documents.office import NAMES, package

HELD = ["{name}", "%s", "%1$d", "{{ x }}", "https://x.example/a?b=1", "a@b.example", "@user", "SA0380000000608010167519", "v2.10.3",
        "+967 4 251234", "12/05/2024", "🌹", "👨‍👩‍👧", "#Syria", "$x_1$", "½", "INV-2024-00017"]  # fmt: skip
WORDS = st.sampled_from(["قال", "الوزير", "إن", "المدينة", "جديدة", "نعم،", "IBM"])
PARTS = st.lists(st.one_of(WORDS, st.sampled_from(HELD)), min_size=1, max_size=7).map(" ".join)
TEXTS = st.lists(PARTS.map(lambda text: f"هذا {text} هنا"), min_size=1, max_size=3)


def through(documents: list[Document], order) -> bytes:
    """The documents, translated by a model that writes the words that it reads in another order."""
    return b"".join(
        document.restore([pair(id_, text, order) for id_, text in zip(document.ids, document.marked, strict=True)])
        for document in documents
    )


def pair(id_: str, text: str, order) -> SegmentPair:
    shielded = shield(text)
    tokens = tokenise(shielded.text)
    numbers = order(list(range(len(tokens))))
    if numbers == list(range(len(tokens))):
        target, made = shielded.text, tokens
    else:
        target, made = "", []
        for number in numbers:
            target += " " if target else ""
            made.append(tokens[number]._replace(start=len(target), end=len(target) + len(tokens[number].text)))
            target += tokens[number].text
    links = tuple(sorted(Link(number, place, 1.0) for place, number in enumerate(numbers)))
    read_ = SegmentPair(id_, shielded.text, target, tuple(tokens), tuple(made), links)
    return unshield(shielded, read_, lambda inner: unchanged(unmarked(inner)[0]))


def copied(numbers: list[int]) -> list[int]:
    return numbers


def shuffled(seed: int):
    def order(numbers: list[int]) -> list[int]:
        random.Random(seed).shuffle(numbers)
        return numbers

    return order


def held(texts: list[str]) -> Counter[str]:
    return Counter(each.put for text in texts for each in protected(text) if each.kind is not Kind.HASHTAG)


def assert_held(texts: list[str], out: list[str]) -> None:
    """Everything protected is there as often as it was."""
    for each, times in held(texts).items():
        assert sum(text.count(each) for text in out) >= times, each


def word_of(texts: list[str]) -> bytes:
    runs = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{escape(first)} </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">'
        f"{escape(rest)}</w:t></w:r></w:p>"
        for first, _, rest in (text.partition(" ") for text in texts)
    )
    return word(f'<w:document xmlns:w="w"><w:body>{runs}</w:body></w:document>')


FORMATS = {
    "a.txt": lambda texts: "\n".join(texts) + "\n",
    "a.md": lambda texts: "\n\n".join(f"- **{text}**" for text in texts) + "\n",
    "a.html": lambda texts: "".join(f"<p>أول <b>{escape(text)}</b> آخر</p>" for text in texts),
    "a.srt": lambda texts: "\n".join(f"{k}\n00:00:0{k},000 --> 00:00:0{k},500\n<i>{t}</i>\n" for k, t in enumerate(texts, 1)),
    "a.vtt": lambda texts: "WEBVTT\n\n" + "\n".join(f"00:0{k}.000 --> 00:0{k}.500\n<c>{escape(t)}</c>\n" for k, t in enumerate(texts, 1)),
    "a.json": lambda texts: json.dumps({f"k{k}": text for k, text in enumerate(texts)}, ensure_ascii=False, indent=1),
    "a.yml": lambda texts: "ar:\n" + "".join(f"  k{k}: {json.dumps(t, ensure_ascii=False)}\n" for k, t in enumerate(texts)),
    "a.csv": lambda texts: "".join(f'{k},"{text}"\n' for k, text in enumerate(texts)),
    "a.ass": lambda texts: "[Events]\nFormat: Start, End, Text\n" + "".join(f"Dialogue: 0:00:01.00,0:00:02.00,{t}\n" for t in texts),
    "a.strings": lambda texts: "".join(f'"k{k}" = "{text}";\n' for k, text in enumerate(texts)),
    "a.properties": lambda texts: "".join(f"k{k} = {text}\n" for k, text in enumerate(texts)),
    "a.ftl": lambda texts: "".join(f"k{k} = {text}\n" for k, text in enumerate(texts)),
    "a.resx": lambda texts: "<root>" + "".join(f'<data name="k"><value>{escape(t)}</value></data>' for t in texts) + "</root>",
    "strings.xml": lambda texts: "<resources>" + "".join(f'<string name="k"><b>{escape(t)}</b> نعم</string>' for t in texts) + "</resources>",
    "a.fodt": lambda texts: '<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="t">'
    + "".join(f"<text:p>أول <text:span>{escape(t)}</text:span></text:p>" for t in texts) + "</office:document>",
    "a.xlsx": lambda texts: package(
        "spreadsheetml.sheet",
        "xl/w.xml",
        {
            "xl/w.xml": ("", "<workbook/>"),
            "xl/s.xml": ("sharedStrings", f"<sst>{''.join(f'<si><t>{escape(text)}</t></si>' for text in texts)}</sst>"),
        },
    ),
    "a.pptx": lambda texts: package(
        "presentationml.presentation",
        "ppt/p.xml",
        {
            "ppt/p.xml": ("", f"<p:presentation {NAMES}/>"),
            "ppt/s.xml": (
                "slide",
                f"<p:sld {NAMES}>{''.join(f'<a:p><a:r><a:t>{escape(text)}</a:t></a:r></a:p>' for text in texts)}</p:sld>",
            ),
        },
    ),
    "a.docx": word_of,
    "a.epub": lambda texts: epub(
        **{"OEBPS/one.xhtml": f"<html xmlns='x'><body>{''.join(f'<p>{escape(text)} <i>نعم</i></p>' for text in texts)}</body></html>"}
    ),
}  # fmt: skip


PARTS_OF = {"a.docx": "word/document.xml", "a.epub": "OEBPS/one.xhtml", "a.xlsx": "xl/s.xml", "a.pptx": "ppt/s.xml"}


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=25)
@given(texts=TEXTS)
def test_a_model_that_copies_gives_the_document_back(name, texts):
    data = FORMATS[name](texts)
    data = data.encode() if isinstance(data, str) else data
    assert through(read(data, name), copied) == data


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=25)
@given(texts=TEXTS, seed=st.integers(0, 99))
def test_a_model_that_shuffles_loses_nothing(name, texts, seed):
    if name == "a.ass":  # braces in braces are none there
        texts = [text.replace("{{ x }}", "{x}") for text in texts]
    data = FORMATS[name](texts)
    before = data.encode() if isinstance(data, str) else data
    after = through(read(before, name), shuffled(seed))
    part = PARTS_OF.get(name)
    if part:
        before, after = (zipfile.ZipFile(BytesIO(each)).read(part) for each in (before, after))
        ElementTree.fromstring(after)
    out = unescape(after.decode())
    assert_held(texts, [re.sub(r"\\(?=[_*])|</[aw]:t>.*?<[aw]:t(?:\s[^>]*)?>", "", out)])
    tags = [re.findall(r"</?(?:p|b|i|c|w:p|w:r|w:b/)\b", each.decode()) for each in (before, after)]
    if not name.endswith(".docx"):
        assert Counter(tags[0]) == Counter(tags[1])
    path: list[str] = []
    for closes, tag in re.findall(r"<(/?)(p|b|i|c)>", after.decode()):
        if closes:
            assert path.pop() == tag
        else:
            path.append(tag)
    assert not path


@settings(max_examples=40)
@given(texts=TEXTS, seed=st.integers(0, 99))
def test_what_stands_beside_its_source_loses_nothing(texts, seed):
    units = "".join(
        f'<trans-unit id="{k}"><source>{escape(t)} <g id="1">نعم</g></source></trans-unit>' for k, t in enumerate(texts)
    )
    memory = "".join(f'<tu><tuv xml:lang="ar"><seg>{escape(text)} <hi>نعم</hi></seg></tuv></tu>' for text in texts)
    messages = "".join(f'msgid {json.dumps(text, ensure_ascii=False)}\nmsgstr ""\n\n' for text in texts)
    for name, data, target in (
        ("a.xlf", f'<xliff version="1.2"><file source-language="ar">{units}</file></xliff>', r"<target>(.*?)</target>"),
        ("a.tmx", f'<tmx version="1.4"><header/><body>{memory}</body></tmx>', r'<tuv xml:lang="en"><seg>(.*?)</seg>'),
        ("a.po", f'msgid ""\nmsgstr ""\n\n{messages}', r'msgstr "(.+)"'),
        (
            "a.jsonl",
            "".join(json.dumps({"source": text}, ensure_ascii=False) + "\n" for text in texts),
            r'"target": "(.*)"',
        ),
        ("a.tsv", "".join(f"{text}\n" for text in texts), r"\t(.*)"),
    ):
        for order in (copied, shuffled(seed)):
            out = re.findall(target, through(read(data, name), order).decode())
            assert len(out) == len(texts)
            assert_held(texts, [unescape(text) for text in out])
            if order is copied:
                plain = [re.sub(r" <(g|hi)\b.*", "", unescape(text)) for text in out]
                assert [" ".join(text.split()) for text in plain] == [" ".join(text.split()) for text in texts]
            for text in out:
                assert text.count("<g ") == text.count("</g>") and text.count("<hi>") == text.count("</hi>")
