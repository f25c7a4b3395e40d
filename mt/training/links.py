"""Word links for the training pairs, made offline by any aligner that reads and writes the usual formats.

Words are given as light stems (they align better than inflected words: there are fewer of them); the aligner answers
with one Pharaoh line a pair, which `read_links` checks.
"""

import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from align.stems import stemmers
from glossaries.arabic import tokenise
from glossaries.errors import QantaraError
from mt.training.corpus import Pair

Links = tuple[tuple[int, int], ...]
"""The links of a pair, source first."""


def stems(pairs: Iterable[Pair]) -> Iterator[Pair]:
    """Both sides of every pair as the stems of their tokens, separated by spaces."""
    stem_source, stem_target = stemmers()
    for pair in pairs:
        source = " ".join(stem_source(token.text) for token in tokenise(pair.source))
        yield Pair(source, " ".join(stem_target(token.text) for token in tokenise(pair.target)))


def align(pairs: Iterable[Pair], sides: Sequence[Path], links: Sequence[Path]) -> Iterator[Links]:
    """The links of each pair, both of its sides tokens separated by spaces.

    The pairs are written to the two files `sides`, a line each, and eflomal writes the two `links`, forward and reverse.
    Where these stand already they are read. Raises QantaraError where eflomal is not installed.
    """
    if not all(path.exists() for path in links):
        aligner = shutil.which("eflomal-align")
        if aligner is None:
            raise QantaraError("no eflomal-align on the path: pip install eflomal (GPL, used to make the links only)")
        with sides[0].open("w", encoding="utf-8") as sources, sides[1].open("w", encoding="utf-8") as targets:
            for pair in pairs:
                print(pair.source, file=sources)
                print(pair.target, file=targets)
        files = ["-s", str(sides[0]), "-t", str(sides[1]), "-f", str(links[0]), "-r", str(links[1])]
        subprocess.run([aligner, *files, "--model", "3", "--overwrite"], check=True)
    return (tuple(symmetrise(*both)) for both in zip(*map(read_links, links), strict=True))


def read_links(path: Path) -> Iterator[Links]:
    """The links of each pair from Pharaoh lines `i-j i-j ...`, 0-based, source first.

    Raises ValueError with the line number where a link cannot be read.
    """
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield tuple((int(i), int(j)) for i, j in (link.split("-") for link in line.split()))
            except ValueError:
                raise ValueError(f"{path}:{number}: not Pharaoh links: {line.strip()[:60]!r}") from None


def symmetrise(forward: Iterable[tuple[int, int]], reverse: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Both directions' links as one set: grow-diag, then final-and (Koehn et al. 2005)."""
    forward, reverse = set(forward), set(reverse)
    union, links = forward | reverse, forward & reverse
    sources, targets = {i for i, _ in links}, {j for _, j in links}

    def add(link: tuple[int, int]) -> None:
        links.add(link)
        sources.add(link[0])
        targets.add(link[1])

    frontier = sorted(links)
    while frontier:
        i, j = frontier.pop(0)
        for link in ((i + di, j + dj) for di in (-1, 0, 1) for dj in (-1, 0, 1)):
            if link in union and link not in links and (link[0] not in sources or link[1] not in targets):
                add(link)
                frontier.append(link)
    for link in sorted(union - links):
        if link[0] not in sources and link[1] not in targets:
            add(link)
    return links
