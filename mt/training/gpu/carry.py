"""What a machine with a graphics processor is given: all text as piece ids, with word links, in small files.

    python -m mt.training.gpu.carry RECIPE OUT --pieces spm.model --data DATA --work WORK [--dev SET.tsv]

Wants eflomal, and what else the recipe wants. OUT gets `pairs-0.xz`, `english-0.xz` and so on in the recipe's order,
`names.xz`, `spm.model` and `dev.tsv`. A development set is `[...<TAB>]Arabic<TAB>English` a line and is named by its file.
"""

import argparse
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import sentencepiece

from mt.training.corpus import clean_source, sentences
from mt.training.gpu import store
from mt.training.prepare import Prepared, prepare
from mt.training.recipe import Recipe, linked, listed, mixed, single

FILE = 150_000
"""Pairs or sentences of a file: some megabytes."""


def carry(recipe: Recipe, pieces: Path, data: Sequence[Path], work: Path, dev: Sequence[Path], out: Path) -> None:
    """Write all files. What takes longest, the mix and its links, is left in `work` and found there by a second call."""
    for folder in (work, out):
        folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(pieces, out / "spm.model")
    rows = [line.split("\t") for path in dev for line in path.read_text(encoding="utf-8").splitlines()]
    names = [path.stem for path in dev for _ in path.read_text(encoding="utf-8").splitlines()]
    lines = (f"{name}\t{clean_source(row[-2])}\t{row[-1]}\n" for name, row in zip(names, rows, strict=True))
    (out / "dev.tsv").write_text("".join(lines), encoding="utf-8")
    with ProcessPoolExecutor() as pool:
        jobs = [pool.submit(_write, make, pieces, path) for path, make in _files(recipe, data, work, out)]
        for job in jobs:
            job.result()


def _files(
    recipe: Recipe, data: Sequence[Path], work: Path, out: Path
) -> Iterator[tuple[Path, Callable[[sentencepiece.SentencePieceProcessor], Prepared]]]:
    """Each file, and what makes its contents of the pieces."""
    pairs, copies = mixed(recipe, data, work)
    known = {pair.target.lower() for pair in pairs}
    english = [text for text in sentences(data, recipe.back, recipe.part) if text.lower() not in known]
    for number, start in enumerate(range(0, len(english), FILE)):
        yield out / f"english-{number}.xz", partial(_alone, english[start : start + FILE])
    names = sorted(set(single(listed(recipe, data))))
    yield out / "names.xz", partial(prepare, names, [1] * len(names), [()] * len(names))
    links = list(linked(pairs, work))
    for number, start in enumerate(range(0, len(pairs), FILE)):
        part = slice(start, start + FILE)
        yield out / f"pairs-{number}.xz", partial(prepare, pairs[part], copies[part], links[part])


def _write(make: Callable[[sentencepiece.SentencePieceProcessor], Prepared], pieces: Path, path: Path) -> None:
    processor = sentencepiece.SentencePieceProcessor(model_file=str(pieces))
    rule = store.WordRule.of([processor.id_to_piece(id_) for id_ in range(len(processor))])
    store.save(make(processor), rule, path)


def _alone(english: list[str], processor: sentencepiece.SentencePieceProcessor) -> Prepared:
    return store.alone(processor.encode(english))


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("recipe", "out"):
        parser.add_argument(name, type=Path)
    for name in ("--pieces", "--work"):
        parser.add_argument(name, type=Path, required=True)
    for name in ("--data", "--dev"):
        parser.add_argument(name, type=Path, action="append", default=[])
    options = parser.parse_args(arguments)
    recipe = Recipe.load(options.recipe)
    carry(recipe, options.pieces, options.data, options.work, options.dev, options.out)


if __name__ == "__main__":
    main()
