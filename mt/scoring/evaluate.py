"""Score translations of one text: all scores of each system, and how the first compares with the others."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sacrebleu.metrics.base import Score

from align.figures import recall_dates, recall_numbers
from glossaries.errors import UsageError
from glossaries.glossary import Term
from glossaries.match import Match, Matcher
from mt.scoring.borrowed import Statistics, Taken, detail
from mt.scoring.metric_name import MetricName
from mt.scoring.metrics import Counts, count
from mt.scoring.names import NameFinder, recall_names
from mt.scoring.significance import Interval, bootstrap, bootstrap_p, interval, randomisation_p
from mt.scoring.surroundings import mean, term_edit_rate, window_overlap
from mt.scoring.terms import Placed, Tally, TermScores, placed, score_terms

TERMS = "terms"
"""The name of the term accuracy, in per cent, among the metrics."""
WINDOWS = (2, 3)


@dataclass(frozen=True, slots=True)
class Corpus:
    """What translations are scored against, segment by segment: `references[reference][segment]`.

    `sources`, `documents` and `ids` are empty where they are not known.
    """

    references: list[list[str]]
    sources: list[str]
    documents: list[str]
    ids: list[str]


class Tests(NamedTuple):
    """How intervals and paired tests are sampled. With 0 `samples` there are neither, with 0 `trials` no tests."""

    samples: int = 0
    trials: int = 0
    seed: int = 12345


@dataclass(frozen=True, slots=True)
class MetricScore:
    """A corpus score. `detail` is what else sacrebleu says of it, such as BLEU's precisions."""

    score: float
    signature: str
    detail: str = ""
    interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class TermReport:
    """Terms in one system's output. `windows[n]` and `term_edits` (1 - TERm) are means over the segments with terms."""

    scores: TermScores
    placed: list[Placed]
    windows: dict[int, float | None]
    term_edits: float | None


@dataclass(frozen=True, slots=True)
class SystemScores:
    """One system's scores. `terms` needs sources and a glossary, `names` needs sources.

    `sentences` is chrF2 by segment, `[segments]`, None where it was not kept.
    """

    name: str
    texts: list[str]
    metrics: dict[str, MetricScore]
    terms: TermReport | None
    numbers: Tally
    dates: Tally
    names: Tally | None
    missed_names: Counter[str]
    sentences: NDArray[np.float64] | None
    comet: float | None = None

    @property
    def by_sentence(self) -> NDArray[np.float64]:
        """The `sentences`, `[segments]`. Raises ValueError where the evaluation did not keep them."""
        if self.sentences is None:
            raise ValueError("an evaluation without chrF2 by sentence")
        return self.sentences


class Difference(NamedTuple):
    """The first system's score minus the baseline's, and how probable so large a difference is by chance."""

    score: float
    bootstrap_p: float
    randomisation_p: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All scores: of the first system, then of the baselines. `comparisons` go with the baselines.

    `reference_terms` says how often the first reference has each term: no translation can be asked for more.
    `signatures` are those of the metrics, `signature` is qantara's own.
    """

    corpus: Corpus
    systems: list[SystemScores]
    comparisons: list[dict[str, Difference]]
    reference_terms: dict[Term, Tally]
    tests: Tests
    signatures: dict[str, str]
    signature: str = ""

    def __str__(self) -> str:
        from mt.scoring.tables import to_text

        return "".join(to_text(self))

    def to_json(self) -> str:
        """All figures as one JSON object."""
        from mt.scoring.tables import to_json

        return to_json(self)

    def to_html(self) -> str:
        """The page to look at. Raises UsageError where the segments were not scored one by one."""
        from mt.scoring.report import page

        if any(system.sentences is None for system in self.systems):
            raise UsageError("the page shows segments: score with by_sentence=True")
        return "".join(page(self))


class _TermAccuracy:
    """Term accuracy in the shape of a sacrebleu metric, so that it can be resampled as one: statistics found, wanted."""

    def score(self, statistics: Statistics) -> Score:
        found, wanted = map(float, statistics)
        return Score(TERMS, 100 * found / wanted if wanted else 0.0)


def evaluate(
    corpus: Corpus,
    outputs: Sequence[tuple[str, list[str]]],
    metrics: Sequence[MetricName],
    matcher: Matcher | None = None,
    tests: Tests = Tests(),  # noqa: B008 - immutable
    by_sentence: bool = False,
    watch: Callable[[range], Iterable[int]] = iter,
) -> Evaluation:
    """Score `outputs`, each a name and its translations; the first is compared with each of the others.

    TERm is scored along with TER. `by_sentence` keeps chrF2 by segment, for which chrF2 must be among the metrics.
    `watch` wraps the loop over the segments.
    """
    counted = count([texts for _, texts in outputs], corpus.references, metrics, watch)
    english = map("\n".join, zip(*corpus.references, strict=True))
    matches = [*map(matcher.find, corpus.sources, english)] if matcher else []
    theirs = [_placed(texts, matches) for texts in corpus.references if matches]
    names = _names(corpus, theirs)
    ours = [_placed(texts, matches) for _, texts in outputs]
    if any(matches):
        for tables, each in zip(counted, ours, strict=True):
            rows = [(len(segment.terms) - len(segment.missed), len(segment.terms)) for segment in each]
            tables[TERMS] = Counts(_TermAccuracy(), np.array(rows, dtype=np.float64))
    samples = bootstrap(counted, tests.samples, tests.seed) if tests.samples else [{} for _ in outputs]
    systems = []
    for (name, texts), tables, resampled, own in zip(outputs, counted, samples, ours, strict=True):
        found_names, missed_names = _score_names(texts, names)
        systems.append(
            SystemScores(
                name=name,
                texts=texts,
                metrics={key: _metric_score(key, counts, resampled.get(key), tests) for key, counts in tables.items()},
                terms=_term_report(corpus, texts, own, theirs, MetricName.ter in metrics) if matches else None,
                numbers=_recall(recall_numbers, texts, corpus),
                dates=_recall(recall_dates, texts, corpus),
                names=found_names if corpus.sources else None,
                missed_names=missed_names,
                sentences=tables[MetricName.chrf].segments() if by_sentence else None,
            )
        )
    return Evaluation(
        corpus,
        systems,
        _compare(counted, samples, tests) if tests.samples and tests.trials else [],
        score_terms(corpus.references[0], theirs[0]).by_term if theirs else {},
        tests,
        {key: _signed(key, counts, tests) for key, counts in counted[0].items()},
    )


def _placed(texts: Sequence[str], matches: Sequence[Sequence[Match]]) -> list[Placed]:
    return [placed(text, found) for text, found in zip(texts, matches, strict=True)] if matches else []


def _metric_score(key: str, counts: Counts, resampled: NDArray[np.float64] | None, tests: Tests) -> MetricScore:
    total = counts.total()
    settings = {"bs": tests.samples, "seed": tests.seed} if tests.samples else {}
    return MetricScore(
        float(total.score),
        counts.metric.signature(**settings) if isinstance(counts.metric, Taken) else "",
        detail(total),
        interval(resampled) if resampled is not None else None,
    )


def _signed(key: str, counts: Counts, tests: Tests) -> str:
    """The signature with all tests that were run."""
    settings = {name: value for name, value in (("bs", tests.samples), ("ar", tests.trials)) if value}
    settings |= {"seed": tests.seed} if settings else {}
    if isinstance(counts.metric, Taken):
        return counts.metric.signature(**settings)
    return "|".join(["metric:exact-match", *(f"{name}:{value}" for name, value in settings.items())])


def _compare(
    counted: Sequence[dict[str, Counts]], samples: Sequence[dict[str, NDArray[np.float64]]], tests: Tests
) -> list[dict[str, Difference]]:
    """The first system against each of the others."""
    ours, *others = counted
    by_chance = randomisation_p(ours, others, tests.trials, tests.seed)
    comparisons = []
    for tables, resampled, chances in zip(others, samples[1:], by_chance, strict=True):
        differences = {key: ours[key].total().score - tables[key].total().score for key in ours}
        comparisons.append(
            {
                key: Difference(
                    float(difference), bootstrap_p(samples[0][key], resampled[key], difference), chances[key]
                )
                for key, difference in differences.items()
            }
        )
    return comparisons


def _term_report(
    corpus: Corpus, texts: list[str], ours: list[Placed], theirs: list[list[Placed]], with_edits: bool
) -> TermReport:
    """The terms of one system. Of several references the nearest counts, segment by segment."""
    with_term = [at for at, segment in enumerate(ours) if segment.terms]
    versions = list(zip(corpus.references, theirs, strict=True))
    overlaps = [
        max(
            (window_overlap(texts[at], ours[at], known[at], where[at], WINDOWS) for known, where in versions),
            key=lambda found: [-1.0 if value is None else value for value in found],
        )
        for at in with_term
    ]
    windows = {width: mean([found[k] for found in overlaps]) for k, width in enumerate(WINDOWS)}
    edits = None
    if with_edits:
        rates = [min(term_edit_rate(texts[at], known[at], where[at]) for known, where in versions) for at in with_term]
        edits = 1 - sum(rates) / len(rates) if rates else None
    return TermReport(score_terms(texts, ours, corpus.documents), ours, windows, edits)


def _recall(recall: Callable[[str, str, str | None], tuple[int, int]], texts: list[str], corpus: Corpus) -> Tally:
    """The recall over all segments. Of several references the one that a translation comes nearest to counts."""
    tally = Tally()
    for at, text in enumerate(texts):
        source = corpus.sources[at] if corpus.sources else None
        tally.add(*max((recall(text, known[at], source) for known in corpus.references), key=_rank))
    return tally


def _rank(counted: tuple[int, int]) -> tuple[float, int]:
    wanted, found = counted
    return (found / wanted if wanted else 0.0), -wanted


def _names(corpus: Corpus, theirs: list[list[Placed]]) -> list[list[list[str]]]:
    """`[reference][segment]`: the names that no term covers and that the source has."""
    finder = NameFinder()
    return [
        [
            finder.uncovered(text, source, [place[:2] for place in theirs[k][at].places if place] if theirs else ())
            for at, (text, source) in enumerate(zip(known, corpus.sources, strict=True))
        ]
        for k, known in enumerate(corpus.references if corpus.sources else [])
    ]


def _score_names(texts: list[str], names: list[list[list[str]]]) -> tuple[Tally, Counter[str]]:
    tally: Tally = Tally()
    lost: Counter[str] = Counter()
    for at, text in enumerate(texts if names else []):
        scored = [(len(known[at]), *recall_names(text, known[at])) for known in names]
        wanted, found, missed = max(scored, key=lambda each: _rank(each[:2]))
        tally.add(wanted, found)
        lost.update(missed)
    return tally, lost


def failing(report: TermReport) -> list[tuple[Term, Tally]]:
    """The terms that were missed, the most often missed first."""
    lost = [(term, tally) for term, tally in report.scores.by_term.items() if tally.found < tally.wanted]
    return sorted(lost, key=lambda each: (each[1].found - each[1].wanted, each[0].source))
