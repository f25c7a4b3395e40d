"""From what was seen to findings: a kind, the places, a probability, and a sentence that a person can check."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from align.bitext import Finding, Span
from glossaries.arabic import Token
from mt.review.views import View

SURE = {
    "changed": 0.95,
    "number": 0.85,
    "spelled": 0.7,
    "negation": 0.85,
    "doubtful": 0.3,
    "term": 0.8,
    "untranslated": 0.9,
    "invented": 0.6,
    "repetition": 0.9,
    "length": 0.6,
    "shielded": 0.9,
    "register": 0.35,
}
"""How often a finding by a rule is right, rounded from sentences with and without planted errors, half of each."""
WRONG, LOST, NAMED = 0.4, 0.5, 0.6
"""The least probability of a word of the target, of one of the source, and of a name, that makes a finding."""
EXCHANGED = 3.0
"""The gain, in nats, of an exchange that makes a finding."""
_TIED = 0.2
_APART = 2
"""How many words of grammar may stand between two words of one finding."""


def findings(view: View) -> tuple[Finding, ...]:
    """The findings of a pair, the likeliest first. Nothing is said twice of the same place."""
    found = [*_numbers(view), *_negations(view), *_terms(view), *_oddities(view), *_roles(view)]
    taken = (
        [finding.target for finding in found if finding.target],
        [finding.source for finding in found if finding.source],
    )
    if not any(finding.kind == "untranslated" and finding.target is None for finding in found):
        found += [finding for finding in _words(view) if not _within(finding, taken)]
    found = [replace(finding, probability=round(finding.probability, 3)) for finding in found]
    return tuple(sorted(found, key=lambda finding: -finding.probability))


def _within(finding: Finding, taken: tuple[list[Span], list[Span]]) -> bool:
    def meets(span: Span | None, spans: list[Span]) -> bool:
        return span is not None and any(span[0] < end and start < span[1] for start, end in spans)

    return meets(finding.target, taken[0]) or (finding.target is None and meets(finding.source, taken[1]))


def _cut(text: str, span: Span) -> str:
    return f"“{text[slice(*span)]}”"


def _numbers(view: View) -> Iterator[Finding]:
    source, target = view.pair.source, view.pair.target
    for hit in view.numbers:
        sure = SURE["number" if hit.digits else "spelled"]
        if hit.source and hit.target:
            said = f"The Arabic has {_cut(source, hit.source)}, the English {_cut(target, hit.target)}."
            yield Finding("number", SURE["changed"], hit.source, hit.target, said)
        elif hit.source:
            yield Finding("number", sure, hit.source, None, f"The English lacks {_cut(source, hit.source)}.")
        elif hit.target:
            yield Finding("number", sure, None, hit.target, f"The Arabic has no {_cut(target, hit.target)}.")


def _negations(view: View) -> Iterator[Finding]:
    for hit in view.negations:
        tokens = view.look.source if hit.lost else view.look.target
        places = view.seen.source_words if hit.lost else view.seen.target_words
        probable = (view.lost if hit.lost else view.wrong)[places == hit.token].max(initial=0.0)
        if not hit.sure and probable < WRONG:
            continue
        token = tokens[hit.token]
        span = token.start, token.end
        probability = max(SURE["negation"] if hit.sure else SURE["doubtful"], float(probable))
        if hit.lost:
            yield Finding(
                "negation", probability, span, None, f"The Arabic denies (“{token.text}”), the English does not."
            )
        else:
            yield Finding(
                "negation", probability, None, span, f"The English denies (“{token.text}”), the Arabic does not."
            )


def _terms(view: View) -> Iterator[Finding]:
    for term in view.pair.terms:
        if term.status == "missed":
            yield Finding("term", SURE["term"], term.source_span, None, f"The English lacks the term {term.term}.")


def _oddities(view: View) -> Iterator[Finding]:
    for oddity in view.oddities:
        yield Finding(oddity.kind, SURE[oddity.kind], oddity.source, oddity.target, oddity.message)


def _roles(view: View) -> Iterator[Finding]:
    for exchange, gain in view.model.exchanges if view.model else ():
        if gain >= EXCHANGED:
            one, other = (_cut(view.pair.target, span) for span in (exchange.one, exchange.other))
            span = min(exchange.one[0], exchange.other[0]), max(exchange.one[1], exchange.other[1])
            probability = min(0.85, 0.4 + 0.04 * gain)
            yield Finding("role", probability, None, span, f"{one} and {other} may have changed places.")


def _words(view: View) -> Iterator[Finding]:
    """Words of the target that render nothing, or something else, and words of the source that nothing renders."""
    links = {(link.source, link.target): link.score for link in view.look.links}
    tied = {i: j for (i, j), score in sorted(links.items(), key=lambda each: each[1]) if score >= _TIED}
    back = {j: i for (i, j), score in sorted(links.items(), key=lambda each: each[1]) if score >= _TIED}
    rendered = set()
    for run in _runs(view.seen.target_words.tolist(), view.wrong.tolist(), WRONG):
        words = [int(view.seen.target_words[k]) for k in run]
        span = _span(view.look.target, words)
        probability = float(max(view.wrong[k] for k in run))
        sources = sorted(back[j] for j in words if j in back)
        named = 2 * sum(view.seen.target[k, 9] > 0 for k in run) > len(run)
        if named and probability < NAMED:
            continue
        rendered.update(sources)
        text = _cut(view.pair.target, span)
        if named:
            yield Finding(
                "name", probability, _around(view.look.source, sources), span, f"No name in the Arabic is {text}."
            )
        elif sources and len(words) == 1:
            source = _around(view.look.source, sources)
            said = f"{text} is no likely translation of {_cut(view.pair.source, source)}." if source else ""
            yield Finding("sense", probability, source, span, said)
        else:
            yield Finding("added", probability, None, span, f"Nothing in the Arabic calls for {text}.")
    for run in _runs(view.seen.source_words.tolist(), view.lost.tolist(), LOST):
        words = [int(view.seen.source_words[k]) for k in run]
        if rendered.intersection(words):
            continue
        span = _span(view.look.source, words)
        targets = sorted(tied[i] for i in words if i in tied)
        place = _around(view.look.target, targets) if len(words) == 1 else None
        said = f"Nothing in the English renders {_cut(view.pair.source, span)}."
        yield Finding("dropped", float(max(view.lost[k] for k in run)), span, place, said)


def _runs(words: Sequence[int], probabilities: Sequence[float], least: float) -> Iterator[list[int]]:
    """Runs of content words, by their index, that all are at least half as probable as `least`, and one wholly."""
    run: list[int] = []
    for k in range(len(probabilities)):
        if probabilities[k] >= least / 2 and (not run or words[k] - words[run[-1]] <= _APART + 1):
            run.append(k)
            continue
        if run and max(probabilities[n] for n in run) >= least:
            yield run
        run = [k] if probabilities[k] >= least / 2 else []
    if run and max(probabilities[n] for n in run) >= least:
        yield run


def _span(tokens: Sequence[Token], words: Sequence[int]) -> Span:
    return tokens[words[0]].start, tokens[words[-1]].end


def _around(tokens: Sequence[Token], places: Sequence[int]) -> Span | None:
    """The characters of all of the tokens, if they stand close together."""
    if not places or places[-1] - places[0] > 2 * len(places) + 1:
        return None
    return tokens[places[0]].start, tokens[places[-1]].end
