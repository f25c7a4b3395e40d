"""Output projection and cross-entropy in one, a slice of rows at a time.

The logits of a whole batch are its largest tensor by far; a slice of them stays in the cache, and their
gradient is ready as soon as they are, so neither is ever stored.
"""

import torch
from torch import Tensor


class ProjectedLoss(torch.autograd.Function):
    """Mean label-smoothed cross-entropy of `states [n, w] @ weight [v, w].T` against `target [n]`."""

    @staticmethod
    def forward(ctx, states: Tensor, weight: Tensor, target: Tensor, smoothing: float, rows: int = 1024) -> Tensor:
        projection = weight.detach().to(states.dtype)
        states_grad, weight_grad = torch.empty_like(states), torch.zeros_like(weight)
        total = torch.zeros((), device=states.device)
        for start in range(0, len(states), rows):
            part, wanted = states[start : start + rows].detach(), target[start : start + rows, None]
            logs = (part @ projection.T).float().log_softmax(-1)
            total -= (1 - smoothing) * logs.gather(1, wanted).sum() + smoothing * logs.mean(1).sum()
            grad = logs.exp_().sub_(smoothing / len(weight))
            grad.scatter_add_(1, wanted, torch.full_like(wanted, smoothing - 1, dtype=grad.dtype))
            grad = (grad / len(states)).to(states.dtype)
            states_grad[start : start + rows] = grad @ projection
            weight_grad += grad.T @ part
        ctx.save_for_backward(states_grad, weight_grad)
        return total / len(states)

    @staticmethod
    def backward(ctx, scale: Tensor):
        states_grad, weight_grad = ctx.saved_tensors
        return states_grad * scale, weight_grad * scale, None, None, None
