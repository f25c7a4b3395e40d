"""Pairs in, pairs with findings and a risk out: with a model that looks at each pair, or by what is already there.

With an engine the model is forced to write the target: that tells the most, whoever made it. Without, the pair's own tokens, links and score tell what they can, in a few per cent of the time that
a translation takes.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from importlib.resources import as_file, files
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from align.bitext import Finding, SegmentPair
from align.lexicon import Lexicon
from glossaries.arabic import has_arabic
from glossaries.match import Matcher
from mt.models.engine import Engine
from mt.review.findings import findings
from mt.review.risk import FULL, LIGHT, calibrated, figures
from mt.review.trees import Trees
from mt.review.views import Model, View, view
from mt.review.words import LIGHT_SOURCE, LIGHT_TARGET, SOURCE_FIGURES, TARGET_FIGURES, Look, Reviewer, Seen

_SERIOUS = ("number", "negation", "untranslated", "repetition", "shielded", "term")
_SHARE = 0.75
"""The part of a serious finding's probability that is the least risk."""
_FEW = 6
"""With fewer words the risk that a glance finds is taken down in proportion."""
WINDOW = 512
"""Pairs that are looked at together."""


class _Way(NamedTuple):
    """What one way of reviewing learned: trees for words left out, for wrong words and for the pair, and the scale."""

    lost: Trees
    wrong: Trees
    risk: Trees
    at: NDArray[np.float64]
    value: NDArray[np.float64]
    columns: tuple[list[int], list[int]]
    figures: int

    def words(self, seen: Sequence[Seen]) -> tuple[list[NDArray[np.float64]], list[NDArray[np.float64]]]:
        """How probably each content word of the sources is left out, and each of the targets wrong, by pair."""
        sides = (
            (self.lost, [each.source for each in seen], self.columns[0]),
            (self.wrong, [each.target for each in seen], self.columns[1]),
        )
        lost, wrong = (
            np.split(trees.probability(np.concatenate(rows)[:, columns]), np.cumsum([len(each) for each in rows])[:-1])
            for trees, rows, columns in sides
        )
        return lost, wrong


class Review:
    """A reviewer with all that it has learned. One serves many calls."""

    def __init__(self, lexicon: Lexicon | None = None):
        self.reviewer = Reviewer(lexicon or Lexicon.bundled())
        with (
            as_file(files("mt.review").joinpath("data", "risk.npz")) as path,
            path.open("rb") as file,
            np.load(file, allow_pickle=False) as arrays,
        ):
            self._full = _way(dict(arrays), "full", SOURCE_FIGURES, TARGET_FIGURES, len(FULL))
            self._light = _way(dict(arrays), "light", LIGHT_SOURCE, LIGHT_TARGET, len(LIGHT))

    def looked_at(
        self, pairs: Iterable[SegmentPair], engine: Engine, matcher: Matcher | None = None
    ) -> Iterator[SegmentPair]:
        """The pairs, which anyone may have made, with tokens and links of our own, findings and a risk; in order.

        Raises ModelError where the device fails.
        """
        # A glance, which every translation takes, does without the aligner: importing it costs a quarter of a second.
        from mt.aligning.pairs import terms_of
        from mt.review.looks import looks

        waiting = iter(pairs)
        while window := list(islice(waiting, WINDOW)):
            seen = looks(window, engine, self.reviewer, matcher)
            linked = [
                replace(
                    pair,
                    source_tokens=look.source,
                    target_tokens=look.target,
                    links=look.links,
                    terms=terms_of(pair, matcher),
                )
                for pair, (look, _) in zip(window, seen, strict=True)
            ]
            yield from self._judged(linked, [look for look, _ in seen], [model for _, model in seen])

    def glanced_at(self, pairs: Sequence[SegmentPair]) -> list[SegmentPair]:
        """Pairs that have tokens and links, with findings and a risk, by what they are; no model is asked.

        A pair without Arabic, which is its own translation, comes back as it is.
        """
        mine = [k for k, pair in enumerate(pairs) if pair.source_tokens and has_arabic(pair.source)]
        some = [pairs[k] for k in mine]
        seen = [Look(pair.source_tokens, pair.target_tokens, pair.links) for pair in some]
        judged = dict(zip(mine, self._judged(some, seen, [None] * len(some)), strict=True))
        return [judged.get(k, pair) for k, pair in enumerate(pairs)]

    def _judged(
        self, pairs: Sequence[SegmentPair], seen: Sequence[Look], models: Sequence[Model | None]
    ) -> list[SegmentPair]:
        if not pairs:
            return []
        figured = [self.reviewer.see(look) for look in seen]
        risks = np.zeros(len(pairs))
        views: list[tuple[int, View]] = []
        by_way = {id(way): way for way in (self._full, self._light)}
        chosen = [id(self._light if model is None else self._full) for model in models]
        for key, way in by_way.items():
            mine = [k for k, other in enumerate(chosen) if other == key]
            if not mine:
                continue
            lost, wrong = way.words([figured[k] for k in mine])
            some = [
                view(pairs[k], seen[k], figured[k], bad, left, models[k])
                for k, bad, left in zip(mine, wrong, lost, strict=True)
            ]
            table = np.array([figures(each) for each in some])[:, : way.figures]
            risks[mine] = calibrated(way.risk.probability(table), (way.at, way.value))
            if way is self._light:  # of a few words a glance knows nothing
                risks[mine] *= [min(1.0, len(seen[k].target) / _FEW) for k in mine]
            views += zip(mine, some, strict=True)
        found = {k: findings(each) for k, each in views}
        return [
            replace(pair, findings=found[k], risk=_overall(float(risks[k]), pair, found[k]))
            for k, pair in enumerate(pairs)
        ]


def _way(
    arrays: dict[str, NDArray[np.generic]],
    name: str,
    source: Sequence[str],
    target: Sequence[str],
    count: int,
) -> _Way:
    columns = [SOURCE_FIGURES.index(each) for each in source], [TARGET_FIGURES.index(each) for each in target]
    lost, wrong, risk = (Trees.of(arrays, f"{name}.{part}") for part in ("lost", "wrong", "risk"))
    at, value = (arrays[f"{name}.{part}"].astype(np.float64) for part in ("at", "value"))
    return _Way(lost, wrong, risk, at, value, columns, count)


def _overall(risk: float, pair: SegmentPair, found: Sequence[Finding]) -> float:
    """The risk of a pair; a serious finding by a rule counts whatever the rest of the sentence looks like."""
    if pair.source.strip() and not pair.target.strip():
        return 1.0
    worst = max((finding.probability for finding in found if finding.kind in _SERIOUS), default=0.0)
    return round(max(risk, _SHARE * worst), 4)
