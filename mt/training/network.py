"""A lean pre-norm Transformer (Vaswani et al. 2017) whose weights CTranslate2 can hold.

One embedding serves source, target and output. Head 0 of the last decoder layer's cross-attention is handed
out with the logits, so that training can teach it to point at the source word (Garg et al. 2019).
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from mt.training.dropout import Dropout


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of a network: vocabulary, width, feed-forward width, heads, encoder and decoder layers."""

    vocabulary: int
    width: int = 384
    feed_forward: int = 1536
    heads: int = 6
    encoder_layers: int = 5
    decoder_layers: int = 2


def padded(vocabulary: int) -> int:
    """The rows of a vocabulary's embedding: matrices of a round size are quicker."""
    return -(-vocabulary // 64) * 64


class Attention(nn.Module):
    def __init__(self, width: int, heads: int):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key_value = nn.Linear(width, 2 * width)
        self.out = nn.Linear(width, width)

    def forward(self, states: Tensor, memory: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """States `[b, t, w]` over memory `[b, s, w]` with an additive mask: new states, weights `[b, h, t, s]`."""
        batch, length, width = states.shape
        query = self.query(states).view(batch, length, self.heads, -1).transpose(1, 2)
        key, value = self.key_value(memory).view(batch, memory.shape[1], 2, self.heads, -1).permute(2, 0, 3, 1, 4)
        scores = query @ key.transpose(2, 3) * (width // self.heads) ** -0.5 + mask
        weights = scores.softmax(-1).to(value.dtype)
        mixed = weights @ value
        return self.out(mixed.transpose(1, 2).reshape(batch, length, width)), weights


class Layer(nn.Module):
    """Self-attention, cross-attention where `cross`, feed-forward; each normed before and added after."""

    def __init__(self, shape: Shape, cross: bool):
        super().__init__()
        self.self_norm, self.self_attention = nn.LayerNorm(shape.width), Attention(shape.width, shape.heads)
        if cross:
            self.cross_norm, self.cross_attention = nn.LayerNorm(shape.width), Attention(shape.width, shape.heads)
        self.feed_norm = nn.LayerNorm(shape.width)
        self.feed_in, self.feed_out = (
            nn.Linear(shape.width, shape.feed_forward),
            nn.Linear(shape.feed_forward, shape.width),
        )

    def forward(
        self,
        states: Tensor,
        mask: Tensor,
        dropout: Dropout,
        memory: Tensor | None = None,
        memory_mask: Tensor | None = None,
    ) -> tuple[Tensor, Tensor | None]:
        normed = self.self_norm(states)
        states = states + dropout(self.self_attention(normed, normed, mask)[0])
        weights = None
        if memory is not None:
            mixed, weights = self.cross_attention(self.cross_norm(states), memory, memory_mask)
            states = states + dropout(mixed)
        fed = self.feed_out(dropout(F.relu(self.feed_in(self.feed_norm(states)))))
        return states + dropout(fed), weights


class Transformer(nn.Module):
    layer: type[Layer] = Layer

    def __init__(self, shape: Shape):
        super().__init__()
        self.shape, self.dropout = shape, Dropout()
        self.embedding = nn.Embedding(shape.vocabulary, shape.width)
        self.encoder = nn.ModuleList(self.layer(shape, cross=False) for _ in range(shape.encoder_layers))
        self.decoder = nn.ModuleList(self.layer(shape, cross=True) for _ in range(shape.decoder_layers))
        self.encoder_norm, self.decoder_norm = nn.LayerNorm(shape.width), nn.LayerNorm(shape.width)
        nn.init.normal_(self.embedding.weight, std=shape.width**-0.5)

    def forward(self, source: Tensor, source_mask: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
        """Ids `[b, s]`, mask `[b, s]` (true where a piece stands), shifted ids `[b, t]`.

        Returns states before the output projection `[b, t, w]` and the guided head's weights `[b, t, s]`.
        """
        memory, memory_mask = self.encode(source, source_mask)
        causal = torch.full((target.shape[1],) * 2, float("-inf"), device=source.device).triu(1)
        states = self._embed(target)
        for layer in self.decoder:
            states, weights = layer(states, causal, self.dropout, memory, memory_mask)
        return self.decoder_norm(states), weights[:, 0]

    def encode(self, source: Tensor, source_mask: Tensor) -> tuple[Tensor, Tensor]:
        """What the decoder reads, `[b, s, w]`, and its additive mask `[b, 1, 1, s]`, of ids and mask as in `forward`."""
        mask = torch.zeros(source.shape, device=source.device).masked_fill(~source_mask, float("-inf"))
        mask = mask[:, None, None, :]
        states = self._embed(source)
        for layer in self.encoder:
            states, _ = layer(states, mask, self.dropout)
        return self.encoder_norm(states), mask

    def _embed(self, ids: Tensor) -> Tensor:
        width = self.shape.width
        states = self.embedding(ids) * width**0.5
        return self.dropout(states + positions(ids.shape[1], width, ids.device))


def positions(length: int, width: int, device: torch.device | None = None) -> Tensor:
    """Sinusoids `[length, width]` as CTranslate2 computes them: sines before cosines, positions counted from 1."""
    half = width // 2
    rates = torch.exp(torch.arange(half, device=device) * -(math.log(10_000) / (half - 1)))
    angles = torch.arange(1, length + 1, device=device)[:, None] * rates
    return torch.cat([angles.sin(), angles.cos()], dim=1)
