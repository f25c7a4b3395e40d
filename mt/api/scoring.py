"""Score translations: files, or segments that are at hand."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from os import PathLike, fspath
from pathlib import Path
from typing import cast

from align.bitext import SegmentPair
from glossaries.errors import InputError, UsageError
from glossaries.match import Matcher
from mt.api.arguments import Glossaries, glossary_of, signature, texts_of
from mt.jobs.opening import STDIN, open_input
from mt.scoring.evaluate import Corpus, Evaluation, Tests, evaluate
from mt.scoring.inputs import Role, Side, equalise, read
from mt.scoring.metric_name import MetricName

File = str | PathLike[str]
Segments = File | Sequence[str] | Sequence[SegmentPair]
"""A file of segments (`-`: standard input), or the segments themselves; pairs bring their sources along."""


def score(
    hypotheses: Segments,
    references: Segments | Sequence[PathLike[str] | Sequence[str]],
    *,
    sources: Segments | None = None,
    glossary: Glossaries = None,
    baselines: Sequence[Segments] = (),
    metrics: Sequence[str] = tuple(MetricName),
    documents: File | Sequence[str] | None = None,
    ci: bool = False,
    samples: int = 1000,
    trials: int = 10000,
    seed: int = 12345,
    comet: File | None = None,
    by_sentence: bool = False,
    watch: Callable[[range], Iterable[int]] = iter,
) -> Evaluation:
    """The scores of a translation, and of `baselines` to test it against.

    `references`: a file, a list of segments, or several references as a list of paths (`pathlib.Path`) or of lists.
    `documents` names the document of each segment. `by_sentence` keeps chrF2 by segment, which the page
    needs. `watch` wraps the loop over the segments. The other options are those of `qantara score`. Raises InputError
    where a file cannot be read or the numbers of segments differ, UsageError for options that do not go together.
    """
    known = _several(references)
    given = [hypotheses, *baselines, *known, *([] if sources is None else [sources])]
    files = [fspath(each) for each in (*given, documents) if isinstance(each, str | PathLike)]
    if files.count(STDIN) > 1:
        raise UsageError("standard input can be read only once")
    outputs = [
        _side(each, "hypothesis", name) for each, name in zip([hypotheses, *baselines], _names(baselines), strict=True)
    ]
    corpus, texts = _corpus(
        [_side(each, "reference", "reference") for each in known],
        outputs,
        [] if sources is None else [_side(sources, "source", "source")],
        [] if documents is None else [_side(documents, "reference", "documents")],
    )
    terms = glossary_of(glossary)
    if terms and not corpus.sources:
        raise InputError("terms are found in the source: give it with -s")
    if comet and not corpus.sources:
        raise InputError("COMET reads the source: give it with -s")
    if unknown := [metric for metric in metrics if metric not in set(MetricName)]:
        raise UsageError(f"no metric {unknown[0]!r}: one of {', '.join(MetricName)}")
    wanted = [*map(MetricName, metrics)]
    if by_sentence and MetricName.chrf not in wanted:
        wanted.append(MetricName.chrf)
    tested = len(outputs) > 1
    evaluation = evaluate(
        corpus,
        list(zip(_titles([side.name for side in outputs]), texts, strict=True)),
        wanted,
        Matcher(terms) if terms else None,
        Tests(samples if ci or tested else 0, trials if tested else 0, seed),
        by_sentence,
        watch,
    )
    evaluation = replace(evaluation, signature=signature(None, terms))
    return _with_comet(evaluation, Path(comet)) if comet else evaluation


def _several(references: Segments | Sequence[PathLike[str] | Sequence[str]]) -> list[Segments]:
    if isinstance(references, str | PathLike):
        return [references]
    if all(isinstance(each, str | SegmentPair) for each in references):
        return [references]  # type: ignore[list-item]
    return list(references)  # type: ignore[arg-type]


def _names(baselines: Sequence[Segments]) -> list[str]:
    """What systems are called that come from no file."""
    return ["hypothesis", *(f"baseline {number}" for number in range(1, len(baselines) + 1))]


def _side(given: Segments, role: Role, name: str) -> Side:
    if isinstance(given, str | PathLike):
        file = fspath(given)
        with open_input(file) as content:
            return read("standard input" if file == STDIN else file, content, role)
    if isinstance(given, Sequence) and given and all(isinstance(each, SegmentPair) for each in given):
        pairs = cast("Sequence[SegmentPair]", given)
    else:
        lines = [*texts_of(given, f"{name}: segment")]
        if not lines:
            raise InputError(f"{name}: empty: there is nothing to score")
        return Side(name, lines, [], [], [])
    texts, sources = [pair.target for pair in pairs], [pair.source for pair in pairs]
    return Side(name, sources if role == "source" else texts, sources, [pair.id for pair in pairs], [])


def _corpus(
    references: list[Side], outputs: list[Side], sources: list[Side], documents: list[Side]
) -> tuple[Corpus, list[list[str]]]:
    """What is scored against, and the texts of each system: all of one length."""
    sides = equalise([*references, *outputs, *sources, *documents])
    references, outputs = sides[: len(references)], sides[len(references) : len(references) + len(outputs)]
    known = [*references, *outputs]
    corpus = Corpus(
        [side.texts for side in references],
        sides[len(known)].texts if sources else next((side.sources for side in known if side.sources), []),
        sides[-1].texts if documents else next((side.documents for side in known if side.documents), []),
        next((side.ids for side in known if side.ids), []),
    )
    return corpus, [side.texts for side in outputs]


def _titles(names: list[str]) -> list[str]:
    """The files' names without their folders, where that tells them apart."""
    if len(set(names)) < len(names):
        raise UsageError("a translation is given twice: leave out a --baseline")
    short = [Path(name).name for name in names]
    return short if len(set(short)) == len(short) else names


def _with_comet(evaluation: Evaluation, model: Path) -> Evaluation:
    from mt.scoring.comet import comet_scores

    corpus = evaluation.corpus
    scores = comet_scores(model, corpus.sources, corpus.references[0], [each.texts for each in evaluation.systems])
    systems = [replace(each, comet=value) for each, value in zip(evaluation.systems, scores, strict=True)]
    return replace(evaluation, systems=systems)
