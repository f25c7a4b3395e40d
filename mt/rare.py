"""Rare words, and what they became in the training text.

A small model forgets what it saw only a few times; a table does not. Of the rare words in a source the decoder is told
by the same inline hints as of a glossary's terms (after Arthur et al. 2016, who add a lexicon to the output layer).
It need not obey: nothing checks that these words appear.
"""

import lzma
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from glossaries.arabic import Token, unmark
from glossaries.errors import ModelError
from mt.models import RARE_WORDS

_PROCLITICS = "وفبكل"


@dataclass(frozen=True, slots=True)
class RareWords:
    """Translations by Arabic word, as the model's SentencePiece spells both."""

    translations: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path) -> "RareWords":
        """The rare words of the model in `folder`, none where it has no file of them. Raises ModelError."""
        path = folder / RARE_WORDS
        if not path.exists():
            return cls()
        try:
            with lzma.open(path, "rt", encoding="utf-8", newline="\n") as lines:
                rows = (line.rstrip("\n").split("\t") for line in lines)
                return cls({word: translation for word, translation in rows})
        except (OSError, ValueError, lzma.LZMAError, EOFError) as error:
            raise ModelError(f"{path}: no list of rare words: {error}") from None

    def find(self, tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
        """The index and the translation of each token that is a rare word.

        A name is known behind a proclitic too.
        """
        for index, token in enumerate(tokens):
            word = unicodedata.normalize("NFKC", unmark(token.text))
            translation = self.translations.get(word)
            if translation is None and len(word) > 3 and word[0] in _PROCLITICS:
                bare = self.translations.get(word[1:], "")
                translation = bare if bare[:1].isupper() else None
            if translation:
                yield index, translation


def save(translations: Mapping[str, str], folder: Path) -> None:
    """Write the file of a model's rare words, `word<TAB>translation` a line."""
    with lzma.open(folder / RARE_WORDS, "wt", encoding="utf-8", newline="\n", preset=9) as lines:
        lines.writelines(f"{word}\t{translation}\n" for word, translation in sorted(translations.items()))
