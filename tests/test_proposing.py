"""Which words are names, and what they are called in English: glossaries, lists, the names model, in this order."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossaries.arabic import has_arabic
from glossaries.names import CommonWords
from glossaries.shape import Shape
from mt.api.proposing import Proposer
from tests.command import qantara, stderr


@pytest.fixture(scope="module")
def common() -> CommonWords:
    return CommonWords.load()


@pytest.fixture(scope="module")
def proposer(common) -> Proposer:
    return Proposer(common)


def names(text: str, proposer: Proposer, common: CommonWords) -> list[str]:
    return [name.text for run in common.names(text) for name in proposer.narrowed(run)]


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("مصر", "Egypt"),  # a built-in glossary
        ("تركيا", "Turkey"),
        ("لاتشين", "Lachin"),
        ("فيسبوك", "Facebook"),  # the training text
        ("رونالدو", "Ronaldo"),
        ("هيثرو", "Heathrow"),
        ("شفشاون", "Chefchaouen"),  # a list of names
        ("بوركينا فاسو", "Burkina Faso"),
    ],
)
def test_what_something_knows_is_not_spelled_by_sound(proposer, name, english):
    assert proposer.spelled([name]) == [english]


def test_what_nothing_knows_is_spelled_by_sound(proposer):
    assert proposer.glossary_with("مصر") == "world" and proposer.glossary_with("شبرنطوش") == ""
    (spelled,) = proposer.spelled(["شبرنطوش"])
    assert spelled.startswith("Sh") and not has_arabic(spelled)
    assert proposer.spelled([]) == [] and proposer.spelled(["؟"]) == [""]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("من جهته أكد المتحدث ذلك", []),
        ("وبدورها أوضحت الشركة", []),
        ("زهقت من الزحمة ورحنا نزور أهلنا", []),
        ("بيحكوا إنو الكهربا قطعت", []),
        ("مخيلتنا واسعة", []),
        ("كلم القنصل", []),
        ("مواطن بريطاني", []),
        ("وغوس بويت", ["غوس بويت"]),
        ("عدت من بطرابلس", ["طرابلس"]),
        ("ومبروك لمحمد", ["محمد"]),
        ("نزلنا عند أبو طارق", ["أبو طارق"]),
        ("غنى عمرو دياب أمس", ["عمرو دياب"]),
        pytest.param(
            "قصيدة تميم البرغوثي أبدع",
            ["تميم البرغوثي"],
            marks=pytest.mark.xfail(reason="the model knows Tamim now, so that no list of rare words has him"),
        ),
        ("وصل إلى بوركينا فاسو", ["بوركينا فاسو"]),
    ],
)
def test_the_names_of_a_text(proposer, common, text, expected):
    assert names(text, proposer, common) == expected


@given(
    st.lists(
        st.sampled_from(
            ["لمحمد", "غسان", "شربل", "أبو", "زهقت", "بن", "فيسبوك", "البولندية", "وحسام", "جهته", "ديانا"]
        ),
        max_size=9,
    )
)
def test_names_stand_where_they_say(proposer, common, words):
    text = " ".join(words)
    for run in common.names(text):
        last = run.start
        for name in proposer.narrowed(run):
            assert last <= name.start < name.end <= run.end and text[name.start : name.end] == name.text
            last = name.end


def test_letters_tell_names_from_words():
    shape = Shape(["سابالينكا", "ماجدالينا", "كارولينا"], ["مستشفيات", "مكتبات", "مستندات"])
    assert shape.score("أنجلينا") > 0 > shape.score("مستودعات")
    assert Shape([], []).score("نعم") == 0


def test_the_commands_propose_what_is_known_first(tmp_path):
    (tmp_path / "a.txt").write_text("عدت من مصر عبر فيسبوك\nمن جهته قال ذلك\n", encoding="utf-8")
    report = json.loads(qantara("audit", "a.txt", "-g", "months", "--json", cwd=tmp_path).stdout)
    assert {each["name"]: each["suggestion"] for each in report["uncovered"]} == {"مصر": "Egypt", "فيسبوك": "Facebook"}
    run = qantara("glossary", "suggest", "a.txt", cwd=tmp_path)
    rows = [line.split("\t") for line in run.stdout.decode().splitlines()[1:]]
    assert [(row[0], row[1], row[-1]) for row in rows] == [
        ("فيسبوك", "Facebook", "list of names"),
        ("مصر", "Egypt", "glossary world"),
    ]
    assert stderr(run) == "-g world has 1 of the names, which stand 1 times in the texts\n"
    run = qantara("glossary", "suggest", "a.txt", "-g", "world", cwd=tmp_path)
    assert "مصر\t" not in run.stdout.decode() and stderr(run) == ""
