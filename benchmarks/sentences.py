"""Sentence alignment beside its peers: precision, recall and F1 of beads against gold ones.

    python -m benchmarks.sentences parallel FOLDER [PEERS]...
    python -m benchmarks.sentences comparable FOLDER [PEERS]...
    python -m benchmarks.sentences article
    python -m benchmarks.sentences speed SOURCE TARGET

FOLDER has documents as `NAME.ar`, `NAME.en` (a sentence a line) and `NAME.gold` (`[0]:[0, 1]` lines); a PEERS folder has
`NAME.out` of the same form. A bead counts where both its sides are those of a gold bead; "whole" are the beads without
an empty side. `article` pairs the Al Jazeera piece with the English report of the same day, by the gold below. `speed`
aligns two files of sentences and tells time and peak memory.
"""

import re
import resource
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from align.bitext import Bead
from align.evidence import Evidence, Knowledge, gather
from align.lexicon import Lexicon
from align.matching import comparable
from align.sentences import parallel
from align.splitting import split
from glossaries.files import load
from glossaries.match import Matcher
from mt.models.engine import Engine
from mt.models.options import EngineOptions
from mt.models.store import find
from mt.pipeline.translate import translate

SEEDS = Path(__file__).parents[1] / "seeds"
DRAWN = {
    ("اتفاق تركي روسي لإرسال", "Turkish-Russian agreement"),
    ("أذربيجان تستعيد كل ما خسرته", "Azerbaijan regained the Lachin region"),
    ("أعلنت وزارة الدفاع التركية توقيع", "And the Turkish Defense Ministry announced"),
    ("وقالت وزارة الدفاع التركية عبر تويتر", "The ministry wrote on Twitter"),
    ("وأضافت أن الأعمال متواصلة", "He added: “The necessary efforts"),
    ("وأضافت أن الأعمال متواصلة", "And Ankara and Moscow signed a memorandum"),
    ("وأعلن الرئيس الروسي فلاديمير بوتين", "In early November, Azerbaijan and Armenia signed"),
    ("وقالت وزارة الدفاع الأذرية اليوم", "The Azerbaijani Defense Ministry said"),
    ("وقالت وزارة الدفاع الأذرية اليوم", "Yesterday, Azerbaijani forces announced"),
    ("ولاتشين هي آخر محافظة", "The Lachin region was the last"),
    ("ولاتشين هي آخر محافظة", "The Lachin region, as well as the Agdam region"),
    ("واستعادت القوات الأذرية 4", "The Lachin region, as well as the Agdam region"),
    ("واستعادت القوات الأذرية 4", "Baku regained control of four other provinces"),
}
"""The pairs of sentences, by how they begin, that a reader draws between the article and the report."""

Shape = tuple[tuple[int, ...], tuple[int, ...]]


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split("\n")[:-1]


def beads_of(path: Path) -> set[Shape]:
    sides = (re.findall(r"\[([\d, ]*)\]", line)[:2] for line in lines(path) if line.strip())
    return {tuple(tuple(int(n) for n in side.split(",") if n.strip()) for side in both) for both in sides}


def shapes(beads: Iterable[Bead]) -> set[Shape]:
    return {(bead.sources, bead.targets) for bead in beads}


def report(name: str, results: list[tuple[set[Shape], set[Shape]]]) -> None:
    """One line of figures for found and gold beads of all documents together."""
    figures = []
    for whole in (True, False):
        kept = [[{bead for bead in beads if all(bead) or not whole} for beads in both] for both in results]
        right = sum(len(found & gold) for found, gold in kept)
        found, gold = (sum(len(both[side]) for both in kept) for side in (0, 1))
        figures.append(f"P {right / found:.3f} R {right / gold:.3f} F1 {2 * right / (found + gold):.3f}")
    print(f"{name:24} whole {figures[0]}   all {figures[1]}", flush=True)


def translations(texts: list[list[str]], engine: Engine) -> Iterator[list[str]]:
    """Each document's machine translation."""
    pairs = translate(((str(k), text) for k, text in enumerate(line for each in texts for line in each)), engine)
    for each in texts:
        yield [next(pairs).target for _ in each]


def peers(mode: str, folder: Path, *outputs: str) -> None:
    names = sorted(path.stem for path in folder.glob("*.gold"))
    sources, targets = ([lines(folder / f"{name}.{side}") for name in names] for side in ("ar", "en"))
    gold = [beads_of(folder / f"{name}.gold") for name in names]
    align = parallel if mode == "parallel" else comparable
    knowledge = Knowledge.of(Lexicon.bundled())

    def found(translated: Iterable[list[str] | None]) -> list[set[Shape]]:
        documents = zip(sources, targets, translated, strict=True)
        return [shapes(align(gather(source, target, knowledge, rendered))) for source, target, rendered in documents]

    print(f"{mode}, {len(names)} documents of {folder.name}, {sum(map(len, gold))} gold beads")
    report("lexicon", list(zip(found([None] * len(names)), gold, strict=True)))
    model = find("ar-en")
    rendered = translations(sources, Engine(model, EngineOptions()))
    report(f"lexicon + {model.name}", list(zip(found(rendered), gold, strict=True)))
    for output in map(Path, outputs):
        report(output.name, [(beads_of(output / f"{name}.out"), each) for name, each in zip(names, gold, strict=True)])


def article() -> None:
    source, target = (
        [segment.text for segment in split((SEEDS / name).read_text(encoding="utf-8"))]
        for name in ("aljazeera-ar-2020-12-01-lachin.txt", "en-2020-12-01-lachin-handover.txt")
    )
    model = find("ar-en")
    rendered = next(translations([source], Engine(model, EngineOptions())))
    for glossary in (None, "karabakh"):
        knowledge = Knowledge.of(Lexicon.bundled(), Matcher(load(glossary)) if glossary else None)
        for translated in (None, rendered):
            beads = comparable(gather(source, target, knowledge, translated))
            pairs = [(source[i], target[j], bead.score) for bead in beads for i in bead.sources for j in bead.targets]
            right = [any(a.startswith(x) and b.startswith(y) for x, y in DRAWN) for a, b, _ in pairs]
            used = " + ".join(filter(None, ("lexicon", glossary, model.name if translated else None)))
            print(f"{used}: {sum(right)} right, {len(right) - sum(right)} wrong")
            for (a, b, score), is_right in zip(pairs, right, strict=True):
                print(f"  {'+' if is_right else '-'} {score:.3f} {a[:60]} | {b[:60]}")


def speed(source: Path, target: Path) -> None:
    first, second = lines(source), lines(target)
    laps = [time.perf_counter()]

    def lap(name: str) -> None:
        laps.append(time.perf_counter())
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{name:12} {laps[-1] - laps[-2]:7.2f} s   peak {peak:6.0f} MB   processor {time.process_time():7.2f} s")

    print(f"{len(first)} and {len(second)} sentences")
    knowledge = Knowledge.of(Lexicon.bundled())
    lap("lexicon")
    evidence: Evidence = gather(first, second, knowledge)
    lap("evidence")
    parallel(evidence)
    lap("parallel")
    comparable(evidence)
    lap("comparable")


def main(mode: str, *arguments: str) -> None:
    if mode == "article":
        article()
    elif mode == "speed":
        speed(*map(Path, arguments))
    else:
        peers(mode, Path(arguments[0]), *arguments[1:])


if __name__ == "__main__":
    main(*sys.argv[1:])
