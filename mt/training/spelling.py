"""Unknown English names in Arabic letters, for back-translation: a name spelled as a sentence is translated.

Its letters are the words, and the phrases of letters are learned from lists of names (as Finch and Sumita 2008).
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from glossaries.letters import english_words, paired_words
from mt.training.back import Phrases, collect, learn, translate, wanted_phrases
from mt.training.corpus import Pair
from mt.training.links import align

BEGIN, END = "^", "$"
"""Stand around the letters of a name: vowels sound otherwise there."""


def spell(words: Iterable[str], names: Iterable[Pair], work: Path) -> dict[str, str]:
    """The Arabic spelling of each of the English `words` that has one, by words in lower case.

    `names` are pairs to learn from, those that are one word on both sides. Their letters and the links of them are left in
    `work`.
    """
    paired = (paired_words(*name) for name in names)
    lettered = sorted({Pair(*map(_letters, both)) for both in paired if len(both[0]) == len(both[1]) == 1})
    sides, files = (work / "letters.ar", work / "letters.en"), (work / "letters.forward", work / "letters.reverse")
    links = list(align(lettered, sides, files))
    wanted = {word.lower(): _letters(english_words(word)) for word in words}
    ones = [1] * len(lettered)
    known = learn(lettered, ones, links)
    phrases = collect(lettered, ones, links, wanted_phrases(wanted.values(), known.order), known)
    return dict(_spelled(wanted, phrases))


def _spelled(wanted: dict[str, str], phrases: Phrases) -> Iterator[tuple[str, str]]:
    for word, letters in wanted.items():
        back = translate(letters, phrases, {})
        spelling = back.pair.source.replace(" ", "").strip(BEGIN + END)
        if spelling and not back.unknown:
            yield word, spelling


def _letters(words: Iterable[str]) -> str:
    """The letters of words, as `glossaries.letters` has them, with spaces between them."""
    return " ".join([BEGIN, *"".join(words), END])
