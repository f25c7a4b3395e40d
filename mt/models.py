"""Translation models on disk: the bundled ones by name, any other by its folder.

A model folder holds what CTranslate2 needs (`model.bin`, `config.json`, a vocabulary), SentencePiece
(`spm.model`, or `source.spm` and `target.spm`), and may hold a `card.toml` that says what the model is.
"""

import hashlib
import tomllib
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from glossaries.errors import ModelError

DEFAULT = "ar-en"
_AROUND = ("source_prefix", "source_suffix", "target_prefix")


@dataclass(frozen=True, slots=True)
class Model:
    """A model folder that has been looked at.

    `hints`: whether the model was trained on inline term hints. `source_prefix`, `source_suffix` and
    `target_prefix`: special pieces that the model's family wants around a source and before a target, such as
    language tokens. `card`: the card as read, {} where there is none.
    """

    name: str
    folder: Path
    source_pieces: Path
    target_pieces: Path
    hints: bool = False
    source_prefix: tuple[str, ...] = ()
    source_suffix: tuple[str, ...] = ()
    target_prefix: tuple[str, ...] = ()
    card: dict[str, Any] = field(default_factory=dict)

    @property
    def hash(self) -> str:
        """Eight hex digits of the weights' SHA-256, for signatures."""
        return file_hash(self.folder / "model.bin")[:8]


def file_hash(path: Path) -> str:
    """The SHA-256 of a file in hex."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def bundled() -> list[str]:
    """The names of the bundled models."""
    return sorted(folder.name for folder in _bundle().iterdir() if (folder / "model.bin").is_file())


def find(name_or_folder: str) -> Model:
    """A bundled model by name, or the model in a folder.

    Raises ModelError where there is neither, or where the folder lacks a file, naming all that it lacks.
    """
    if name_or_folder in bundled():
        return _read(name_or_folder, _bundle() / name_or_folder)
    folder = Path(name_or_folder)
    if not folder.is_dir():
        raise ModelError(
            f"no model {name_or_folder!r}: neither a folder nor one of the bundled ones ({', '.join(bundled())})"
        )
    return _read(folder.name, folder)


def _bundle() -> Path:
    return Path(str(files("mt").joinpath("bundled")))


def _read(name: str, folder: Path) -> Model:
    shared = folder / "spm.model"
    source, target = (shared, shared) if shared.is_file() else (folder / "source.spm", folder / "target.spm")
    needed = (folder / "model.bin", folder / "config.json", source, target)
    lacking = [path.name for path in needed if not path.is_file()]
    if lacking:
        raise ModelError(
            f"{folder}: no CTranslate2 model with SentencePiece: it lacks {', '.join(dict.fromkeys(lacking))}"
        )
    card: dict[str, Any] = {}
    if (folder / "card.toml").is_file():
        try:
            card = tomllib.loads((folder / "card.toml").read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ModelError(f"{folder / 'card.toml'}: {error}") from None
    pieces = card.get("pieces", {})
    around = [pieces.get(place, []) if isinstance(pieces, dict) else None for place in _AROUND]
    if not all(isinstance(each, list) and all(isinstance(piece, str) for piece in each) for each in around):
        raise ModelError(f"{folder / 'card.toml'}: [pieces] wants lists of strings: {', '.join(_AROUND)}")
    return Model(name, folder, source, target, bool(card.get("hints", False)), *map(tuple, around), card)
