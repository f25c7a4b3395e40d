"""Words that are a name and an ordinary word, as text has shown them: counts of forms, and a small network.

The file holds how often a form became a name in the translation of a large text and how often something else, how often
lists of names have it, beside which words names stand, and a network that reads the words around a place. It answers with
log-odds. `mt/training/README.md` tells how it is made.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import as_file, files
from math import exp
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glossaries.arabic import folded
from glossaries.evidence import shows_a_name
from glossaries.ordinary import NEVER
from glossaries.surroundings import (
    EDGE,
    FAR,
    PROCLITICS,
    WINDOW,
    around,
    bare,
    counted,
    shape,
    share,
    token,
)

Floats = NDArray[np.float32]
KINDS = ("place", "person", "month", "", "organisation")
"""The kinds of terms that the network tells apart."""
RATED = {"place": 1, "person": 2}
"""The columns of `rates` for these kinds; 0 is for any."""
SLOTS = (-1, -2, 1, 2)
"""The places whose tokens have `rates`."""
STEPS = 8
"""Steps a doubling of a count."""
TOPIC = 3.0
"""The weight of what a text is about beside the nearest words."""
MANY, SURELY = 30, 25
"""From how many places as a name on, and so many times oftener a name than a word, there is no doubt of it."""
WEAK = 0.5
"""The least change of the log-odds that is worth telling as a reason."""
LISTS = ("words", "shapes", "forms")
WEIGHTS = ("vectors", "shape_vectors", "share_vectors", "window", "topic", "form", "types", "beside", "bias", "out",
           "fit", "line", "prior", "flags")  # fmt: skip
REMEMBERED = 1 << 16
"""How many tokens in their places are remembered before it starts afresh."""


class Form(NamedTuple):
    """A word read as `proclitic` and a name's `stem`, all folded, and what was counted of it (`COUNTED`)."""

    stem: str
    proclitic: str
    word: str
    counts: Floats


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Homographs:
    """What was learned.

    `words` number the rows of `vectors` from 1 on; 0 stands for any other word. `counts` of a form, a row of
    `forms`: as a name, as a word, in lists of places, in lists of persons. `rates[slot, word, kind]` is how much likelier
    a word in that slot makes a name, log-odds halved. `weights` are the network's arrays (`WEIGHTS`).
    """

    words: dict[str, int]
    shapes: dict[str, int]
    forms: dict[str, int]
    counts: Floats
    rates: Floats
    weights: dict[str, Floats]
    _seen: dict[tuple[int, str], Floats]
    _forms: dict[tuple[str, int], tuple[Floats, Floats]]
    _judged: dict[tuple[str, ...], float]

    @classmethod
    def bundled(cls) -> "Homographs":
        """What comes with the package. The file is read once; what is remembered of words is each caller's own."""
        return replace(_bundled(), _seen={}, _forms={}, _judged={})

    @classmethod
    def load(cls, path: Path) -> "Homographs":
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            words, shapes, forms = (_unpacked(arrays[name]) for name in LISTS)
            weights = {name: arrays[name].astype(np.float32) for name in WEIGHTS}
            weights["vectors"] *= arrays["scale"].astype(np.float32)
            counts = (np.exp2(arrays["counts"] / STEPS) - 1).astype(np.float32)
            rates = arrays["rates"].astype(np.float32) / 32
        rows = {form: row for row, form in enumerate(forms)}
        # What was counted of على, which is never a name, is no word of علي: both fold to the same.
        counts[[rows[twin] for twin in {folded(each) for each in NEVER} - NEVER if twin in rows], 1] = 0
        return cls(
            {word: number for number, word in enumerate(words, 1)},
            {each: number for number, each in enumerate(shapes)},
            rows,
            counts,
            rates,
            weights,
            {},
            {},
            {},
        )

    def known(self, form: str) -> Sequence[float]:
        """How often a folded form became a name and something else, and how often lists of places and persons have it."""
        row = self.forms.get(form)
        return (0.0, 0.0, 0.0, 0.0) if row is None else self.counts[row].tolist()

    def form(self, stem: str, proclitic: str, word: str) -> Form:
        """What was counted of a folded word that is read as a proclitic and a name."""
        return Form(stem, proclitic, word, np.array(counted(stem, proclitic, word, self.known), np.float32))

    def doubtful(self, form: Form) -> bool:
        """Whether a form, or one that differs in its article or ending, was ever seen as an ordinary word."""
        stem = form.stem.removeprefix("ال")
        names, words, *_ = self.known(form.stem)
        if names >= MANY and names > SURELY * words and not self.known("ال" + form.stem)[1]:
            return False
        kin = {form.stem, stem, "ال" + stem, stem + "ه", stem + "ا"} | ({form.word} if form.proclitic else set())
        return any(self.known(each)[1] for each in kin)

    def often(self, form: Form) -> bool:
        """Whether a form was seen as a name in many places, a quarter of all at least."""
        names, words, *_ = self.known(form.stem)
        return names >= MANY and words <= 3 * names

    def judge(self, form: Form, kind: str, before: Sequence[str], after: Sequence[str]) -> float:
        """The log-odds that a form is a name of this kind between these tokens (`glossaries.surroundings.around`)."""
        place = (form.stem, form.proclitic, kind, *before, "", *after)
        score = self._judged.get(place)
        if score is None:
            score = self._judge(form, kind, before, after)[0]
            if len(self._judged) > REMEMBERED // 4:
                self._judged.clear()
            self._judged[place] = score
        return score

    def explain(self, form: Form, kind: str, before: Sequence[str], after: Sequence[str]) -> tuple[float, str]:
        """The same with a reason: the word without which the answer would be most different, or the counts."""
        score, known = self._judge(form, kind, before, after)
        sign = 1 if score > 0 else -1
        best, why = max(WEAK, sign * known), ""
        for number, each in enumerate(before[:WINDOW]):
            without = self._judge(form, kind, [*before[:number], EDGE, *before[number + 1 :]], after)[0]
            if each[0].isalpha() and sign * (score - without) > best:
                best, why = sign * (score - without), f"{each} before it"
        for number, each in enumerate(after[:WINDOW]):
            without = self._judge(form, kind, before, [*after[:number], EDGE, *after[number + 1 :]])[0]
            if each[0].isalpha() and sign * (score - without) > best:
                best, why = sign * (score - without), f"{each} after it"
        names, words, *_ = map(round, self.known(form.stem))
        return score, why or f"in text {form.stem} was a name {names} times, a word {words} times"

    def _judge(self, form: Form, kind: str, before: Sequence[str], after: Sequence[str]) -> tuple[float, float]:
        """The log-odds, and the part of them that is known of the form wherever it stands."""
        weights, row = self.weights, KINDS.index(kind) if kind in KINDS else KINDS.index("")
        size = weights["vectors"].shape[1]
        beside = [self._near(-1 - k, before[k] if k < len(before) else EDGE) for k in range(WINDOW)]
        beside += [self._near(k + 1, after[k] if k < len(after) else EDGE) for k in range(WINDOW)]
        words = [self._far(each) for each in (*before[:FAR], *after[:FAR]) if each != EDGE]
        topic = np.add.reduce([np.zeros(size, np.float32), *words]) * np.float32(TOPIC / (len(words) + 2))
        rates = self._rates(kind, before, after)
        base, fit = self._own(form.stem, row)
        hidden = base + rates @ weights["beside"] + topic @ weights["topic"] + np.add.reduce(beside)[size:]
        sides = np.concatenate([beside[0][:size], beside[WINDOW][:size], topic])
        known = float(weights["prior"][row] @ form.counts)
        line = float(weights["line"][row] @ rates) + float(weights["flags"] @ flags(kind, form, before, after))
        score = np.maximum(hidden, 0) @ weights["out"][:-1] + weights["out"][-1] + fit @ sides
        return float(score) + known + line, known

    def _own(self, stem: str, row: int) -> tuple[Floats, Floats]:
        """What a form adds to the hidden layer with the type `row`, and what it looks for beside it, side by side."""
        found = self._forms.get((stem, row))
        if found is None:
            weights = self.weights
            own = weights["vectors"][self.words.get(stem, 0)]
            look = weights["shape_vectors"][self.shapes.get(shape(stem), -1)]
            base = weights["bias"] + weights["types"][row] + np.concatenate([own, look]) @ weights["form"]
            found = base, np.concatenate([own @ each for each in weights["fit"]])
            if len(self._forms) > REMEMBERED // 4:
                self._forms.clear()
            self._forms[stem, row] = found
        return found

    def _near(self, offset: int, token_: str) -> Floats:
        """The vector of a token, and what it adds to the hidden layer at an offset."""
        found = self._seen.get((offset, token_))
        if found is None:
            vector = self._far(token_) + self.weights["shape_vectors"][self.shapes.get(shape(token_), -1)]
            size = len(vector)
            place = (WINDOW + offset if offset < 0 else WINDOW + offset - 1) * size
            found = np.concatenate([vector, vector @ self.weights["window"][place : place + size]])
            self._remember((offset, token_), found)
        return found

    def _far(self, token_: str) -> Floats:
        """The vector of a token, with how often it was a name itself."""
        found = self._seen.get((0, token_))
        if found is None:
            found = self.weights["vectors"][self.row(token_)] + self.weights["share_vectors"][self.share(token_)]
            self._remember((0, token_), found)
        return found

    def _remember(self, key: tuple[int, str], found: Floats) -> None:
        if len(self._seen) > REMEMBERED:
            self._seen.clear()
        self._seen[key] = found

    def _rates(self, kind: str, before: Sequence[str], after: Sequence[str]) -> Floats:
        around_it = [side[k] if k < len(side) else EDGE for side in (before, after) for k in range(2)]
        rows = [self.row(each) for each in around_it]
        both = self.rates[range(len(rows)), rows]
        return np.concatenate([both[:, 0], both[:, RATED.get(kind, 0)]])

    def row(self, token_: str) -> int:
        """The row of `vectors` for a token, 0 where it is not known."""
        return self.words.get(token_) or self.words.get(bare(token_), 0)

    def share(self, token_: str) -> int:
        """`glossaries.surroundings.share` of a token, or of what it is without its clitics."""
        if not token_[0].isalpha():
            return 0
        listed = False
        for each in (token_, bare(token_)):
            names, words, *lists = self.known(each)
            listed = listed or any(lists)
            if names or words:
                return share(names, words)
        return share(0, 0, listed)


def flags(kind: str, form: Form, before: Sequence[str], after: Sequence[str]) -> Floats:
    """Whether a title or the like shows the name (`glossaries.evidence`), and whether that alone would do."""
    if form.proclitic:
        return np.zeros(2, np.float32)
    words = []
    for each in before:
        if each in (EDGE, ".", "،"):
            break
        if each != "«":
            words.append(each)
    follows = after[0] if after and after[0] not in (EDGE, ".", "،", "«") else ""
    return np.array([shows_a_name(kind, words[:WINDOW], follows, strict) for strict in (False, True)], np.float32)


@cache
def _bundled() -> Homographs:
    """The file of the package. Reading takes some 80 ms, and a server makes a matcher for many a request."""
    with as_file(files("glossaries").joinpath("data", "homographs.npz")) as path:
        return Homographs.load(path)


def name_probability(
    tokens: Sequence[str], index: int, kind: str | None = None, proclitic: str = "", known: Homographs | None = None
) -> float:
    """The probability that the word `tokens[index]` of an Arabic sentence is a name and no ordinary word, 0 to 1.

    `tokens` are the words and marks of the sentence as written. `kind` is the kind of name that it would be (`KINDS`);
    None for any. `proclitic` are the letters in front of the name that are none of its own (ب of بحماس). Load
    `known` once (`Homographs.bundled`) and hand it in where many words are asked for.
    """
    known = known or Homographs.bundled()
    read = [token(each) for each in tokens]
    word = read[index]
    if not word.startswith(proclitic) or not all(letter in PROCLITICS for letter in proclitic):
        raise ValueError(f"{proclitic!r} is no proclitic of {tokens[index]!r}")
    before, after = around(read, index, index, proclitic)
    score = known.judge(known.form(word[len(proclitic) :], proclitic, word), kind or "", before, after)
    return 1 / (1 + exp(-max(-50.0, min(50.0, score))))


def save(path: Path, lists: Sequence[Sequence[str]], counts: Floats, rates: Floats, weights: dict[str, Floats]) -> None:
    """Write what `Homographs.load` reads: the `LISTS`, the counts of each form, the rates, and the network's `WEIGHTS`."""
    scale = np.abs(weights["vectors"]).max(axis=1, keepdims=True).clip(min=1e-6).astype(np.float16) / np.float16(127)
    arrays = {name: np.frombuffer("\n".join(each).encode(), np.uint8) for name, each in zip(LISTS, lists, strict=True)}
    arrays |= {name: weights[name].astype(np.float16) for name in WEIGHTS if name != "vectors"}
    arrays["vectors"] = np.rint(weights["vectors"] / scale.astype(np.float32)).clip(-127, 127).astype(np.int8)
    arrays["counts"] = np.rint(np.log2(counts + 1) * STEPS).clip(0, 255).astype(np.uint8)
    arrays["rates"] = np.rint(rates * 32).clip(-127, 127).astype(np.int8)
    np.savez_compressed(path, allow_pickle=False, scale=scale, **arrays)


def _unpacked(packed: NDArray[np.uint8]) -> list[str]:
    return packed.tobytes().decode().split("\n") if packed.size else []
