"""Make a model folder from what is published: Marian's own files, a transformers folder, or a CTranslate2 one.

The folder appears whole or not at all. Its card says where the model came from, under which licence, what its
family wants around a text, and the checksum of each file. Marian's own files (`.npz`) need no further package;
transformers folders need PyTorch and transformers, the extra `convert`.
"""

import json
import os
import re
import shutil
import tempfile
import warnings
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import sentencepiece

from glossaries.errors import ModelError, OutputError
from mt.models.families import family_of, vocabularies
from mt.models.options import Quantisation
from mt.models.store import RARE_WORDS, SHARED_PIECES, Model, damage, file_hash, model_of, piece_files

PIECE_FILES = ("source.spm", "target.spm", *SHARED_PIECES)
PAPERS = re.compile(r"(readme|licen[cs]e|notice)(\.(md|txt))?", re.IGNORECASE)
CTRANSLATE2 = re.compile(
    r"model\.bin|config\.json|card\.toml|(shared|source|target)_vocabulary\.(json|txt)|" + re.escape(RARE_WORDS)
)
WEIGHTS = (
    re.compile(r"model(-\d+-of-\d+)?\.safetensors"),
    re.compile(r"pytorch_model(-\d+-of-\d+)?\.bin"),
)
"""The files of weights in a transformers folder, the preferred ones first."""
_LICENCE = re.compile(r"\A---\n.*?^licen[cs]e: *(?:\n *- *)?[\"']?([^\n\"']+)", re.DOTALL | re.MULTILINE)
_LEAST_SHARED = 0.5
"""The share of a tokeniser's pieces that the vocabulary must have. Of published models it has nearly all."""


class Kind(StrEnum):
    """What a folder of a published model holds."""

    ctranslate2 = "a CTranslate2 model"
    marian = "a Marian model"
    transformers = "a transformers model"


def kind_of(names: Collection[str], place: str) -> Kind:
    """What a folder with files of these names holds. Raises ModelError, about `place`, where it is of no use."""
    if "model.bin" in names:
        kind = Kind.ctranslate2
    elif "decoder.yml" in names or any(name.endswith(".npz") for name in names):
        kind = Kind.marian
    elif "config.json" in names and any(weights.fullmatch(name) for weights in WEIGHTS for name in names):
        kind = Kind.transformers
    else:
        raise ModelError(
            f"{place}: no model that can be used: it has neither model.bin (CTranslate2), nor decoder.yml or .npz "
            "(Marian), nor config.json with model.safetensors or pytorch_model.bin (transformers)"
        )
    if not {"source.spm", "target.spm"}.issubset(names) and not set(SHARED_PIECES) & set(names):
        raise ModelError(
            f"{place}: {kind} without SentencePiece files: put spm.model, or source.spm and target.spm, beside it"
        )
    if kind is Kind.transformers and not (find_spec("torch") and find_spec("transformers")):
        raise ModelError(
            f"{place}: {kind}: to convert it PyTorch and transformers are needed: "
            "install qantara with its extra, `pip install 'qantara[convert]'`"
        )
    return kind


def convert(
    folder: Path, out: Path, quantisation: Quantisation | None = None, origin: str = "", revision: str = ""
) -> Model:
    """Make the model folder `out` from `folder`; without a quantisation, in int8 where there is a choice.

    `origin` and `revision`: a public name and version for the card. Raises ModelError where `folder` holds nothing
    that can be converted or where the result does not fit together, OutputError where `out` exists or cannot be made.
    """
    if not folder.is_dir():
        raise ModelError(f"{folder}: no folder")
    kind = kind_of([path.name for path in folder.iterdir()], str(folder))
    if kind is Kind.ctranslate2 and quantisation:
        raise ModelError(
            f"{folder}: {kind} already: leave --quantization out, and choose --compute-type when translating"
        )
    with _whole_or_nothing(out) as part:
        if kind is Kind.ctranslate2:
            part.mkdir()
            _copy(folder, part, CTRANSLATE2)
        else:
            _convert(kind, folder, part, quantisation or Quantisation.int8)
        _copy(folder, part, PAPERS)
        for path in set(piece_files(folder) or ()):
            shutil.copyfile(_inside(path, folder), part / path.name)
        if (part / "card.toml").is_file():
            if broken := damage(part):
                raise ModelError(f"{folder}: damaged: {', '.join(broken)} does not have the checksum of card.toml")
        else:
            card = _card(part, kind, quantisation or Quantisation.int8, origin or folder.resolve().name, revision)
            (part / "card.toml").write_text(card, encoding="utf-8")
        try:
            _try(part)
        except ModelError as error:
            raise ModelError(str(error).replace(str(part), str(folder))) from error
    return model_of(out.name, out)


def _convert(kind: Kind, folder: Path, out: Path, quantisation: Quantisation) -> None:
    from ctranslate2.converters import MarianConverter, OpusMTConverter

    try:
        if kind is Kind.transformers:
            from mt.models.convert_transformers import Converter

            converter = Converter(str(folder))
        elif (folder / "decoder.yml").is_file():
            converter = OpusMTConverter(str(folder))
        else:
            converter = MarianConverter(*_marian_files(folder))
        with warnings.catch_warnings(action="ignore"):  # of packages that nothing here needs
            converter.convert(str(out), quantization=quantisation)
    except ModelError:
        raise
    except Exception as error:  # what loaders of damaged files raise has no common class
        lines = str(error).strip().splitlines() or [type(error).__name__]
        raise ModelError(f"{folder}: {kind} that cannot be converted: {lines[0]}") from error


def _marian_files(folder: Path) -> tuple[str, list[str]]:
    """The weights of a Marian model without a decoder.yml, and its vocabularies, the source's first."""
    weights = list(folder.glob("*.npz"))
    found = sorted(folder.glob("*vocab*.yml"))
    if len(weights) != 1 or len(found) not in (1, 2):
        raise ModelError(f"{folder}: without decoder.yml one .npz and one or two vocab.yml are wanted")
    source = [path for path in found if re.search(r"src|source|\.ar\.", path.name)]
    return str(weights[0]), list(map(str, [*source, *(path for path in found if path not in source)]))


def _copy(folder: Path, out: Path, names: re.Pattern[str]) -> None:
    for path in folder.iterdir():
        if names.fullmatch(path.name) and path.is_file():
            shutil.copyfile(_inside(path, folder), out / path.name)


def _inside(path: Path, folder: Path) -> Path:
    """The file that a path leads to. Raises ModelError for a link that leads elsewhere than a model's files may lie.

    The hub's cache keeps files beside the folder that shows them: `models--NAME/blobs` and `models--NAME/snapshots`.
    """
    real, root = path.resolve(), folder.resolve()
    if root.parent.name == "snapshots":
        root = root.parent.parent
    if not real.is_relative_to(root):
        raise ModelError(f"{path}: is a link to {real}, outside of the model: put the file itself there")
    return real


def _card(folder: Path, kind: Kind, quantisation: Quantisation, origin: str, revision: str) -> str:
    """The card of a folder that lacks only the card."""
    family = family_of(folder)
    papers = sorted(path for path in folder.iterdir() if PAPERS.fullmatch(path.name))
    made = kind is not Kind.ctranslate2
    head: dict[str, Any] = {
        "summary": f"{origin}: {kind.removeprefix('a ')}, {family.name}" + (f"; {quantisation}" if made else ""),
        "languages": ["ar", "en"],
        "licence": _licence(papers),
        "from": origin,
        "revision": revision,
        "made_with": ", ".join(_versions("ctranslate2", *(["transformers"] if kind is Kind.transformers else []))),
        "sha256": file_hash(folder / "model.bin"),
    }
    around = {
        "source_prefix": family.source_prefix,
        "source_suffix": family.source_suffix,
        "target_prefix": family.target_prefix,
    }
    sums = {
        path.name: file_hash(path)
        for path in sorted(folder.iterdir())
        if path.name != "model.bin" and not PAPERS.fullmatch(path.name)
    }
    lines = [*_toml(head), "", "[pieces]", *_toml(around), "", "[files]", *_toml(sums)]
    return "".join(f"{line}\n" for line in lines)


def _toml(table: dict[str, Any]) -> Iterator[str]:
    for key, value in table.items():
        if value not in ("", None):
            bare = key if re.fullmatch(r"[\w-]+", key, re.ASCII) else json.dumps(key)
            yield f"{bare} = {json.dumps(value, ensure_ascii=False)}"  # JSON's strings and lists are TOML's


def _licence(papers: list[Path]) -> str:
    """What the published README says at its head, or the licence file's first line."""
    texts = {path.name: path.read_text(encoding="utf-8", errors="replace") for path in papers}
    for text in texts.values():
        if said := _LICENCE.search(text):
            return said[1].strip()
    lines = [
        line.strip() for name, text in texts.items() if name.lower().startswith("licen") for line in text.split("\n")
    ]
    return next(filter(None, lines), "not stated where it was published")


def _versions(*packages: str) -> Iterator[str]:
    for package in packages:
        try:
            yield f"{package} {version(package)}"
        except PackageNotFoundError:  # on the path without having been installed
            yield package


def _try(folder: Path) -> None:
    """Raise ModelError where the folder cannot be loaded, or its pieces are not those of its vocabulary."""
    from mt.models.engine import Engine
    from mt.models.options import EngineOptions

    model = model_of(folder.name, folder)
    for path, vocabulary in zip((model.source_pieces, model.target_pieces), vocabularies(folder), strict=True):
        try:
            processor = sentencepiece.SentencePieceProcessor(model_file=str(path))
        except (RuntimeError, OSError) as error:
            raise ModelError(f"{path.name}: no SentencePiece model: {error}") from error
        pieces = {processor.id_to_piece(number) for number in range(len(processor))}
        if len(pieces & set(vocabulary)) < _LEAST_SHARED * len(pieces):
            raise ModelError(f"{path.name}: not the SentencePiece model of these weights: their vocabulary is another")
    engine = Engine(model, EngineOptions(beam_size=1, threads=1, device="cpu"))
    engine.translate(engine.encode(["نعم"]))


@contextmanager
def _whole_or_nothing(out: Path) -> Iterator[Path]:
    """A place to write a folder to, which becomes `out` at the end and is deleted on any error. Raises OutputError."""
    if out.exists():
        raise OutputError(f"{out}: is there already: remove it first, or choose another place")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as away:
            yield Path(away) / out.name
            os.rename(Path(away) / out.name, out)
    except OSError as error:
        raise OutputError(f"{error.filename or out}: {error.strerror or error}") from error
