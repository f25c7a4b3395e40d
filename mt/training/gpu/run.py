"""Train both directions within a wall-clock budget, from the files that `carry` wrote.

    python -m mt.training.gpu.run RECIPE CARRIED OUT [--seconds 560] [--workers 14] [--device cuda]

1. English to Arabic on the real pairs; its weights are in OUT at once.
2. The English text in CARRIED is put into Arabic by it.
3. Arabic to English on all of that; its mean weights are in OUT every minute.

OUT gets `en-ar.0`, `ar-en.0` and so on for `bring`, `dev.tsv` with translations of the development sets, and `log.txt`.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import sentencepiece
import torch

from mt.training.batches import Hinter
from mt.training.gpu import dev, weights
from mt.training.gpu.attention import check
from mt.training.gpu.back import back_translate
from mt.training.gpu.feed import Feed
from mt.training.gpu.loop import train
from mt.training.gpu.network import PackedTransformer
from mt.training.gpu.settings import Direction, Settings
from mt.training.gpu.splits import Halves
from mt.training.gpu.store import WordRule, joined, load, reversed_
from mt.training.network import Transformer, padded
from mt.training.prepare import Prepared

MARKS = ("<t>", "<m>", "</t>")
"""The hint marks of `mt.models.engine`, which needs more than there is on that machine."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What was brought along: pairs, English text (None where there is none), names as piece ids, and the pieces."""

    pairs: Prepared
    english: Prepared | None
    names: list[tuple[np.ndarray, np.ndarray]]
    pieces: sentencepiece.SentencePieceProcessor
    rule: WordRule
    halves: Halves
    dev: Path

    @classmethod
    def read(cls, folder: Path) -> "Carried":
        pieces = sentencepiece.SentencePieceProcessor(model_file=str(folder / "spm.model"))
        texts = [pieces.id_to_piece(id_) for id_ in range(len(pieces))]
        rule = WordRule.of(texts)
        with ThreadPoolExecutor() as pool:
            found = [
                list(pool.map(partial(load, rule=rule), sorted(folder.glob(f"{kind}*.xz"))))
                for kind in ("pairs", "english", "names")
            ]
        pairs, english, (names,) = found
        listed = [names.pair(k) for k in range(len(names.copies))]
        return cls(
            joined(pairs), joined(english) if english else None, [(each[0], each[2]) for each in listed],
            pieces, rule, Halves.of(texts), folder / "dev.tsv",
        )  # fmt: skip

    @property
    def barred(self) -> list[int]:
        """Ids that no translation has: the unknown piece, the hint marks, rows without a piece."""
        marks = self.pieces.piece_to_id(list(MARKS))
        return [self.pieces.unk_id(), *marks, *range(len(self.pieces), padded(len(self.pieces)))]


def run(
    settings: Settings, carried: Carried, out: Path, until: float, workers: int, device: str, say: Callable[[str], None]
) -> None:
    """All three phases, over at `until` (`time.monotonic`)."""
    began = time.monotonic()
    whole = until - began - settings.closing
    check(device)
    forth, back = (began + whole * share for share in (settings.forth, settings.forth + settings.back))
    train_in = partial(_train, settings=settings, carried=carried, workers=workers, device=device, say=say)

    save = partial(weights.save, name="en-ar", folder=out)
    backwards = train_in(reversed_(carried.pairs), settings.en_ar, until=forth, hinted=False, save=save)
    save(backwards)
    data = [replace(carried.pairs, copies=carried.pairs.copies * settings.real)]
    if carried.english:
        pairs, tried = back_translate(
            backwards, carried.english, carried.rule, carried.barred, settings.draw, settings.places, back
        )
        say(f"back-translated {tried:,} sentences, {len(pairs.copies):,} of them well; the first ones:")
        for k in range(min(5, len(pairs.copies))):
            source, _, target, *_ = pairs.pair(k)
            say(" | ".join(carried.pieces.decode(side.tolist()) for side in (target, source)))
        data.append(pairs)
    del backwards

    save = partial(weights.save, name="ar-en", folder=out)
    network = train_in(joined(data), settings.ar_en, until=until - settings.closing, hinted=True, save=save)
    save(network)
    dev.write(network, carried.pieces, carried.barred, carried.dev, out / "dev.tsv")


def _train(
    data: Prepared, direction: Direction, *, settings: Settings, carried: Carried, workers: int, device: str,
    say: Callable[[str], None], until: float, hinted: bool, save: Callable[[Transformer], None],
) -> Transformer:  # fmt: skip
    names = carried.names if hinted else [pair[::-1] for pair in carried.names]
    before, middle, after = carried.pieces.piece_to_id(list(MARKS))
    renamed = settings.renamed if hinted else 0.0  # Arabic has no capitals: any word there could be a name
    hinter = Hinter(data, (before, middle, after), names, settings.hint_rate if hinted else 0.0, renamed=renamed)
    shape = direction.sized(padded(len(carried.pieces)))
    with Feed(hinter, carried.halves, settings.room, workers, settings.halved) as batches:
        network = PackedTransformer(shape, direction.dropout).to(device)
        if device == "cuda":
            network.compiled()
        say(f"{shape}, {sum(p.numel() for p in network.parameters()) / 1e6:.1f} M weights, {data.copies.sum():,} pairs")
        return train(network, batches, direction.pace, until, say, save)


def main(arguments: Sequence[str] | None = None) -> None:
    began = time.monotonic()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("recipe", "carried", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--seconds", type=float, default=560)
    parser.add_argument("--workers", type=int, default=14, help="processes that make batches; 0: this one does")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    # Without a compiler the layers run as they are, more slowly, and the budget is not lost.
    torch._dynamo.config.suppress_errors = True
    torch.set_float32_matmul_precision("high")
    with (options.out / "log.txt").open("a", encoding="utf-8") as log:

        def say(line: str) -> None:
            for where in (log, None):
                print(f"{time.monotonic() - began:6.1f} s  {line}", file=where, flush=True)

        settings, carried = Settings.read(options.recipe), Carried.read(options.carried)
        english = len(carried.english.copies) if carried.english else 0
        say(f"{len(carried.pairs.copies):,} pairs, {english:,} English sentences, {len(carried.names):,} names")
        run(settings, carried, options.out, began + options.seconds, options.workers, options.device, say)
        say("done")


if __name__ == "__main__":
    main()
