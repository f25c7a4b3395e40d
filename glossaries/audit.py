"""What a glossary covers in a corpus, what it misses, and how a translation renders its terms."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from glossaries.arabic import fold, has_arabic, tokenise
from glossaries.glossary import Glossary, Term
from glossaries.match import Matcher
from glossaries.names import Candidate, CommonWords, without_proclitics
from glossaries.render import renderings

PLACES = 5
"""How many places of a term are remembered."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the corpus: `id` says where it stands; `target` is its translation, None where there is none."""

    id: str
    source: str
    target: str | None = None


@dataclass(frozen=True, slots=True)
class TermUse:
    """A term's occurrences: how many, the ids of the first few, and `(kind, text, count)` of its renderings."""

    term: Term
    count: int
    places: tuple[str, ...]
    renderings: tuple[tuple[str, str, int], ...]

    @property
    def accepted(self) -> int:
        """How many of the occurrences are rendered in their accepted form."""
        return sum(count for kind, _, count in self.renderings if kind == "accepted")

    @property
    def forbidden(self) -> int:
        """How many of the occurrences are rendered in a form that must not be used."""
        return sum(count for kind, _, count in self.renderings if kind == "forbidden")

    @property
    def inconsistent(self) -> bool:
        """Whether the term is rendered in more than one way."""
        return len({text for kind, text, _ in self.renderings if kind != "absent"}) > 1


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A name that no term covers: how often, where first, and a proposed English spelling (empty: none).

    `others` are other spellings, the likeliest first.
    """

    name: str
    count: int
    place: str
    suggestion: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Audit:
    """Counts of Arabic words (tokens) and of different folded words (types), and of the terms and names among them.

    `uses` has the terms that occur, the most frequent first, `unused` the others; `uncovered` the names that no term
    covers. `translated`: whether any segment has a translation.
    """

    segments: int
    tokens: int
    tokens_covered: int
    types: int
    types_covered: int
    uses: tuple[TermUse, ...]
    unused: tuple[Term, ...]
    uncovered: tuple[Uncovered, ...]
    translated: bool
    signature: str = ""

    def __str__(self) -> str:
        from glossaries.audit_text import to_text

        return "".join(to_text(self))

    def to_json(self) -> str:
        """All that is known as one JSON object."""
        from glossaries.audit_text import to_json

        return to_json(self)

    def to_html(self, title: str = "audit") -> str:
        """The page to look at."""
        from glossaries.audit_page import page

        return "".join(page(self, title))

    @property
    def occurrences(self) -> int:
        """How often any term occurs."""
        return sum(use.count for use in self.uses)

    @property
    def forbidden(self) -> int:
        """How often a term is rendered in a form that must not be used."""
        return sum(use.forbidden for use in self.uses)

    @property
    def name_coverage(self) -> float:
        """The share of names in the text that a term covers; 1 where there are none."""
        names = self.occurrences + sum(name.count for name in self.uncovered)
        return self.occurrences / names if names else 1.0

    @property
    def accuracy(self) -> float:
        """The share of term occurrences that the translation renders in their accepted form; 1 where there are none."""
        return sum(use.accepted for use in self.uses) / self.occurrences if self.occurrences else 1.0


def audit(
    segments: Iterable[Segment],
    glossary: Glossary,
    common: CommonWords,
    speller: Callable[[Sequence[str]], Sequence[str]] | None = None,
    narrowed: Callable[[Candidate], Iterable[Candidate]] = lambda candidate: (candidate,),
    others: Callable[[str], Iterable[str]] = lambda name: (),
) -> Audit:
    """Audit a corpus in one pass. `speller` proposes English spellings for the names that no term covers.

    `narrowed` gives the names within a run of words that may be one, `others` what else a spelled name may be.
    """
    matcher = Matcher(glossary)
    total = translated = tokens = covered = 0
    types: dict[str, bool] = {}
    counts: Counter[Term] = Counter()
    places: dict[Term, list[str]] = defaultdict(list)
    rendered: dict[Term, Counter[tuple[str, str]]] = defaultdict(Counter)
    names: Counter[str] = Counter()
    spelled: dict[str, tuple[str, str]] = {}
    for segment in segments:
        total += 1
        matches = matcher.find(segment.source, segment.target or "")
        for match in matches:
            counts[match.term] += 1
            if len(places[match.term]) < PLACES:
                places[match.term].append(segment.id)
        for token in tokenise(segment.source):
            if has_arabic(token.text):
                inside = any(match.start < token.end and match.end > token.start for match in matches)
                tokens += 1
                covered += inside
                key = fold(token.text).text
                types[key] = types.get(key, False) or inside
        for name in (name for run in common.names(segment.source) for name in narrowed(run)):
            if not any(match.start < name.end and match.end > name.start for match in matches):
                key = fold(name.text).text
                names[key] += 1
                spelled.setdefault(key, (name.text, segment.id))
        if segment.target is not None:
            translated += 1
            for match, rendering in zip(matches, renderings(segment.source, segment.target, matches), strict=True):
                rendered[match.term][rendering.kind, rendering.text] += 1
    for key, bare in without_proclitics(spelled).items():
        names[bare] += names.pop(key)
    ranked = sorted(names, key=lambda key: (-names[key], spelled[key][1]))
    proposals = speller([spelled[key][0] for key in ranked]) if speller and ranked else [""] * len(ranked)
    return Audit(
        total,
        tokens,
        covered,
        len(types),
        sum(types.values()),
        tuple(
            TermUse(
                term, count, tuple(places[term]), tuple((*form, times) for form, times in rendered[term].most_common())
            )
            for term, count in counts.most_common()
        ),
        tuple(term for term in glossary.terms if term not in counts),
        tuple(
            Uncovered(spelled[key][0], names[key], spelled[key][1], text, tuple(others(spelled[key][0])))
            for key, text in zip(ranked, proposals, strict=True)
        ),
        translated > 0,
    )
