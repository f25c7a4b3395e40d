"""Rare words, and what they became in the training text.

A small model forgets what it saw only a few times; a table does not. The decoder learns of the rare words in a source
by inline hints, as it learns of a glossary's terms (after Arthur et al. 2016, who add a lexicon to the output layer).
It need not obey: nothing checks that these words appear.
"""

import lzma
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from glossaries.arabic import Token, readable
from glossaries.errors import ModelError
from mt.models.store import RARE_WORDS

LARGEST = 64 << 20
"""Bytes of the table, unpacked."""
LONGEST = 100
"""Characters of a word or its translation."""


@dataclass(frozen=True, slots=True)
class RareWords:
    """Translations by Arabic word, as the model's SentencePiece spells both."""

    translations: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path) -> "RareWords":
        """The rare words of the model in `folder`, none where it has no such file. Raises ModelError."""
        path = folder / RARE_WORDS
        if not path.exists():
            return cls()
        try:
            with lzma.open(path) as packed:
                data = packed.read(LARGEST + 1)
            if len(data) > LARGEST:
                raise ModelError(f"{path}: unpacks to over {LARGEST >> 20} MB: no list of rare words does")
            rows = (
                [line.partition("\t") for line in data.decode("utf-8").removesuffix("\n").split("\n")] if data else []
            )
        except (OSError, ValueError, lzma.LZMAError, EOFError) as error:
            raise ModelError(f"{path}: no list of rare words: {getattr(error, 'strerror', None) or error}") from None
        words, translations = [row[0] for row in rows], [row[2] for row in rows]
        if not (_are_cells(words) and _are_cells(translations)):
            number, word = next(
                (number, word) for number, (word, _, other) in enumerate(rows, 1) if not _are_cells([word, other])
            )
            raise ModelError(f"{path}:{number}: no rare word and its translation: {word.strip()[:60]!r}")
        return cls(dict(zip(words, translations, strict=True)))

    def find(self, tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
        """The index and the translation of each token that is a rare word."""
        for index, token in enumerate(tokens):
            translation = self.translations.get(unicodedata.normalize("NFKC", readable(token.text)))
            if translation:
                yield index, translation


def _are_cells(texts: Sequence[str]) -> bool:
    """Whether texts can be words or translations: short enough, not blank, and without tabs and controls."""
    return max(map(len, texts), default=0) <= LONGEST and "".join(texts).isprintable() and all(map(str.strip, texts))


def save(translations: Mapping[str, str], folder: Path) -> None:
    """Write the file of a model's rare words, a line `word<TAB>translation` for each."""
    with lzma.open(folder / RARE_WORDS, "wt", encoding="utf-8", newline="\n", preset=9) as lines:
        lines.writelines(f"{word}\t{translation}\n" for word, translation in sorted(translations.items()))
