"""An evaluation as text for people, as JSON for programs, and as a table of segments."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from glossaries.glossary import Term
from mt.scoring.evaluate import TERMS, Difference, Evaluation, SystemScores, failing
from mt.scoring.terms import Tally

_ESCAPES = str.maketrans({"\t": "\\t", "\n": "\\n", "\r": "\\r", "\\": "\\\\"})
SHOWN = 10
"""Terms and names that the table for people lists, at most."""


def to_text(evaluation: Evaluation, width: int = 1) -> Iterator[str]:
    """The lines of a summary. Scores have `width` decimals; shares are in per cent, with one decimal."""
    corpus, systems = evaluation.corpus, evaluation.systems
    references = len(corpus.references)
    yield f"{len(corpus.references[0]):,} segments, {references} reference{'s' * (references > 1)}\n\n"
    yield from _aligned(_metric_rows(evaluation, width))
    if evaluation.comparisons:
        tests = evaluation.tests
        yield f"\np: of so large a difference to {systems[0].name} by chance, by paired bootstrap ({tests.samples:,} samples)\n"
        yield f"and approximate randomisation ({tests.trials:,} trials); * marks both at most 0.05\n"
    yield "\n"
    yield from _aligned(_share_rows(evaluation))
    if (first := systems[0].terms) and (types := sorted(first.scores.by_type)):
        yield "\n"
        yield from _aligned(
            [["term accuracy by type", *(kind or "(none)" for kind in types)]]
            + [
                [each.name, *(_share(each.terms.scores.by_type[kind]) for kind in types)]
                for each in systems
                if each.terms
            ]
        )
    yield from _failures(evaluation)
    yield "\n"
    yield from (f"{key}|{signed}\n" for key, signed in evaluation.signatures.items())
    yield f"{evaluation.signature}\n"


def _metric_rows(evaluation: Evaluation, width: int) -> list[list[str]]:
    rows = [["system", *(name for name in evaluation.signatures if name != TERMS)]]
    if evaluation.systems[0].comet is not None:
        rows[0].append("COMET")
    for at, system in enumerate(evaluation.systems):
        cells = [system.name]
        for key, score in system.metrics.items():
            if key == TERMS:
                continue
            cell = f"{score.score:.{width}f}"
            if score.interval:
                cell += f" ({score.interval.mean:.{width}f} ± {score.interval.half:.{width}f})"
            cells.append(cell)
        if system.comet is not None:
            cells.append(f"{system.comet:.4f}")
        rows.append(cells)
        if at and evaluation.comparisons:
            rows.append(["", *(_p(each) for key, each in evaluation.comparisons[at - 1].items() if key != TERMS)])
    return rows


def _share_rows(evaluation: Evaluation) -> list[list[str]]:
    rows = [["recall of", "numbers", "dates"]]
    systems = evaluation.systems
    if systems[0].names:
        rows[0].append("other names")
    if systems[0].terms:
        rows[0] += [
            "terms",
            "accepted form",
            *(f"window {n}" for n in systems[0].terms.windows),
            "1−TERm",
            "consistency",
        ]
    for at, system in enumerate(systems):
        row = [system.name, _share(system.numbers), _share(system.dates)]
        if system.names:
            row.append(_share(system.names))
        if system.terms:
            scores = system.terms.scores
            row.append(_share(scores.accuracy))
            if (interval := system.metrics[TERMS].interval if TERMS in system.metrics else None) is not None:
                row[-1] += f" ({interval.mean:.1f} ± {interval.half:.1f})"
            row += [_share(scores.accepted), *map(_percent, system.terms.windows.values())]
            row += [_percent(system.terms.term_edits), _share(scores.consistency)]
        rows.append(row)
        if at and evaluation.comparisons and TERMS in evaluation.comparisons[at - 1]:
            rows.append([""] * 4 + [_p(evaluation.comparisons[at - 1][TERMS])])
    return rows


def _failures(evaluation: Evaluation) -> Iterator[str]:
    system, reference = evaluation.systems[0], evaluation.reference_terms
    if system.terms and (lost := failing(system.terms)):
        yield f"\nterms that {system.name} misses ({len(lost)}):\n"
        for term, tally in lost[:SHOWN]:
            yield f"  {tally.wanted - tally.found} of {tally.wanted}  {term}  (the reference has {reference[term].found})\n"
    if system.missed_names:
        names = ", ".join(f"{name} ({n})" if n > 1 else name for name, n in system.missed_names.most_common(SHOWN))
        yield f"\nother names that {system.name} misses ({len(system.missed_names)}): {names}\n"


def _p(difference: Difference) -> str:
    star = "*" if max(difference.bootstrap_p, difference.randomisation_p) <= 0.05 else ""
    return f"p = {difference.bootstrap_p:.4f}, {difference.randomisation_p:.4f}{star}"


def _share(tally: Tally | None) -> str:
    if tally is None or tally.rate is None:
        return "–"
    return f"{100 * tally.rate:.1f} ({tally.found}/{tally.wanted})"


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f}"


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Columns two spaces apart, the first to the left, the others to the right."""
    widths = [max(len(row[k]) for row in rows if k < len(row)) for k in range(max(map(len, rows)))]
    for row in rows:
        cells = [
            cell.rjust(width) if k else cell.ljust(width)
            for k, (cell, width) in enumerate(zip(row, widths, strict=False))
        ]
        yield "  ".join(cells).rstrip() + "\n"


def to_json(evaluation: Evaluation) -> str:
    """Everything but the segments. Scores are 0 to 100 and unrounded, shares 0 to 1, null where nothing was wanted."""
    first = evaluation.systems[0].name
    return json.dumps(
        {
            "signature": evaluation.signature,
            "segments": len(evaluation.corpus.references[0]),
            "references": len(evaluation.corpus.references),
            "tests": evaluation.tests._asdict(),
            "systems": [_system(system, evaluation.reference_terms) for system in evaluation.systems],
            "comparisons": [
                {
                    "system": first,
                    "baseline": baseline.name,
                    "metrics": {
                        key: {**difference._asdict(), "signature": evaluation.signatures[key]}
                        for key, difference in differences.items()
                    },
                }
                for baseline, differences in zip(evaluation.systems[1:], evaluation.comparisons, strict=False)
            ],
        },
        ensure_ascii=False,
        indent=1,
    )


def _system(system: SystemScores, reference: Mapping[Term, Tally]) -> dict[str, Any]:
    record: dict[str, Any] = {
        "name": system.name,
        "metrics": {
            key: {
                "score": score.score,
                "signature": score.signature,
                "detail": score.detail,
                **({"mean": score.interval.mean, "interval": score.interval.half} if score.interval else {}),
            }
            for key, score in system.metrics.items()
            if key != TERMS
        },
        "numbers": _tally(system.numbers),
        "dates": _tally(system.dates),
        "names": _tally(system.names) if system.names else None,
        "missed_names": dict(system.missed_names.most_common()),
        "comet": system.comet,
        "terms": None,
    }
    if system.terms:
        scores = system.terms.scores
        found = system.metrics[TERMS].interval if TERMS in system.metrics else None
        record["terms"] = {
            "accuracy": _tally(scores.accuracy),
            "accuracy_interval": found and {"mean": found.mean, "interval": found.half},
            "accepted_form": _tally(scores.accepted),
            "window_overlap": system.terms.windows,
            "1-TERm": system.terms.term_edits,
            "consistency": _tally(scores.consistency),
            "by_type": {kind: _tally(tally) for kind, tally in scores.by_type.items()},
            "by_term": [
                {
                    "source": term.source,
                    "target": term.target,
                    "type": term.type,
                    **_tally(tally),
                    "in_reference": reference[term].found,
                }
                for term, tally in scores.by_term.items()
            ],
        }
    return record


def _tally(tally: Tally) -> dict[str, float | None]:
    return {"wanted": tally.wanted, "found": tally.found, "rate": tally.rate}


def to_tsv(evaluation: Evaluation) -> Iterator[str]:
    """A row for each segment and system: its chrF2, its terms, those that are missing. Tabs and line ends are escaped.

    Raises ValueError where the evaluation was not made `by_sentence`.
    """
    corpus = evaluation.corpus
    references = [f"reference{k}" if k > 1 else "reference" for k in range(1, len(corpus.references) + 1)]
    columns = [
        "id",
        "document",
        "system",
        "chrF2",
        "terms",
        "terms_found",
        "missed",
        "source",
        "hypothesis",
        *references,
    ]
    yield "\t".join(columns) + "\n"
    for at in range(len(corpus.references[0])):
        for system in evaluation.systems:
            placed = system.terms.placed[at] if system.terms else None
            missed = placed.missed if placed else []
            cells = [
                corpus.ids[at] if corpus.ids else str(at + 1),
                corpus.documents[at] if corpus.documents else "",
                system.name,
                f"{system.by_sentence[at]:.2f}",
                str(len(placed.terms)) if placed else "",
                str(len(placed.terms) - len(missed)) if placed else "",
                "; ".join(map(str, missed)),
                corpus.sources[at] if corpus.sources else "",
                system.texts[at],
                *(reference[at] for reference in corpus.references),
            ]
            yield "\t".join(cell.translate(_ESCAPES) for cell in cells) + "\n"
