"""Documents with known beads, made of sentence pairs that stand in their order: merged, left out, shuffled.

    python -m benchmarks.made_documents KIND PAIRS FOLDER [COUNT]

PAIRS has `ar<TAB>en` lines (a name ending in .xz is unpacked); FOLDER gets COUNT documents in the form that
`benchmarks.sentences` reads. KIND is `parallel` (beads of two, and of four to eight clauses strung together; sentences
left out), `verses` (four to eight short sentences on one Arabic line) or `comparable` (beads of two, parts of sentences
left out, sentences of one side alone, all shuffled).
"""

import lzma
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

Pair = tuple[str, str]
Bead = tuple[list[str], list[str]]
"""Arabic and English sentences."""

SIZE = 30
"""Pairs of a document."""
LONG = 0.1
MERGED = 0.15
ALONE = 0.12
"""Which share of a parallel document's steps makes a long bead, a bead of two, a sentence without a counterpart."""
CUT = 0.3
"""The share of a comparable document's sentences of which a part is left out."""
_END = re.compile(r"[.!؟?؛:،,\s]+$")
_SMALL = re.compile(r"(?:The|In|An?|He|She|It|They|On|At|This)\b")


def arabic_clauses(sentences: Sequence[str], random: Random) -> str:
    """The sentences as one, joined by commas and و."""
    first, *rest = (_END.sub("", sentence) for sentence in sentences)
    joined = (f"و{each}" if each[:1].isalpha() and each[0] != "و" and random.random() < 0.8 else each for each in rest)
    return "، ".join((first, *joined)) + "."


def english_clauses(sentences: Sequence[str], random: Random) -> str:
    """The sentences as one, joined by commas, semicolons and `and`."""
    first, *rest = (_END.sub("", sentence) for sentence in sentences)
    for each in rest:
        small = _SMALL.match(each) and random.random() < 0.6
        first += random.choice((", and ", ", and ", ", ", "; ")) + (each[0].lower() + each[1:] if small else each)
    return first + "."


def parallel(pairs: Sequence[Pair], random: Random) -> list[Bead]:
    """The beads of a document and its translation, in order."""
    beads: list[Bead] = []
    run = _run(pairs, random)
    while run:
        draw = random.random()
        count = random.randint(4, 8 if random.random() < 0.3 else 6)
        if draw < LONG and count <= len(run):
            beads.append(_long(run[:count], random))
        elif draw < LONG + MERGED and len(run) > 1:
            count = 2
            beads.append(_merged(run[:2], random))
        else:
            count = 1
            beads.append(_one(run[0], ALONE, random))
        del run[:count]
    return beads


def comparable(pairs: Sequence[Pair], random: Random) -> list[Bead]:
    """The beads of two reports, in no order."""
    run = [(_cut(arabic, random), _cut(english, random)) for arabic, english in _run(pairs, random)]
    beads: list[Bead] = []
    while run:
        count = 2 if len(run) > 1 and random.random() < 0.28 else 1
        beads.append(_merged(run[:2], random) if count == 2 else _one(run[0], 0.4, random))
        del run[:count]
    return beads


def verses(pairs: Sequence[Pair], random: Random) -> list[Bead]:
    """One Arabic line of several short sentences."""
    short = [pair for pair in pairs if 20 < len(pair[0]) < 70]
    count = random.randint(4, 8)
    start = random.randrange(len(short) - count)
    run = short[start : start + count]
    form = random.choice(("{text}", "{number} {text}", "({number}) {text}"))
    line = " ".join(form.format(number=k, text=_END.sub("", arabic)) for k, (arabic, _) in enumerate(run, 1))
    return [([line], [english for _, english in run])]


def _run(pairs: Sequence[Pair], random: Random) -> list[Pair]:
    start = random.randrange(max(1, len(pairs) - SIZE))
    return list(pairs[start : start + SIZE])


def _one(pair: Pair, alone: float, random: Random) -> Bead:
    arabic, english = [pair[0]], [pair[1]]
    if random.random() < alone:
        (arabic if random.random() < 0.5 else english).clear()
    return arabic, english


def _merged(run: Sequence[Pair], random: Random) -> Bead:
    arabic, english = map(list, zip(*run, strict=True))
    if random.random() < 0.55:
        return [arabic_clauses(arabic, random)], english
    return arabic, [english_clauses(english, random)]


def _long(run: Sequence[Pair], random: Random) -> Bead:
    """Clauses of one side are sentences of the other; two of them may be one sentence there too."""
    arabic, english = map(list, zip(*run, strict=True))
    if random.random() < 0.3:
        return arabic, [english_clauses(english, random)]
    if len(run) > 4 and random.random() < 0.4:
        at = random.randrange(len(run) - 1)
        english[at : at + 2] = [english_clauses(english[at : at + 2], random)]
    return [arabic_clauses(arabic, random)], english


def _cut(text: str, random: Random) -> str:
    words = text.split()
    if len(words) < 12 or random.random() > CUT:
        return text
    kept = max(8, int(len(words) * random.uniform(0.55, 0.85)))
    return " ".join(words[:kept] if random.random() < 0.5 else words[-kept:])


def write(place: Path, beads: Sequence[Bead], shuffle: Random | None = None) -> None:
    """Write `place` with the endings .ar, .en and .gold."""
    numbers = []
    for side, ending in enumerate((".ar", ".en")):
        sentences = [(k, text) for k, bead in enumerate(beads) for text in bead[side]]
        if shuffle:
            shuffle.shuffle(sentences)
        place.with_suffix(ending).write_text("".join(f"{text}\n" for _, text in sentences), encoding="utf-8")
        numbers.append([[at for at, (k, _) in enumerate(sentences) if k == bead] for bead in range(len(beads))])
    gold = "".join(f"{arabic}:{english}\n" for arabic, english in zip(*numbers, strict=True))
    place.with_suffix(".gold").write_text(gold, encoding="utf-8")


def main(kind: str, source: str, folder: str, count: str = "36") -> None:
    text = Path(source).read_bytes()
    rows = (lzma.decompress(text) if source.endswith(".xz") else text).decode().split("\n")
    cells = (row.split("\t")[:2] for row in rows if "\t" in row)
    pairs = [(arabic, english) for arabic, english in cells if 8 < len(arabic) < 260 and 8 < len(english) < 260]
    kinds: dict[str, Callable[[Sequence[Pair], Random], list[Bead]]] = {
        "parallel": parallel,
        "comparable": comparable,
        "verses": verses,
    }
    random = Random(7)
    Path(folder).mkdir(parents=True, exist_ok=True)
    for k in range(int(count)):
        write(Path(folder) / f"{k:03}", kinds[kind](pairs, random), random if kind == "comparable" else None)


if __name__ == "__main__":
    main(*sys.argv[1:])
