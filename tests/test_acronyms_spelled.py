import pytest

from glossaries.acronyms import Acronyms


@pytest.fixture(scope="module")
def acronyms() -> Acronyms:
    return Acronyms.load()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("نشرت قناة إم إس إن بي سي مقابلة", ["MSNBC"]),
        ("قناة سي إن إن وبي بي سي", ["CNN", "BBC"]),
        ("محطة دبليو إن إي دي", ["WNED"]),
        ("كيه بي إم جي", ["KPMG"]),
        ("من إيه بي سي", ["ABC"]),
        ("إن في أي مكان", []),
        ("قال لي إن في البيت", []),
        ("جون بي لي", []),
    ],
)
def test_letters_that_are_spelled_out_are_an_acronym(acronyms, text, found):
    assert [acronym for *_, acronym in acronyms.find(text.split())] == found


def test_a_proclitic_is_no_part_of_it(acronyms):
    ((first, last, skip, acronym),) = acronyms.find(["بثته", "وبي", "بي", "سي", "أمس"])
    assert (first, last, skip, acronym) == (1, 4, 1, "BBC")
