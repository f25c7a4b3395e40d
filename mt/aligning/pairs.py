"""From two lists of sentences to linked segment pairs: what `qantara align` does with its inputs."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from align.attention import words_of_pieces
from align.bitext import Bead, SegmentPair, TermDecision
from align.evidence import Evidence, Knowledge, gather
from align.lexicon import Lexicon
from align.matching import comparable
from align.scores import scores
from align.sentences import parallel
from align.words import link
from glossaries.arabic import Token, tokenise
from glossaries.match import Match, Matcher
from glossaries.render import Rendering, renderings
from mt.aligning.inputs import Text
from mt.models.engine import Engine
from mt.pipeline.memory import Memory
from mt.pipeline.translate import translate

_WINDOW = 256
"""Pairs whose attention is asked for at once."""
_SPECIAL = 4
"""Pieces that a model's family may want around a text, at most."""

Progress = Callable[[str, int, int], None]
"""Is told what is being done, how much of it is done, and of how much."""


class Tools(NamedTuple):
    """What sentences and words are compared by. `memory` keeps the machine translations of an interrupted run."""

    lexicon: Lexicon | None
    matcher: Matcher | None = None
    engine: Engine | None = None
    memory: Memory | None = None


def silent(what: str, done: int, total: int) -> None:
    pass


def beads_of(
    source: Text,
    target: Text,
    tools: Tools,
    in_order: bool = True,
    progress: Progress = silent,
) -> list[Bead]:
    """The beads of Arabic and English sentences, every sentence in one of them.

    `in_order`: the texts are translations of each other; else any sentence may go with any, and most with none.
    What goes with none comes in its place of the source, what is left of the target at the end.
    """
    # A weak translation makes strangers look alike: what is not known to be a translation is compared without.
    evidence = _evidence(source, target, tools if in_order else tools._replace(engine=None), progress)
    if in_order:
        return parallel(evidence, lambda done, total: progress("Aligning sentences", done, total))
    found = comparable(evidence)
    known = {i for bead in found for i in bead.sources}, {j for bead in found for j in bead.targets}
    alone = [Bead((i,), (), 0.0) for i in range(len(source.sentences)) if i not in known[0]]
    left = [Bead((), (j,), 0.0) for j in range(len(target.sentences)) if j not in known[1]]
    return sorted([*found, *alone], key=lambda bead: bead.sources) + left


def beads_by_line(source: Text, target: Text, tools: Tools, progress: Progress = silent) -> list[Bead]:
    """A bead for each place of two texts of the same length, with a score that says how well its sides agree."""
    evidence = _evidence(source, target, tools, progress)
    spans = [((k, k + 1), (k, k + 1)) for k in range(len(source.sentences))]
    return [Bead((k,), (k,), score) for k, score in enumerate(scores(evidence, spans))]


def _evidence(source: Text, target: Text, tools: Tools, progress: Progress) -> Evidence:
    translations = None
    if tools.engine is not None:
        translations = []
        segments = ((str(k), text) for k, text in enumerate(source.sentences))
        for pair in translate(segments, tools.engine, memory=tools.memory):
            translations.append(pair.target)
            progress("Translating", len(translations), len(source.sentences))
    return gather(source.sentences, target.sentences, Knowledge.of(tools.lexicon, tools.matcher), translations)


def pairs_of_beads(
    source: Text, target: Text, beads: Sequence[Bead], ids: Sequence[str] | None = None
) -> Iterator[SegmentPair]:
    """The pairs of the beads, numbered from 1 where there are no `ids`, the sentences of a side pairs_of_beads by a space.

    The pairs' beads say where the sentences stand in their documents.
    """
    for number, (sources, targets, score) in enumerate(beads):
        yield SegmentPair(
            id=ids[number] if ids else str(number + 1),
            source=" ".join(source.sentences[i] for i in sources),
            target=" ".join(target.sentences[j] for j in targets),
            score=score,
            bead=Bead(tuple(source.places[i] for i in sources), tuple(target.places[j] for j in targets), score),
        )


def linked(pairs: Sequence[SegmentPair], tools: Tools, progress: Progress = silent) -> list[SegmentPair]:
    """The pairs with their tokens, their word links and the fate of the glossary's terms."""
    sources = [tuple(tokenise(pair.source)) for pair in pairs]
    targets = [tuple(tokenise(pair.target)) for pair in pairs]
    attentions = list(_attentions(pairs, sources, targets, tools.engine, progress)) if tools.engine else None
    links = link(sources, targets, tools.lexicon, tools.matcher, attentions)
    return [
        replace(pair, source_tokens=source, target_tokens=target, links=found, terms=terms_of(pair, tools.matcher))
        for pair, source, target, found in zip(pairs, sources, targets, links, strict=True)
    ]


def terms_of(pair: SegmentPair, matcher: Matcher | None) -> tuple[TermDecision, ...]:
    """What became of each term of the glossary in a pair that someone else made."""
    matches = matcher.find(pair.source, pair.target) if matcher and pair.target else []
    found = renderings(pair.source, pair.target, matches)
    return tuple(_decision(pair, *each) for each in zip(matches, found, strict=True))


def _decision(pair: SegmentPair, match: Match, found: Rendering) -> TermDecision:
    place = (found.start, found.end) if found.kind in ("accepted", "variant") else None
    why = {
        "accepted": "in its accepted form",
        "variant": "as a variant of it",
        "forbidden": f"as {found.text!r}, which is not to be used",
        "other": f"{found.text!r} sounds like it",
        "absent": "nothing like it is there",
    }[found.kind]
    return TermDecision(
        source=pair.source[match.start : match.end],
        target=found.text if place else "",
        source_span=(match.start, match.end),
        target_span=place,
        status="kept" if place else "missed",
        term=str(match.term),
        why=why,
    )


def _attentions(
    pairs: Sequence[SegmentPair],
    sources: Sequence[Sequence[Token]],
    targets: Sequence[Sequence[Token]],
    engine: Engine,
    progress: Progress,
) -> Iterator[NDArray[np.float64] | None]:
    """For each pair how much the model would look at each source word while writing each target word.

    None for a pair that the model has no words for, or that is too long for it.
    """
    for start in range(0, len(pairs), _WINDOW):
        window = pairs[start : start + _WINDOW]
        read = engine.encode([pair.source for pair in window])
        written = engine.encode_target([pair.target for pair in window])
        limit = engine.model.positions or max(map(len, (*read, *written))) + _SPECIAL
        fit = [
            k
            for k in range(len(window))
            if read[k] and written[k] and len(read[k]) + _SPECIAL <= limit >= len(written[k]) + _SPECIAL
        ]
        found = dict(zip(fit, engine.attend([read[k] for k in fit], [written[k] for k in fit]), strict=True))
        for k in range(len(window)):
            words = sources[start + k], targets[start + k]
            yield by_word(found[k], read[k], written[k], *words) if k in found else None
        progress("Aligning words", start + len(window), len(pairs))


def by_word(
    attention: NDArray[np.float32],
    read: Sequence[str],
    written: Sequence[str],
    source: Sequence[Token],
    target: Sequence[Token],
) -> NDArray[np.float64]:
    """Attention `[target pieces, source pieces]` as shares `[target words, source words]`."""
    mass = np.zeros((len(target), len(source)), np.float32)
    rows, columns = np.array(words_of_pieces(written, target)), np.array(words_of_pieces(read, source))
    kept = np.ix_(rows >= 0, columns >= 0)
    np.add.at(mass, np.ix_(rows[rows >= 0], columns[columns >= 0]), attention[kept])
    return mass / np.maximum(np.bincount(rows[rows >= 0], minlength=len(target)), 1)[:, None]
