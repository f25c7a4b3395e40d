"""Whether a term that may be an ordinary word is the name in a text, and why."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from glossaries.english import occurrences
from glossaries.glossary import Term
from glossaries.homographs import Form, Homographs, flags
from glossaries.surroundings import around, tokens_of

Doubt = Literal["", "often", "counted", "ordinary", "strict", "name only"]
"""Why a term is in doubt: text showed its word as an ordinary one, but often as a name too, or not so often; a list says
so (`glossaries.ordinary`), or that it hardly ever is the name; the glossary asks for a title or the like before a term of
several words."""
MARGIN = {"often": -2.0, "counted": 0.3, "ordinary": 1.0, "strict": 2.5}
"""The least log-odds of a name that no title or the like shows."""
SEEN = 2.0
"""Log-odds for a name that stands elsewhere in the text as part of a full name."""
SHOWN = 3.0
"""Log-odds for a name with a title or the like beside it, beyond what is asked for."""
WRITTEN, UNWRITTEN = 7.5, -2.0
"""Log-odds for a name that the translation has, and for one that it has not: of names, translations lose about one in
eight; an English text has a name without cause once in thousands."""


class Decision(NamedTuple):
    """What was decided of a term at characters `[start, end)`, and why. It is the name where `score`, log-odds beyond what
    is asked for, is not below 0."""

    term: Term
    start: int
    end: int
    is_name: bool
    score: float
    why: str


class Reader:
    """A text, `pieces` of it gaps and words by turns, read token by token where a term is in doubt.

    `spelled` has its words folded. `english` is a translation of it, where there is one.
    """

    def __init__(self, pieces: Sequence[str], known: Homographs, spelled: Mapping[str, str], english: str = ""):
        self._pieces, self._known, self._spelled, self._english = pieces, known, spelled, english
        self._tokens: list[str] = []
        self._places: list[int] = []
        self._named: set[str] = set()

    def remember(self, words: Iterable[str]) -> None:
        """The folded words of a full name: one of them alone is likely the same name."""
        self._named.update(words)

    def decide(
        self, form: Form, term: Term, doubt: Doubt, place: tuple[int, int], reasons: bool = False
    ) -> tuple[float, str]:
        """The log-odds that the words from the first to the last of `place` are the name, beyond what is asked for.

        The reason is told where `reasons` are asked for.
        """
        score, why = self._decided(form, term, doubt, place, reasons)
        if not self._english:
            return score, why
        written = bool(occurrences(self._english, term))
        seen, told = (WRITTEN, "the translation has") if written else (UNWRITTEN, "the translation lacks")
        if (score >= 0) != (score + seen >= 0):
            why = f"{told} {term.target}"
        return score + seen, why

    def _decided(
        self, form: Form, term: Term, doubt: Doubt, place: tuple[int, int], reasons: bool
    ) -> tuple[float, str]:
        around_it = self._around(form, *place)
        if doubt not in ("often", "counted"):
            strict = doubt in ("strict", "name only")
            if flags(term.kind, form, *around_it)[int(strict)]:
                return SHOWN, "a title or the like beside it"
            if term.match == "name" or term.kind == "month":
                return -1.0, "no title or the like beside it"
        elif len(self._pieces) // 2 == place[1] - place[0] + 1:
            return 0.0, "it stands alone: nothing speaks against the glossary"
        score, why = 0.0, ""
        if reasons:
            score, why = self._known.explain(form, term.kind, *around_it)
        else:
            score = self._known.judge(form, term.kind, *around_it)
        if form.stem in self._named:
            score, why = score + SEEN, f"{form.stem} stands in a full name of the same text"
        return score - MARGIN[doubt], why

    def _around(self, form: Form, at: int, last: int) -> tuple[list[str], list[str]]:
        if not self._tokens:
            self._tokens, self._places = tokens_of(self._pieces, self._spelled)
        return around(self._tokens, self._places[at], self._places[last], form.proclitic)
