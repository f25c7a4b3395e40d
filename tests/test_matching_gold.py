"""The matcher beside what an editor would mark in 200 sentences: tests/data/matching-gold.tsv."""

import re
from collections import Counter
from pathlib import Path

import pytest

from glossaries.files import load
from glossaries.match import Matcher

DATA = Path(__file__).parent / "data"
Span = tuple[int, int, str]


def gold() -> list[tuple[str, str, set[Span]]]:
    """Category, sentence and marked spans of each line."""
    lines = []
    for line in (DATA / "matching-gold.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            category, marked = line.split("\t")
            lines.append((category, *unmarked(re.sub(r"\\(n|r|t|u[0-9a-f]{4})", unescaped, marked))))
    return lines


def unescaped(code: re.Match[str]) -> str:
    return {"n": "\n", "r": "\r", "t": "\t"}.get(code[1]) or chr(int(code[1][1:], 16))


def unmarked(marked: str) -> tuple[str, set[Span]]:
    text, spans = "", set()
    for at, piece in enumerate(re.split(r"\[\[(.+?)\]\]", marked, flags=re.DOTALL)):
        if at % 2:
            piece, target = piece.split("|")
            spans.add((len(text), len(text) + len(piece), target))
        text += piece
    return text, spans


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(load(str(DATA / "matching-glossary.tsv")))


def test_precision_and_recall_on_the_gold_sentences(matcher):
    counts: Counter[str] = Counter()
    wrong = []
    for category, text, spans in gold():
        found = {(match.start, match.end, match.term.target) for match in matcher.find(text)}
        counts.update(right=len(found & spans), found=len(found), marked=len(spans), **{category: 1})
        wrong += [(text, "missed", text[a:b], target) for a, b, target in spans - found]
        wrong += [(text, "false", text[a:b], target) for a, b, target in found - spans]
    report = "\n".join(map(str, wrong))
    assert counts["plain"] + counts["adversarial"] >= 150 and counts["adversarial"] >= 30
    assert counts["right"] / counts["found"] >= 0.99, report
    assert counts["right"] / counts["marked"] >= 0.99, report
