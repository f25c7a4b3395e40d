"""What is taken of sacrebleu beyond its published interface: it is there, in one module, and does what it did."""

import ast
from pathlib import Path

import numpy as np
import pytest
import sacrebleu
from hypothesis import given
from hypothesis import strategies as st
from sacrebleu import significance
from sacrebleu.metrics import BLEU, CHRF, TER, lib_ter

import mt
from mt.scoring import borrowed
from mt.scoring.surroundings import term_edit_rate
from mt.scoring.terms import Placed

METRIC = (
    "_preprocess_segment",
    "_extract_reference_info",
    "_compute_segment_statistics",
    "_compute_score_from_stats",
)
PRIVATE = [
    *((metric, name) for metric in (BLEU(), CHRF(), TER()) for name in METRIC),
    (CHRF().sentence_score("a", ["a"]), "_verbose"),
    (significance, "_compute_p_value"),
    *((lib_ter, name) for name in ("_shift", "_MAX_SHIFT_CANDIDATES", "_OP_SUB", "_OP_INS", "_OP_DEL")),
]


@pytest.mark.parametrize(("owner", "name"), PRIVATE, ids=lambda part: part if isinstance(part, str) else "")
def test_sacrebleu_still_has_what_is_taken_of_it(owner, name):
    whole = getattr(owner, "__name__", type(owner).__name__)
    assert hasattr(owner, name), f"sacrebleu {sacrebleu.__version__} has no {whole}.{name}: see mt/scoring/borrowed.py"


def private_names(path: Path) -> set[str]:
    """The names with an underscore in front that a module takes of others."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    taken = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr.startswith("_")}
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return taken | {name.name for each in imports for name in each.names if name.name.startswith("_")}


def test_no_other_module_takes_any_of_it():
    names = {name for _, name in PRIVATE}
    assert private_names(Path(borrowed.__file__)) == names
    others = [path for path in Path(mt.__file__).parent.rglob("*.py") if path != Path(borrowed.__file__)]
    assert len(others) > 50 and [path for path in others if private_names(path) & names] == []


WORDS = st.lists(st.sampled_from("abcde"), min_size=1, max_size=9).map(" ".join)


@given(WORDS, WORDS)
def test_without_terms_the_term_edit_rate_is_ter(hypothesis, reference):
    rate = term_edit_rate(hypothesis, reference, Placed((), ()))
    assert 100 * rate == pytest.approx(TER().sentence_score(hypothesis, [reference]).score)


def test_edits_say_what_becomes_of_each_word():
    assert borrowed.edits(list("aLcdT!"), list("aEcOdT")) == (0, "=s=i==d")
    assert borrowed.edits(list("TaL"), list("aLT")) == (1, "===")


def test_a_chance_counts_the_greater_differences_and_one_more():
    assert borrowed.p_value(np.array([0.0, 1.0, 2.0, 3.0]), 1.0) == 3 / 5
