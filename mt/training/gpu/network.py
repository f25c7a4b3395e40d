"""The network of `mt.training.network` over packed batches: same weights, no padding, layers that can be compiled."""

import torch
from torch import Tensor
from torch.nn import functional as F

from mt.training.gpu.attention import attend, sentences
from mt.training.gpu.packing import LONGEST, Tensors
from mt.training.network import Attention, Layer, Shape, Transformer, positions


class PackedLayer(Layer):
    rate = 0.0
    """Dropout."""

    def forward(  # type: ignore[override]  # places instead of masks
        self, states: Tensor, at: Tensor, memory: Tensor | None = None, memory_at: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """States `[n, w]` of sentences that begin `at`, over memory `[m, w]` in a decoder: new states, and what
        cross-attention was asked with."""
        normed = self.self_norm(states)
        causal = memory is not None
        states = states + self._dropped(self._mixed(self.self_attention, normed, normed, at, at, causal))
        asked = states
        if memory is not None:
            asked = self.cross_norm(states)
            states = states + self._dropped(self._mixed(self.cross_attention, asked, memory, at, memory_at, False))
        fed = self._dropped(F.relu(self.feed_in(self.feed_norm(states))))
        return states + self._dropped(self.feed_out(fed)), asked

    def _dropped(self, states: Tensor) -> Tensor:
        return F.dropout(states, self.rate, self.training)

    @staticmethod
    def _mixed(
        attention: Attention, states: Tensor, memory: Tensor, at: Tensor, memory_at: Tensor, causal: bool
    ) -> Tensor:
        query = attention.query(states).unflatten(-1, (attention.heads, -1))
        key, value = attention.key_value(memory).unflatten(-1, (2, attention.heads, -1)).unbind(1)
        return attention.out(attend(query, key, value, at, memory_at, LONGEST, causal).flatten(1))


class PackedTransformer(Transformer):
    layer = PackedLayer

    def __init__(self, shape: Shape, rate: float = 0.0):
        super().__init__(shape)
        self.rate = rate
        for layer in (*self.encoder, *self.decoder):
            layer.rate = rate
        self.register_buffer("positions", positions(LONGEST, shape.width), persistent=False)

    def compiled(self) -> "PackedTransformer":
        """Compile the layers. All of a side share the code of one: that takes seconds, all of them together minutes."""
        for layer in (*self.encoder, *self.decoder):
            layer.compile(dynamic=False)
        return self

    def forward(self, batch: Tensors) -> tuple[Tensor, Tensor, Tensor]:  # type: ignore[override]  # a packed batch
        """States before the output projection `[m, w]`, and the guided head's queries `[m, d]` and keys `[n, d]`."""
        states = self._placed(batch.source, batch.source_at)
        for layer in self.encoder:
            states, _ = layer(states, batch.source_at)
        memory = self.encoder_norm(states)
        states = self._placed(_shifted(batch.target, batch.target_at), batch.target_at)
        for layer in self.decoder:
            states, asked = layer(states, batch.target_at, memory, batch.source_at)
        guide = self.decoder[-1].cross_attention
        first = slice(self.shape.width // self.shape.heads)
        query = F.linear(asked, guide.query.weight[first], guide.query.bias[first])
        key = F.linear(memory, guide.key_value.weight[first], guide.key_value.bias[first])
        return self.decoder_norm(states), query, key

    def _placed(self, ids: Tensor, at: Tensor) -> Tensor:
        places = torch.arange(len(ids), device=ids.device) - at[sentences(at, len(ids))]
        states = self.embedding(ids) * self.shape.width**0.5 + self.positions[places]
        return F.dropout(states, self.rate, self.training)


def _shifted(target: Tensor, at: Tensor) -> Tensor:
    """What the decoder reads: each sentence one place later, the end mark first. (Empty sentences begin at the end.)"""
    shifted = torch.cat([target.new_zeros(1), target[:-1], target.new_zeros(1)])
    return shifted.index_fill(0, at.long(), 0)[:-1]
