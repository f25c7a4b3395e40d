"""Scores and tests against the `sacrebleu` command."""

import json
import random
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sacrebleu.metrics import BLEU, CHRF, TER

from mt.scoring.borrowed import detail
from mt.scoring.metric_name import MetricName
from mt.scoring.metrics import count
from mt.scoring.significance import bootstrap, bootstrap_p, interval, randomisation_p

SACREBLEU = str(Path(sys.executable).with_name("sacrebleu"))
SENTENCE = "the president of Armenia said on Monday that 3,500 people left Agdam , Lachin and “Kalbajar” . U.S. isn't"
METRICS = {"bleu": MetricName.bleu, "chrf": MetricName.chrf, "ter": MetricName.ter}
TEXTS = st.lists(st.tuples(*[st.text("ab c.,أ1", max_size=12)] * 3), min_size=1, max_size=6)


def corpus(seed: int, segments: int = 60) -> tuple[list[str], list[list[str]]]:
    """A reference and three systems that are ever further from it."""
    dice = random.Random(seed)
    reference = [" ".join(dice.choices(SENTENCE.split(), k=dice.randint(1, 20))) for _ in range(segments - 1)] + [""]
    systems = [
        [" ".join(word for word in line.split() if dice.random() > loss) for line in reference]
        for loss in (0.1, 0.11, 0.3)
    ]
    return reference, systems


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    reference, systems = corpus(1)
    folder = tmp_path_factory.mktemp("corpus")
    for name, lines in zip(("ref", "a", "b", "c"), (reference, *systems), strict=True):
        (folder / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return folder


def sacrebleu(folder: Path, *args: str) -> str:
    command = [SACREBLEU, "ref", *args, "-m", "bleu", "chrf", "ter", "-w", "6"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True, timeout=60).stdout


def test_scores_and_signatures_are_those_of_the_command(files):
    reference, (system, *_) = corpus(1)
    (counted,) = count([system], [reference], METRICS.values())
    for record in json.loads(sacrebleu(files, "-i", "a")):
        counts = counted[MetricName(record["name"])]
        assert round(counts.total().score, 6) == record["score"]
        assert counts.metric.signature() == record["signature"]
        assert detail(counts.total()) == record.get("verbose_score", "")


def test_intervals_are_those_of_the_command(files):
    reference, (system, *_) = corpus(1)
    counted = count([system], [reference], METRICS.values())
    (scores,) = bootstrap(counted, 1000, 12345)
    for record in json.loads(sacrebleu(files, "-i", "a", "--confidence")):
        found = interval(scores[MetricName(record["name"])])
        assert (round(found.mean, 4), round(found.half, 4)) == (
            round(record["confidence_mean"], 4),
            round(record["confidence_var"], 4),
        )
        assert counted[0][MetricName(record["name"])].metric.signature(bs=1000, seed=12345) == record["signature"]


def test_paired_bootstrap_is_that_of_the_command(files):
    reference, systems = corpus(1)
    counted = count(systems, [reference], METRICS.values())
    scores = bootstrap(counted, 400, 12345)
    printed = sacrebleu(files, "-i", "a", "b", "c", "--paired-bs", "--paired-bs-n", "400", "-f", "text")
    intervals = [interval(scores[at][name]) for at in range(3) for name in METRICS.values()]
    assert re.findall(r"\(([\d.]+) ± ([\d.]+)\)", printed) == [
        (f"{mean:.6f}", f"{half:.6f}") for mean, half in intervals
    ]
    chances = [
        bootstrap_p(scores[0][name], scores[at][name], counted[0][name].total().score - counted[at][name].total().score)
        for at in (1, 2)
        for name in METRICS.values()
    ]
    assert re.findall(r"p = ([\d.]+)", printed) == [f"{chance:.4f}" for chance in chances]
    assert any(0.05 < chance < 0.9 for chance in chances)


def test_approximate_randomisation_is_that_of_the_command(files):
    reference, systems = corpus(1)
    counted = count(systems, [reference], METRICS.values())
    chances = randomisation_p(counted[0], counted[1:], 400, 12345)
    printed = json.loads(sacrebleu(files, "-i", "a", "b", "c", "--paired-ar", "--paired-ar-n", "400"))
    for at in (1, 2):
        for name in METRICS.values():
            assert chances[at - 1][name] == printed[at][name]["p_value"]
    assert any(0.05 < chance < 0.9 for chance in chances[0].values())


@given(TEXTS)
def test_several_references_and_shared_counts_give_what_sacrebleu_gives(texts):
    hypothesis, *references = (list(each) for each in zip(*texts, strict=True))
    for known in (references, references[:1]):
        (counted,) = count([hypothesis], known, MetricName)
        peers = {"BLEU": BLEU(), "chrF2": CHRF(), "chrF2++": CHRF(word_order=2), "TER": TER()}
        for name, peer in peers.items():
            assert counted[MetricName(name)].total().score == pytest.approx(
                peer.corpus_score(hypothesis, known).score, abs=1e-9
            )
            assert counted[MetricName(name)].metric.signature() == str(peer.get_signature())
        sentences = [
            CHRF().sentence_score(*pair).score for pair in zip(hypothesis, zip(*known, strict=True), strict=True)
        ]
        np.testing.assert_allclose(counted[MetricName.chrf].segments(), sentences)


def test_order_of_segments_does_not_matter_for_scores_nor_of_systems_for_p():
    reference, (first, second, _) = corpus(2)
    order = random.Random(3).sample(range(len(reference)), len(reference))
    plain = count([first], [reference], MetricName)[0]
    mixed = count([[first[k] for k in order]], [[reference[k] for k in order]], MetricName)[0]
    assert {name: counts.total().score for name, counts in plain.items()} == {
        name: counts.total().score for name, counts in mixed.items()
    }
    one, other = count([first, second], [reference], METRICS.values())
    assert randomisation_p(one, [other], 200, 1) == randomisation_p(other, [one], 200, 1)


def test_a_system_does_not_differ_from_itself():
    reference, (system, *_) = corpus(4)
    one, same = count([system, system], [reference], METRICS.values())
    assert set(randomisation_p(one, [same], 100, 1)[0].values()) == {1 / 101}
    scores = bootstrap([one, same], 100, 1)
    for name in METRICS.values():
        assert bootstrap_p(scores[0][name], scores[1][name], 0.0) == 1 / 101


def test_blocks_of_trials_are_one_draw(monkeypatch):
    reference, systems = corpus(5)
    counted = count(systems, [reference], [MetricName.bleu])
    whole = randomisation_p(counted[0], counted[1:], 100, 7)
    monkeypatch.setattr("mt.scoring.significance._BLOCK", 1)
    assert randomisation_p(counted[0], counted[1:], 100, 7) == whole


def test_signatures_name_the_version():
    assert re.search(r"version:\d", count([["a"]], [["a"]], [MetricName.ter])[0][MetricName.ter].metric.signature())
