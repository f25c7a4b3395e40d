"""Output projection and cross-entropy in one, a slice of rows at a time.

The logits of a whole batch are its largest tensor by far; a slice of them stays in the cache, and becomes its own
gradient at once. What label smoothing adds is the same for every piece of the vocabulary, so it is added to sums.
"""

from typing import Any

import torch
from torch import Tensor


class ProjectedLoss(torch.autograd.Function):
    """Label-smoothed cross-entropy of `states [n, w] @ weight [v, w].T` against `target [n]`: a mean by `counts [n]`."""

    @staticmethod
    def forward(
        ctx: Any, states: Tensor, weight: Tensor, target: Tensor, counts: Tensor, smoothing: float, rows: int = 256
    ) -> Tensor:
        kind = states.device.type
        dtype = torch.get_autocast_dtype(kind) if torch.is_autocast_enabled(kind) else states.dtype
        with torch.autocast(kind, enabled=False):
            total, *gradients = _project(
                states.detach().to(dtype), weight.detach(), target, counts / counts.sum(), smoothing, rows
            )
        ctx.save_for_backward(gradients[0].to(states.dtype), gradients[1])
        return total

    @staticmethod
    def backward(ctx: Any, scale: Tensor) -> tuple[Tensor | None, ...]:
        states_grad, weight_grad = ctx.saved_tensors
        return states_grad * scale, weight_grad * scale, None, None, None, None


def _project(
    states: Tensor, weight: Tensor, target: Tensor, counts: Tensor, smoothing: float, rows: int
) -> tuple[Tensor, Tensor, Tensor]:
    """The loss, and its gradients by the states and by the weight. The counts add up to 1."""
    projection = weight.to(states.dtype)
    even = smoothing / len(weight)
    # The gradient of a row of logits: its softmax, less what is wanted, 1 - smoothing here and `even` everywhere.
    gradient = torch.empty(len(states), len(weight), dtype=states.dtype, device=states.device)
    states_grad = torch.empty_like(states)
    total = torch.zeros((), device=states.device)
    for start in range(0, len(states), rows):
        at = slice(start, start + rows)
        part, wanted = states[at], target[at, None]
        logits = part @ projection.T
        shares = torch.softmax(logits, -1, out=gradient[at])
        # log p = logit - log-sum-exp; the mean logit needs no pass over the logits.
        right, chance = logits.gather(1, wanted).float(), shares.gather(1, wanted).float()
        normaliser = right - chance.clamp_min(1e-30).log()
        mean = part.float() @ weight.mean(0)
        total += counts[at] @ (normaliser[:, 0] - (1 - smoothing) * right[:, 0] - smoothing * mean)
        shares.scatter_add_(1, wanted, torch.full_like(wanted, smoothing - 1, dtype=shares.dtype))
        torch.mm(shares, projection, out=states_grad[at])
    counted = states.float() * counts[:, None]
    states_grad = (states_grad.float() - even * projection.float().sum(0)) * counts[:, None]
    weight_grad = (gradient.T @ counted.to(states.dtype)).float() - even * counted.sum(0)
    return total, states_grad, weight_grad
