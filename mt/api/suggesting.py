"""Propose terms: Arabic names paired with English ones, or spelled by sound."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from align.evidence import Knowledge, gather
from align.lexicon import Lexicon
from align.matching import comparable
from glossaries.arabic import has_arabic
from glossaries.files import builtin, load
from glossaries.glossary import Glossary, Term
from glossaries.match import Matcher
from glossaries.names import CommonWords
from glossaries.spell import Speller
from glossaries.suggest import Suggestion
from glossaries.suggest import suggest as suggestions
from mt.api.arguments import Glossaries, glossary_of
from mt.api.proposing import Proposer
from mt.api.reading import Given, OnError, segments_of

__all__ = ["suggest"]

_WIDTH = 40
"""Characters of a segment that are shown before and after a name in it."""


def suggest(
    *inputs: Given,
    glossary: Glossaries = None,
    spell: bool | None = None,
    on_error: OnError | None = None,
    on_note: Callable[[str], None] | None = None,
) -> Glossary:
    """New terms as a glossary, the best first, each with its score and where it was seen as its note.

    `inputs`: documents, folders, patterns, or lists of segments; their letters tell the Arabic from the English ones,
    which need not be translations. An input that cannot be read ends it, unless `on_error` takes its error. Names that
    `glossary` knows are left out. `spell`: propose the English of names that no English name sounds like, from the
    built-in glossaries, lists of names, or by sound; by default where there is no English text. `on_note` is told which
    built-in glossaries would cover more. Raises InputError and GlossaryError.
    """
    known = glossary_of(glossary)
    matcher = Matcher(known) if known else None
    documents = [[text for _, text in segments_of(each, on_error)] for each in inputs]
    arabic = [text for texts in documents for text in texts if has_arabic(text)]
    # A line of Latin letters in an Arabic document is no English document.
    english = [text for texts in documents if not any(map(has_arabic, texts)) for text in texts]
    common = CommonWords.load()
    proposer = Proposer(common)
    if on_note:
        for note in _covering(arabic, matcher):
            on_note(note)
    found = suggestions(
        arabic,
        english,
        common,
        (lambda name: bool(matcher.find(name))) if matcher else (lambda name: False),
        Speller.load(),
        _aligned(arabic, english),
        spell=not english if spell is None else spell,
        is_name=proposer.is_name,
        spelled=proposer.spelled,
    )
    return Glossary("suggested", tuple(_term(each, proposer) for each in found))


def _covering(arabic: Sequence[str], matcher: Matcher | None) -> Iterator[str]:
    """A line for each built-in glossary that has names of the texts which `matcher` does not find."""
    for name in builtin():
        own = Matcher(load(name))
        more: Counter[Term] = Counter()
        for text in arabic:
            known = matcher.find(text) if matcher else []
            for match in own.find(text):
                more[match.term] += not any(match.start < each.end and match.end > each.start for each in known)
        if times := more.total():
            terms = sum(count > 0 for count in more.values())
            yield f"-g {name} has {terms:,} of the names, which stand {times:,} times in the texts"


def _term(found: Suggestion, proposer: Proposer) -> Term:
    origin = "suggested" if found.score else proposer.origin(found.source)
    return Term(found.source, found.target, note=_note(found, proposer.others(found.source)), origin=origin)


def _note(found: Suggestion, others: Sequence[str]) -> str:
    """How sure a suggestion is, how often its sides are in the documents, and some words around them."""
    times = f"{found.source_count}+{found.target_count}" if found.score else found.source_count
    seen = [
        _around(text, name) for text, name in zip(found.evidence, (found.source, found.target), strict=True) if text
    ]
    return "; ".join(
        [f"score {found.score}"] * bool(found.score)
        + [f"{times} times", *([f"or {', '.join(others)}"] if others else []), " / ".join(seen)]
    )


def _around(text: str, name: str) -> str:
    """The words of `text` around a name in it."""
    at = max(text.find(name), 0)
    words = text[max(at - _WIDTH, 0) : at + len(name) + _WIDTH].split()
    cut = (at > _WIDTH, at + len(name) + _WIDTH < len(text))
    return " ".join(["…"] * cut[0] + words[cut[0] : len(words) - cut[1]] + ["…"] * cut[1])


def _aligned(arabic: Sequence[str], english: Sequence[str]) -> list[tuple[str, str]]:
    """The segments that tell the same, as far as the lexicon and the names show."""
    if not arabic or not english:
        return []
    beads = comparable(gather(arabic, english, Knowledge.of(Lexicon.bundled())))
    return [(arabic[i], english[j]) for bead in beads for i in bead.sources for j in bead.targets]
