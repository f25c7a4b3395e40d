"""Translation models on disk: bundled and pulled ones by name, any other by its folder.

A model folder holds what CTranslate2 needs (`model.bin`, `config.json`, a vocabulary), SentencePiece
(`source.spm` and `target.spm`, or one file for both), and may hold a `card.toml` that says what the model is.
Pulled models live in the user's data folder, each under its name: `Helsinki-NLP/opus-mt-ar-en` is two folders deep.
"""

import hashlib
import json
import re
import tempfile
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from glossaries.errors import ModelError
from mt.models.families import family_of

DEFAULT = "ar-en"
NAMES = "names"
"""The model that spells names for the glossaries. It is shown with the others, but translates no text."""
SHARED_PIECES = ("spm.model", "sentencepiece.bpe.model", "spiece.model", "sentencepiece.model", "tokenizer.model")
"""What families call the SentencePiece file that serves both languages."""
RARE_WORDS = "rare.tsv.xz"
"""A table of rare words that a model's folder may hold (`mt.models.rare_words`)."""
_AROUND = ("source_prefix", "source_suffix", "target_prefix")
_DECODING = ("hints", "pieces")
"""The keys of a card that decide what is decoded."""
_NAME = re.compile(r"\w[\w.-]*(/\w[\w.-]*)?")
_ORGANISATIONS = {
    "opus-mt-": "Helsinki-NLP",
    "nllb-200-": "facebook",
    "m2m100_": "facebook",
    "madlad400-": "google",
}


@dataclass(frozen=True, slots=True)
class Model:
    """A model folder that has been looked at.

    `hints`: whether the model was trained on inline term hints. `source_prefix`, `source_suffix` and
    `target_prefix`: special pieces that the model's family wants around a source and before a target, such as
    language tokens. `positions`: the pieces that a text may have with those, 0 for any number. `card`: the card as
    read, {} where there is none.
    """

    name: str
    folder: Path
    source_pieces: Path
    target_pieces: Path
    hints: bool = False
    source_prefix: tuple[str, ...] = ()
    source_suffix: tuple[str, ...] = ()
    target_prefix: tuple[str, ...] = ()
    positions: int = 0
    card: dict[str, Any] = field(default_factory=dict)

    @property
    def hash(self) -> str:
        """Its `fingerprint`."""
        return fingerprint(self.folder, self.card)


def fingerprint(folder: Path, card: dict[str, Any] | None = None) -> str:
    """Eight hex digits of a SHA-256, for signatures, over everything that decides what a model writes.

    That is the weights, the pieces, the rare words, and what the card says about decoding. `card`: the card, where it
    has been read already. Raises ModelError where it cannot be read.
    """
    names = dict.fromkeys(("model.bin", *(path.name for path in piece_files(folder) or ()), RARE_WORDS))
    hashes = [file_hash(folder / name) for name in names if (folder / name).is_file()]
    card = read_card(folder) if card is None else card
    said = json.dumps({key: card[key] for key in _DECODING if key in card}, sort_keys=True, default=str)
    return hashlib.sha256(" ".join([*hashes, said]).encode()).hexdigest()[:8]


def file_hash(path: Path) -> str:
    """The SHA-256 of a file in hex."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def bundled() -> list[str]:
    """The names of the bundled models that translate."""
    return sorted(folder.name for folder in _bundle().iterdir() if (folder / "model.bin").is_file())


def store() -> Path:
    """The folder of the pulled models."""
    import platformdirs

    return platformdirs.user_data_path("qantara", appauthor=False) / "models"


def pulled() -> list[str]:
    """The names of the models that were pulled."""
    weights = (path for depth in ("*", "*/*") for path in store().glob(f"{depth}/model.bin"))
    names = (path.parent.relative_to(store()).as_posix() for path in weights)
    return sorted(name for name in names if _NAME.fullmatch(name))


def full_name(name: str) -> str:
    """A public model's name with its publisher, which well-known names may lack."""
    publisher = next((each for start, each in _ORGANISATIONS.items() if name.startswith(start)), None)
    return f"{publisher}/{name}" if publisher and "/" not in name else name


def place_of(name: str) -> Path:
    """Where a model of this name is kept once pulled. Raises ModelError for what cannot be a model's name."""
    if not _NAME.fullmatch(name) or name in (*bundled(), NAMES):
        raise ModelError(f"{name!r} cannot be a pulled model's name: choose letters, digits and -_. with one / at most")
    return store() / name


def find(name_or_folder: str) -> Model:
    """A bundled or pulled model by its name, or the model in a folder.

    Raises ModelError where there is none, or where the folder lacks files, all of which it names.
    """
    if name_or_folder in bundled():
        return model_of(name_or_folder, _bundle() / name_or_folder)
    for name in dict.fromkeys((name_or_folder, full_name(name_or_folder))):
        if name in pulled():
            return model_of(name, store() / name)
    folder = Path(name_or_folder)
    if name_or_folder == NAMES and not folder.is_dir():
        raise ModelError(f"{NAMES}: spells single names, and translates no text: take one of {', '.join(bundled())}")
    if not folder.is_dir():
        known = ", ".join([*bundled(), *pulled()])
        public = "/" in full_name(name_or_folder) and _NAME.fullmatch(name_or_folder)
        hint = f": get it by `qantara model pull {name_or_folder}`" if public else ""
        raise ModelError(f"no model {name_or_folder!r}: neither a folder nor one of those here ({known}){hint}")
    return model_of(folder.name, folder)


def folder_of(name_or_folder: str) -> Path:
    """The folder of any model that can be shown, the names model too. Raises ModelError where there is none."""
    spelling = Path(str(files("glossaries").joinpath("data", NAMES)))
    return spelling if name_or_folder == NAMES and spelling.is_dir() else find(name_or_folder).folder


def shown() -> list[str]:
    """The names of all models on this machine: the bundled ones, the one for names, the pulled ones."""
    spelling = files("glossaries").joinpath("data", NAMES, "model.bin")
    return [*bundled(), *([NAMES] if spelling.is_file() else []), *pulled()]


def damage(folder: Path) -> list[str] | None:
    """The files of a model that do not have the checksums of its card; None where the card has none."""
    card = read_card(folder)
    listed = card.get("files")
    sums = {"model.bin": card.get("sha256"), **(listed if isinstance(listed, dict) else {})}
    sums = {name: sum_ for name, sum_ in sums.items() if isinstance(sum_, str)}
    if not sums:
        return None
    return [name for name, sum_ in sums.items() if not (folder / name).is_file() or file_hash(folder / name) != sum_]


def remove(name: str) -> Path:
    """Delete a pulled model. Raises ModelError where the name is none of those that were pulled."""
    found = next((each for each in (name, full_name(name)) if each in pulled()), None)
    if name in (*bundled(), NAMES):
        raise ModelError(f"{name}: comes with qantara and cannot be removed")
    if found is None:
        raise ModelError(f"{name}: not one of the pulled models ({', '.join(pulled()) or 'there are none'})")
    folder = store() / found
    # First out of sight: what is deleted halfway is no model.
    with tempfile.TemporaryDirectory(prefix=".removed-", dir=store()) as away:
        folder.rename(Path(away) / "model")
        if folder.parent != store() and not any(folder.parent.iterdir()):
            folder.parent.rmdir()
    return folder


def _bundle() -> Path:
    return Path(str(files("mt").joinpath("bundled")))


def read_card(folder: Path) -> dict[str, Any]:
    """A model's card, {} where there is none. Raises ModelError where it is no TOML."""
    path = folder / "card.toml"
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ModelError(f"{path}: {error}") from None
    except RecursionError:
        raise ModelError(f"{path}: nested too deeply for a card") from None


def piece_files(folder: Path) -> tuple[Path, Path] | None:
    """The SentencePiece files of a folder, for the source and for the target; None where there are none."""
    source, target = folder / "source.spm", folder / "target.spm"
    if source.is_file() and target.is_file():
        return source, target
    shared = next((folder / name for name in SHARED_PIECES if (folder / name).is_file()), None)
    return (shared, shared) if shared else None


def model_of(name: str, folder: Path) -> Model:
    """The model in a folder. Where its card says nothing of special pieces, its vocabulary tells them.

    Raises ModelError where a file is missing or broken.
    """
    pieces = piece_files(folder)
    lacking = [] if (folder / "model.bin").is_file() else ["model.bin"]
    lacking += [] if pieces else ["spm.model (or source.spm and target.spm)"]
    if lacking or pieces is None:
        raise ModelError(f"{folder}: no CTranslate2 model with SentencePiece: it lacks {', '.join(lacking)}")
    card = read_card(folder)
    family = family_of(folder)
    around: list[Sequence[str]] = [family.source_prefix, family.source_suffix, family.target_prefix]
    if "pieces" in card:
        said = card["pieces"]
        around = [said.get(place, []) if isinstance(said, dict) else () for place in _AROUND]
        if not all(isinstance(each, list) and all(isinstance(piece, str) for piece in each) for each in around):
            raise ModelError(f"{folder / 'card.toml'}: [pieces] wants lists of strings: {', '.join(_AROUND)}")
    prefix, suffix, target_prefix = map(tuple, around)
    hints = bool(card.get("hints", False))
    return Model(name, folder, *pieces, hints, prefix, suffix, target_prefix, family.positions, card)
