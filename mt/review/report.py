"""A review as a table for people, and as JSON, TSV and SARIF for programs."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from align.bitext import Finding, SegmentPair
from align.tables import finding_record, guard, tsv_row

SARIF = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = ((0.7, "error"), (0.4, "warning"), (0.0, "note"))
KINDS = {
    "dropped": "something that nothing in the English renders",
    "added": "something that nothing in the Arabic calls for",
    "number": "numbers, dates, months and days",
    "negation": "a negation lost or added",
    "name": "another name, or none",
    "role": "who did what to whom",
    "sense": "a word in another sense",
    "term": "a term of the glossary that is missing",
    "untranslated": "Arabic in the English",
    "invented": "a word that no English text has",
    "repetition": "the same words twice",
    "length": "English much too short or too long",
    "shielded": "an address, a placeholder or an emoji that changed",
    "register": "a question or a quotation on one side only",
}
"""What each kind of finding is about."""


@dataclass(frozen=True)
class ReviewReport:
    """The reviewed pairs, in order, and what they were reviewed with."""

    pairs: tuple[SegmentPair, ...]
    signature: str

    @cached_property
    def ranked(self) -> list[SegmentPair]:
        """The pairs, the riskiest first; of equals the earlier."""
        return sorted(self.pairs, key=risk_of, reverse=True)

    @property
    def riskiest(self) -> float:
        """The greatest risk, 0 where there is no pair."""
        return max(map(risk_of, self.pairs), default=0.0)

    def kinds(self) -> Counter[str]:
        """How many findings there are of each kind."""
        return Counter(finding.kind for pair in self.pairs for finding in pair.findings)

    def to_json(self) -> str:
        """One JSON object: all segments in order, each with its risk and findings."""
        return to_json(self)

    def to_tsv(self) -> str:
        """A row for each finding, and one for each pair without, the riskiest pair first."""
        return "".join(to_tsv(self))

    def to_sarif(self) -> str:
        """A SARIF 2.1.0 log."""
        return to_sarif(self)

    def to_html(self, title: str = "review") -> str:
        """The page to look at."""
        from mt.review.page import page

        return "".join(page(self, title))

    def __str__(self) -> str:
        return "".join(to_text(self))


def risk_of(pair: SegmentPair) -> float:
    """The risk of a pair, 0 where nobody has looked."""
    return pair.risk or 0.0


def to_json(report: ReviewReport) -> str:
    segments = [
        {
            "id": pair.id,
            "risk": pair.risk,
            "source": pair.source,
            "target": pair.target,
            "findings": [finding_record(finding) for finding in pair.findings],
        }
        for pair in report.pairs
    ]
    record = {"segments": segments, "kinds": dict(report.kinds().most_common()), "signature": report.signature}
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


def to_text(report: ReviewReport, top: int | None = None) -> Iterator[str]:
    """The lines of the table, of the `top` riskiest pairs or of all that have a finding."""
    shown = report.ranked[:top] if top else [pair for pair in report.ranked if pair.findings]
    count, kinds = len(report.pairs), report.kinds()
    yield f"segments  {count}, {sum(bool(pair.findings) for pair in report.pairs)} with findings\n"
    if kinds:
        yield "findings  " + ", ".join(f"{kind} {times}" for kind, times in kinds.most_common()) + "\n"
    if shown:
        yield "\n"
    for pair in shown:
        yield f"{risk_of(pair):4.0%}  [{pair.id}]  {' '.join(pair.source.split())}\n"
        yield f"      {' '.join(pair.target.split()) or '–'}\n"
        for finding in pair.findings:
            yield f"        {finding.kind} {finding.probability:.0%}: {finding.message}\n"
    yield f"\n{report.signature}\n"


def to_tsv(report: ReviewReport, top: int | None = None, guarded: bool = False) -> Iterator[str]:
    yield tsv_row("id", "risk", "kind", "probability", "message", "source", "target", "in_source", "in_target") + "\n"
    for pair in report.ranked[: top or None]:
        for finding in pair.findings or [None]:
            cells = [pair.id, f"{risk_of(pair):.4f}"]
            cells += [finding.kind, f"{finding.probability:.4f}", finding.message] if finding else [""] * 3
            cells += [pair.source, pair.target, *(_places(finding) if finding else ("", ""))]
            yield tsv_row(*(map(guard, cells) if guarded else cells)) + "\n"


def _places(finding: Finding) -> list[str]:
    return ["{}-{}".format(*span) if span else "" for span in (finding.source, finding.target)]


def to_sarif(report: ReviewReport, name: str = "translation") -> str:
    """A log of version 2.1.0 (OASIS 2020): a rule a kind; a place is the segment's, with characters of its English."""
    tool = report.signature.partition("|")[0]
    results = [
        {
            "ruleId": finding.kind,
            "level": next(level for least, level in _LEVELS if finding.probability >= least),
            "message": {"text": finding.message},
            "rank": round(100 * finding.probability, 2),
            "locations": [_location(pair, number, finding, name)],
            "properties": {"risk": pair.risk, "source": pair.source, "target": pair.target},
        }
        for number, pair in enumerate(report.pairs, 1)
        for finding in pair.findings
    ]
    rules = [{"id": kind, "shortDescription": {"text": text}} for kind, text in KINDS.items()]
    driver = {
        "name": "qantara",
        "version": tool.partition(":")[2],
        "rules": rules,
        "properties": {"signature": report.signature},
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    log = {"$schema": SARIF, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


def _location(pair: SegmentPair, number: int, finding: Finding, name: str) -> dict[str, object]:
    region: dict[str, int] = {"startLine": number}
    if finding.target:
        region |= {"startColumn": finding.target[0] + 1, "endColumn": finding.target[1] + 1}
    return {
        "physicalLocation": {"artifactLocation": {"uri": name}, "region": region},
        "logicalLocations": [{"name": pair.id}],
    }
