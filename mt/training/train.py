"""The training loop: a budget of hours, a rate that falls to nothing by its end, checkpoints to resume from."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from mt.training.batches import Batch, Examples, batches
from mt.training.loss import ProjectedLoss
from mt.training.network import Transformer


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long and how fast: `hours` of wall time, peak rates for matrices and for the rest, batch size in pieces.

    The rate rises over `warm_up` steps and falls linearly over the last `decay` of the time.
    """

    hours: float
    matrix_rate: float = 5e-3
    other_rate: float = 3e-3
    tokens: int = 6000
    warm_up: int = 100
    decay: float = 0.6
    smoothing: float = 0.1
    guide: float = 0.3

    def rate(self, step: int, elapsed: float) -> float:
        """The share of the peak rate at a step and a time in hours."""
        left = max(0.0, 1 - elapsed / self.hours)
        return min(1.0, (step + 1) / self.warm_up, left / self.decay)


def optimisers(network: Transformer, schedule: Schedule) -> list[torch.optim.Optimizer]:
    """Muon for the matrices, AdamW for embedding, norms and biases."""
    matrices = [p for name, p in network.named_parameters() if p.ndim == 2 and "embedding" not in name]
    others = [p for name, p in network.named_parameters() if p.ndim < 2 or "embedding" in name]
    return [
        torch.optim.Muon(matrices, lr=schedule.matrix_rate, weight_decay=0.0, adjust_lr_fn="match_rms_adamw"),
        torch.optim.AdamW(others, lr=schedule.other_rate, betas=(0.9, 0.98), weight_decay=0.0),
    ]


def losses(network: Transformer, batch: Batch, smoothing: float) -> tuple[Tensor, Tensor]:
    """Cross-entropy a piece, and the guided head's loss a linked piece: -log of its weight on linked sources.

    Both are means by the weight of the pieces.
    """
    shifted = torch.cat([torch.zeros_like(batch.target[:, :1]), batch.target[:, :-1]], dim=1)
    states, weights = network(batch.source, batch.source_mask, shifted)
    mask = batch.target_mask
    loss = ProjectedLoss.apply(
        states[mask], network.embedding.weight, batch.target[mask], batch.weight[mask], smoothing
    )
    linked = batch.links.any(-1)
    pointed = (weights.float() * batch.links).sum(-1)[linked]
    counted = batch.weight[linked]
    guide = -((pointed + 1e-4).log() * counted).sum() / counted.sum() if len(pointed) else loss.new_zeros(())
    return loss, guide


def train(
    network: Transformer, hinter: Examples, schedule: Schedule, folder: Path, device: str = "cpu", every: float = 600
) -> None:
    """Train until the schedule's hours are over, from the checkpoint in `folder` where there is one.

    Writes `state.pt` (to resume), `network.pt` (weights) and `log.tsv` (hours, step, target pieces, loss, guide)
    every `every` seconds and at the end.
    """
    folder.mkdir(parents=True, exist_ok=True)
    network.to(device).train()
    optims = optimisers(network, schedule)
    elapsed, step, pieces = 0.0, 0, 0
    if (folder / "state.pt").exists():
        state = torch.load(folder / "state.pt", map_location=device)
        network.load_state_dict(state["network"])
        for optim, saved in zip(optims, state["optimisers"], strict=True):
            optim.load_state_dict(saved)
        elapsed, step, pieces = state["elapsed"], state["step"], state["pieces"]
    peaks = [group["lr"] for optim in optims for group in (optim.defaults,)]

    def save() -> None:
        weights = network.state_dict()
        _replace(folder / "network.pt", {"network": weights})
        saved = [optim.state_dict() for optim in optims]
        _replace(
            folder / "state.pt",
            {"network": weights, "optimisers": saved, "elapsed": elapsed, "step": step, "pieces": pieces},
        )

    began = last = time.monotonic() - elapsed * 3600
    last = time.monotonic()
    seen: list[tuple[float, float]] = []
    for batch in _forever(hinter, schedule.tokens, np.random.default_rng(step)):
        elapsed = (time.monotonic() - began) / 3600
        if elapsed >= schedule.hours:
            break
        share = schedule.rate(step, elapsed)
        for optim, peak in zip(optims, peaks, strict=True):
            optim.param_groups[0]["lr"] = peak * share
        batch = Batch(*(tensor.to(device, non_blocking=True) for tensor in batch))
        with torch.autocast(device, dtype=torch.bfloat16):
            loss, guide = losses(network, batch, schedule.smoothing)
        (loss + schedule.guide * guide).backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        for optim in optims:
            optim.step()
            optim.zero_grad(set_to_none=True)
        step += 1
        pieces += int(batch.target_mask.sum())
        seen.append((loss.item(), guide.item()))
        if step % 50 == 0:
            mean = np.mean(seen, axis=0)
            seen = []
            with (folder / "log.tsv").open("a") as log:
                print(f"{elapsed:.4f}\t{step}\t{pieces}\t{mean[0]:.4f}\t{mean[1]:.4f}", file=log)
        if time.monotonic() - last > every:
            save()
            last = time.monotonic()
    save()


def _forever(hinter: Examples, tokens: int, random: np.random.Generator) -> Iterator[Batch]:
    while True:
        yield from batches(hinter, tokens, random)


def _replace(path: Path, state: dict[str, Any]) -> None:
    part = path.with_suffix(".part")
    torch.save(state, part)
    part.replace(path)
