"""New terms from documents: Arabic names paired with English ones by their sound and by where they stand.

The English names are those of a document on the same events, which need not be a translation. Where the names model is
given, it spells the names that sound like no English one.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from glossaries.arabic import fold, folded
from glossaries.names import CAPITALISED, CommonWords, similarity, skeleton, without_proclitics
from glossaries.spell import Speller

LEAST = 0.75
"""The least likeness of consonants that makes a pair by itself."""
LOOSE = 0.55
"""The least likeness of consonants where there is other evidence too: the names model, or aligned sentences."""
SURE = 0.6
"""The least score of a pair that the names model has judged."""
ENOUGH, LONG = 0.9, 4
"""A pair with at least this likeness and so many consonants is not shown to the names model."""

_CAPITALISED = re.compile(CAPITALISED)
_SENTENCE_START = re.compile(r"(?:^|[.!?…:]['\"”’)\]]*\s+|[“\"‘(\[]\s*)$")
_NISBA = re.compile(r"(?:ي|يه|يين|يون|يات)$")
_SOUNDS_NISBA = re.compile(r"(?:[iy]|[eio]e)(?:s|ya|yah)?$")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A proposed term: how often each side stands in the documents, how sure the pair is (0 to 1), and where.

    `evidence` has the Arabic segment and, where there is one, the English segment that it was first seen in; two
    aligned ones, where there are any.
    """

    source: str
    target: str
    source_count: int
    target_count: int
    score: float
    evidence: tuple[str, str]


@dataclass(slots=True)
class _Name:
    """How often a name stands in the documents, and in which segments."""

    count: int = 0
    segments: dict[str, None] = field(default_factory=dict)

    def add(self, segment: str) -> None:
        self.count += 1
        self.segments[segment] = None


def suggest(
    arabic: Sequence[str],
    english: Sequence[str],
    common: CommonWords,
    known: Callable[[str], bool] = lambda name: False,
    speller: Speller | None = None,
    aligned: Iterable[tuple[str, str]] = (),
    spell: bool = False,
    is_name: Callable[[str], bool] = lambda word: True,
    spelled: Callable[[Sequence[str]], Sequence[str]] | None = None,
) -> list[Suggestion]:
    """New terms from the segments of Arabic and English documents, the best first.

    `known` says which Arabic names need no proposal. A pair's score (0 to 1) tells how alike the consonants are and,
    with a `speller`, how surely that takes the two for one name. Pairs in `aligned` segments (an Arabic and an English
    one that say the same) score more. `spell`: the names left over come last, as the `speller` spells them, with
    score 0: those whose words are names, as `is_name` says; `spelled` spells them instead, where it is given.
    """
    sources, targets = _arabic_names(arabic, common, known), _english_names(english, common)
    beside: dict[str, set[str]] = defaultdict(set)
    for source, target in aligned:
        beside[source].add(target)
    pairs = _near(sources, targets, LOOSE if speller or beside else LEAST)
    found: dict[str, Suggestion] = {}
    for (source, target), score in zip(pairs, _scores(pairs, speller), strict=True):
        a, b = sources[source], targets[target]
        share, evidence = _together(a, b, beside)
        score = round(1 - (1 - score) * (1 - share / 2), 3)
        rival = found.get(source)
        if score >= (SURE if speller else LEAST) and (
            rival is None or (score, b.count, target) > (rival.score, rival.target_count, rival.target)
        ):
            found[source] = Suggestion(source, target, a.count, b.count, score, evidence)
    chosen = _without_parts(found.values())
    chosen.sort(key=lambda s: (-s.score * min(s.source_count, s.target_count, 3), -s.source_count, s.source))
    if not (speller and spell):
        return chosen
    return chosen + _spelled(sources, chosen, spelled or partial(_by_word, speller), is_name)


def _by_word(speller: Speller, names: Sequence[str]) -> list[str]:
    """The likeliest spelling of each word of the names, empty for a name of which one has none."""
    words = list(dict.fromkeys(word for name in names for word in name.split()))
    written = {word: found[0].text if found else "" for word, found in zip(words, speller.spell(words), strict=True)}
    parts = [[written[word] for word in name.split()] for name in names]
    return [" ".join(each) if all(each) else "" for each in parts]


def _near(sources: Iterable[str], targets: Iterable[str], least: float) -> list[tuple[str, str]]:
    """The pairs of names whose consonants have at least this likeness."""
    by_sound: dict[str, list[str]] = defaultdict(list)
    for name in targets:
        by_sound[skeleton(name)[:1]].append(name)
    return [
        (source, name)
        for source in sources
        for key in sorted(_first_sounds(source))
        for name in by_sound.get(key, ())
        if _likeness(source, name) >= least
    ]


def _scores(pairs: Sequence[tuple[str, str]], speller: Speller | None) -> list[float]:
    """The likeness of consonants; with a speller the mean of it and of how sure that is.

    Many consonants that are nearly the same are enough: no speller finds a name of which English has its own form
    (Turkey).
    """
    alike = [_likeness(*pair) for pair in pairs]
    if not speller:
        return alike
    enough = [each >= ENOUGH and len(skeleton(name)) >= LONG for each, (_, name) in zip(alike, pairs, strict=True)]
    sure = speller.same(pairs)
    return [a if long else (a + b) / 2 for a, b, long in zip(alike, sure, enough, strict=True)]


def _together(source: _Name, target: _Name, beside: dict[str, set[str]]) -> tuple[float, tuple[str, str]]:
    """In what share of a name's aligned segments the other name stands too, and the best evidence for the pair."""
    first = (next(iter(source.segments)), next(iter(target.segments)))
    aligned = [(a, b) for a in source.segments for b in beside.get(a, ())]
    both = [(a, b) for a, b in aligned if b in target.segments]
    return (len(both) / len(aligned), both[0]) if both else (0.0, first)


def _spelled(
    sources: dict[str, _Name],
    chosen: Iterable[Suggestion],
    spelled: Callable[[Sequence[str]], Sequence[str]],
    is_name: Callable[[str], bool],
) -> list[Suggestion]:
    """The names without a word of a chosen pair, as they are spelled, the frequent ones first.

    Words are one name where none of them often stands without the others.
    """
    paired = {word for suggestion in chosen for word in suggestion.source.split()}
    names = [
        name
        for name, each in sources.items()
        if len(words := name.split()) <= 3
        and paired.isdisjoint(words)
        and not any(map(_is_ordinary, words))
        and all(map(is_name, words))
        and all(sources[word].count <= 2 * each.count for word in words if word in sources)
    ]
    inside = {part for name in names for part in _parts(name.split()) if part != name}
    whole = [name for name in names if name not in inside]
    found = [
        Suggestion(name, english, sources[name].count, 0, 0.0, (next(iter(sources[name].segments)), ""))
        for name, english in zip(whole, spelled(whole), strict=True)
        if english
    ]
    return sorted(found, key=lambda s: (-s.source_count, s.source))


def _parts(words: Sequence[str]) -> Iterator[str]:
    """Every run of the words, the whole included."""
    for i in range(len(words)):
        for j in range(i + 1, len(words) + 1):
            yield " ".join(words[i:j])


def _is_ordinary(word: str) -> bool:
    """Whether a word is an adjective and hardly a name: الروسي, روسية; but روحاني."""
    return _is_adjective(word) and (word.startswith("ال") or not word.endswith(("ي", "ى")))


def _is_adjective(word: str) -> bool:
    return _NISBA.search(fold(word).text) is not None


def _arabic_names(segments: Iterable[str], common: CommonWords, known: Callable[[str], bool]) -> dict[str, _Name]:
    """Every run of name-like words and every part of one, counted with its spellings that fold alike.

    A proclitic with another of the names counts as that name.
    """
    spelled: dict[str, str] = {}
    names: dict[str, _Name] = defaultdict(_Name)
    for segment in segments:
        for candidate in common.names(segment):
            for name in _parts(candidate.text.split()):
                names[spelled.setdefault(folded(name), name)].add(segment)
    for name, bare in without_proclitics(spelled).items():
        other = names.pop(spelled[name])
        names[spelled[bare]].count += other.count
        names[spelled[bare]].segments.update(other.segments)
    return {name: each for name, each in names.items() if len(skeleton(name)) >= 2 and not known(name)}


def _english_names(segments: Iterable[str], common: CommonWords) -> dict[str, _Name]:
    """Capitalised runs of up to three words, none of them common and none found only at the beginning of sentences."""
    names: dict[str, _Name] = defaultdict(_Name)
    inside: set[str] = set()
    for segment in segments:
        for run, at_start in _runs(segment):
            for i in range(len(run)):
                for j in range(i + 1, min(i + 3, len(run)) + 1):
                    name = " ".join(run[i:j])
                    if any(part in common.english for part in re.split("[ -]", name.lower())):
                        continue
                    names[name].add(segment)
                    if i or not at_start:
                        inside.add(name)
    return {name: each for name, each in names.items() if name in inside}


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
    if _is_adjective(source) and not _SOUNDS_NISBA.search(target):
        return 0.0  # الروسي is Russian, not Russia; المالكي is Maliki
    bare = source.removeprefix("ال")
    likeness = max(similarity(source, target), similarity(bare, target))
    short = len(skeleton(source)) < 3
    return likeness if not short or likeness == 1 else 0.0


def _without_parts(suggestions: Iterable[Suggestion]) -> list[Suggestion]:
    """One Arabic name for each English name, the most alike; a part of another name only where it stands alone too."""
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
