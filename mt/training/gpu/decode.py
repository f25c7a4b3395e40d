"""Many sentences translated at once by a network of this package, by chance or the likeliest piece at each place."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from mt.training.network import Attention, Layer, Transformer, positions

END = 0


@dataclass(frozen=True, slots=True)
class Draw:
    """How a piece is chosen: at `heat` 0 the likeliest, else by chance among those at least `least` times as likely."""

    heat: float = 0.0
    least: float = 0.1


@torch.no_grad()
def decode(
    network: Transformer, source: Tensor, mask: Tensor, longest: int, barred: Tensor, draw: Draw
) -> tuple[Tensor, Tensor]:
    """Translate ids `[b, s]` where `mask [b, s]` is true: ids `[b, t]`, `END` from the end on, at most `longest` pieces.

    `barred` ids are never chosen. The second tensor `[b, t]` has the source place that the guided head points at most, -1
    where that is less than half of its weight.
    """
    memory, hidden = network.encode(source, mask)
    told = [_key_value(layer.cross_attention, memory) for layer in network.decoder]
    heads, (rows, width) = network.shape.heads, (len(source), network.shape.width)
    caches = memory.new_zeros(len(network.decoder), 2, rows, heads, longest, width // heads, dtype=told[0][0].dtype)
    sinusoids = positions(longest, width, source.device)
    ids, pointed = source.new_zeros(rows, longest), source.new_full((rows, longest), -1)
    last, done = source.new_zeros(rows), torch.zeros(rows, dtype=torch.bool, device=source.device)
    for place in range(longest):
        states = (network.embedding(last) * width**0.5 + sinusoids[place])[:, None]
        for layer, cache, memory_parts in zip(network.decoder, caches, told, strict=True):
            states, weights = _step(layer, states, cache, place, memory_parts, hidden)
        logits = F.linear(network.decoder_norm(states[:, 0]), network.embedding.weight)
        logits[:, barred] = float("-inf")
        last = _chosen(logits, draw).masked_fill(done, END)
        done |= last == END
        ids[:, place] = last
        most, at = weights[:, 0, 0].max(-1)
        pointed[:, place] = at.masked_fill(done | (most < 0.5), -1)
        if place % 8 == 7 and bool(done.all()):
            break
    return ids, pointed


def _step(
    layer: Layer, states: Tensor, cache: Tensor, place: int, memory: tuple[Tensor, Tensor], hidden: Tensor
) -> tuple[Tensor, Tensor]:
    """The next place `[b, 1, w]` of a decoder layer: new states, and cross-attention's weights `[b, h, 1, s]`."""
    own, cross = layer.self_attention, layer.cross_attention
    normed = layer.self_norm(states)
    cache[0][:, :, place : place + 1], cache[1][:, :, place : place + 1] = _key_value(own, normed)
    mixed, _ = _mix(own, normed, cache[0][:, :, : place + 1], cache[1][:, :, : place + 1], None)
    states = states + mixed
    mixed, weights = _mix(cross, layer.cross_norm(states), *memory, hidden)
    states = states + mixed
    return states + layer.feed_out(F.relu(layer.feed_in(layer.feed_norm(states)))), weights


def _key_value(attention: Attention, states: Tensor) -> tuple[Tensor, Tensor]:
    """Keys and values `[b, h, s, d]` of states `[b, s, w]`."""
    both = attention.key_value(states).unflatten(-1, (2, attention.heads, -1)).permute(2, 0, 3, 1, 4)
    return both[0], both[1]


def _mix(
    attention: Attention, states: Tensor, key: Tensor, value: Tensor, hidden: Tensor | None
) -> tuple[Tensor, Tensor]:
    query = attention.query(states).unflatten(-1, (attention.heads, -1)).transpose(1, 2)
    scores = query @ key.mT * key.shape[-1] ** -0.5
    weights = (scores if hidden is None else scores + hidden).softmax(-1)
    return attention.out((weights.to(value.dtype) @ value).transpose(1, 2).flatten(2)), weights


def _chosen(logits: Tensor, draw: Draw) -> Tensor:
    if not draw.heat:
        return logits.argmax(-1)
    logits = logits.float() / draw.heat
    likely = logits - logits.amax(-1, keepdim=True)
    likely = likely.masked_fill(likely < torch.tensor(draw.least).log().item(), float("-inf"))
    # The greatest of log-probabilities with Gumbel noise falls on each as often as it is probable.
    return (likely - torch.empty_like(likely).exponential_().log()).argmax(-1)
