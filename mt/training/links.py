"""Word links for the training pairs, made offline by any aligner that reads and writes the usual formats.

`write_stems` writes both sides as light stems (they align better than inflected words: there are fewer of
them); the aligner answers with one Pharaoh line a pair, which `read_links` checks.
"""

import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from align.stems import stemmers
from glossaries.arabic import tokenise
from glossaries.errors import QantaraError
from mt.training.corpus import Pair

Links = tuple[tuple[int, int], ...]
"""The links of a pair, source first."""


def write_stems(pairs: Iterable[Pair], source: Path, target: Path) -> None:
    """Write the stems of every pair, one a line, tokens separated by spaces."""
    stem_source, stem_target = stemmers()
    with source.open("w", encoding="utf-8") as sources, target.open("w", encoding="utf-8") as targets:
        for pair in pairs:
            print(*(stem_source(token.text) for token in tokenise(pair.source)), file=sources)
            print(*(stem_target(token.text) for token in tokenise(pair.target)), file=targets)


def align(source: Path, target: Path, forward: Path, reverse: Path) -> Iterator[Links]:
    """The links of each line of `source` with the same line of `target`, both tokens separated by spaces.

    eflomal makes them in both directions; where `forward` and `reverse` stand already, they are read.
    Raises QantaraError where it is not installed.
    """
    if not (forward.exists() and reverse.exists()):
        aligner = shutil.which("eflomal-align")
        if aligner is None:
            raise QantaraError("no eflomal-align on the path: pip install eflomal (GPL, used to make the links only)")
        files = ["-s", source, "-t", target, "-f", forward, "-r", reverse]
        subprocess.run([aligner, *files, "--model", "3", "--overwrite"], check=True)
    return (tuple(symmetrise(*both)) for both in zip(read_links(forward), read_links(reverse), strict=True))


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
