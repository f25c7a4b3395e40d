"""Translators' packages and old memories: what is in them is read, and goes back into them."""

import gzip
import io
import json
import zipfile
from collections.abc import Mapping

import pytest

from glossaries.errors import InputError
from mt.documents.bitext import read_pairs, read_units
from mt.documents.recognise import form_of
from tests.command import qantara
from tests.documents import english, read, segments


def tmx(version: str = "1.4", lang: str = "xml:lang") -> str:
    unit = f'<tu tuid="a"><tuv {lang}="ar"><seg>نهر دجلة</seg></tuv><tuv {lang}="en"><seg>the Tigris</seg></tuv></tu>'
    doctype = f'<!DOCTYPE tmx SYSTEM "tmx{version.replace(".", "")}.dtd">'
    return f'<?xml version="1.0"?>{doctype}<tmx version="{version}"><header srclang="ar"/><body>{unit}</body></tmx>'


def xliff(*units: tuple[str, str], languages: tuple[str, str] = ("ar-IQ", "en-GB"), extra: str = "") -> str:
    rows = "".join(
        f'<trans-unit id="{k}"><source>{a}</source>{f"<target>{b}</target>" if b else ""}</trans-unit>'
        for k, (a, b) in enumerate(units, 1)
    )
    return (
        f'<xliff version="1.2" {extra}><file source-language="{languages[0]}" target-language="{languages[1]}">'
        f"<body><group>{rows}</group></body></file></xliff>"
    )


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def pairs(data: bytes, name: str = "a.zip") -> list[tuple[str, str, str]]:
    return [(pair.id, pair.source, pair.target) for pair in read_pairs(io.BytesIO(data), name)]


TIGRIS = [("a", "نهر دجلة", "the Tigris")]


@pytest.mark.parametrize(
    ("version", "lang"), [("1.1", "lang"), ("1.2", "lang"), ("1.3", "xml:lang"), ("1.4", "xml:lang")]
)
@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress, lambda data: packed({"x.tmx": data})])
def test_memories_of_every_version_however_they_are_packed(version, lang, coding, pack):
    assert pairs(pack(tmx(version, lang).encode(coding)), "a.tmx") == TIGRIS


UNITS = [("نعم", "Yes"), ("لا", "")]
PACKAGES = {
    "a.mqxlz": {"document.mqxliff": xliff(*UNITS, extra='xmlns:mq="MQXliff"'), "skeleton.xml": "<skl/>"},
    "a.xlz": {"content.xlf": xliff(*UNITS), "skeleton.skl": "x"},
    "a.sdlppx": {
        "p.sdlproj": "<PackageProject/>",
        "ar-IQ/a.docx.sdlxliff": xliff(*((a, "") for a, _ in UNITS)),
        "en-GB/a.docx.sdlxliff": xliff(*UNITS),
    },
    "a.sdlrpx": {"en-GB/a.docx.sdlxliff": xliff(*UNITS)},
    "a.zip": {"export/a.mxliff": xliff(*UNITS, extra='xmlns:m="http://www.memsource.com/mxlf/2.0"')},
}


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_is_read_and_filled(name):
    data = packed(PACKAGES[name])
    assert form_of(io.BytesIO(data), name).name == "package"
    assert pairs(data, name) == [("1", "نعم", "Yes"), ("2", "لا", "")]
    assert next(read_units(io.BytesIO(data), name)) == ("1", "نعم", "Yes")
    documents = read(data, name)
    assert segments(documents) == ["لا"]
    filled = b"".join(document.restore(english(document)) for document in documents)
    assert [pair[2] for pair in pairs(filled, name)] == ["Yes", "w0"]
    parts = [zipfile.ZipFile(io.BytesIO(each)).namelist() for each in (data, filled)]
    assert parts[0] == parts[1] == [*PACKAGES[name]]


def test_what_needs_no_translation_is_given_back_to_the_byte():
    data = packed({"a.xlf": xliff(("نعم", "Yes")), "b.txt": "x"})
    assert b"".join(document.restore([]) for document in read(data, "a.zip")) == data


def test_several_files_in_a_package_tell_their_pairs_apart():
    parts = {
        "m.tmx": tmx(),
        "en/a.xlf": xliff(("نعم", "Yes")),
        "fr/b.xlf": xliff(("نعم", "Oui"), languages=("ar", "fr")),
    }
    assert pairs(packed(parts)) == [("m.tmx:a", "نهر دجلة", "the Tigris"), ("en/a.xlf:1", "نعم", "Yes")]
    with pytest.raises(InputError, match=r"a\.zip \(fr/b\.xlf\): goes from 'ar' to 'fr'"):
        pairs(packed({"fr/b.xlf": parts["fr/b.xlf"]}))


def test_packages_that_are_broken_or_too_large(monkeypatch):
    with pytest.raises(InputError, match=r"a\.zip \(x\.tmx\):1: not well-formed"):
        pairs(packed({"x.tmx": "<tmx><body>"}))
    with pytest.raises(InputError, match="a zip archive without a document"):
        pairs(packed({"x.doc": "نعم"}))
    with pytest.raises(InputError, match="with more than 32 MB of text"):
        pairs(packed({"x.tmx": tmx() + " " * (33 << 20)}))


def test_the_commands_take_packages(tmp_path):
    (tmp_path / "p.mqxlz").write_bytes(packed({"document.mqxliff": xliff(("إلى دجلة", "to the Tigris"))}))
    (tmp_path / "g.tsv").write_text("دجلة\tTigris\n", encoding="utf-8")
    (tmp_path / "r.txt").write_text("to the Tigris\n", encoding="utf-8")
    report = json.loads(qantara("audit", "p.mqxlz", "-g", "g.tsv", "--json", cwd=tmp_path).stdout)
    assert (report["accuracy"], report["occurrences"]) == (1, 1)
    aligned = qantara("align", "p.mqxlz", "-m", "none", "-q", cwd=tmp_path)
    assert "to the Tigris" in aligned.stdout.decode()
    assert b"100.0" in qantara("score", "p.mqxlz", "-r", "r.txt", cwd=tmp_path).stdout
