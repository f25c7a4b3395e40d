"""An audit as a table for people, and as JSON for programs."""

import json
from collections.abc import Iterator
from dataclasses import asdict

from glossaries.audit import Audit

FEW = 150
"""Up to so many terms that do not occur are named in the table."""


def to_json(report: Audit) -> str:
    """One JSON object with all that is known."""
    record = {
        **asdict(report),
        "occurrences": report.occurrences,
        "forbidden": report.forbidden,
        "name_coverage": round(report.name_coverage, 4),
        "accuracy": round(report.accuracy, 4) if report.translated else None,
        "signature": report.signature,
    }
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


def to_text(report: Audit) -> Iterator[str]:
    """The lines of the table."""
    yield f"segments        {report.segments}\n"
    yield f"tokens          {report.tokens}, {report.tokens_covered} in terms ({_share(report.tokens_covered, report.tokens)})\n"
    yield f"types           {report.types}, {report.types_covered} in terms ({_share(report.types_covered, report.types)})\n"
    yield f"names covered   {report.name_coverage:.1%}\n"
    if report.translated:
        yield f"terms accepted  {report.accuracy:.1%} of {report.occurrences}\n"
        if report.forbidden:
            yield f"forms forbidden {report.forbidden}\n"
    yield f"\nterms that occur: {len(report.uses)}\n"
    for use in report.uses:
        ways = ", ".join(
            f"{text or 'absent'} ×{count}" + ("" if kind == "accepted" else f" ({kind})")
            for kind, text, count in use.renderings
        )
        flag = "  FORBIDDEN" * bool(use.forbidden) + "  INCONSISTENT" * use.inconsistent
        yield f"  {use.count:5}  {use.term}{'  : ' + ways if ways else ''}{flag}  [{', '.join(use.places)}]\n"
    if report.uncovered:
        yield f"\nnames that no term covers: {len(report.uncovered)}\n"
        for name in report.uncovered:
            yield f"  {name.count:5}  {name.name}{' ~ ' + ', '.join((name.suggestion, *name.others)) + '?' if name.suggestion else ''}  [{name.place}]\n"
    if report.unused:
        few = ", ".join(term.source for term in report.unused[:FEW])
        more = f" and {len(report.unused) - FEW} more (--json has all)" if len(report.unused) > FEW else ""
        yield f"\nterms that do not occur: {len(report.unused)}: {few}{more}\n"
    yield f"\n{report.signature}\n"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "–"
