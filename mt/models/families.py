"""What a model's family wants around its texts, as the CTranslate2 folder alone tells.

The vocabulary of each family has language tokens of its own, so it tells which family it is:
NLLB-200 (arXiv:2207.04672), M2M-100 (arXiv:2010.11125), MADLAD-400 (arXiv:2309.04662), and the OPUS-MT models that
write several languages.
"""

import json
import os
import struct
from pathlib import Path
from typing import BinaryIO, NamedTuple

from glossaries.errors import ModelError


class Family(NamedTuple):
    """Pieces before and after each source and before each target, and how many pieces a text may have (0: any)."""

    name: str
    source_prefix: tuple[str, ...] = ()
    source_suffix: tuple[str, ...] = ()
    target_prefix: tuple[str, ...] = ()
    positions: int = 0


_MANY_LANGUAGES = (
    Family("NLLB", source_prefix=("arb_Arab",), target_prefix=("eng_Latn",)),
    Family("M2M-100", source_prefix=("__ar__",), target_prefix=("__en__",)),
    Family("MADLAD-400", source_prefix=("<2en>",)),
    Family("OPUS-MT of several languages", source_prefix=(">>eng<<",)),
)
_ONE_PAIR = Family("one language pair")


def family_of(folder: Path) -> Family:
    """The family of the CTranslate2 model in a folder, for Arabic to English. Raises ModelError for broken files."""
    vocabulary = set(vocabularies(folder)[0])
    config = _json(folder / "config.json") if (folder / "config.json").is_file() else {}
    if not isinstance(config, dict):
        raise ModelError(f"{folder / 'config.json'}: not the configuration of a CTranslate2 model")
    found = next(
        (each for each in _MANY_LANGUAGES if vocabulary.issuperset(each.source_prefix + each.target_prefix)), _ONE_PAIR
    )
    # Marian, M2M and T5 read an end mark, and begin to write from another than <s>. OpenNMT begins from <s>, reads none.
    reads_end = config.get("decoder_start_token", "<s>") != "<s>" and not config.get("add_source_eos")
    suffix = (str(config.get("eos_token", "</s>")),) if reads_end else ()
    return found._replace(source_suffix=suffix, positions=positions(folder / "model.bin"))


def vocabularies(folder: Path) -> tuple[list[str], list[str]]:
    """The source and the target vocabulary of a CTranslate2 folder. Raises ModelError where there is none."""

    def pieces(side: str) -> list[str] | None:
        for path in (
            folder / f"{name}_vocabulary{ending}" for name in ("shared", side) for ending in (".json", ".txt")
        ):
            if path.is_file():
                found = _json(path) if path.suffix == ".json" else _text(path).splitlines()
                if not isinstance(found, list) or not all(isinstance(piece, str) for piece in found):
                    raise ModelError(f"{path}: not a list of pieces")
                return found
        return None

    source, target = pieces("source"), pieces("target")
    if source is None or target is None:
        raise ModelError(f"{folder}: no CTranslate2 model: it lacks shared_vocabulary.json")
    return source, target


def positions(model: Path) -> int:
    """Rows of the table of positions in a `model.bin`; 0 where it has none, and texts may have any length.

    Only the headers of the variables are read, as `ctranslate2.specs.ModelSpec` writes them.
    """
    rows = []
    try:
        with model.open("rb") as content:
            if _number(content, "I") < 4:  # written otherwise, years ago
                return 0
            _string(content)
            _number(content, "I")
            for _ in range(_number(content, "I")):
                name = _string(content)
                shape = [_number(content, "I") for _ in range(_number(content, "B"))]
                _number(content, "B")
                content.seek(_number(content, "I"), os.SEEK_CUR)
                if name.endswith("position_encodings/encodings"):
                    rows.append(shape[0])
    except (struct.error, UnicodeDecodeError, IndexError):
        raise ModelError(f"{model}: cannot be loaded: not the weights of a CTranslate2 model") from None
    return min(rows, default=0)


def _number(content: BinaryIO, code: str) -> int:
    number: int
    (number,) = struct.unpack(f"<{code}", content.read(struct.calcsize(code)))
    return number


def _string(content: BinaryIO) -> str:
    return content.read(_number(content, "H")).rstrip(b"\0").decode()


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ModelError(f"{path}: not UTF-8") from None


def _json(path: Path) -> object:
    try:
        content: object = json.loads(_text(path))
        return content
    except json.JSONDecodeError as error:
        raise ModelError(f"{path}: no JSON: {error}") from None
    except RecursionError:
        raise ModelError(f"{path}: nested too deeply for a file of a model") from None
