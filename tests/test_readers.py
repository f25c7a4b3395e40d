"""Bitexts of every kind, told by name or by content; and files that are not what they seem."""

import gzip
import io
import json
import lzma

import pytest

from align.bitext import SegmentPair
from align.tables import TSV_HEADER, to_jsonl, to_tsv
from align.tmx import to_tmx
from align.xliff import to_xliff
from glossaries.errors import InputError
from mt.documents.bitext import read_pairs as read
from mt.documents.model.contents import unpacked
from mt.documents.recognise import form_of

PAIRS = [
    SegmentPair("7", "نعم\tيا\\n سيدي", "Yes\tsir\n", score=0.5),
    SegmentPair("x y", " لا ", "<No> & \r no", score=-1.25),
]
WRITTEN = {
    "tmx": "".join(to_tmx(PAIRS, "s", "1")),
    "xliff": "".join(to_xliff(PAIRS, "t", "s", "1")),
    "tsv": TSV_HEADER + "\n" + "".join(to_tsv(pair) + "\n" for pair in PAIRS),
    "jsonl": "".join(to_jsonl(pair) + "\n" for pair in PAIRS),
}


def of(content: str | bytes, name: str = "standard input") -> list[SegmentPair]:
    return read(io.BytesIO(content if isinstance(content, bytes) else content.encode()), name)


@pytest.mark.parametrize("kind", WRITTEN)
@pytest.mark.parametrize("pack", [bytes, gzip.compress, lzma.compress])
@pytest.mark.parametrize("name", ["standard input", "a.txt", "a.{}", "A.{}.gz"])
def test_each_kind_is_recognised_by_name_or_content(kind, pack, name):
    assert of(pack(WRITTEN[kind].encode()), name.format(kind)) == PAIRS


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("\ufeff  <?xml version='1.0'?>\n<!-- made by hand -->\n<tmx>", "tmx"),
        ("<x:xliff xmlns:x='y' version='1.2'>", "xliff"),
        ('{"id": "1", "target": "x"}', "jsonl"),
        ('{"name": "x"}', "json"),
        ("source\ttarget\nx\ty\n", "tsv"),
        ("x\ty\n", "text"),
        ("<p>tmx</p>", "text"),
        ("target\n", "text"),
        ("", "text"),
    ],
)
def test_what_is_recognised_by_content(content, kind):
    stream = io.BytesIO(content.encode())
    assert form_of(stream, "standard input").name == kind and stream.tell() == 0


def test_a_pipe_is_read_from_its_beginning():
    class Pipe(io.BytesIO):
        def seekable(self):
            return False

        def seek(self, *_):
            raise io.UnsupportedOperation

    assert read(Pipe(WRITTEN["tmx"].encode()), "standard input") == PAIRS


def test_foreign_tables_give_texts_ids_and_scores():
    assert of("en\tar\nYes\tنعم\n", "a.tsv") == [SegmentPair("1", "نعم", "Yes")]
    assert of("نعم\tYes\nلا\tNo\n", "a.tsv")[1] == SegmentPair("2", "لا", "No")
    assert of("d\tنعم\tYes\n", "a.tsv") == [SegmentPair("1", "نعم", "Yes")]
    foreign = json.dumps({"id": 5, "source": "نعم", "translation": "Yes", "score": "0.25"})
    assert of(foreign) == [SegmentPair("5", "نعم", "Yes", score=0.25)]
    assert of(json.dumps({"source": "نعم", "target": "Yes", "score": "good"}))[0].score is None


def test_utf_16_tmx_is_read():
    text = '<?xml version="1.0" encoding="UTF-16"?>' + WRITTEN["tmx"].partition("?>")[2]
    assert of(text.encode("utf-16")) == PAIRS


@pytest.mark.parametrize(("source", "target"), [("ar-SA", "en-GB"), ("en", "ar")])
def test_xliff_of_others(source, target):
    unit = (
        '<trans-unit id="u1"><source>نعم <g id="1">يا</g><x id="2"/> سيد</source><seg-source>no</seg-source>'
        '<target>Yes <ph id="3">&lt;br&gt;</ph>sir<mrk mtype="x">!</mrk></target>'
        "<alt-trans><source>old</source><target>older</target></alt-trans></trans-unit>"
    )
    text = f'<file source-language="{source}" target-language="{target}"><body>{unit}</body></file>'
    (pair,) = of(f'<xliff version="1.2">{text}</xliff>')
    wanted = ("نعم يا سيد", "Yes sir!")
    assert (pair.source, pair.target) == (wanted if source != "en" else wanted[::-1]) and pair.id == "u1"


def test_xliff_2_is_read():
    text = (
        '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="ar" trgLang="en"><file id="f">'
        '<unit id="a"><segment><source>نعم</source><target>Yes</target></segment><ignorable><source> </source></ignorable>'
        "<segment><source>لا</source></segment></unit></file></xliff>"
    )
    assert of(text) == [SegmentPair("a", "نعم", "Yes"), SegmentPair("a", "لا", "")]


ENTITIES = '<!DOCTYPE {0} [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]><{0}>&b;</{0}>'
OUTSIDE = '<!DOCTYPE {0} [<!ENTITY a SYSTEM "file:///etc/passwd">]><{0}>&a;</{0}>'
PARAMETER = '<!DOCTYPE {0} [<!ENTITY % a SYSTEM "http://localhost/x.dtd"> %a;]><{0}/>'


@pytest.mark.parametrize("root", ["tmx", "xliff"])
@pytest.mark.parametrize("bomb", [ENTITIES, OUTSIDE, PARAMETER])
def test_entities_are_refused(root, bomb):
    with pytest.raises(InputError, match=r"^x.*:1: defines entities"):
        of(bomb.format(root), f"x.{root}")


@pytest.mark.parametrize("root", ["tmx", "xliff"])
def test_an_entity_that_only_the_document_type_knows_is_no_empty_text(root):
    with pytest.raises(InputError, match=r"^x:1: &nbsp; stands in it"):
        of(f'<!DOCTYPE {root} SYSTEM "{root}.dtd"><{root}>a&nbsp;b</{root}>', "x")


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        ("hello", "a.txt", "no TMX, XLIFF, TSV or JSONL"),
        ("<tmx><body></body></tmx>", "a.tmx", "no pairs"),
        ("<tmx><body>", "a.tmx", "a.tmx:1: not well-formed"),
        ("<html/>", "a.xlf", "no XLIFF: its root is <html>"),
        ("<?xml version='1.0' encoding='foo'?><tmx/>", "a.tmx", "not in an encoding"),
        ('<xliff><file source-language="de" target-language="en"><trans-unit/></file></xliff>', "a.xlf", "from 'de'"),
        ("", "a.tsv", "no pairs"),
        ("a\tb\tc\td\n", "a.tsv", "no header"),
        ("only one\n", "a.tsv", "no target"),
        ("source\ttarget\nx\n", "a.tsv", "a.tsv:2: no target"),
        ('{"source": "x"}', "a.jsonl", "a.jsonl:1: no target"),
        ('{"source": "x", "target": 3}', "a.jsonl", "no target"),
        (to_jsonl(PAIRS[0]).replace('"links": []', '"links": [[1, 2]]'), "a.jsonl", "a.jsonl:1: damaged"),
        (
            to_jsonl(PAIRS[0]).replace('"links": [], "link_scores": []', '"links": [[1, 2]], "link_scores": [1]'),
            "a.jsonl",
            "damaged",
        ),
        (to_jsonl(PAIRS[0]).replace('"terms": []', '"terms": 5'), "a.jsonl", "damaged"),
        (b"caf\xe9\t\n", "a.tsv", "not UTF-8"),
        (gzip.compress(b"x" * 999, mtime=0)[:20], "a.tsv.gz", "broken archive"),
    ],
)
def test_bad_files_are_one_clear_line(content, name, why):
    with pytest.raises(InputError) as raised:
        of(content, name)
    assert why in str(raised.value) and str(raised.value).startswith(name) and "\n" not in str(raised.value)


def test_the_stream_is_left_open_for_its_opener():
    stream = io.BytesIO(gzip.compress(b"x"))
    with unpacked(stream, "a") as content:
        assert content.read() == b"x"
    assert not stream.closed
