"""What a packed batch costs: cross-entropy a piece, and the guided head's loss a linked piece."""

import torch
from torch import Tensor

from mt.training.gpu.attention import sentences
from mt.training.gpu.network import PackedTransformer
from mt.training.gpu.packing import LONGEST, Tensors
from mt.training.loss import ProjectedLoss

ROWS = 8192
"""Logits are computed for so many pieces at a time."""


def losses(network: PackedTransformer, batch: Tensors, smoothing: float) -> tuple[Tensor, Tensor]:
    """The two losses of `mt.training.train.losses`, means by the weight of the pieces."""
    states, query, key = network(batch)
    loss = ProjectedLoss.apply(states, network.embedding.weight, batch.target, batch.weight, smoothing, ROWS)
    return loss, guide(query, key, batch)


def guide(query: Tensor, key: Tensor, batch: Tensors) -> Tensor:
    """-log of the weight that the guided head, of queries `[m, d]` and keys `[n, d]`, has on the linked sources."""
    asked, places = _padded(query, batch.target_at)
    told, others = _padded(key, batch.source_at)
    scores = (asked @ told.mT).float() * query.shape[1] ** -0.5
    lengths = batch.source_at.diff()
    beyond = torch.arange(LONGEST, device=lengths.device) >= lengths[:, None]
    weights = scores.masked_fill(beyond[:, None, :], -1e9).log_softmax(-1)
    target, source = batch.links.T
    linked = weights[(*(place[target] for place in places), others[1][source])].exp()
    pointed = torch.zeros_like(batch.weight).index_add(0, target, linked)
    counted = batch.weight * torch.zeros_like(batch.weight).index_fill(0, target, 1)
    return -((pointed + 1e-4).log() * counted).sum() / counted.sum().clamp_min(1)


def _padded(states: Tensor, at: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
    """States `[n, d]` as `[sentences, LONGEST, d]`, and the sentence and the place in it of each."""
    number = sentences(at, len(states))
    place = torch.arange(len(states), device=at.device) - at[number]
    padded = states.new_zeros(len(at) - 1, LONGEST, states.shape[1])
    return padded.index_put((number, place), states), (number, place)
