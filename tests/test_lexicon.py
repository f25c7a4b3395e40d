import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from align.lexicon import CAUTION, Lexicon, save
from align.stems import stemmers
from glossaries.errors import InputError
from mt.training.lexicon import make


@pytest.fixture(scope="module")
def bundled() -> Lexicon:
    return Lexicon.bundled()


@pytest.mark.parametrize(("arabic", "english"), [("السلام", "peace"), ("وزارة", "ministry"), ("موسكو", "Moscow")])
def test_the_bundled_lexicon_knows_common_words_best(bundled, arabic, english):
    source, target = (stem(word) for stem, word in zip(stemmers(), (arabic, english), strict=True))
    row = bundled.forward[[bundled.source_ids[source]]].toarray()[0]
    assert row.argmax() == bundled.target_ids[target]
    column = bundled.reverse[:, [bundled.target_ids[target]]].toarray()[:, 0]
    assert column.argmax() == bundled.source_ids[source]


def test_bundled_probabilities_are_probabilities(bundled):
    for table in (bundled.forward, bundled.reverse):
        assert table.shape == (len(bundled.source_ids), len(bundled.target_ids))
        assert table.data.min() > 0
        assert table.data.max() <= 1


WORDS = st.lists(st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), min_size=1), unique=True)


@settings(max_examples=25)
@given(WORDS.filter(bool), WORDS.filter(bool), st.data())
def test_what_is_saved_is_read_back(tmp_path_factory, sources, targets, data):
    shape = len(sources), len(targets)
    counts = np.array(
        data.draw(st.lists(st.integers(0, 10**6), min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]))
    )
    counts = csr_array(counts.reshape(shape))
    path = tmp_path_factory.mktemp("lexicon") / "some.npz"
    occurrences = counts.sum(1) + 1, counts.sum(0) + 1
    save(path, sources, targets, counts, *occurrences)
    lexicon = Lexicon.load(path)
    assert list(lexicon.source_ids) == sources and list(lexicon.target_ids) == targets
    np.testing.assert_allclose(lexicon.counts.toarray(), counts.toarray(), rtol=0.05)
    np.testing.assert_allclose(
        lexicon.forward.toarray(), counts.toarray() / (occurrences[0] + CAUTION)[:, None], rtol=0.1
    )
    np.testing.assert_allclose(lexicon.reverse.toarray(), counts.toarray() / (occurrences[1] + CAUTION), rtol=0.1)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"some text"])
def test_what_is_no_lexicon_is_said_to_be_none(tmp_path, content):
    path = tmp_path / "none.npz"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"none\.npz: not a lexicon"):
        Lexicon.load(path)


def test_a_missing_lexicon(tmp_path):
    with pytest.raises(InputError, match="absent"):
        Lexicon.load(tmp_path / "absent.npz")


def _files(folder, *contents):
    paths = [folder / str(number) for number in range(len(contents))]
    for path, content in zip(paths, contents, strict=True):
        path.write_text(content, encoding="utf-8")
    return paths[:2], paths[2:], folder / "out.npz"


def test_a_lexicon_is_made_of_links(tmp_path):
    stems, links, out = _files(
        tmp_path, "قال ولد\nقال بنت\n\n", "boy said\nsaid girl\n\n", "0-1 1-0\n0-0\n\n", "0-1\n0-0 1-1\n\n"
    )
    make(stems, links, out)
    lexicon = Lexicon.load(out)
    said = lexicon.source_ids["قال"], lexicon.target_ids["said"]
    assert lexicon.counts[*said] == pytest.approx(2, rel=0.05)
    assert lexicon.forward[*said] == pytest.approx(2 / (2 + CAUTION), rel=0.05)
    # Linked in one direction only.
    assert lexicon.counts[lexicon.source_ids["ولد"], lexicon.target_ids["boy"]] == pytest.approx(0.5, rel=0.05)
    assert lexicon.counts.nnz == 3


def test_what_is_seldom_linked_is_left_out(tmp_path):
    often = 1000
    texts = "قال اجل\n" * often, "say yes\n" * often
    stems, links, out = _files(tmp_path, *texts, "1-0\n" + "\n" * (often - 1), "1-1\n" * often)
    make(stems, links, out)
    lexicon = Lexicon.load(out)
    assert list(lexicon.source_ids) == ["اجل"] and list(lexicon.target_ids) == ["yes"]


def test_a_lexicon_without_links_is_empty(tmp_path):
    stems, links, out = _files(tmp_path, "قال\n", "say\n", "\n", "\n")
    make(stems, links, out)
    lexicon = Lexicon.load(out)
    assert not lexicon.source_ids and not lexicon.target_ids and lexicon.forward.shape == (0, 0)


def test_a_link_to_nowhere_is_refused(tmp_path):
    stems, links, out = _files(tmp_path, "قال\n", "said\n", "0-1\n", "\n")
    with pytest.raises(ValueError, match="1: a link to a word that is not there"):
        make(stems, links, out)
    assert not out.exists()
