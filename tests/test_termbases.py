"""Termbases and tables as other tools export them, and what a check says of them."""

import json

import pytest

from glossaries.audit import Segment, audit
from glossaries.errors import GlossaryError
from glossaries.files import load, parse_file
from glossaries.glossary import Glossary, Term
from glossaries.names import CommonWords
from glossaries.tables import parse_csv, parse_tsv
from glossaries.tbx import parse_tbx
from tests.command import qantara, stderr

TIGRIS = Term("نهر دجلة", "Tigris")
BASRA = Term("البصرة", "Basra")
LINK = "http://www.wikidata.org/entity/"

TABLES = {
    "deepl": ("نهر دجلة,Tigris,AR,EN\nالبصرة,Basra,ar,EN-GB\n", "source target language language"),
    "deepl, both ways": ("Tigris,نهر دجلة,EN,AR\nDonau,Danube,DE,EN\nالبصرة,Basra,AR,EN\n", "source target language language"),
    "google": ("ar,en\nنهر دجلة,Tigris\nالبصرة,Basra\n", "source target"),
    "google, with parts of speech": ("en,ar,pos\nTigris,نهر دجلة,noun\nBasra,البصرة,noun\n", "target source -"),
    "weblate, from English": ("location,source,target,id,fuzzy,context\n,Tigris,نهر دجلة,,False,\na.py:3,Basra,البصرة,x1,True,\n", "- target source - - note"),
    "memoq": ('"Entry_ID";"English_United_States";"Arabic"\n1;Tigris;نهر دجلة\n2;Basra;البصرة\n', "- target source"),
    "excel": ("\ufeffsep=;\nsource;target;;\nنهر دجلة;Tigris;;\nالبصرة;Basra;;\n".removeprefix("\ufeff"), "source target"),
    "excel, with tabs": ("English\tArabic\nTigris\tنهر دجلة\nBasra\tالبصرة\n", "target source"),
    "locales": ("en-US,ar_IQ\nTigris,نهر دجلة\nBasra,البصرة\n", "target source"),
    "languages in brackets": ("Arabic (Iraq),English (UK)\nنهر دجلة,Tigris\nالبصرة,Basra\n", "source target"),
    "a header in Arabic": ("ملاحظات,المقابل الإنجليزي,المصطلح العربي\n,Tigris,نهر دجلة\n,Basra,البصرة\n", "note target source"),
    "a header in both": ("الاسم;English\nنهر دجلة;Tigris\nالبصرة;Basra\n", "source target"),
    "wikidata": (f"item,itemLabel,arLabel\n{LINK}Q35591,Tigris,نهر دجلة\n{LINK}Q48200,Basra,البصرة\n", "- target source"),
    "wikidata, labels by language": (f"river,label_ar,label_en\n{LINK}Q1,نهر دجلة,Tigris\n{LINK}Q2,البصرة,Basra\n", "- source target"),
    "wikidata, any names": ("place,placeLabel,name\nQ1,Tigris,نهر دجلة\nQ2,Basra,البصرة\n", "- target source"),
    "no header, English first": ("Tigris,نهر دجلة\nBasra,البصرة\n", "target source"),
    "no header, numbered": ("1,نهر دجلة,Tigris\n2,البصرة,Basra\n", "- source target"),
    "no header, Arabic last": ("Iraq's river,Tigris,نهر دجلة\n,Basra,البصرة\n", None),
}  # fmt: skip


@pytest.mark.parametrize("kind", TABLES)
def test_what_the_columns_of_a_table_are(kind):
    text, roles = TABLES[kind]
    parsed = parse_csv(text, "x")
    if roles is None:  # two columns in Latin letters, and nothing says which is the term
        assert parsed.problems
        return
    assert [(term.source, term.target, term.targets) for term in parsed.sound().terms] == [
        (term.source, term.target, (term.target,)) for term in (TIGRIS, BASRA)
    ]
    assert [column.role or "-" for column in parsed.columns] == roles.split()
    assert len(parsed.notes) == ("both ways" in kind)


OMEGAT = "# Glossary in tab-separated format -*- coding: utf-8 -*-\nنهر دجلة\tTigris\tTigre\nالبصرة\tBasra\tport\n"


@pytest.mark.parametrize(
    ("text", "note", "variants"),
    [
        (OMEGAT, "Tigre", ()),
        ("نهر دجلة\tTigris\ta river of Iraq\nالبصرة\tBasra\tthe port\n", "a river of Iraq", ()),
        ("نهر دجلة\tTigris\tTigre | Dijla\nالبصرة\tBasra\tBasrah\n", "", ("Tigre", "Dijla")),
        ("نهر دجلة\tTigris\t\nالبصرة\tBasra\tAl-Basrah\n", "", ()),
    ],
)
def test_third_cells_are_variants_only_where_they_are_like_the_term(text, note, variants):
    first = parse_tsv(text, "x").sound().terms[0]
    assert (first.note, first.target_variants) == (note, variants)


def test_cells_in_quotes_are_what_stands_between_them():
    text = 'source\ttarget\nالبصرة\t"Basra, ""Venice of the East"""\nدجلة\tthe "Tigris"\n'
    assert [term.target for term in parse_tsv(text, "x").sound().terms] == [
        'Basra, "Venice of the East"',
        'the "Tigris"',
    ]


def test_a_header_is_never_a_term_and_a_term_never_a_header():
    for text in ("الاسم\tEnglish\n", "المصطلح\tالمقابل\n", "العربية\tالإنجليزية\n", "المصطلح\tTerm\n"):
        assert [term.target for term in parse_tsv(f"{text}البصرة\tBasra\n", "x").terms] == ["Basra"]
    kept = parse_tsv("Oracle\t\t\tkeep\nالعربية\tArabic\n", "x").sound().terms
    assert [term.source for term in kept] == ["Oracle", "العربية"]
    assert parse_tsv("Tigris\tTigris\nالبصرة\tBasra\n", "x").problems[0].line == 1


@pytest.mark.parametrize("name", ["g.txt", "g.csv", "g.tsv", "g"])
def test_files_are_read_by_what_is_in_them(name, tmp_path):
    path = tmp_path / name
    for text, coding in (
        ("Arabic\tEnglish\r\nالبصرة\tBasra\r\n", "utf-16"),
        ("sep=;\nالبصرة;Basra\n", "utf-8-sig"),
        ("البصرة,Basra\n", "utf-8"),
    ):
        path.write_bytes(text.encode(coding))
        assert [str(term) for term in load(str(path)).terms] == ["البصرة → Basra"]
    path.write_bytes("البصرة,Basra".encode("utf-16")[:-1])
    with pytest.raises(GlossaryError, match="not whole UTF-16 at byte"):
        load(str(path))
    path.write_bytes(b"PK\3\4\0\0")
    with pytest.raises(GlossaryError, match="save it as CSV"):
        load(str(path))


def entry(english: str, arabic: str = "<tig><term>عمان</term></tig>", languages: tuple[str, str] = ("en", "ar")) -> str:
    return (
        f'<termEntry><langSet xml:lang="{languages[0]}">{english}</langSet>'
        f'<langSet xml:lang="{languages[1]}">{arabic}</langSet></termEntry>'
    )


def martif(*entries: str, doctype: str = "") -> bytes:
    return f"<?xml version='1.0'?>{doctype}<martif><text><body>{''.join(entries)}</body></text></martif>".encode()


def noted(category: str, *terms: tuple[str, str]) -> str:
    """Terms with a status each, as attributes say it."""
    return "".join(
        f'<ntig><termGrp><term>{term}</term><termNote type="{category}">{status}</termNote></termGrp></ntig>'
        for term, status in terms
    )


STATUSES = {
    "forbidden first": entry(noted("administrativeStatus", ("Philadelphia", "forbidden"), ("Amman", ""))),
    "obsolete": entry(noted("administrativeStatus", ("Philadelphia", "Obsolete"), ("Amman", "admittedTerm"))),
    "superseded": entry(noted("AdministrativeStatus", ("Philadelphia", "supersededTerm-admn-sts"), ("Amman", "x"))),
    "normative": entry(noted("normativeAuthorization", ("Philadelphia", "deprecatedTerm"), ("Amman", "preferredTerm"))),
    "min": entry(noted("termStatus", ("Philadelphia", "notRecommended"), ("Amman", "preferred"))),
    "a flag": entry(noted("forbidden", ("Philadelphia", "true"), ("Amman", "false"))),
    "elements": '<conceptEntry><langSec xml:lang="eng"><termSec><term>Philadelphia</term><min:administrativeStatus xmlns:min="m">deprecatedTerm-admn-sts'
    "</min:administrativeStatus></termSec><termSec><term>Amman</term></termSec></langSec>"
    '<langSec xml:lang="ara"><termSec><term>عمان</term></termSec></langSec></conceptEntry>',
    "tbx min": '<entry id="1"><langGroup xml:lang="en"><termGroup><term>Philadelphia</term><termStatus>obsolete</termStatus></termGroup><termGroup><term>Amman</term>'
    '</termGroup></langGroup><langGroup xml:lang="ar-JO"><termGroup><term>عمان</term></termGroup></langGroup></entry>',
    "multiterm": '<conceptGrp><concept>7</concept><languageGrp><language type="English" lang="EN-US"/><termGrp><term>Philadelphia</term><descripGrp>'
    '<descrip type="Status">Forbidden</descrip></descripGrp></termGrp><termGrp><term>Amman</term></termGrp></languageGrp>'
    '<languageGrp><language type="Arabic" lang="AR"/><termGrp><term>عمان</term></termGrp></languageGrp></conceptGrp>',
}


@pytest.mark.parametrize("kind", STATUSES)
@pytest.mark.parametrize("root", ["martif", "tbx", "TBX", "mtf"])
def test_a_form_that_must_not_be_used_is_never_the_target(kind, root):
    data = f"<{root}>{STATUSES[kind]}</{root}>"
    for coded in (data.encode(), f'<?xml version="1.0" encoding="utf-16"?>{data}'.encode("utf-16")):
        assert parse_tbx(coded, "x").sound().terms == (Term("عمان", "Amman", forbidden=("Philadelphia",)),)


def test_preferred_forms_come_first_whatever_the_order():
    english = noted(
        "administrativeStatus", ("Ammaan", "admittedTerm"), ("Rabbath", "deprecatedTerm"), ("Amman", "Preferred")
    )
    (term,) = parse_tbx(martif(entry(english)), "x").sound().terms
    assert (term.target, term.target_variants, term.forbidden) == ("Amman", ("Ammaan",), ("Rabbath",))


@pytest.mark.parametrize("languages", [("en-gb", "AR-EG"), ("en_GB", "ar_SA"), ("eng", "ara"), ("EN", "Ar")])
@pytest.mark.parametrize("doctype", ["", '<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">', "<!DOCTYPE martif>"])
def test_codes_of_languages_and_document_types(languages, doctype):
    terms = parse_tbx(martif(entry("<tig><term>Amman</term></tig>", languages=languages), doctype=doctype), "x").terms
    assert terms == (Term("عمان", "Amman"),)


def test_entries_that_lack_a_language_are_counted_in_one_line():
    amman = "<tig><term>Amman</term></tig>"
    lacking = [entry(amman, languages=("en", "fr"))] * 3 + [entry(amman, languages=("fr", "ar"))]
    lacking.append(entry(noted("termStatus", ("Philadelphia", "obsolete"))))
    parsed = parse_tbx(martif(entry(amman), *lacking), "x").sound()
    assert len(parsed.terms) == 1
    assert parsed.notes == (
        "3 entries have no Arabic term: left out",
        "1 entry has no English term: left out",
        "1 entry has no English term that may be used: left out",
    )
    with pytest.raises(GlossaryError, match=r"x: no entry has both an Arabic and an English term"):
        parse_tbx(martif(lacking[0]), "x")


@pytest.mark.parametrize("doctype", ["", "<!DOCTYPE martif SYSTEM 'a.dtd'>"])
def test_an_entity_that_a_file_does_not_say_is_no_empty_text(doctype):
    with pytest.raises(GlossaryError, match=r"&nbsp; stands in it|undefined entity"):
        parse_tbx(martif(entry("<tig><term>Am&nbsp;man</term></tig>"), doctype=doctype), "x")


def test_an_audit_flags_forbidden_forms(tmp_path):
    glossary = Glossary("g", (Term("عمان", "Amman", (), ("Ammaan",), forbidden=("Philadelphia",)),))
    rows = [("1", "في عمان", "in Philadelphia"), ("2", "في عمان", "in Ammaan"), ("3", "في عمان", "in Amman")]
    report = audit((Segment(*row) for row in rows), glossary, CommonWords.load())
    assert [kind for kind, *_ in report.uses[0].renderings] == ["forbidden", "variant", "accepted"]
    assert (report.forbidden, report.uses[0].accepted) == (1, 1)
    assert "Philadelphia ×1 (forbidden)" in str(report) and "FORBIDDEN" in str(report)
    assert json.loads(report.to_json())["forbidden"] == 1 and ">forbidden</b>" in report.to_html()


def test_forbidden_forms_go_through_tables_and_are_replaced_in_a_translation(tmp_path):
    (tmp_path / "g.tsv").write_text(
        "source\ttarget\tforbidden\nكركوك\tKirkuk City\tKirkuk | Karkuk\n", encoding="utf-8"
    )
    (tmp_path / "a.txt").write_text("وصل الوفد إلى كركوك.\n", encoding="utf-8")
    assert load(str(tmp_path / "g.tsv")).terms == (Term("كركوك", "Kirkuk City", forbidden=("Kirkuk", "Karkuk")),)
    run = qantara("translate", "a.txt", "-g", "g.tsv", "-q", cwd=tmp_path)
    assert run.stdout.decode().count("Kirkuk City") == 1
    assert "among the forbidden" in parse_tsv("source\ttarget\tforbidden\nكركوك\tKirkuk\tKirkuk\n", "x").problems[0].why


def test_a_check_says_what_it_takes_the_columns_for(tmp_path):
    (tmp_path / "w.csv").write_text("location,source,target,comment\na:1,البصرة,Basra,x\n", encoding="utf-8")
    (tmp_path / "d.csv").write_text("البصرة,Basra,AR,EN\nDonau,Danube,DE,EN\n", encoding="utf-8")
    (tmp_path / "t.tbx").write_bytes(martif(entry("<tig><term>Amman</term></tig>"), entry("", languages=("de", "ar"))))
    lines = {
        name: qantara("glossary", "check", name, cwd=tmp_path).stdout.decode().splitlines()
        for name in ("w.csv", "d.csv", "t.tbx")
    }
    assert lines["w.csv"][0] == "w.csv: columns: 'location' is left out, source, target, 'comment' is note"
    assert lines["d.csv"][:2] == [
        "d.csv: no header; columns: source, target, language, language",
        "d.csv: 1 row is between other languages than Arabic and English: left out",
    ]
    assert lines["t.tbx"][0] == "t.tbx: 1 entry has no English term: left out"
    report = json.loads(qantara("glossary", "check", "w.csv", "--json", cwd=tmp_path).stdout)
    assert report["columns"][0] == {"name": "location", "role": ""} and report["notes"] == []
    run = qantara("glossary", "convert", "t.tbx", "t.tsv", cwd=tmp_path)
    assert (run.returncode, stderr(run)) == (0, "t.tbx: 1 entry has no English term: left out\n")
    assert parse_file(str(tmp_path / "t.tsv")).sound().terms == (Term("عمان", "Amman"),)
