import pytest

from glossaries.arabic import fold, has_arabic
from glossaries.errors import GlossaryError
from glossaries.files import builtin, load, load_all, read_tsv, to_tsv
from glossaries.glossary import Glossary, Term, merge

HEADER = "source\ttarget\tvariants\ttype\tnote\torigin\n"


def test_variants_belong_to_the_side_of_their_script():
    (term,) = read_tsv(HEADER + "كلبجار\tKalbajar\tكالباجار | Kalbjar | Kelbajar\tplace\tn\to\n", "x")
    assert term == Term("كلبجار", "Kalbajar", ("كالباجار",), ("Kalbjar", "Kelbajar"), "place", "n", "o")


def test_two_columns_without_a_header_are_enough():
    assert read_tsv("لاتشين\tLachin\n\n# a comment\nآغدام\tAgdam\n", "x") == (
        Term("لاتشين", "Lachin"),
        Term("آغدام", "Agdam"),
    )


def test_named_columns_may_stand_in_any_order():
    assert read_tsv("source\ttype\ttarget\nلاتشين\tplace\tLachin\n", "x")[0] == Term("لاتشين", "Lachin", type="place")


def test_every_bad_row_is_named_with_its_line_and_reason():
    rows = HEADER + "لاتشين\tLachin\nLachin\tلاتشين\n\tX\nكلبجار\nباكو\tباكو\na\tb\tc\td\te\tf\tg\n"
    with pytest.raises(GlossaryError) as error:
        read_tsv(rows, "my.tsv")
    lines = str(error.value).splitlines()
    assert [line.split(": ")[0] for line in lines] == [f"my.tsv:{n}" for n in (3, 4, 5, 6, 7)]
    assert "no Arabic letter" in lines[0] and "no source" in lines[1] and "no target" in lines[2]
    assert "Arabic letters" in lines[3] and "too many" in lines[4]


def test_unknown_columns_and_unknown_glossaries():
    with pytest.raises(GlossaryError, match="columns source, colour"):
        read_tsv("source\tcolour\n", "x")
    with pytest.raises(GlossaryError, match=r"no glossary 'nope'.*karabakh"):
        load("nope")


def test_a_file_that_is_not_utf8(tmp_path):
    (tmp_path / "g.tsv").write_bytes("لاتشين\tLachin".encode("cp1256"))
    with pytest.raises(GlossaryError, match="not UTF-8 at byte 0"):
        load(str(tmp_path / "g.tsv"))


def test_built_in_glossaries_are_clean():
    for name in builtin():
        seen = set()
        for term in load(name).terms:
            assert term.origin and term.type, term
            for form in term.sources:
                assert fold(form).text not in seen, f"{form} stands twice in {name}"
                seen.add(fold(form).text)
            assert not any(has_arabic(form) or form != form.strip() for form in term.targets)


def test_karabakh_covers_the_article():
    targets = {term.target for term in load("karabakh").terms}
    assert len(targets) >= 60
    assert targets >= {"Lachin", "Agdam", "Kalbajar", "Karabakh", "Nagorno-Karabakh", "Stepanakert", "Ilham Aliyev"}


def test_the_later_glossary_wins_form_by_form():
    first = Glossary("a", (Term("لاتشين", "Lachin", ("لاچين",)), Term("باكو", "Baku")))
    second = Glossary("b", (Term("لاتشين", "Laçın"),))
    merged = merge([first, second])
    assert merged.name == "a+b"
    assert {term.source: term.target for term in merged.terms} == {"لاچين": "Lachin", "باكو": "Baku", "لاتشين": "Laçın"}


def test_none_forgets_the_glossaries_before_it():
    assert load_all([]) is None and load_all(["karabakh", "none"]) is None
    assert load_all(["none", "karabakh"]).name == "karabakh"


def test_tsv_out_reads_back_the_same():
    glossary = load("karabakh")
    assert read_tsv("".join(to_tsv(glossary)), "x") == glossary.terms


def test_the_hash_changes_with_a_term():
    one, other = Glossary("a", (Term("لاتشين", "Lachin"),)), Glossary("a", (Term("لاتشين", "Lacin"),))
    assert one.hash != other.hash and len(one.hash) == 8
