"""Other translations of a segment: what else the beam held, or what else may follow the words that are kept."""

from collections.abc import Sequence

from align.bitext import SegmentPair
from glossaries.arabic import has_arabic
from glossaries.match import Matcher
from mt.models.engine import Engine, Hypothesis
from mt.pipeline.names import Names
from mt.pipeline.numbers import keep_numbers
from mt.pipeline.shield import shield
from mt.pipeline.terms import enforce
from mt.pipeline.translate import drafts_of, pair_of, translate
from mt.pipeline.unshield import unshield


def alternatives(
    segment: str, engine: Engine, matcher: Matcher | None = None, count: int = 4, begun: str = ""
) -> list[SegmentPair]:
    """Up to `count` different pairs of a segment, the likeliest first; none where there is nothing to translate.

    `begun`: English that they begin with; then each goes on with another piece, unless masks stand in the segment. Terms
    and numbers are kept as in any translation.
    """
    shielded = shield(segment, matcher)
    if not has_arabic(shielded.text):
        return []
    names = Names(engine.unlisted) if engine.unlisted else None
    drafts = drafts_of([shielded], engine, matcher, names)
    prefix = engine.encode_target([begun])[0] if begun and not shielded.masks else []
    hypotheses: Sequence[Hypothesis]
    (hypotheses,) = engine.alternatives([drafts[0].pieces], count, prefix)
    kept, hypotheses = keep_numbers(drafts * len(hypotheses), hypotheses, engine)
    if names:
        kept, hypotheses = names.checked(kept, hypotheses, engine)
    results = enforce(kept, hypotheses, engine)

    def find(text: str) -> SegmentPair:
        return next(translate([("", text)], engine, matcher))

    pairs = [unshield(shielded, pair_of(*each), find) for each in zip(kept, results, strict=True)]
    # What goes on with a piece of the Arabic is no rendering.
    return list({pair.target: pair for pair in pairs if not has_arabic(pair.target)}.values())
