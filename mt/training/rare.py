"""The rare words of the training text that nearly always became the same: a table beside the network."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from glossaries.arabic import has_arabic
from mt.training.prepare import Prepared

RAREST, OFTENEST = 2, 1000
"""How often a word stands in the pairs. What is more frequent the network learns by itself."""
SURE, NAME = 0.75, 0.6
"""The least share of its places where a word became the same; less will do for a name."""
LONGEST = 3
"""English words."""
_ENGLISH = re.compile(r"[^\W\d_]+(?:[ '’-][^\W\d_]+)*")
UNKNOWN = "<unk>"
"""The piece for what has none."""


def rare_words(data: Prepared, pieces: Sequence[str]) -> dict[str, str]:
    """The translation of each rare word, by the links of the pairs; `pieces` are the vocabulary by id.

    A word counts with the run of English words that it is linked to, where those are linked to nothing else.
    """
    became: dict[str, Counter[str]] = defaultdict(Counter)
    written: Counter[str] = Counter()
    for k in range(len(data.copies)):
        for word, translation in _words(data, k, pieces):
            became[word][translation] += 1
            written.update(translation.split())
    chosen = {}
    for word, counts in became.items():
        total = counts.total()
        translation, count = _most(counts, written)
        sure = NAME if translation[:1].isupper() else SURE
        if RAREST <= total <= OFTENEST and count >= max(RAREST, sure * total):
            chosen[word] = translation
    return chosen


def _words(data: Prepared, k: int, pieces: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each source word of a pair with its translation, "" where the links give none."""
    source, source_word, target, target_word, links = (each.tolist() for each in data.pair(k))
    sources, targets = _places(source_word), _places(target_word)
    partners, owners = defaultdict(list), defaultdict(set)
    for i, j in links:
        partners[i].append(j)
        owners[j].add(i)
    for i, (start, end) in sources.items():
        linked = partners.get(i, ())
        run = range(min(linked), max(linked) + 1) if linked else ()
        whole = 0 < len(run) <= LONGEST and all(owners.get(j, {i}) == {i} and j in targets for j in run)
        translation = _text(target[targets[run[0]][0] : targets[run[-1]][1]], pieces) if whole else ""
        word = _text(source[start:end], pieces)
        if has_arabic(word) and UNKNOWN not in word:
            yield word, translation if _ENGLISH.fullmatch(translation) else ""


def _places(words: Sequence[int]) -> dict[int, tuple[int, int]]:
    """The pieces of each word, as a range."""
    places: dict[int, tuple[int, int]] = {}
    for at, word in enumerate(words):
        if word >= 0:
            places[word] = places.get(word, (at, at))[0], at + 1
    return places


def _text(ids: Sequence[int], pieces: Sequence[str]) -> str:
    return "".join(pieces[id_] for id_ in ids).replace("▁", " ").strip()


def _most(counts: Counter[str], written: Counter[str]) -> tuple[str, int]:
    """The most frequent translation, and how often it stands there in any case.

    It is in lower case where each of its words mostly is among all that are `written`.
    """
    cased: dict[str, Counter[str]] = defaultdict(Counter)
    for text, count in counts.items():
        if text:
            cased[text.lower()][text] += count
    if not cased:
        return "", 0
    lower, ways = max(cased.items(), key=lambda each: (each[1].total(), each[0]))
    ordinary = all(written[word.lower()] >= written[word] for word in ways.most_common(1)[0][0].split())
    return lower if ordinary else ways.most_common(1)[0][0], ways.total()
