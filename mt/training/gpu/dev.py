"""Development sets translated with the likeliest piece at each place: an early look, lower than what a beam gives."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import sentencepiece
import torch

from mt.training.gpu.decode import Draw, decode
from mt.training.network import Transformer

LONGEST = 160
"""Pieces of a translation."""
ROWS = 512


def write(
    network: Transformer, pieces: sentencepiece.SentencePieceProcessor, barred: Sequence[int], sets: Path, out: Path
) -> None:
    """Add a translation to each line of `sets`, which is `set<TAB>source<TAB>reference`."""
    lines = sets.read_text(encoding="utf-8").splitlines()
    ids = pieces.encode([line.split("\t")[1] for line in lines])
    order = sorted(range(len(ids)), key=lambda k: -len(ids[k]))
    texts = [""] * len(ids)
    for start in range(0, len(order), ROWS):
        part = order[start : start + ROWS]
        for k, row in zip(part, translated(network, [ids[k] for k in part], barred), strict=True):
            texts[k] = pieces.decode(row)
    out.write_text("".join(f"{line}\t{text}\n" for line, text in zip(lines, texts, strict=True)), encoding="utf-8")


def translated(network: Transformer, ids: Sequence[Sequence[int]], barred: Sequence[int]) -> list[list[int]]:
    """The translations of sentences, as piece ids both."""
    device = network.embedding.weight.device
    sizes = torch.tensor([len(row) + 1 for row in ids], device=device)
    source = torch.nn.utils.rnn.pad_sequence([torch.tensor([*row, 0]) for row in ids], batch_first=True).to(device)
    mask = torch.arange(source.shape[1], device=device) < sizes[:, None]
    with torch.autocast(device.type, dtype=torch.bfloat16):
        out, _ = decode(network, source, mask, LONGEST, torch.tensor(barred, device=device), Draw())
    return [row[: row.index(0)] if 0 in row else row for row in out.tolist()]


def scores(translations: Path) -> str:
    """BLEU and chrF2 of each set that `write` wrote."""
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF

    sets: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for line in translations.read_text(encoding="utf-8").splitlines():
        name, _, reference, text = line.split("\t")
        sets[name].append((text, reference))
    found = []
    for name, pairs in sets.items():
        texts, references = zip(*pairs, strict=True)
        bleu, chrf = (metric.corpus_score(texts, [references]).score for metric in (BLEU(), CHRF()))
        found.append(f"{name} {bleu:.1f} / {chrf:.1f}")
    return ", ".join(found)
