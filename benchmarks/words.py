"""How well words are linked, against gold links and beside eflomal.

    python -m benchmarks.words FOLDER/pud-dev [MODEL|none] [--eflomal EFLOMAL-ALIGN [PRIORS]] [--peers FOLDER]

Beside the name stand `.ar` and `.en` (words separated by spaces), `.pharaoh` (gold), `.propn` (gold of proper nouns)
and `.scored` (annotated positions, `i i ...<TAB>j j ...`): a link counts where both its ends are annotated, and as
one of a name where one of its ends is a proper noun. Words are linked as the command links them, between the tokens
of `glossaries.arabic.tokenise`; links go back to the words by their places in the text.

Systems: the lexicon alone, the model's attention alone, both, neither. `--eflomal` aligns the same light stems in the
same run, with PRIORS from `eflomal-makepriors`, and gives the ratio of the times; `--peers` scores Pharaoh files.
"""

import argparse
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from align.attention import from_attention, words_of_pieces
from align.bitext import SegmentPair
from align.lexicon import Lexicon
from align.stems import stemmers
from glossaries.arabic import Token, tokenise
from mt.aligning.pairs import Tools, linked
from mt.models.engine import Engine
from mt.models.options import EngineOptions
from mt.models.store import find
from mt.training.links import read_links, symmetrise

Links = set[tuple[int, int]]


class Gold(NamedTuple):
    """A sentence pair: its texts, its links, those of proper nouns, and the words that are annotated."""

    source: str
    target: str
    links: Links
    names: Links
    sources: set[int]
    targets: set[int]


def gold_of(name: str) -> list[Gold]:
    columns = (
        Path(f"{name}.{end}").read_text(encoding="utf-8").split("\n")[:-1]
        for end in ("ar", "en", "pharaoh", "propn", "scored")
    )
    return [
        Gold(
            source, target, _links(links), _links(names), *(set(map(int, side.split())) for side in scored.split("\t"))
        )
        for source, target, links, names, scored in zip(*columns, strict=True)
    ]


def _links(line: str) -> Links:
    return {(int(i), int(j)) for i, j in (link.split("-") for link in line.split())}


def words(line: str) -> list[Token]:
    """The words of a line as they are annotated, with their places."""
    found, at = [], 0
    for word in line.split():
        start = line.index(word, at)
        at = start + len(word)
        found.append(Token(word, start, at))
    return found


def projected(gold: Gold, links: Iterable[tuple[int, int]]) -> Links:
    """Links between the tokens of a pair as links between its words."""
    sources, targets = ([_owner(token, words(line)) for token in tokenise(line)] for line in (gold.source, gold.target))
    return {(sources[i], targets[j]) for i, j in links}


def _owner(token: Token, among: Sequence[Token]) -> int:
    return next(k for k, word in enumerate(among) if word.start <= token.start < word.end)


def report(label: str, found: Iterable[Links], gold: Sequence[Gold], seconds: float | None = None) -> None:
    """Print precision, recall and F1 of all links and of those of names."""
    counts = {"content": [0, 0, 0], "names": [0, 0, 0]}
    for links, each in zip(found, gold, strict=True):
        ours, theirs = (
            {(i, j) for i, j in side if i in each.sources and j in each.targets} for side in (links, each.links)
        )
        proper = {i for i, _ in each.names}, {j for _, j in each.names}
        named = [{(i, j) for i, j in side if i in proper[0] or j in proper[1]} for side in (ours, theirs)]
        for kind, (a, b) in (("content", (ours, theirs)), ("names", named)):
            counts[kind] = [x + y for x, y in zip(counts[kind], (len(a & b), len(a), len(b)), strict=True)]
    figures = "   ".join(
        f"{kind} P {right / max(given, 1):.3f} R {right / wanted:.3f} F1 {2 * right / (given + wanted):.4f}"
        for kind, (right, given, wanted) in counts.items()
    )
    print(f"{label:28} {figures}" + (f"   {seconds:.2f} s" if seconds is not None else ""), flush=True)


def timed(work: Callable[[], list]) -> tuple[list, float]:
    begin = time.perf_counter()
    return work(), time.perf_counter() - begin


def by_attention(gold: Sequence[Gold], engine: Engine) -> list[Links]:
    sources, targets = engine.encode([g.source for g in gold]), engine.encode_target([g.target for g in gold])
    found = []
    for g, read, written, attention in zip(gold, sources, targets, engine.attend(sources, targets), strict=True):
        owners = words_of_pieces(read, words(g.source)), words_of_pieces(written, words(g.target))
        found.append({(i, j) for i, j, _ in from_attention(attention, *owners)})
    return found


def by_eflomal(gold: Sequence[Gold], command: str, priors: str | None = None) -> tuple[list[Links], float]:
    """The links of eflomal's two directions, symmetrised, and the seconds that eflomal took."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, name) for name in ("source", "target", "forward", "reverse")]
        sides = zip(*((g.source, g.target) for g in gold), strict=True)
        for file, stem, texts in zip(files[:2], stemmers(), sides, strict=True):
            lines = (" ".join(stem(token.text) for token in tokenise(text)) for text in texts)
            file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        options = [item for pair in zip(("-s", "-t", "-f", "-r"), files, strict=True) for item in pair]
        call = [command, "--model", "3", *options, *(["--priors", priors] if priors else [])]
        _, seconds = timed(lambda: [subprocess.run(call, check=True)])
        links = [symmetrise(*both) for both in zip(*map(read_links, files[2:]), strict=True)]
    return [projected(g, each) for g, each in zip(gold, links, strict=True)], seconds


def by_tools(gold: Sequence[Gold], tools: Tools) -> list[Links]:
    pairs = linked([SegmentPair("", g.source, g.target) for g in gold], tools)
    return [projected(g, ((i, j) for i, j, _ in pair.links)) for g, pair in zip(gold, pairs, strict=True)]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("name")
    parser.add_argument("model", nargs="?", default="ar-en")
    parser.add_argument("--eflomal", nargs="+")
    parser.add_argument("--peers", type=Path)
    options = parser.parse_args()
    gold = gold_of(options.name)
    for path in sorted(options.peers.iterdir()) if options.peers else ():
        report(path.name, map(set, read_links(path)), gold)
    report("neither lexicon nor model", by_tools(gold, Tools(None)), gold)
    found, ours = timed(lambda: by_tools(gold, Tools(Lexicon.bundled())))
    report("lexicon", found, gold, ours)
    if options.model != "none":
        engine = Engine(find(options.model), EngineOptions())
        report("attention", by_attention(gold, engine), gold)
        report("lexicon and attention", by_tools(gold, Tools(Lexicon.bundled(), engine=engine)), gold)
    if options.eflomal:
        found, theirs = by_eflomal(gold, *options.eflomal)
        report("eflomal", found, gold, theirs)
        print(f"time of the lexicon's links beside eflomal's: {ours / theirs:.2f}")


if __name__ == "__main__":
    main()
