"""One page about a translation run: what was done, terms, names spelled by their sound, findings, what to check first."""

from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import NamedTuple

from align.bitext import SegmentPair
from align.checking import to_check
from glossaries.arabic import folded
from glossaries.names import CommonWords
from glossaries.spell import Speller
from mt.review.report import KINDS

CANDIDATES = 4
"""How many spellings of a name are shown."""
NAMES = 300
"""The most names that are shown, the most frequent."""


class Name(NamedTuple):
    """A name that no term covers: as written, how often, how it may be spelled, and where it stands first."""

    arabic: str
    times: int
    spellings: list[str]
    place: str


def summary(pairs: Sequence[SegmentPair], title: str, signature: str) -> Iterator[str]:
    """The page, in chunks. It loads nothing from anywhere."""
    from jinja2 import Environment

    source = files("mt.review").joinpath("summary.html.j2").read_text(encoding="utf-8")
    template = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(source)
    terms: dict[str, Counter[str]] = {}
    for pair in pairs:
        for decision in pair.terms:
            terms.setdefault(decision.term, Counter())[decision.status] += 1
    stream = template.stream(
        title=title,
        signature=signature,
        segments=len(pairs),
        words=(sum(len(pair.source.split()) for pair in pairs), sum(len(pair.target.split()) for pair in pairs)),
        terms=terms,
        statuses=sum(terms.values(), Counter()),
        names=_names(pairs),
        kinds=Counter(finding.kind for pair in pairs for finding in pair.findings).most_common(),
        about=KINDS,
        risky=[pairs[k] for k in to_check([pair.risk for pair in pairs])],
    )
    stream.enable_buffering(1000)
    return stream


def _names(pairs: Sequence[SegmentPair]) -> list[Name]:
    """The names of the Arabic that no term covers, the most frequent first."""
    common = CommonWords.load()
    counts: Counter[str] = Counter()
    first: dict[str, tuple[str, str]] = {}
    for pair in pairs:
        spans = [term.source_span for term in pair.terms]
        for name in common.names(pair.source):
            if not any(start < name.end and name.start < end for start, end in spans):
                key = folded(name.text)
                counts[key] += 1
                first.setdefault(key, (name.text, pair.id))
    chosen = [key for key, _ in counts.most_common(NAMES)]
    spelled = Speller.load().spell([first[key][0] for key in chosen], CANDIDATES) if chosen else []
    return [
        Name(first[key][0], counts[key], [each.text for each in found], first[key][1])
        for key, found in zip(chosen, spelled, strict=True)
        if found
    ]
