"""The weights of two networks, one trained on from the other, as one network's."""

import torch

from mt.training.network import Transformer


@torch.no_grad()
def blend(network: Transformer, began: Transformer, share: float) -> None:
    """Take a network's weights that share of the way back to those it began with (Wortsman et al. 2022).

    What was learned by heart before comes back, what was learned to generalise stays.
    """
    for weight, before in zip(network.parameters(), began.parameters(), strict=True):
        weight.lerp_(before, share)
