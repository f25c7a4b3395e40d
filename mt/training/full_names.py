"""Full names that translated text has twice and always the same, as rows of a glossary, for `world`.

    python -m mt.training.full_names PAIRS... > rows.tsv

Two Arabic words side by side that sound like two English words with capitals side by side are a name.
"""

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from glossaries.arabic import folded
from glossaries.files import load
from glossaries.match import Matcher
from glossaries.name_words import NameWords
from glossaries.names import CommonWords
from glossaries.sound_keys import key, keys
from glossaries.unlisted import is_ordinary
from mt.training.aligned_names import Labelled, Labeller
from mt.training.corpus import pairs_of
from mt.training.english_names import Counts, count

LEAST = 2
"""How often the pairs have a name."""
WRITTEN = 3
"""How often the English side has it."""
_PROCLITICS = "وفبلك"
_ADJECTIVE = re.compile("(?:ish|ican|ese)$")


def full_names(
    sentences: Iterable[Labelled], counts: Counts, common: CommonWords, words: NameWords
) -> Iterator[tuple[str, str]]:
    """Arabic names of two words with their English, the most frequent first. One word at least is no common one."""
    became: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        for at in range(len(sentence.words) - 1):
            (one, first), (two, second) = sentence.names[at : at + 2]
            start, end = sentence.places[at], sentence.places[at + 1]
            if first and two == one + 1 and one in sentence.beside and end - start == len(sentence.words[at]) + 1:
                became[f"{sentence.words[at]} {sentence.words[at + 1]}"][f"{first} {second}"] += 1
    ranked = sorted(became.items(), key=lambda each: (-each[1].total(), each[0]))
    for arabic, ways in ranked:
        (english, times), total = ways.most_common(1)[0], ways.total()
        first, second = english.split()
        given, family = arabic.split()
        joined = (
            (arabic[0] in _PROCLITICS and arabic[1:] in became) or given.startswith("ال") or _is_joined(family, second)
        )
        unknown = any(folded(word) not in common for word in (given, family))
        plain = not any(is_ordinary(words.get(word)) or _ADJECTIVE.search(word) for word in (first, second))
        often = total >= LEAST and counts.pairs[first, second] >= WRITTEN
        if often and plain and times == total and unknown and not joined and english.isascii():
            yield arabic, english


def _is_joined(arabic: str, english: str) -> bool:
    """Whether a word is "and" and the name: ألبرتو وهيلين is no Alberto Helene."""
    return arabic[0] == "و" and key(english) in keys(arabic[1:])


def main(paths: Sequence[Path]) -> None:
    matcher = Matcher(load("world"))
    counts = count(pair.target for path in paths for pair in pairs_of(path))
    labeller = Labeller(counts, shortest=2)
    sentences = (each for path in paths for each in labeller.label(pairs_of(path)))
    for arabic, english in full_names(sentences, counts, CommonWords.load(), NameWords.load()):
        if not matcher.find(arabic):  # a country beside a name is no name
            print(arabic, english, sep="\t")


if __name__ == "__main__":
    main(list(map(Path, sys.argv[1:])))
