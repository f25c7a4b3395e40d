"""What `mt.review` knows by learning: which words are wrong or left out, and the risk of a pair.

    python -m mt.training.reviewing DATA --written mt/training/written/reviews.tsv.xz --work WORK --out mt/review/data/risk.npz

`DATA` is the folder of development texts: `flores-dev.ar` and `.en`, `ntrex-dev.tsv`, `written-dev.tsv`, `pud-dev.ar` and
`.en`, and `peers/flores-dev.NAME.en`. Errors are planted in the references (`mt.training.planted`). WRITTEN has right and
wrong translations that were written for this: a group, Arabic, English, `good` or the kind of its error, the wrong words
of the English and the words of the Arabic that it concerns. What is learned of words in one half of the documents is used to learn of risks in the other half, and each half tells how good that is.
Looks take a quarter of an hour and are kept in `WORK`.
"""

import argparse
import lzma
import pickle
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr

from align.attention import from_attention
from align.bitext import SegmentPair, Span
from align.lexicon import Lexicon
from glossaries.arabic import Token
from glossaries.errors import InputError
from mt.models.engine import Engine
from mt.models.options import EngineOptions
from mt.models.store import find
from mt.review.looks import looks
from mt.review.risk import FULL, LIGHT, figures
from mt.review.trees import Trees
from mt.review.views import Model, view
from mt.review.words import LIGHT_SOURCE, LIGHT_TARGET, SOURCE_FIGURES, TARGET_FIGURES, Look, Reviewer, Seen
from mt.training.boosting import grow
from mt.training.isotonic import steps
from mt.training.planted import KINDS, Planted, examples
from mt.training.pools import Pools

EACH = 2
"""Errors planted for each pair."""
WRITTEN = "judged"
"""The group of the written translations."""
JUDGED = 5.0
"""The weight of a written translation beside that of one with a planted error."""
SEED = 7
PEER, OWN = "peer", "own"
GOOD, SPREAD = 70.0, 50.0
"""A machine's sentence of this chrF is taken to be sure to be right, one of `GOOD - SPREAD` to mislead."""
WINDOW = 512
SHARE_BAD = 0.3
"""The share of misleading sentences among those that a risk is calibrated on."""


@dataclass(slots=True)
class Example:
    """A pair of a document. `kind` is empty for a reference, `peer` and `own` for a machine's sentence, else the error's.

    `bad`: how sure it is to mislead. `wrong` and `lost` mark the tokens that an error made so.
    """

    group: str
    half: int
    pair: SegmentPair
    kind: str
    bad: float
    made: Planted | None = None
    look: Look | None = None
    model: Model | None = None
    wrong: NDArray[np.bool_] | None = None
    lost: NDArray[np.bool_] | None = None


def read(data: Path) -> list[tuple[str, str, str, str]]:
    """The reference pairs as `(set, document, Arabic, English)`."""
    flores = zip(_lines(data / "flores-dev.ar"), _lines(data / "flores-dev.en"), strict=True)
    rows = [("flores", f"f{k // 30}", *pair) for k, pair in enumerate(flores)]
    for line in _lines(data / "ntrex-dev.tsv"):
        document, arabic, english = line.split("\t")
        rows.append(("ntrex", document, arabic, english))
    for k, line in enumerate(_lines(data / "written-dev.tsv")):
        arabic, english = line.split("\t")[:2]
        rows.append(("written", f"w{k}", arabic, english))
    pud = zip(_lines(data / "pud-dev.ar"), _lines(data / "pud-dev.en"), strict=True)
    return rows + [("pud", f"p{k // 10}", _joined(one), _joined(other)) for k, (one, other) in enumerate(pud)]


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").removesuffix("\n").split("\n")


def _joined(text: str) -> str:
    """Text whose tokens stand apart, as it is usually written."""
    text = re.sub(r" (?=[.,;:!?؟،؛)%»”’']|n't)", "", text)
    return re.sub(r'" ([^"]*) "', r'"\1"', re.sub(r"(?<=[(«“]) ", "", text))


def written(path: Path) -> list[Example]:
    """The examples of a table of written translations, without looks. Raises InputError."""
    found: list[Example] = []
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                group, arabic, english, kind, wrong, concerned = line.rstrip("\n").split("\t")
            except ValueError:
                raise InputError(f"{path}:{number}: no six columns") from None
            pair, half = SegmentPair("", arabic, english), int(group) % 2
            if kind == "good":
                found.append(Example(WRITTEN, half, pair, "", 0.0))
            else:
                places = _places(arabic, concerned), _places(english, wrong)
                found.append(Example(WRITTEN, half, pair, kind, 1.0, Planted(arabic, english, kind, *places)))
    return found


def _places(text: str, words: str) -> tuple[Span, ...]:
    """Where words stand in a text; nowhere where they do not, or are none."""
    at = text.find(words) if words else -1
    return ((at, at + len(words)),) if at >= 0 else ()


def gather(data: Path, engine: Engine) -> list[Example]:
    """All examples but the written ones, without looks: references with errors in them, and what machines wrote."""
    from sacrebleu.metrics.chrf import CHRF

    chrf = CHRF()
    rows, dice = read(data), random.Random(SEED)
    documents = sorted({row[1] for row in rows})
    dice.shuffle(documents)
    half = {document: k % 2 for k, document in enumerate(documents)}
    found: list[Example] = []
    for side in (0, 1):
        mine = [row for row in rows if half[row[1]] == side]
        pools = Pools.of(row[3] for row in mine)
        for row, bad in zip(mine, examples([row[2:] for row in mine], pools, dice, EACH), strict=True):
            found.append(Example(row[0], side, SegmentPair("", *row[2:]), "", 0.0))
            found += [Example(row[0], side, SegmentPair("", e.source, e.target), e.kind, 1.0, e) for e in bad]

    def machine(kind: str, group: str, row: tuple[str, str, str, str], english: str, score: float | None) -> None:
        bad = float(np.clip((GOOD - chrf.sentence_score(english, [row[3]]).score) / SPREAD, 0, 1))
        found.append(Example(group, half[row[1]], SegmentPair("", row[2], english, score=score), kind, bad))

    flores = [row for row in rows if row[0] == "flores"]
    for n, path in enumerate(sorted((data / "peers").glob("flores-dev.*.en"))):
        for k, (row, english) in enumerate(zip(flores, _lines(path), strict=True)):
            if (k + n) % 7 in (0, 2, 4):
                machine(PEER, path.name.split(".")[1], row, english, None)
    hypotheses = engine.translate(engine.encode([row[2] for row in rows]))
    for row, hypothesis, english in zip(rows, hypotheses, engine.decode([h.pieces for h in hypotheses]), strict=True):
        machine(OWN, "own", row, english, hypothesis.score)
    return found


def look_at(found: Sequence[Example], engine: Engine, reviewer: Reviewer) -> None:
    """Add the looks, and which words are wrong or lost."""
    for start in range(0, len(found), WINDOW):
        some = found[start : start + WINDOW]
        for example, (look, model) in zip(some, looks([e.pair for e in some], engine, reviewer), strict=True):
            example.look, example.model = look, model
        print(f"{start + len(some)} of {len(found)} looked at", flush=True)
    clean: Example | None = None
    for example in found:
        clean = example if not example.kind else clean
        if example.group == WRITTEN:
            _mark_as_told(example)
        elif example.made and clean:
            _mark(example, clean)


def _mark_as_told(example: Example) -> None:
    """Mark the words that a written translation is said to have wrong, and those of the source."""
    made, look = example.made, example.look
    if made and look:
        example.wrong, example.lost = _touched(look.target, made.in_target), _touched(look.source, made.in_source)


def _mark(example: Example, clean: Example) -> None:
    """Mark the words that a planted error made wrong, and those that it left without a rendering."""
    made, look, before = example.made, example.look, clean.look
    assert made and look and before
    wrong = _touched(look.target, made.in_target)
    lost = np.zeros(len(look.source), bool)
    if example.pair.source != clean.pair.source:
        gone = _changed(before.source, clean.pair.source, example.pair.source)
        for j, i in _best(before, of_target=True).items():
            if i in gone and j < len(wrong):
                wrong[j] = True
    elif example.kind != "role":
        gone = _changed(before.target, clean.pair.target, example.pair.target)
        for i, j in _best(before, of_target=False).items():
            lost[i] |= j in gone
    example.wrong, example.lost = wrong, lost


def _touched(tokens: Sequence[Token], spans: Sequence[Span]) -> NDArray[np.bool_]:
    """Which of the tokens stand, if only in part, in one of the spans."""
    return np.array([any(t.start < b and t.end > a for a, b in spans) for t in tokens], bool)


def _changed(tokens: Sequence[Token], before: str, after: str) -> set[int]:
    """The tokens of a text that are not as they stand in another, which has one place that differs."""
    shortest = min(len(before), len(after))
    start = next((k for k in range(shortest) if before[k] != after[k]), shortest)
    end = next((k for k in range(shortest - start) if before[-1 - k] != after[-1 - k]), shortest - start)
    return {k for k, token in enumerate(tokens) if token.start < len(before) - end and token.end > start}


def _best(look: Look, of_target: bool) -> dict[int, int]:
    """The word that each is surely linked to."""
    links = sorted((link for link in look.links if link.score > 0.3), key=lambda link: link.score)
    return {link.target: link.source for link in links} if of_target else {link.source: link.target for link in links}


def lighter(look: Look) -> Look:
    """The look without what only a second pass of the model gives: its links are those of the attention."""
    assert look.attention is not None
    links = from_attention(look.attention, range(len(look.source)), range(len(look.target)))
    return Look(look.source, look.target, links)


def learn(found: Sequence[Example], reviewer: Reviewer, light: bool, out: dict[str, NDArray[np.generic]]) -> None:
    """Learn all that one way of reviewing needs, tell how good it is, and add it to the arrays."""
    name = "light" if light else "full"
    columns = (LIGHT_SOURCE, LIGHT_TARGET) if light else (SOURCE_FIGURES, TARGET_FIGURES)
    at = [
        [names.index(each) for each in wanted]
        for names, wanted in zip((SOURCE_FIGURES, TARGET_FIGURES), columns, strict=True)
    ]
    found = [e for e in found if e.look is not None and e.look.attention is not None]
    seen = [reviewer.see(lighter(e.look) if light else e.look) for e in found]  # type: ignore[arg-type]
    half = np.array([e.half for e in found])

    def words(sides: Sequence[int]) -> tuple[Trees, Trees]:
        grown = []
        for side in (0, 1):
            chosen = [k for k, e in enumerate(found) if e.half in sides and e.kind not in (PEER, OWN, "role")]
            rows = np.concatenate([_side(seen[k], side)[:, at[side]] for k in chosen])
            labels = np.concatenate([_labels(found[k], seen[k], side) for k in chosen])
            grown.append(grow(rows, labels, np.ones(len(labels)), 50, 4, 0.18))
        return grown[0], grown[1]

    crossed = {side: words([1 - side]) for side in (0, 1)}
    rows = []
    for e, s in zip(found, seen, strict=True):
        lost, wrong = (trees.probability(_side(s, side)[:, at[side]]) for side, trees in enumerate(crossed[e.half]))
        assert e.look is not None
        look = lighter(e.look) if light else e.look
        rows.append(figures(view(e.pair, look, s, wrong, lost, None if light else e.model)))
    table = np.array(rows)[:, : len(LIGHT if light else FULL)]
    bad = np.array([e.bad for e in found])
    kind = np.array([e.kind for e in found])
    judged = np.array([e.group == WRITTEN for e in found])
    weight = np.where(judged, JUDGED, 1.0) * np.where(kind == "", float(EACH), 1.0)
    used = kind == OWN if light else kind != OWN
    risks = np.zeros(len(found))
    for side in (0, 1):
        mine = used & (half != side)
        grown = grow(table[mine], bad[mine], weight[mine], 40 if light else 100, 3 if light else 4, 0.1)
        risks[half == side] = grown.probability(table[half == side])
    _tell(name, risks, found, used)
    final = grow(table[used], bad[used], weight[used], 40 if light else 100, 3 if light else 4, 0.1)
    of_lost, of_wrong = words([0, 1])
    counted = used & np.isin(kind, [OWN] if light else ["", *KINDS])
    share = bad[counted].mean()
    balance = np.where(bad[counted] > 0.5, SHARE_BAD / share, (1 - SHARE_BAD) / (1 - share))
    at_, value = steps(risks[counted], bad[counted], np.ones(counted.sum()) if light else balance)
    out |= of_lost.arrays(f"{name}.lost") | of_wrong.arrays(f"{name}.wrong") | final.arrays(f"{name}.risk")
    out |= {f"{name}.at": at_, f"{name}.value": value}


def _side(seen: Seen, side: int) -> NDArray[np.float32]:
    return seen.target if side else seen.source


def _labels(example: Example, seen: Seen, side: int) -> NDArray[np.float64]:
    marked, words = (example.wrong, seen.target_words) if side else (example.lost, seen.source_words)
    return np.zeros(len(words)) if marked is None else marked[words].astype(np.float64)


def _tell(name: str, risks: NDArray[np.float64], found: Sequence[Example], used: NDArray[np.bool_]) -> None:
    kinds = np.array([e.kind for e in found])
    bad = np.array([e.bad for e in found])
    group = np.array([e.group for e in found])
    good = kinds == ""
    for kind in KINDS:
        both = good | (kinds == kind)
        print(f"{name} {kind}: AUC {auc(risks[both], kinds[both] == kind):.3f}")
    for each in ("flores", "ntrex", "written", "pud", WRITTEN):
        both = (group == each) & (good | np.isin(kinds, KINDS))
        print(f"{name} {each}: AUC {auc(risks[both], kinds[both] != ''):.3f}")
    dice, areas, hits = np.random.default_rng(SEED), [], []
    for _ in range(200):
        chosen = [dice.choice(np.flatnonzero(kinds == kind), 8 - (n > 3), False) for n, kind in enumerate(KINDS)]
        at = np.concatenate([*chosen, dice.choice(np.flatnonzero(good), 60, False)])
        is_bad = kinds[at] != ""
        areas.append(auc(risks[at], is_bad))
        hits.append(is_bad[np.argsort(-risks[at])[:30]].sum())
    print(
        f"{name} 60 good and 60 bad, the kinds evenly: AUC {np.mean(areas):.3f}, of the 30 riskiest {np.mean(hits):.1f} bad"
    )
    for each in sorted({e.group for e in found if e.kind in (PEER, OWN)}):
        mine = group == each
        print(f"{name} {each}: Spearman of risk and badness by chrF {spearmanr(risks[mine], bad[mine])[0]:.3f}")


def auc(risks: NDArray[np.float64], bad: NDArray[np.bool_]) -> float:
    """The probability that a bad one has a higher risk than a good one."""
    ranks = np.empty(len(risks))
    ranks[np.argsort(risks)] = np.arange(len(risks))
    count = int(bad.sum())
    return float((ranks[bad].sum() - count * (count - 1) / 2) / (count * (len(bad) - count)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--written", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    reviewer, kept = Reviewer(Lexicon.bundled()), given.work / "looks.pickle"
    if not kept.exists():
        engine = Engine(find("ar-en"), EngineOptions(beam_size=4))
        found = gather(given.data, engine) + written(given.written)
        look_at(found, engine, reviewer)
        given.work.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(pickle.dumps(found))
    found = pickle.loads(kept.read_bytes())
    arrays: dict[str, NDArray[np.generic]] = {}
    for light in (False, True):
        learn(found, reviewer, light, arrays)
    np.savez_compressed(given.out, **arrays)  # type: ignore[arg-type]
    print(f"{given.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
