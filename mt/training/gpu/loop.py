"""The training loop of a phase: so many seconds of wall time, a rate that falls to nothing at their end."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch

from mt.training.gpu.losses import losses
from mt.training.gpu.muon import Muon
from mt.training.gpu.network import PackedTransformer
from mt.training.gpu.packing import Packed
from mt.training.network import Transformer
from mt.training.train import Schedule

LOOK = 25
"""Steps between two looks at the losses: each waits for the device."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Rates, and the share `average` of the mean of the weights that a step leaves as it was."""

    matrix_rate: float = 1e-2
    other_rate: float = 3e-3
    warm_up: int = 200
    decay: float = 0.7
    smoothing: float = 0.1
    guide: float = 0.3
    average: float = 0.98


def train(
    network: PackedTransformer,
    batches: Iterator[Packed],
    pace: Pace,
    until: float,
    say: Callable[[str], None],
    save: Callable[[Transformer], None],
    every: float = 60,
) -> Transformer:
    """Train until `until` (`time.monotonic`) and return a network of mean weights; `save` gets it each `every` seconds."""
    device = network.embedding.weight.device.type
    began = saved = time.monotonic()
    schedule = Schedule(max(until - began, 1e-9) / 3600, warm_up=pace.warm_up, decay=pace.decay)
    matrices = [p for name, p in network.named_parameters() if p.ndim == 2 and "embedding" not in name]
    others = [p for name, p in network.named_parameters() if p.ndim < 2 or "embedding" in name]
    muon = Muon(matrices, pace.matrix_rate)
    adam = torch.optim.AdamW(others, pace.other_rate, betas=(0.9, 0.98), weight_decay=0.0, fused=device == "cuda")
    mean: Transformer = Transformer(network.shape).to(device).eval().requires_grad_(False)
    weights, means = list(network.parameters()), list(mean.parameters())
    network.train()
    seen, pieces, step = torch.zeros(2, device=device), 0, 0
    while (now := time.monotonic()) < until:
        share = schedule.rate(step, (now - began) / 3600)
        muon.rate, adam.param_groups[0]["lr"] = pace.matrix_rate * share, pace.other_rate * share
        packed = next(batches)
        batch = packed.to(device)
        with torch.autocast(device, dtype=torch.bfloat16):
            loss, guide = losses(network, batch, pace.smoothing)
        (loss + pace.guide * guide).backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        for optimiser in (muon, adam):
            optimiser.step()
            optimiser.zero_grad()
        step += 1
        with torch.no_grad():
            # Early on the mean forgets sooner, or it would be of the first steps.
            torch._foreach_lerp_(means, weights, max(1 - pace.average, 1 / step))
            seen += torch.stack([loss.detach(), guide.detach()])
        pieces += int((packed.weight > 0).sum())
        if step % LOOK == 0 or step == 1:
            loss, guide = (seen / (LOOK if step > 1 else 1)).tolist()
            seen.zero_()
            passed = time.monotonic() - began
            say(f"step {step}, {pieces:,} pieces, {pieces / passed:,.0f}/s: loss {loss:.3f}, guide {guide:.3f}")
            if passed + began > saved + every:
                save(mean)
                saved = time.monotonic()
    return mean
