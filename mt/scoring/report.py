"""An evaluation as one HTML page that loads nothing from anywhere: scores, charts, terms, segments to look at."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from jinja2 import Environment
from markupsafe import Markup

from glossaries.glossary import Term
from mt.scoring import charts
from mt.scoring.evaluate import TERMS, Evaluation, SystemScores, failing
from mt.scoring.terms import Tally

WORST = 20
DIFFERENT = 20
HEATED = 30
"""Segments and terms shown at most."""
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BUFFERED = 2000


class Piece(NamedTuple):
    """A run of words; `odd` where the other text differs."""

    text: str
    odd: bool


class Version(NamedTuple):
    """One system's translation of a segment. `missed` are the terms that it lacks."""

    letter: str
    number: int
    score: float
    pieces: list[Piece]
    missed: list[Term]


class Segment(NamedTuple):
    """A segment for the template; `reference` marks where the first system differs."""

    id: str
    document: str
    source: str
    reference: list[Piece]
    versions: list[Version]


class Failure(NamedTuple):
    """A term that some segments miss; `places` are their ids, `reference` is how often the reference has it."""

    term: Term
    tally: Tally
    reference: Tally
    places: list[str]


def page(evaluation: Evaluation) -> Iterator[str]:
    """The page in chunks. It shows the first reference and the first 26 systems.

    Raises ValueError where the evaluation was not made `by_sentence`.
    """
    systems = evaluation.systems[: len(LETTERS)]
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["percent"] = lambda value: "–" if value is None else f"{100 * value:.1f}"
    template = environment.from_string(files("mt.scoring").joinpath("report.html.j2").read_text("utf-8"))
    stream = template.stream(
        evaluation=evaluation,
        systems=systems,
        letters=LETTERS,
        metrics=[key for key in evaluation.signatures if key != TERMS],
        segments=len(evaluation.corpus.references[0]),
        charts=_charts(evaluation, systems),
        heat=_heat(systems),
        failures=list(_failures(evaluation)),
        worst=[_segment(evaluation, at) for at in _worst(systems[0])],
        different=[_segment(evaluation, at) for at in _different(systems)],
        signature=evaluation.signature,
        terms_key=TERMS,
    )
    stream.enable_buffering(_BUFFERED)
    return stream


def differences(text: str, other: str) -> list[Piece]:
    """`text` in runs of words: those that `other` has too, in the same order, and those that it has not."""
    words, others = text.split(), other.split()
    pieces = []
    for kind, start, end, _, _ in SequenceMatcher(None, words, others, autojunk=False).get_opcodes():
        if start < end:
            pieces.append(Piece(" ".join(words[start:end]), kind != "equal"))
    return pieces


def _charts(evaluation: Evaluation, systems: list[SystemScores]) -> list[tuple[str, Markup]]:
    drawn = []
    for key in evaluation.signatures:
        scores = [system.metrics[key] for system in systems]
        rows = [
            (letter, score.score, *score.interval)
            for letter, score in zip(LETTERS, scores, strict=False)
            if score.interval
        ]
        if len(rows) == len(scores):
            title = "term accuracy, %" if key == TERMS else key
            drawn.append((f"{title} with its 95 % interval", charts.intervals(title, rows, 1)))
    series = [(letter, system.by_sentence) for letter, system in zip(LETTERS, systems, strict=False)]
    lengths = np.array([len(text.split()) for text in evaluation.corpus.references[0]], dtype=float)
    drawn.append(("How scores are spread", charts.distribution("Segments by sentence chrF2", series)))
    drawn.append(("Quality by length", charts.by_length("Mean sentence chrF2 by length", lengths, series)))
    return [(title, Markup(svg)) for title, svg in drawn]


def _heat(systems: list[SystemScores]) -> Markup | None:
    """The terms that the systems together miss most, then the most frequent."""
    reports = [system.terms for system in systems if system.terms]
    if not reports or not reports[0].scores.by_term:
        return None
    wanted = reports[0].scores.by_term
    missed = {
        term: sum(tally.wanted - report.scores.by_term[term].found for report in reports)
        for term, tally in wanted.items()
    }
    shown = sorted(wanted, key=lambda term: (-missed[term], -wanted[term].wanted, term.source))[:HEATED]
    rows = [[report.scores.by_term.get(term) for report in reports] for term in shown]
    labels = [f"{_cut(term.target, 18)}  {_cut(term.source, 14)}" for term in shown]
    return Markup(charts.heat_map("Terms found of terms wanted", labels, LETTERS[: len(reports)], rows))


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def _failures(evaluation: Evaluation) -> Iterator[Failure]:
    report = evaluation.systems[0].terms
    if report is None:
        return
    places: dict[Term, list[str]] = {}
    for at, placed in enumerate(report.placed):
        for term in dict.fromkeys(placed.missed):
            places.setdefault(term, []).append(_id(evaluation, at))
    for term, tally in failing(report):
        yield Failure(term, tally, evaluation.reference_terms[term], places[term])


def _worst(system: SystemScores) -> list[int]:
    return [int(at) for at in np.argsort(system.by_sentence, kind="stable")[:WORST]]


def _different(systems: list[SystemScores]) -> list[int]:
    """The segments where the first system and some other are furthest apart."""
    if len(systems) == 1:
        return []
    apart = np.stack([np.abs(systems[0].by_sentence - other.by_sentence) for other in systems[1:]]).max(0)
    return [int(at) for at in np.argsort(-apart, kind="stable")[:DIFFERENT] if apart[at] > 0]


def _id(evaluation: Evaluation, at: int) -> str:
    return evaluation.corpus.ids[at] if evaluation.corpus.ids else str(at + 1)


def _segment(evaluation: Evaluation, at: int) -> Segment:
    corpus = evaluation.corpus
    reference = corpus.references[0][at]
    versions = [
        Version(
            letter,
            number,
            float(system.by_sentence[at]),
            differences(system.texts[at], reference),
            list(dict.fromkeys(system.terms.placed[at].missed)) if system.terms else [],
        )
        for number, (letter, system) in enumerate(zip(LETTERS, evaluation.systems, strict=False))
    ]
    return Segment(
        _id(evaluation, at),
        corpus.documents[at] if corpus.documents else "",
        corpus.sources[at] if corpus.sources else "",
        differences(reference, evaluation.systems[0].texts[at]),
        versions,
    )
