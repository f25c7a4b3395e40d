"""The network behind `glossaries.homographs`, learned from places in the training pairs, then from written sentences too.

The first are many and unlike what is hard: most words are always a name or never one. So stems that are both weigh most,
and both sides of each stem the same. What is counted of the form itself is left out most of the time, so that the
surroundings learn to decide alone. The written sentences then bring both readings of a word side by side; their words
held out in turn say how good it is. Several networks learn them, and the one that is kept is their mean.
"""

import sys
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits as loss_of
from torch.nn.functional import dropout

from glossaries.homographs import KINDS, SLOTS, TOPIC, WEIGHTS
from glossaries.surroundings import CLITICS, COUNTED, FAR, SHARES, WINDOW
from mt.training.homographs import Floats, Places

HIDDEN = 128
STEPS, BATCH, RATE = 900, 1024, 4e-3
ROUNDS, WRITTEN_BATCH, LATER_RATE = 14, 128, 1.5e-3
FOLDS, MEMBERS = 3, 3
SMOOTH = 0.02
FORGOTTEN = {"words": 0.1, "form": 0.3, "counts": 0.8, "written counts": 0.3}
"""How often a word around a place, and what is known of the form, is left out while learning."""
SHARED = ("vectors", "shape_vectors", "share_vectors")
MOST = 5.0
"""The greatest weight of a place."""


class Network(nn.Module):
    """The arrays of `glossaries.homographs.WEIGHTS`, as parameters."""

    def __init__(self, vectors: Floats, shapes: int):
        super().__init__()
        size = vectors.shape[1]
        rows = torch.cat([torch.zeros(1, size), torch.from_numpy(vectors), torch.randn(len(CLITICS), size) * 0.1])
        self.vectors = nn.Parameter(rows)
        for name, length, scale in (
            ("shape_vectors", (shapes + 1, size), 0.05),
            ("share_vectors", (SHARES, size), 0.05),
            ("window", (2 * WINDOW * size, HIDDEN), (2 * WINDOW * size) ** -0.5),
            ("topic", (size, HIDDEN), size**-0.5),
            ("form", (2 * size, HIDDEN), (2 * size) ** -0.5),
            ("types", (len(KINDS), HIDDEN), 0.3),
            ("beside", (2 * len(SLOTS), HIDDEN), 0.3),
            ("bias", (HIDDEN,), 0.0),
            ("out", (HIDDEN + 1,), HIDDEN**-0.5),
            ("fit", (3, size, size), 0.02),
            ("line", (len(KINDS), 2 * len(SLOTS)), 0.0),
            ("prior", (len(KINDS), len(COUNTED)), 0.0),
            ("flags", (2,), 0.0),
        ):
            self.register_parameter(name, nn.Parameter(torch.randn(*length) * scale))

    def forward(self, at: "Batch", counts_forgotten: float = 0.0) -> Tensor:
        far = self.vectors[at.tokens] + self.share_vectors[at.shares]
        near = slice(FAR - WINDOW, FAR + WINDOW)
        beside = far[:, near] + self.shape_vectors[at.shapes[:, near]]
        form, look, known = (
            self.vectors[at.form],
            self.shape_vectors[at.look],
            (self.prior[at.kinds] * at.counts).sum(1),
        )
        if self.training:
            beside = beside * (torch.rand(*beside.shape[:2], 1) >= FORGOTTEN["words"])
            form = form * (torch.rand(len(known), 1) >= FORGOTTEN["form"])
            look = look * (torch.rand(len(known), 1) >= FORGOTTEN["form"])
            known = known * (torch.rand(len(known)) >= counts_forgotten)
        there = at.there[..., None]
        topic = TOPIC * (far * there).sum(1) / (there.sum(1) + 2)
        hidden = beside.flatten(1) @ self.window + self.bias + self.types[at.kinds] + at.rates @ self.beside
        hidden = hidden + torch.cat([form, look], 1) @ self.form + topic @ self.topic
        hidden = dropout(torch.relu(hidden), 0.25, self.training)
        sides = torch.stack([beside[:, WINDOW - 1], beside[:, WINDOW], topic])
        fit = sum(((form @ each) * side).sum(1) for each, side in zip(self.fit, sides, strict=True))
        line = (self.line[at.kinds] * at.rates).sum(1) + at.flags @ self.flags
        return hidden @ self.out[:-1] + self.out[-1] + known + fit + line


class Batch(NamedTuple):
    """`Places` as tensors. `there` is 1 for what is no edge, `[n, 2 * FAR]`."""

    tokens: Tensor
    shapes: Tensor
    shares: Tensor
    kinds: Tensor
    cut: Tensor
    form: Tensor
    look: Tensor
    stem: Tensor
    counts: Tensor
    rates: Tensor
    flags: Tensor
    is_name: Tensor
    there: Tensor

    @classmethod
    def of(cls, places: Places, edge: int) -> "Batch":
        """Places as tensors; `edge` is the row of the token beyond both ends of a text."""
        there = (places.tokens != edge).astype(np.float32)
        return cls(*(torch.from_numpy(np.ascontiguousarray(array)) for array in (*places, there)))

    def take(self, rows: Tensor) -> "Batch":
        return Batch(*(tensor[rows] for tensor in self))


def train(learned: Places, written: Places, vectors: Floats, shapes: int) -> dict[str, Floats]:
    """The weights. What the written words get wrong that were held out in turn goes to stderr."""
    torch.manual_seed(0)
    torch.set_num_threads(1)
    edge = int(np.bincount(learned.tokens[:, 0]).argmax())
    pairs, hand = Batch.of(learned, edge), Batch.of(written, edge)
    weights, swap = _weights(pairs), _Swap(pairs)
    network = Network(vectors, shapes)

    def both() -> Iterator[tuple[Batch, Tensor, float]]:
        yield from _drawn(pairs, weights, BATCH // 2)
        yield swap.drawn(BATCH // 2), torch.ones(BATCH // 2), 1.0

    _learn(network, RATE, STEPS, both)
    with torch.no_grad():
        for each in (network.types, network.prior, network.line):
            each[KINDS.index("organisation")] = each[KINDS.index("")]
        network.flags[:] = torch.tensor([0.5, 1.2])
    first = {name: each.clone() for name, each in network.state_dict().items()}
    scores = torch.zeros(len(hand.stem))
    for fold in range(FOLDS):
        held = hand.stem % FOLDS == fold
        for member in range(MEMBERS):
            _continue(network, first, pairs, weights, swap, hand.take((~held).nonzero()[:, 0]), member)
            with torch.no_grad():
                scores[held] += network(hand.take(held.nonzero()[:, 0])) / MEMBERS
    found, names = scores > 0, hand.is_name > 0
    right = (found & names).sum()
    print(
        f"{len(hand.stem)} written places, held out by word: precision {right / found.sum():.3f}, "
        f"recall {right / names.sum():.3f}, right {(found == names).float().mean():.3f}",
        file=sys.stderr,
    )
    members = []
    for member in range(MEMBERS):
        _continue(network, first, pairs, weights, swap, hand, member)
        members.append({name: each.clone().numpy() for name, each in network.state_dict().items()})
    return _mean(members)


def _mean(members: list[dict[str, Floats]]) -> dict[str, Floats]:
    """One network that answers with the mean of the members, which share their vectors: hidden layers side by side."""
    mean = {name: np.mean([each[name] for each in members], axis=0) for name in WEIGHTS}
    for name in ("window", "topic", "form", "types", "beside", "bias"):
        mean[name] = np.concatenate([each[name] for each in members], axis=-1)
    out = [each["out"][:-1] / len(members) for each in members]
    mean["out"] = np.concatenate([*out, mean["out"][-1:]])
    return mean


def _continue(
    network: Network, first: dict[str, Tensor], pairs: Batch, weights: Tensor, swap: "_Swap", hand: Batch, seed: int
) -> None:
    """Learn from the written sentences too, from the weights `first` on, with the same vectors."""
    torch.manual_seed(seed)
    network.load_state_dict(first)

    def losses() -> Iterator[tuple[Batch, Tensor, float]]:
        places = hand.take(torch.randint(len(hand.stem), (WRITTEN_BATCH,)))
        unsaid = torch.where(torch.rand(WRITTEN_BATCH) < 0.1, KINDS.index(""), places.kinds)
        yield places._replace(kinds=unsaid), torch.ones(WRITTEN_BATCH), FORGOTTEN["written counts"]
        for drawn, weight, _ in _drawn(pairs, weights, 2 * WRITTEN_BATCH):
            yield drawn, 0.3 * weight, FORGOTTEN["written counts"]
        yield swap.drawn(WRITTEN_BATCH), torch.full((WRITTEN_BATCH,), 0.25), 1.0

    _learn(network, LATER_RATE, ROUNDS * (len(hand.stem) // WRITTEN_BATCH + 1), losses, SHARED)


class _Swap:
    """Ordinary words in their own places, and in those of names: what no word of the text shows so often."""

    def __init__(self, places: Batch):
        self._places = places
        self._words = ((places.form > 0) & (places.is_name == 0)).nonzero()[:, 0]
        self._names = ((places.cut == 0) & (places.is_name > 0)).nonzero()[:, 0]
        often = torch.bincount(places.stem)[places.stem].float() ** -0.5
        self._chances = often[self._words].cumsum(0), often[self._names].cumsum(0)

    def drawn(self, size: int) -> Batch:
        words, names = (
            rows[torch.searchsorted(chances, torch.rand(size) * chances[-1]).clamp(max=len(rows) - 1)]
            for rows, chances in zip((self._words, self._names), self._chances, strict=True)
        )
        half = size // 2
        found = self._places.take(torch.cat([names[:half], words[half:]]))
        found.form[:half], found.look[:half] = self._places.form[words[:half]], self._places.look[words[:half]]
        found.kinds[half:] = found.kinds[: size - half][torch.randperm(size - half)]
        return found


def _drawn(places: Batch, weights: Tensor, size: int) -> Iterator[tuple[Batch, Tensor, float]]:
    rows = torch.randint(len(places.stem), (size,))
    yield places.take(rows), weights[rows], FORGOTTEN["counts"]


def _learn(
    network: Network,
    rate: float,
    steps: int,
    draw: Callable[[], Iterator[tuple[Batch, Tensor, float]]],
    fixed: tuple[str, ...] = (),
) -> None:
    for name, each in network.named_parameters():
        each.requires_grad_(name not in fixed)
    slow = [network.vectors]
    rest = [each for each in network.parameters() if each is not network.vectors]
    optimiser = torch.optim.AdamW(
        [{"params": slow, "lr": rate * 0.3, "weight_decay": 0.0}, {"params": rest, "lr": rate}]
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, [rate * 0.3, rate], total_steps=steps + 1, pct_start=0.1)
    network.train()
    for _ in range(steps):
        loss = torch.zeros(())
        for places, weights, forgotten in draw():
            wanted = places.is_name * (1 - 2 * SMOOTH) + SMOOTH
            loss = loss + (weights * loss_of(network(places, forgotten), wanted, reduction="none")).mean()
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        schedule.step()
    network.eval()


def _weights(places: Batch) -> Tensor:
    """Both sides of a stem weigh the same; stems that are both, two thirds of all, the more the more there are of each."""
    stem, is_name = places.stem, places.is_name > 0
    sides = [torch.bincount(stem[side], minlength=int(stem.max()) + 1).float() for side in (~is_name, is_name)]
    both = torch.minimum(*sides)
    own = torch.where(is_name, sides[1][stem], sides[0][stem])
    mixed = both[stem] > 1
    weights = torch.where(mixed, both[stem].clamp(max=100) ** 0.5 / own, own**-0.5)
    for side in (is_name, ~is_name):
        for kind, mass in ((mixed, 2.0), (~mixed, 1.0)):
            weights[side & kind] *= mass / weights[side & kind].sum()
    return (weights * len(stem) / 6).clamp(max=MOST)
