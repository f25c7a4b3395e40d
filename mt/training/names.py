"""From a recipe to the names model: letters in, letters out. Each stage leaves a file, and is skipped where it stands.

pairs.tsv       mark, Arabic word, English word, and how often an epoch sees them
run/            checkpoints and the log of the training loop
"""

import tomllib
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glossaries.errors import InputError
from mt.training.batches import Example
from mt.training.dropout import Dropout
from mt.training.name_pairs import NamePair, NameSource, collect, without_rare
from mt.training.network import Shape, Transformer
from mt.training.prepare import Prepared
from mt.training.train import Schedule, train

END, UNKNOWN = "</s>", "<unk>"


@dataclass(frozen=True, slots=True)
class Recipe:
    """What `names.toml` says."""

    sources: tuple[NameSource, ...]
    held_out: tuple[str, ...]
    least: float
    rare: int
    shape: dict[str, int]
    dropout: float
    noise: float
    blend: float
    schedule: dict[str, Any]

    @classmethod
    def load(cls, path: Path) -> "Recipe":
        """Raises InputError where the file is missing or is no recipe."""
        try:
            raw = tomllib.loads(path.read_text(encoding="utf-8"))
            return cls(
                tuple(NameSource(name, int(each["times"]), each["mark"]) for name, each in raw["sources"].items()),
                tuple(raw["held_out"]["files"]),
                raw["training"]["least"],
                raw["training"]["rare"],
                raw["model"]["shape"],
                raw["model"]["dropout"],
                raw["training"]["noise"],
                raw["training"].get("blend", 0.0),
                raw["training"]["schedule"],
            )
        except (OSError, KeyError, TypeError, ValueError) as error:
            raise InputError(f"{path}: is no recipe: {error!r}") from None


class NameExamples:
    """Pairs for `batches`. A share of the Arabic letters is read as unknown: a vague sound teaches the rest."""

    def __init__(self, data: Prepared, noise: float, unknown: int) -> None:
        self.data, self.noise, self.unknown = data, noise, unknown

    def example(self, index: int, random: np.random.Generator) -> Example:
        source, target = (
            letters[at[index] : at[index + 1]].astype(np.int64)
            for letters, at in ((self.data.source, self.data.source_at), (self.data.target, self.data.target_at))
        )
        vague = random.random(len(source)) < self.noise
        vague[0] = False
        source[vague] = self.unknown
        return Example(source, target, np.zeros((0, 2), dtype=np.int64), np.zeros(len(target), dtype=bool))


def is_recipe(path: Path) -> bool:
    """Whether a recipe is one for a names model."""
    try:
        kind: object = tomllib.loads(path.read_text(encoding="utf-8")).get("model", {}).get("kind")
        return kind == "names"
    except (OSError, ValueError, AttributeError):
        return False


def make(
    recipe: Recipe, data: Sequence[Path], work: Path, out: Path, hours: float, device: str, first: Path | None = None
) -> None:
    """Run all stages and write the model folder `out`; a run that was stopped goes on where it stood.

    `data` are the folders that hold the recipe's files, `hours` is the wall time of the training loop, `first` a model
    folder to start from, of the recipe's sizes and letters.
    """
    from mt.training.blend import blend
    from mt.training.export import export, restore
    from mt.training.transfer import deepened

    work.mkdir(parents=True, exist_ok=True)
    pairs, copies = _pairs(recipe, data, work)
    letters = _letters(recipe, pairs)
    prepared = encode(pairs, copies, letters)
    shape = Shape(len(letters), **recipe.shape)
    network = deepened(restore(first / "model.bin", shape), shape.encoder_layers) if first else Transformer(shape)
    began = deepcopy(network)
    network.dropout = Dropout(recipe.dropout)
    examples = NameExamples(prepared, recipe.noise, letters.index(UNKNOWN))
    train(network, examples, Schedule(hours=hours, **recipe.schedule), work / "run", device)
    blend(network.cpu(), began, recipe.blend if first else 0.0)
    export(network.eval(), letters, out)


def encode(pairs: Sequence[NamePair], copies: Sequence[int], letters: Sequence[str]) -> Prepared:
    """Pairs as ids of `letters`: the mark and the Arabic word in, the English word out."""
    ids = {letter: k for k, letter in enumerate(letters)}
    sources = [[ids[pair.mark], *map(ids.__getitem__, pair.source)] for pair in pairs]
    targets = [[ids[letter] for letter in pair.target] for pair in pairs]
    columns: dict[str, NDArray[Any]] = {}
    for side, rows in (("source", sources), ("target", targets)):
        columns[side] = np.array([k for row in rows for k in row], dtype=np.uint16)
        columns[f"{side}_at"] = np.cumsum([0, *map(len, rows)])
        columns[f"{side}_word"] = np.zeros(len(columns[side]), dtype=np.int16)
    return Prepared(
        **columns,
        links=np.zeros((0, 2), dtype=np.int16),
        links_at=np.zeros(len(pairs) + 1, dtype=np.int64),
        copies=np.array(copies, dtype=np.uint8),
        back=np.zeros(len(pairs), dtype=bool),
    )


def _pairs(recipe: Recipe, data: Sequence[Path], work: Path) -> tuple[list[NamePair], list[int]]:
    path = work / "pairs.tsv"
    if not path.exists():
        counts = without_rare(collect(data, recipe.sources, recipe.held_out, recipe.least), recipe.rare)
        path.write_text("".join("\t".join((*pair, f"{n}\n")) for pair, n in sorted(counts.items())), encoding="utf-8")
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").split("\n") if line]
    return [NamePair(*row[:3]) for row in rows], [int(row[3]) for row in rows]


def _letters(recipe: Recipe, pairs: Iterable[NamePair]) -> list[str]:
    """The vocabulary: the end mark (which pads, too), the unknown one, the marks of kinds, the letters of both sides."""
    used = sorted({letter for pair in pairs for letter in pair.source + pair.target})
    return [END, UNKNOWN, *dict.fromkeys(source.mark for source in recipe.sources), *used]
