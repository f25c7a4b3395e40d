"""One recogniser, one table of columns and one of endings, for every command."""

import gzip
import io
import json
import lzma
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.bitext import SegmentPair
from align.tmx import from_tmx, to_tmx
from align.xliff import to_xliff
from glossaries.columns import PAIRS, columns, is_header
from glossaries.errors import InputError, UsageError
from glossaries.glossary import Term
from glossaries.languages import language_of
from glossaries.tables import parse_csv, read_tsv
from mt.documents.bitext import read_pairs
from mt.documents.endings import ENDINGS, format_of, written_as
from mt.documents.recognise import recognise
from mt.scoring.inputs import read as read_side
from tests.documents import REPORT, english, read, segments, translated
from tests.growth import growth
from tests.test_cli import qantara, stderr

HEADERS = [
    "src\ttgt", "SRC\tTGT", "source\ttarget", "Arabic\tEnglish", "ar\ten", "ara\teng", "text\ttranslation",
    "sentence\ttranslation", "Source_Text\tTarget_Text", "المصدر\tالترجمة", "العربية\tالإنجليزية", "العربية\tالانجليزية",
    "عربي\tإنجليزي",
]  # fmt: skip


@pytest.mark.parametrize("header", HEADERS)
def test_a_header_is_one_for_every_command(header):
    table = f"{header}\nنعم\tYes\n"
    assert read_pairs(io.BytesIO(table.encode()), "a.tsv") == [SegmentPair("1", "نعم", "Yes")]
    side = read_side("a.tsv", io.BytesIO(table.encode()), "hypothesis")
    assert (side.texts, side.sources) == (["Yes"], ["نعم"])
    assert not segments(read(table, "a.tsv")) and segments(read(table, "a.tsv", overwrite=True)) == ["نعم"]
    assert read_tsv(table, "a.tsv") == (Term("نعم", "Yes"),)
    keys = header.split("\t")
    line = json.dumps(dict(zip(keys, ("نعم", "Yes"), strict=True)), ensure_ascii=False) + "\n"
    assert read_pairs(io.BytesIO(line.encode()), "a.jsonl") == [SegmentPair("1", "نعم", "Yes")]
    assert read_side("a.jsonl", io.BytesIO(line.encode()), "reference").texts == ["Yes"]
    assert segments(read(line, "a.jsonl", overwrite=True)) == ["نعم"]


@pytest.mark.parametrize("document", ["", "d1\t"])
def test_without_a_header_the_arabic_is_found_on_either_side(document):
    table = f"{document}Yes\tنعم\n{document}U2\tلا\n"
    found = [(pair.source, pair.target) for pair in read_pairs(io.BytesIO(table.encode()), "a.tsv")]
    assert found == [("نعم", "Yes"), ("لا", "U2")]
    side = read_side("a.tsv", io.BytesIO(table.encode()), "hypothesis")
    assert (side.texts, side.sources) == (["Yes", "U2"], ["نعم", "لا"])
    assert segments(read(table, "a.tsv", overwrite=True)) == ["نعم", "لا"]


@pytest.mark.parametrize("name", ["a.tsv", "a.txt", "standard input"])
def test_a_headed_table_is_a_table_under_any_name(name):
    table = "src\ttgt\nنعم\tYes\nلا\t\n"
    assert translated(read(table, name)) == "src\ttgt\nنعم\tYes\nلا\tw0\n"
    assert [pair.source for pair in read_pairs(io.BytesIO(table.encode()), name)] == ["نعم", "لا"]
    assert read_side(name, io.BytesIO(table.encode()), "source").texts == ["نعم", "لا"]


@pytest.mark.parametrize(
    "row", ["العربية\tArabic", "الترجمة\tTranslation", "المصدر\tSource", "نعم\tEnglish", "نعم\tYes"]
)
def test_a_word_and_its_translation_are_no_header(row):
    assert not is_header(row.split("\t"))
    assert len(read_pairs(io.BytesIO(f"{row}\n".encode()), "a.tsv")) == 1
    assert len(read_tsv(row, "a.tsv")) == 1


def test_the_languages_of_a_term_are_no_header_and_no_variants():
    rows = "نهر النيل,River Nile,AR,EN\nسد أسوان,Aswan Dam,ar,en-GB\n"
    assert parse_csv(rows, "a.csv").terms == (Term("نهر النيل", "River Nile"), Term("سد أسوان", "Aswan Dam"))
    assert is_header(["المصدر", "الترجمة", "ملاحظات"]) and is_header(["ar", "en", "notes"])


def test_ids_documents_and_scores_have_names_too():
    table = "Segment_ID\tDoc-ID\tArabic\tEnglish\tScore\n7\td\tنعم\tYes\t0.5\n"
    assert read_pairs(io.BytesIO(table.encode()), "a.tsv") == [SegmentPair("7", "نعم", "Yes", score=0.5)]
    side = read_side("a.tsv", io.BytesIO(table.encode()), "hypothesis")
    assert (side.ids, side.documents) == (["7"], ["d"])


def test_paths_in_json_are_columns():
    line = json.dumps({"id": 3, "translation": {"en": "Yes", "ar": "نعم"}})
    assert read_pairs(io.BytesIO(line.encode()), "-") == [SegmentPair("3", "نعم", "Yes")]
    assert read_side("-", io.BytesIO(line.encode()), "hypothesis").texts == ["Yes"]


def test_a_translation_goes_to_the_column_that_is_there():
    assert translated(read("text\ten\nنعم\t\n", "a.tsv")) == "text\ten\nنعم\tw0\n"
    assert json.loads(translated(read('{"TEXT": "نعم", "EN": ""}\n', "a.jsonl"))) == {"TEXT": "نعم", "EN": "w0"}
    assert translated(read("id\tArabic_Text\n1\tنعم\n", "a.tsv")) == "id\tArabic_Text\tEnglish_Text\n1\tنعم\tw0\n"


def test_empty_columns_at_the_end_are_none():
    assert read_pairs(io.BytesIO("source\ttarget\t\t\nنعم\tYes\t\t\n".encode()), "a.tsv")[0].target == "Yes"
    assert parse_csv("\ufeffsource;target;;\nنعم;Yes;;\n".removeprefix("\ufeff"), "a.csv").terms == (
        Term("نعم", "Yes"),
    )


def test_cells_of_our_tables_are_read_as_they_were_written():
    table = "id\tsource\ttarget\tscore\tterms\n1\tنعم\\tلا\t\t\t\n"
    (document,) = read(table, "a.tsv")
    assert document.segments == ("نعم", "لا")
    (pair,) = read_pairs(io.BytesIO(document.restore(english(document))), "a.tsv")
    assert pair.source == "نعم\tلا" and pair.target == "w0\tw0"


@given(st.sampled_from(PAIRS), st.data())
def test_names_are_found_in_any_case_and_order(pair, data):
    others = data.draw(st.lists(st.sampled_from(["notes", "url", "n"]), max_size=3, unique=True))
    names = data.draw(st.permutations([*pair, *others]))
    written = [data.draw(st.sampled_from([name, name.upper(), name.title(), name.replace(" ", "_")])) for name in names]
    found = columns(written)
    assert (names[found.arabic], names[found.english]) == pair and is_header(written)


PAIR = SegmentPair("1", "نعم", "Yes")
BITEXTS = {
    "tmx": "".join(to_tmx([PAIR], "s", "1")),
    "xliff": "".join(to_xliff([PAIR], "t", "s", "1")),
    "tsv": "src\ttgt\nنعم\tYes\n",
    "jsonl": '{"Arabic": "نعم", "English": "Yes"}\n',
}


@pytest.mark.parametrize("form", BITEXTS)
@pytest.mark.parametrize("ending", [".txt", ".tsv", ".tmx", ".jsonl", ".xlf", ".html", ""])
@pytest.mark.parametrize("pack", [bytes, gzip.compress, lzma.compress])
def test_contents_go_before_the_ending_everywhere(form, ending, pack):
    data, name = pack(BITEXTS[form].encode()), f"a{ending}"
    assert read_pairs(io.BytesIO(data), name) == [PAIR]
    assert read_side(name, io.BytesIO(data), "hypothesis").texts == ["Yes"]
    assert segments(read(data, name, overwrite=True)) == ["نعم"]


def test_a_page_is_no_lines_to_score():
    with pytest.raises(InputError, match=r"a\.txt: html has no lines to score"):
        read_side("a.txt", io.BytesIO(b"<html><p>Yes</p></html>"), "hypothesis")


@pytest.mark.parametrize(
    ("unit", "closing"),
    [("<!-- x -->\n", "<tmx>"), ("<?x y?>", "<xliff>"), ("<!-- x -->", ""), ("<!--", ""), ("\n", "<p>"), ('<!DOCTYPE a [ ] x', "")],
)  # fmt: skip
def test_what_stands_before_the_root_takes_linear_time(unit, closing):
    assert growth(lambda count: recognise("a.txt", (unit * count + closing).encode()), 20_000, floor=0.002) < 10


@pytest.mark.parametrize(
    ("head", "form"),
    [
        ("<!-- a --> <!-- b -->\n<!DOCTYPE html>\n<p>", "html"),
        ("<?xml version='1.0'?><!-- > --><!DOCTYPE tmx SYSTEM 'x' [ <!ELEMENT a ANY> ]><tmx>", "tmx"),
        ("<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0//EN' 'x'><html>", "html"),
        ("<!-- <tmx> -->text", "text"),
        ('{"a": 1}\n{"b": 2}\n', "jsonl"),
        ('{"a": 1}\ntext\n', "text"),
        ('{"AR": "x"}', "jsonl"),
        ('{"translation": {"ar": "x"}}', "jsonl"),
        ("Source\tTarget\nx\ty\n", "tsv"),
        ("x\ty\n", "text"),
    ],
)
def test_what_is_recognised_by_content(head, form):
    assert recognise("standard input", head.encode()).name == form


def test_every_ending_says_one_format_and_every_format_can_be_told():
    told = [ending for endings in ENDINGS.values() for ending in endings]
    assert len(told) == len(set(told))
    for form, endings in ENDINGS.items():
        for ending in endings:
            assert format_of(f"a{ending}") == format_of(f"A{ending.upper()}.gz") == form
    assert format_of("a") == format_of("a.unknown") == format_of("-") == ""


def test_an_ending_that_says_nothing_or_something_else_is_refused():
    known = ("text", "tsv", "tmx")
    assert written_as(Path("a.tab"), None, known) == "tsv"
    assert written_as(Path("a"), None, known) is None and written_as(None, None, known) is None
    assert written_as(Path("a.txt"), "tmx", known) == written_as(Path("a.odd"), "tmx", known) == "tmx"
    assert written_as(Path("a.txt"), None, ("tsv",)) is None
    for name in ("a.pdf", "a.odd", "a.html"):
        with pytest.raises(UsageError, match=r"^a\.\w+: nothing is written as .*endings \.txt, \.tsv, \.tmx$"):
            written_as(Path(name), None, known)
    with pytest.raises(UsageError, match=r"^a\.tsv is named tsv, and --to asks for tmx"):
        written_as(Path("a.tsv"), "tmx", known)


@pytest.mark.parametrize(
    ("code", "language"),
    [("ar", "ar"), ("AR-SA", "ar"), ("ar_001", "ar"), ("ara", "ar"), ("arn", ""), ("eng", "en"), ("en-GB", "en"), ("de", ""), ("arz", "ar"), ("ars-SA", "ar"), ("Arabic", "ar")],
)  # fmt: skip
def test_codes_of_languages(code, language):
    assert language_of(code) == language


def tmx(*units: str) -> str:
    return f'<?xml version="1.0"?>\n<tmx version="1.4"><header srclang="ar"/><body>{"".join(units)}</body></tmx>\n'


def xliff(*units: str) -> str:
    file = f'<file original="a" source-language="ar-SA" target-language="en-US"><body>{"".join(units)}</body></file>'
    return f'<xliff version="1.2">{file}</xliff>\n'


UNITS = [
    ("a.tmx", tmx('<tu tuid="7"><tuv xml:lang="ar_EG"><seg>نعم <bpt i="1">&lt;b></bpt>يا<ept i="1"/> سيد</seg></tuv></tu>'), ["7"], ["نعم يا سيد"], [""]),
    ("a.tmx", tmx('<tu><tuv xml:lang="arn"><seg>May</seg></tuv><tuv xml:lang="ar"><seg>نعم</seg></tuv></tu>'), ["1"], ["نعم"], [""]),
    ("a.tmx", tmx('<tu><tuv lang="ara"><note>x</note><seg>لا</seg></tuv><tuv lang="eng"><seg><ph>{}</ph></seg></tuv></tu>'), ["1"], ["لا"], [""]),
    ("a.xlf", xliff('<trans-unit id="1" resname="r"><source>نعم</source><alt-trans><target>Old</target></alt-trans></trans-unit>'), ["r"], ["نعم"], [""]),
    ("a.xlf", xliff('<trans-unit id="1"><source>نعم</source><target>Yes</target><mq:v xmlns:mq="m"><mq:h><source>لا</source><target>No</target></mq:h></mq:v></trans-unit>'), ["1"], ["نعم"], ["Yes"]),
    ("a.xlf", xliff('<trans-unit id="1"><source>نعم</source><target>The <mrk mtype="x-sdl-deleted">left</mrk><mrk mtype="x-sdl-added">new</mrk></target></trans-unit>'), ["1"], ["نعم"], ["The new"]),
    ("a.xlf", '<xliff version="2.1" srcLang="ar" trgLang="en"><file id="f"><unit id="u1"><m:m xmlns:m="m"><source>لا</source></m:m><segment id="s1"><source>نعم</source></segment><segment id="s2"><source>هنا</source></segment></unit></file></xliff>', ["u1/s1", "u1/s2"], ["نعم", "هنا"], ["", ""]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "ids", "arabic", "english"), UNITS)
def test_what_a_unit_is(name, text, ids, arabic, english):
    pairs = read_pairs(io.BytesIO(text.encode()), name)
    assert [pair.id for pair in pairs] == ids
    assert [pair.source for pair in pairs] == arabic and [pair.target for pair in pairs] == english
    # A translation is put into just the units that have none.
    filled = translated(read(text, name, overwrite=True))
    again = read_pairs(io.BytesIO(filled.encode()), name)
    assert [pair.source for pair in again] == arabic and all("w0" in pair.target for pair in again)
    if not any(english):
        assert len(segments(read(text, name))) == len(pairs)


@pytest.mark.parametrize("code", ['<ph type="lb">&lt;br/&gt;</ph>', "<ph>&lt;br&gt;</ph>", '<x id="1" ctype="lb"/>'])
def test_a_break_between_words_is_a_space(code):
    text = tmx(
        f'<tu><tuv xml:lang="ar"><seg>نعم{code}لا</seg></tuv><tuv xml:lang="en"><seg>Yes{code}no</seg></tuv></tu>'
    )
    (pair,) = from_tmx(io.BytesIO(text.encode()), "a.tmx")
    assert (pair.source, pair.target) == ("نعم لا", "Yes no")
    document = read(text, "a.tmx", overwrite=True)
    assert segments(document) == ["نعم", "لا"] and code in translated(document)


@pytest.mark.parametrize("form", BITEXTS)
def test_an_audit_reads_every_bitext_by_what_is_in_it(form, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("g.tsv").write_text("Arabic\tEnglish\nنعم\tYes\n", encoding="utf-8")
    Path("a.dat").write_text(BITEXTS[form], encoding="utf-8")
    run = qantara("audit", "a.dat", "-g", "g.tsv", "--no-spell", "--json")
    report = json.loads(run.stdout)
    assert report["accuracy"] == 1 and report["uses"][0]["places"] == ["a.dat:1"]


def test_a_bitext_without_any_translation_is_audited_as_a_text(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("g.tsv").write_text("نعم\tYes\n", encoding="utf-8")
    for name, text in (
        ("a.xlf", xliff('<trans-unit id="1"><source>نعم</source></trans-unit>')),
        ("a.tsv", "ar\nنعم\n"),
    ):
        Path(name).write_text(text, encoding="utf-8")
        report = json.loads(qantara("audit", name, "-g", "g.tsv", "--no-spell", "--json").stdout)
        assert report["translated"] is False and report["occurrences"] == 1


@pytest.mark.parametrize(
    ("command", "endings", "starts"),
    [
        ("audit a.txt -g g.tsv --no-spell", (".html", ".json", ".txt", ""), ("<!doctype", "{", "segments", "segments")),
        ("score b.txt -r b.txt", (".html", ".json", ".tsv", ""), ("<!doctype", "{", "id\t", "1 segments")),
        ("glossary suggest a.txt", (".tsv", ".csv", ".tbx", ""), ("source\t", "source,", "<?xml", "source\t")),
        ("align a.txt b.txt -m none", (".jsonl", ".xlf", ".tsv", ".txt"), ("{", "<?xml", "id\t", "id\t")),
        ("translate a.txt --beam-size 1", (".htm", ".ndjson", ".tab", ""), ("<!doctype", "{", "id\t", "")),
    ],
)
def test_the_ending_says_what_is_written(command, endings, starts, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in (("g.tsv", "نعم\tYes\n"), ("a.txt", "نعم\n"), ("b.txt", "Yes\n")):
        Path(name).write_text(text, encoding="utf-8")
    for ending, start in zip(endings, starts, strict=True):
        assert qantara(*command.split(), "-o", f"x{ending}").returncode == 0
        assert Path(f"x{ending}").read_text(encoding="utf-8").startswith(start)
    for ending in (".pdf", ".odd"):
        run = qantara(*command.split(), "-o", f"x{ending}")
        said = f"nothing is written as {ending} here: give it one of the endings ."
        assert run.returncode == 2 and said in stderr(run)
        assert not Path(f"x{ending}").exists()


@pytest.mark.parametrize(
    "command",
    ["score b.txt -r b.txt --to json -o x.html", "score b.txt -r b.txt --json -o x.tsv", "audit a.txt -g g.tsv --json -o x.html",
     "align a.txt b.txt -m none --to tmx -o x.tsv", "translate a.txt --to tmx -o x.tsv"],
)  # fmt: skip
def test_an_ending_and_a_format_that_do_not_agree_are_wrong_usage(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in (("g.tsv", "نعم\tYes\n"), ("a.txt", "نعم\n"), ("b.txt", "Yes\n")):
        Path(name).write_text(text, encoding="utf-8")
    run = qantara(*command.split())
    assert run.returncode == 2 and "is named" in stderr(run) and "leave one out" in stderr(run)


def test_a_word_file_as_text_is_text(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("r.docx").write_bytes(REPORT)
    run = qantara("translate", "r.docx", "--to", "text", "--beam-size", 1, "-q")
    assert run.returncode == 0 and b"PK\3\4" not in run.stdout and run.stdout.decode().count("\n") > 5
    assert qantara("translate", "r.docx", "-o", "r.txt", "--beam-size", 1, "-q").returncode == 0
    assert Path("r.txt").read_bytes() == run.stdout
    run = qantara("translate", "r.docx", "-o", "r.srt", "-q")
    assert (
        run.returncode == 1
        and "is docx, of which r.srt cannot be made" in stderr(run)
        and ".docx, .txt, .tsv" in stderr(run)
    )


def test_a_folder_keeps_its_names_and_its_formats(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    Path("in/a.tsv").write_text(BITEXTS["tmx"].replace("Yes", ""), encoding="utf-8")
    Path("in/b.txt.gz").write_bytes(gzip.compress("نعم\n".encode()))
    assert qantara("translate", "in", "-o", "out", "--beam-size", 1).returncode == 0
    assert sorted(path.name for path in Path("out").iterdir()) == ["a.tsv", "b.txt"]
    assert Path("out/a.tsv").read_text(encoding="utf-8").startswith("<?xml") and Path("out/b.txt").read_text() != ""


def test_each_ending_is_named_once(tmp_path):
    (tmp_path / "in.txt").write_text("نعم.\n", encoding="utf-8")
    run = qantara("translate", "in.txt", "-o", "out.docx", cwd=tmp_path)
    assert stderr(run).count(".txt,") == 1
