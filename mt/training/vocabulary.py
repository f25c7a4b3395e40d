"""The forms of words that English texts have, so that a word that none has can be told.

    python -m mt.training.vocabulary DATA... --out mt/review/data/words.en.txt.xz

`DATA`: folders of `NAME.txt.xz` (English, a sentence a line) and `NAME.tsv.xz` (`Arabic<TAB>English`). What machines
wrote in English is left out.
"""

import argparse
import lzma
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

LEAST = 2
"""How often a form must stand in the texts."""
_FORM = re.compile(r"(?<![\w’'-])[a-z]{2,24}(?![\w’'-])")
_MACHINE = ("un_utd_mttgt",)


def forms(folders: Sequence[Path]) -> list[str]:
    """The forms in lower case, in alphabetical order."""
    counts: Counter[str] = Counter()
    for path in sorted(path for folder in folders for path in folder.glob("*.xz")):
        if path.name.partition(".")[0] not in _MACHINE:
            for line in _english(path):
                counts.update(_FORM.findall(line))
    return sorted(form for form, count in counts.items() if count >= LEAST)


def _english(path: Path) -> Iterator[str]:
    column = 1 if path.name.endswith(".tsv.xz") else 0
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            cells = line.rstrip("\n").split("\t")
            if column < len(cells):
                yield cells[column]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    found = forms(given.data)
    given.out.write_bytes(lzma.compress("\n".join(found).encode(), preset=9 | lzma.PRESET_EXTREME))
    print(f"{len(found)} forms, {given.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
