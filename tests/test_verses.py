"""Numbered verses on one line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.verses import verses


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("1 أشرقت الشمس 2 وخرج الراعي 3 ونام الجميع", ["1 أشرقت الشمس", "2 وخرج الراعي", "3 ونام الجميع"]),
        ("(١) أشرقت الشمس (٢) وخرج الراعي (٣) ونام", ["(١) أشرقت الشمس", "(٢) وخرج الراعي", "(٣) ونام"]),
        ("أشرقت الشمس ﴿١﴾ وخرج الراعي ﴿٢﴾ ونام ﴿٣﴾", ["أشرقت الشمس ﴿١﴾", "وخرج الراعي ﴿٢﴾", "ونام ﴿٣﴾"]),
        ("2:14 The sun. 2:15 He left. 2:16 They slept.", ["2:14 The sun.", "2:15 He left.", "2:16 They slept."]),
        ("7. One, with 3 of 8 words 8. Two 9. Three", ["7. One, with 3 of 8 words", "8. Two", "9. Three"]),
    ],
)
def test_verses_are_parted(line, parts):
    assert verses(line) == parts


@pytest.mark.parametrize(
    "line",
    [
        "وصل 1 وغادر 2 وبقي 3 في المدينة",
        "1 وصل 2 وغادر",
        "1 2 3 4 5",
        "قتل 3 جنود و4 مدنيين في 5 هجمات",
        "",
        "The score was 1 to 2 after 3 minutes",
    ],
)
def test_other_numbers_part_nothing(line):
    assert verses(line) == [line]


@given(st.text(alphabet="ab 123().﴿﴾١٢٣", max_size=60))
def test_nothing_is_lost(line):
    assert "".join("".join(verses(line)).split()) == "".join(line.split())
    assert all(part == part.strip() for part in verses(line))
