"""Words that no phrase of the training pairs has: other forms of them, what dotted letters stand for, and names."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace

from align.stems import stemmers
from glossaries.arabic import tokenise
from mt.training.back import CHOICES, Phrases, Words, ordered

SPELLED_OUT = {
    "u . s .": ("united states", "american"),
    "u . k .": ("united kingdom", "british"),
    "u . n .": ("united nations",),
    "shi ' ite": ("shiite",),
}
"""What is said in other words where it is put into Arabic: the marks inside get wrong links."""


def words_of(english: Iterable[str]) -> set[str]:
    """The words of sentences, as they are written there."""
    return {token.text for sentence in english for token in tokenise(sentence)}


def with_forms(phrases: Phrases, written: Set[str], known: Words) -> Phrases:
    """The phrases, and for `written` English words without one those of the commonest word of the same stem.

    Only for words that stand in lower case somewhere: a name is no form of another.
    """
    _, stem = stemmers()
    words = (word for word in phrases.choices if word.isalpha())
    forms = {stem(word): word for word in sorted(words, key=lambda word: known.english[word])}
    lacking = (word for word in written if word.isalpha() and word.islower() and word not in phrases.choices)
    more = {word: phrases.choices[forms[stem(word)]] for word in lacking if stem(word) in forms}
    return replace(phrases, choices={**phrases.choices, **more})


def with_spelled_out(phrases: Phrases) -> Phrases:
    """The phrases, and those of what is `SPELLED_OUT` by what stands for it; all words of these are linked to its letters."""
    more = {}
    for short, longs in SPELLED_OUT.items():
        known = (" ".join(ordered(words.split(" "), phrases.order)[0]) for words in longs)
        found = sorted(choice for words in known for choice in phrases.choices.get(words, ()))[:CHOICES]
        if found:
            more[short] = tuple(c._replace(links=tuple((i, 2 * j) for i, j in c.links)) for c in found)
    return replace(phrases, choices={**phrases.choices, **more})


def unknown_names(written: Set[str], phrases: Phrases, names: Mapping[str, str]) -> set[str]:
    """The `written` capitalised words that have no phrase, are not among `names` and never stand in lower case."""
    return {
        word
        for word in written
        if word.isalpha() and word.istitle() and len(word) > 2 and word.lower() not in written
        and word.lower() not in phrases.choices and word.lower() not in names
    }  # fmt: skip
