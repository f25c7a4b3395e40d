"""New terms from documents: Arabic names paired with English ones by their sound.

The English names are those of a document on the same events; it need not be a translation. Without one, only
the Arabic side is found, and a speller (the translation model, say) may propose how to write it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from glossaries.arabic import fold
from glossaries.names import CAPITALISED, CommonWords, similarity, skeleton

LEAST = 0.75
"""The least likeness of sound that makes a pair: higher is surer, lower finds more."""

_CAPITALISED = re.compile(CAPITALISED)
_SENTENCE_START = re.compile(r"(?:^|[.!?…:]['\"”’)\]]*\s+|[“\"‘(\[]\s*)$")
_NISBA = re.compile(r"(?:ي|يه|يين|يون|يات)$")
_SOUNDS_NISBA = re.compile(r"(?:[iy]|[eio]e)(?:s|ya|yah)?$")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A proposed term: how often each side stands in the documents, likeness of sound, and where.

    `evidence` has the Arabic segment and, where there is one, the English segment that it was first seen in.
    """

    source: str
    target: str
    source_count: int
    target_count: int
    score: float
    evidence: tuple[str, str]


def suggest(
    arabic: Sequence[str],
    english: Sequence[str],
    common: CommonWords,
    known: Callable[[str], bool] = lambda name: False,
    speller: Callable[[Sequence[str]], Sequence[str]] | None = None,
) -> list[Suggestion]:
    """Terms that segments of Arabic and English documents propose, the best first.

    `known` says which Arabic names need no proposal. Names that no English name sounds like are spelled by the
    `speller`, where there is one, and come last with score 0.
    """
    sources, targets = _arabic_names(arabic, common, known), _english_names(english, common)
    by_sound: dict[str, list[str]] = defaultdict(list)
    for name in targets:
        by_sound[skeleton(name)[:1]].append(name)
    found: dict[str, Suggestion] = {}
    for source, (count, first) in sources.items():
        near = [name for key in _first_sounds(source) for name in by_sound.get(key, ())]
        ranked = sorted(((_likeness(source, name), targets[name][0], name) for name in near), reverse=True)
        if ranked and ranked[0][0] >= LEAST:
            score, target_count, target = ranked[0]
            found[source] = Suggestion(
                source, target, count, target_count, round(score, 3), (first, targets[target][1])
            )
    chosen = _without_parts(found.values())
    chosen.sort(key=lambda s: (-s.score * min(s.source_count, s.target_count, 3), -s.source_count, s.source))
    if speller:
        paired = {word for suggestion in chosen for word in suggestion.source.split()}
        open_ = [name for name in sources if " " not in name and name not in paired and not _NISBA.search(name)]
        spelled = zip(open_, speller(open_), strict=True)
        chosen += sorted(
            (
                Suggestion(name, target, sources[name][0], 0, 0.0, (sources[name][1], ""))
                for name, target in spelled
                if target
            ),
            key=lambda s: (-s.source_count, s.source),
        )
    return chosen


def _arabic_names(
    segments: Iterable[str], common: CommonWords, known: Callable[[str], bool]
) -> dict[str, tuple[int, str]]:
    """Every run of name-like words and every part of one: how often (folded alike), and the first segment with it."""
    spelled: dict[str, str] = {}
    counts: Counter[str] = Counter()
    first: dict[str, str] = {}
    for segment in segments:
        for candidate in common.names(segment):
            words = candidate.text.split()
            for i in range(len(words)):
                for j in range(i + 1, len(words) + 1):
                    name = spelled.setdefault(fold(" ".join(words[i:j])).text, " ".join(words[i:j]))
                    counts[name] += 1
                    first.setdefault(name, segment)
    return {
        name: (count, first[name]) for name, count in counts.items() if len(skeleton(name)) >= 2 and not known(name)
    }


def _english_names(segments: Iterable[str], common: CommonWords) -> dict[str, tuple[int, str]]:
    """Capitalised runs of up to three words, none of them common: how often, and the first segment.

    What only ever begins a sentence is left out.
    """
    counts: Counter[str] = Counter()
    inside: set[str] = set()
    first: dict[str, str] = {}
    for segment in segments:
        for run, at_start in _runs(segment):
            for i in range(len(run)):
                for j in range(i + 1, min(i + 3, len(run)) + 1):
                    name = " ".join(run[i:j])
                    if any(part in common.english for part in re.split("[ -]", name.lower())):
                        continue
                    counts[name] += 1
                    first.setdefault(name, segment)
                    if i or not at_start:
                        inside.add(name)
    return {name: (counts[name], first[name]) for name in inside}


def _runs(segment: str) -> Iterator[tuple[list[str], bool]]:
    run: list[str] = []
    end, at_start = 0, False
    for word in _CAPITALISED.finditer(segment):
        name = re.sub(r"['’]s$", "", word[0])
        if run and segment[end : word.start()] != " ":
            yield run, at_start
            run = []
        if not run:
            at_start = _SENTENCE_START.search(segment, 0, word.start()) is not None
        run.append(name)
        end = word.end()
    if run:
        yield run, at_start


def _first_sounds(source: str) -> set[str]:
    """The first sounds that an English name may have, with and without the article before the Arabic one."""
    bare = fold(source).text
    return {skeleton(bare)[:1], skeleton(bare.removeprefix("ال"))[:1]} | (
        {"h", "k"} if skeleton(bare)[:1] == "x" else set()
    )


def _likeness(source: str, target: str) -> float:
    if len(source.split()) > 1 + target.count("-") + target.count(" ") + 1:
        return 0.0
    if _NISBA.search(fold(source).text) and not _SOUNDS_NISBA.search(target):
        return 0.0  # الروسي is Russian, not Russia; المالكي is Maliki
    bare = source.removeprefix("ال")
    likeness = max(similarity(source, target), similarity(bare, target))
    short = len(skeleton(source)) < 3
    return likeness if not short or likeness == 1 else 0.0


def _without_parts(suggestions: Iterable[Suggestion]) -> list[Suggestion]:
    """Of several Arabic names for one English name the likest; of a name and its part, both where both stand alone."""
    best: dict[str, Suggestion] = {}
    for suggestion in suggestions:
        rival = best.get(suggestion.target)
        if rival is None or (suggestion.score, suggestion.source_count) > (rival.score, rival.source_count):
            best[suggestion.target] = suggestion
    kept = list(best.values())
    wholes = [s for s in kept if " " in s.source]
    return [
        s
        for s in kept
        if not any(
            s is not whole
            and f" {s.source} " in f" {whole.source} "
            and s.source_count <= whole.source_count
            and s.target_count <= whole.target_count
            for whole in wholes
        )
    ]
