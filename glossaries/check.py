"""What is wrong with a glossary, row by row, before a translator trips over it."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from glossaries.arabic import CONTROLS, folded, has_arabic, spelling
from glossaries.clitics import WORD, is_whole, readings
from glossaries.glossary import Glossary, Term
from glossaries.homographs import Homographs
from glossaries.match import Matcher
from glossaries.ordinary import NEVER
from glossaries.rows import Parsed, Problem, Row

_STRAY = re.compile(rf"[^\S ]|  |[{CONTROLS}]")
MOSTLY = 10
"""From how many times as often a word as a name on it is worth a warning."""
_NISBA = re.compile("ي(?:ه|ات|ون|ين)?$")


def check(parsed: Parsed) -> list[Problem]:
    """Everything in a glossary's rows that is wrong or worth a look, in the order of the lines.

    Errors: rows that are no terms; forms that stand for different targets with the same priority; targets with
    letters of another script; forms that can never match. Warnings: forms that stand twice for the same target, or
    for different ones in a different spelling; stray white space and invisible characters; forms that are another
    term with clitics, or its nisba, and have the same target; names that read like ordinary words.
    """
    problems = list(parsed.problems)
    homographs = Homographs.bundled()
    for term, row in zip(parsed.terms, parsed.rows, strict=True):
        problems += (Problem(row.line, why, error) for why, error in _alone(term, row, homographs))
    problems += _together(parsed)
    return sorted(problems, key=lambda problem: problem.line)


def _alone(term: Term, row: Row, homographs: Homographs) -> Iterator[tuple[str, bool]]:
    """What is wrong with a term by itself: why, and whether it is an error."""
    for column in ("source", "target", "variants"):
        cell = row.cells.get(column, "")
        if _STRAY.search(cell) or (column != "variants" and cell != cell.strip(" ")):
            yield f"{column} {cell!r} has stray white space or invisible characters", False
    for target in () if term.kind == "keep" else term.targets:
        foreign = sorted({char for char in target if char.isalpha() and not _is_latin(char)})
        if foreign:
            yield f"{target!r} has letters that are not Latin: {' '.join(foreign)}", True
        if not any(map(str.isalnum, target)):
            yield f"{target!r} has no letter", True
    if not any(map(str.isalnum, term.target)):
        return  # it is not matched at all
    matcher = Matcher(Glossary("", (replace(term, match="always"),)), homographs)
    for form in term.sources:
        if not WORD.search(folded(form)):
            yield f"{form!r} can never match: it has no letter", True
        elif spelling(form) in NEVER and term.is_name:
            yield f"{form} can never match: it is an ordinary word (set match to always if you mean it)", True
        elif words := _as_word(form, term, homographs):
            yield (
                f"{form} is also an ordinary word ({words}): it matches where what stands around it shows a name",
                False,
            )
        elif term.match != "name" and not matcher.find(form):
            yield f"{form} can never match: the matcher does not find it in itself", True


def _together(parsed: Parsed) -> Iterator[Problem]:
    """What is wrong between rows."""
    known: dict[str, list[int]] = defaultdict(list)
    for place, term in enumerate(parsed.terms):
        for form in dict.fromkeys(map(folded, term.sources)):
            known[form].append(place)
    for place, term in enumerate(parsed.terms):
        line = parsed.rows[place].line
        for form in term.sources:
            for other in known[folded(form)]:
                if other < place:
                    yield from _same(form, term, line, parsed.terms[other], parsed.rows[other].line)
            for other, how in _inflects(form, known):
                if other != place and term.target.lower().endswith(parsed.terms[other].target.lower()):
                    stem = parsed.terms[other].source
                    at = parsed.rows[other].line
                    yield Problem(line, f"{form} is {stem} of line {at} {how}", error=False)


def _same(form: str, term: Term, line: int, other: Term, at: int) -> Iterator[Problem]:
    if term.target == other.target:
        yield Problem(line, f"{form} stands in line {at} too, with the same target", error=False)
    elif term.priority == other.priority:
        twin = form in other.sources
        why = f"{form} is {term.target!r} here and {other.target!r} in line {at}"
        yield Problem(line, why if twin else f"{why}, told apart only by its spelling", error=twin)


def _inflects(form: str, known: dict[str, list[int]]) -> Iterator[tuple[int, str]]:
    """Terms that the matcher finds in a form anyway, or that it is the nisba of."""
    words = WORD.findall(folded(form))
    if not words:
        return
    rest = words[1:]
    for stem, _, proclitics, article in readings(words[0]):
        if proclitics and not article and not is_whole(form.split()[0], proclitics):
            for other in known.get(" ".join((stem, *rest)), ()):
                yield other, "with a proclitic, which the matcher sees through"
    base = _NISBA.sub("", words[-1])
    if len(words) == 1 and base != words[0]:
        for stem in (base.removeprefix("ال"), base.removeprefix("ال") + "ا", base.removeprefix("ال") + "ه"):
            for other in known.get(stem, ()):
                yield other, "as a nisba, which is an adjective"


def _as_word(form: str, term: Term, homographs: Homographs) -> str:
    """How often a name of one word was an ordinary word in text, where that was oftener than the name; else empty."""
    names, words, *_ = map(round, homographs.known(folded(form)))
    if not term.is_name or words <= MOSTLY * (names + 1):
        return ""
    return f"in text {words} times a word, {names} times a name"


def _is_latin(char: str) -> bool:
    return not has_arabic(char) and unicodedata.name(char, "").startswith(
        ("LATIN", "MODIFIER LETTER", "MASCULINE", "FEMININE")
    )
