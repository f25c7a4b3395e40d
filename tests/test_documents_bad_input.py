"""What cannot be read is one clear line, and costs little memory to find out."""

import io
import re
import tracemalloc
import zipfile

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from glossaries.errors import InputError
from mt.documents.model import contents
from tests.documents import REPORT, english, epub, read, repacked
from tests.test_documents_formats import PO, TMX, XLIFF, XLIFF2

BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def encrypted() -> bytes:
    data = bytearray(REPORT)
    for at in (m.start() for m in re.finditer(b"PK\3\4", bytes(data))):
        data[at + 6] |= 1
    for at in (m.start() for m in re.finditer(b"PK\1\2", bytes(data))):
        data[at + 8] |= 1
    return bytes(data)


def no_document() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("readme.txt", "نعم")
    return out.getvalue()


def damaged() -> bytes:
    data = bytearray(REPORT)
    with zipfile.ZipFile(io.BytesIO(REPORT)) as archive:
        at = archive.getinfo("word/document.xml").header_offset
    data[at + 200 : at + 300] = bytes(100)
    return bytes(data)


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.html", "<html>نعم".encode() + b"\xff", "not UTF-8 at byte 12"),
        ("a.html", "<html>نعم".encode()[:-1], "the file was cut"),
        ("a.html", "<html>نعم\0".encode(), "zero bytes"),
        ("a.html", '<html><meta charset="klingon">نعم'.encode(), "unknown encoding, klingon"),
        ("a.md", "نعم".encode("cp1256"), "not UTF-8 at byte 0.*iconv -f WINDOWS-1256"),
        ("a.txt", "نعم".encode("utf-16"), "not UTF-8 at byte 0.*iconv -f UTF-16"),
        ("a.srt", "نعم\n".encode(), "no subtitles"),
        ("a.po", "نعم\n".encode(), "a.po:1: no line of a message catalogue"),
        ("a.po", 'msgid "نعم\n'.encode(), "a.po:1"),
        ("a.jsonl", '{"text": "نعم"}\n{"text": \n'.encode(), "a.jsonl:2: not JSON"),
        ("a.jsonl", "[1]\nنعم\n".encode(), "a.jsonl:1: no JSON object"),
        ("a.jsonl", ('{"text": ' + "[" * 100_000 + "نعم\n").encode(), "a.jsonl:1: not JSON"),
        ("a.jsonl", '{"x": "نعم"}\n'.encode(), "name the key of the source"),
        ("a.xlf", XLIFF.encode()[:-60], "a.xlf:9: not well-formed XML"),
        ("a.xlf", (BOMB + XLIFF2).encode(), "defines XML entities"),
        ("a.tmx", TMX.replace('<!DOCTYPE tmx SYSTEM "tmx14.dtd">', OUTSIDE).encode(), "defines XML entities"),
        ("a.tmx", TMX.encode("utf-8").replace(b"?>", b' encoding="x-no"?>', 1), "unknown encoding"),
        ("a.xml", b"<?xml version='1.0'?><rss/>", "XML of a kind that cannot be read"),
        ("a.docx", REPORT[:-100], "the file was cut or damaged"),
        ("a.docx", REPORT[:3000], "the file was cut or damaged"),
        ("a.docx", damaged(), "cannot be unpacked"),
        ("a.docx", encrypted(), "encrypted"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an old or an encrypted Office file"),
        ("a.docx", "نعم".encode(), "named .docx, but is none"),
        ("a.docx", no_document(), "a zip archive without a document"),
        ("a.docx", repacked(REPORT, **{"word/document.xml": (BOMB + "<x>&b;</x>").encode()}), "defines XML entities"),
        ("a.docx", repacked(REPORT, **{"word/document.xml": b"<w:p"}), "not well-formed"),
        ("a.epub", epub(**{"META-INF/encryption.xml": '<x><EncryptionMethod Algorithm="aes"/></x>'}), "protected"),
        ("a.txt", b"%PDF-1.7", "a PDF that cannot be read: it was cut or damaged"),
        ("a.txt", b"\x1f\x8b\x08", "broken archive"),
        ("a.txt", b"BZh9", "compressed"),
        ("a.txt", b"\x89PNG\r\n", "an image"),
    ],
)
def test_bad_input_is_one_clear_line(name, data, why):
    with pytest.raises(InputError, match=why) as error:
        for document in read(data, name):
            document.restore([])
    assert "\n" not in str(error.value) and str(error.value).startswith(name)


def test_odd_names_in_an_archive_stay_names(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    data = repacked(REPORT, **{"../../evil.xml": b"x", "/abs": b"y"})
    out = b"".join(d.restore(english(d)) for d in read(data, "a.docx"))
    assert {"../../evil.xml", "/abs"} <= set(zipfile.ZipFile(io.BytesIO(out)).namelist())
    assert not list(tmp_path.iterdir())


def test_an_archive_that_unpacks_to_too_much_is_refused_in_little_memory():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as part:
        for _ in range(48):
            part.write(bytes(1 << 20))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("[Content_Types].xml", zipfile.ZipFile(io.BytesIO(REPORT)).read("[Content_Types].xml"))
    tracemalloc.start()
    with pytest.raises(InputError, match="with more than 32 MB of text in it"):
        read(out.getvalue(), "a.docx")
    assert tracemalloc.get_traced_memory()[1] < 8 << 20
    tracemalloc.stop()


@pytest.mark.parametrize("name", ["a.md", "a.html", "a.srt", "a.po", "a.xlf", "a.tmx"])
def test_a_file_that_is_too_large_is_refused(name, monkeypatch):
    monkeypatch.setattr(contents.load, "__defaults__", (1000,))
    with pytest.raises(InputError, match="larger than 0 MB"):
        read({"a.po": PO, "a.xlf": XLIFF, "a.tmx": TMX}.get(name, "نعم\n") + " " * 1000, name)


@pytest.mark.parametrize("name", ["a.md", "a.html"])
def test_a_paragraph_without_end_is_refused(name):
    with pytest.raises(InputError, match="a paragraph of over 1,000,000 characters"):
        read("ا" * 1_000_001, name)


@given(st.integers(0, len(REPORT)), st.binary(max_size=4))
def test_a_damaged_archive_is_read_or_refused(at, noise):
    data = REPORT[:at] + noise + REPORT[at + len(noise) :]
    assume(data[:4] == b"PK\3\4")
    try:
        for document in read(data, "a.docx"):
            document.restore(english(document))
    except InputError:
        pass
