"""Unknown English names in Arabic letters, for back-translation: a name spelled as a sentence is translated.

Its letters are the words, and the phrases of letters are learned from lists of names (as Finch and Sumita 2008).
"""

import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from mt.training.back import Phrases, collect, learn, translate, wanted_phrases
from mt.training.corpus import Pair
from mt.training.links import align

BEGIN, END = "^", "$"
"""Stand around the letters of a name: vowels sound otherwise there."""


def spell(words: Iterable[str], names: Iterable[Pair], work: Path) -> dict[str, str]:
    """The Arabic spelling of each of the English `words` that has one, by words in lower case.

    `names` are pairs of single words to learn from. Their letters and the links of them are left in `work`.
    """
    lettered = sorted({Pair(_letters(pair.source), _letters(pair.target)) for pair in names})
    sides = work / "letters.ar", work / "letters.en"
    for path, texts in zip(sides, zip(*lettered, strict=True), strict=True):
        path.write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")
    links = list(align(*sides, work / "letters.forward", work / "letters.reverse"))
    wanted = {word.lower(): _letters(word) for word in words}
    ones = [1] * len(lettered)
    order = learn(lettered, ones, links)
    phrases = collect(lettered, ones, links, wanted_phrases(wanted.values(), order.order), order)
    return dict(_spelled(wanted, phrases))


def _spelled(wanted: dict[str, str], phrases: Phrases) -> Iterator[tuple[str, str]]:
    for word, letters in wanted.items():
        back = translate(letters, phrases, {})
        spelling = back.pair.source.replace(" ", "").strip(BEGIN + END)
        if spelling and not back.unknown:
            yield word, spelling


def _letters(word: str) -> str:
    """The letters of a word in lower case and without accents, with spaces between them."""
    plain = (char for char in unicodedata.normalize("NFKD", word.lower()) if char.isalpha())
    return " ".join([BEGIN, *plain, END])
