"""Sentence pairs for training: read, clean, filter and mix by a recipe."""

import hashlib
import html
import lzma
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from glossaries.arabic import has_arabic, unmark
from glossaries.errors import InputError

_QUOTES = str.maketrans("“”„‘’‚", "\"\"\"'''")
_SPACE = re.compile(r"\s+")
_LATIN = re.compile(r"[A-Za-z]")


class Pair(NamedTuple):
    """A source sentence and its translation, cleaned."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the mix: `name` without `.tsv.xz`, taken `weight` times (2.5: twice, and half of it again)."""

    name: str
    weight: float


def clean_source(text: str) -> str:
    """Arabic as the model reads it: HTML entities and compatibility forms resolved, vowel marks and tatweel gone."""
    return _SPACE.sub(" ", unmark(unicodedata.normalize("NFKC", html.unescape(text)))).strip()


def clean_target(text: str) -> str:
    """English as the model writes it: HTML entities resolved, straight quotes, single spaces."""
    return _SPACE.sub(" ", unicodedata.normalize("NFC", html.unescape(text)).translate(_QUOTES)).strip()


def acceptable(pair: Pair, longest: int = 120) -> bool:
    """Whether a pair is long enough to teach, short enough to fit, and in its two languages."""
    source, target = pair.source.split(), pair.target.split()
    if not source or not target or len(source) > longest or len(target) > longest:
        return False
    ratio = len(pair.target) / len(pair.source)
    if len(pair.source) + len(pair.target) > 60 and not 0.55 < ratio < 2.6:
        return False
    return has_arabic(pair.source) and not has_arabic(pair.target) and bool(_LATIN.search(pair.target))


def pairs_of(path: Path) -> Iterator[Pair]:
    """The acceptable pairs of a `.tsv` or `.tsv.xz` file, `ar<TAB>en[<TAB>...]` a line."""
    for line in _lines(path):
        source, target, *_ = (*line.rstrip("\n").split("\t"), "", "")
        pair = Pair(clean_source(source), clean_target(target))
        if acceptable(pair):
            yield pair


def mix(folders: Sequence[Path], sources: Iterable[Source], part: int = 0) -> Iterator[Pair]:
    """All pairs of the recipe's files, wherever in `folders` they are, each as often as its source's weight says.

    A fractional weight takes a fixed share of the pairs, chosen by their text: the same pairs every time. Another `part`
    takes another share, the one after that of the part before.
    Raises InputError for a file that is nowhere.
    """
    for source in sources:
        whole, share = divmod(source.weight, 1)
        for pair in pairs_of(_find(folders, source.name, "tsv")):
            copies = int(whole) + _taken("\t".join(pair), share, part)
            yield from (pair,) * copies


def sentences(folders: Sequence[Path], sources: Iterable[Source], part: int = 0, longest: int = 60) -> Iterator[str]:
    """The English sentences of `.txt` or `.txt.xz` files, one a line, cleaned; of each source the share that its weight says.

    What has fewer than four words or more than `longest`, or mostly no letters, is left out, as is what was there before.
    Raises InputError for a file that is nowhere.
    """
    seen: set[str] = set()
    for source in sources:
        for line in _lines(_find(folders, source.name, "txt")):
            sentence = clean_target(line)
            letters = sum(char.isascii() and char.isalpha() for char in sentence)
            if not 4 <= len(sentence.split()) <= longest or letters < 0.6 * len(sentence):
                continue
            if sentence.lower() not in seen and _taken(sentence, source.weight, part):
                seen.add(sentence.lower())
                yield sentence


def capitalise(pair: Pair) -> Pair:
    """A name pair with its English side in capitals where a list has it in lower case."""
    return pair._replace(target=pair.target.title()) if pair.target.islower() else pair


def _find(folders: Sequence[Path], name: str, ending: str) -> Path:
    names = (f"{name}.{ending}.xz", f"{name}.{ending}")
    path = next((folder / each for folder in folders for each in names if (folder / each).exists()), None)
    if path is None:
        raise InputError(f"no {' or '.join(names)} in {', '.join(map(str, folders))}: the recipe wants it")
    return path


def _lines(path: Path) -> Iterator[str]:
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as lines:
        yield from lines


def _taken(text: str, share: float, part: int) -> bool:
    """Whether `text` is in the given part when texts are dealt out, a `share` of all to each part."""
    place = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=4).digest()) / 2**32
    return (place - part * share) % 1 < share
