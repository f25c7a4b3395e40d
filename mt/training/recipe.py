"""From a recipe to a model folder: each stage leaves a file in the work folder, and is skipped where it stands.

pairs.tsv       the mix, one distinct pair a line, with how often an epoch sees it
pieces.model    SentencePiece, joint for both languages, with the hint marks
forward.links, reverse.links    word links by an external aligner (eflomal) on light stems
letters.*       names letter by letter, and the links of their letters
back.tsv, back.links    English text put into Arabic phrase by phrase, and its word links
prepared.npz    piece ids, words and links as arrays
run/            checkpoints and the log of the training loop
"""

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from random import Random
from typing import Any

import sentencepiece

from glossaries.errors import InputError
from mt.models.engine import HINT
from mt.models.rare_words import save
from mt.training.back import collect, learn, wanted_phrases, write_back
from mt.training.corpus import Pair, Source, capitalise, mix, sentences
from mt.training.dropout import Dropout
from mt.training.links import Links, align, read_links, stems
from mt.training.network import Shape, Transformer, padded
from mt.training.prepare import Prepared, prepare
from mt.training.rare import in_sentences, rare_words, sure_names, unseen_names
from mt.training.spelling import spell
from mt.training.train import Schedule, train
from mt.training.unknown import unknown_names, with_forms, with_spelled_out, words_of


@dataclass(frozen=True, slots=True)
class Recipe:
    """What `recipe.toml` says: the files of the mix, the names, the sizes and the schedule.

    `sure` are the lists of names whose spellings go before all others in the table of rare words.
    """

    sources: tuple[Source, ...]
    names: tuple[Source, ...]
    back: tuple[Source, ...]
    vocabulary: int
    shape: dict[str, int]
    schedule: dict[str, Any]
    hint_rate: float
    renamed: float
    drawn: float
    dropout: float
    part: int
    blend: float
    sure: tuple[str, ...]

    @classmethod
    def load(cls, path: Path) -> "Recipe":
        """Raises InputError where the file is missing or is no recipe."""
        try:
            raw = tomllib.loads(path.read_text(encoding="utf-8"))
            return cls(
                tuple(Source(*item) for item in raw["sources"].items()),
                tuple(Source(*item) for item in raw["names"].items()),
                tuple(Source(*item) for item in raw.get("back", {}).items()),
                raw["model"]["vocabulary"],
                raw["model"]["shape"],
                raw["training"]["schedule"],
                raw["training"]["hint_rate"],
                raw["training"]["renamed"],
                raw["training"].get("drawn", 0.0),
                raw["training"].get("dropout", 0.0),
                raw["training"].get("part", 0),
                raw["training"].get("blend", 0.0),
                tuple(raw["training"].get("sure", ())),
            )
        except (OSError, KeyError, TypeError, ValueError) as error:
            raise InputError(f"{path}: is no recipe: {error!r}") from None


def make(
    recipe: Recipe, data: Sequence[Path], work: Path, out: Path, hours: float, device: str, first: Path | None = None
) -> None:
    """Run all stages and write the model folder `out`.

    `data` are the folders that hold the recipe's files, `hours` is the wall time of the training loop, `first` a model
    folder to start from, of the recipe's sizes. Its pieces are used too where they are as many as the recipe wants.
    A run that was stopped goes on where it stood.
    """
    from mt.training.batches import Hinter
    from mt.training.blend import blend
    from mt.training.bundle import bundle
    from mt.training.transfer import restore_with

    work.mkdir(parents=True, exist_ok=True)
    pairs, copies = mixed(recipe, data, work)
    pieces = first / "spm.model" if first else None
    if pieces is None or len(_processor(pieces)) != recipe.vocabulary:
        pieces = _pieces(recipe, data, pairs, copies, work)
    processor = _processor(pieces)
    arrays = work / "prepared.npz"
    if not arrays.exists():
        links = list(linked(pairs, work))
        back, back_links = _back(recipe, data, pairs, copies, links, work)
        both, counts = [*pairs, *back], [*copies, *[1] * len(back)]
        prepare(both, counts, chain(links, back_links), processor, len(back), recipe.drawn).save(arrays)
    prepared = Prepared.load(arrays)
    names = [tuple(map(processor.encode, pair)) for pair in single(listed(recipe, data))]
    before, middle, after = processor.piece_to_id(list(HINT))
    hinter = Hinter(prepared, (before, middle, after), names, recipe.hint_rate, renamed=recipe.renamed)
    shape = Shape(padded(len(processor)), **recipe.shape)
    network = restore_with(first, processor, shape) if first else Transformer(shape)
    began = deepcopy(network)
    network.dropout = Dropout(recipe.dropout)
    train(network, hinter, Schedule(hours=hours, **recipe.schedule), work / "run", device)
    blend(network.cpu(), began, recipe.blend if first else 0.0)
    bundle(network.eval(), pieces, out)
    rare = rare_words(prepared, [processor.id_to_piece(id_) for id_ in range(len(processor))])
    seen = in_sentences(pairs)
    sure = sure_names(seen, mix(data, (Source(name, 1) for name in recipe.sure)))
    save(unseen_names(seen, listed(recipe, data, whole=True)) | rare | sure, out)


def _processor(pieces: Path) -> sentencepiece.SentencePieceProcessor:
    return sentencepiece.SentencePieceProcessor(model_file=str(pieces))


def mixed(recipe: Recipe, data: Sequence[Path], work: Path) -> tuple[list[Pair], list[int]]:
    """The distinct pairs of the mix, names among them, and how often an epoch sees each."""
    path = work / "pairs.tsv"
    if not path.exists():
        counts = Counter(mix(data, recipe.sources, recipe.part))
        counts.update(listed(recipe, data))
        lines = (f"{pair.source}\t{pair.target}\t{count}\n" for pair, count in sorted(counts.items()))
        path.write_text("".join(lines), encoding="utf-8")
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").split("\n") if line]
    return [Pair(source, target) for source, target, _ in rows], [int(count) for _, _, count in rows]


def listed(recipe: Recipe, data: Sequence[Path], whole: bool = False) -> Iterator[Pair]:
    """The names that the recipe takes, or the `whole` files of which it takes a share."""
    sources = (Source(source.name, 1) for source in recipe.names) if whole else recipe.names
    return map(capitalise, mix(data, sources, recipe.part))


def single(names: Iterable[Pair]) -> Iterator[Pair]:
    """The names that are one word in both languages."""
    return (pair for pair in names if not any(" " in side for side in pair))


def _pieces(recipe: Recipe, data: Sequence[Path], pairs: list[Pair], copies: list[int], work: Path) -> Path:
    path = work / "pieces.model"
    if not path.exists():
        both = (text for pair, times in zip(pairs, copies, strict=True) for text in pair * min(times, 2))
        english = islice(sentences(data, recipe.back, recipe.part), 0, None, 2)
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=chain(both, english),
            model_prefix=str(work / "pieces"),
            vocab_size=recipe.vocabulary,
            character_coverage=0.9998,
            control_symbols=list(HINT),
            eos_id=0,
            unk_id=1,
            bos_id=-1,
            pad_id=-1,
        )
    return path


def _back(
    recipe: Recipe, data: Sequence[Path], pairs: list[Pair], copies: list[int], links: list[Links], work: Path
) -> tuple[list[Pair], Iterator[Links]]:
    """The back-translated pairs and their links."""
    path, links_path = work / "back.tsv", work / "back.links"
    if not (path.exists() and links_path.exists()):
        known = list(single(listed(recipe, data, whole=True)))
        names = {pair.target.lower(): pair.source for pair in known}
        english = list(sentences(data, recipe.back, recipe.part))
        words = learn(pairs, copies, links)
        wanted = wanted_phrases(chain(english, words.english), words.order)
        written = words_of(english)
        phrases = with_spelled_out(with_forms(collect(pairs, copies, links, wanted, words), written, words))
        spelled = spell(unknown_names(written, phrases, names), known, work)
        write_back(english, phrases, spelled | names, path, links_path, Random(recipe.part))
    rows = path.read_text(encoding="utf-8").split("\n")[:-1]
    return [Pair(*row.split("\t")) for row in rows], read_links(links_path)


def linked(pairs: list[Pair], work: Path) -> Iterator[Links]:
    """The word links of each pair."""
    sides, links = (work / "stems.ar", work / "stems.en"), (work / "forward.links", work / "reverse.links")
    return align(stems(pairs), sides, links)
