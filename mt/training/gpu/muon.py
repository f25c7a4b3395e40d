"""Muon for many matrices at once: those of a shape are orthogonalised in one batch (Jordan et al. 2024).

The same steps as `torch.optim.Muon` with `adjust_lr_fn="match_rms_adamw"`, whose small kernels, one matrix after another, cost
a graphics processor more than the work.
"""

from collections import defaultdict
from collections.abc import Iterable

import torch
from torch import Tensor

MOMENTUM = 0.95
STEPS = 5
_A, _B, _C = 3.4445, -4.7750, 2.0315
"""The quintic's coefficients."""


class Muon:
    """Steps the `matrices` along their momentum, made orthogonal; `rate` may be set anew before each step."""

    def __init__(self, matrices: Iterable[Tensor], rate: float) -> None:
        shapes: dict[torch.Size, list[Tensor]] = defaultdict(list)
        for matrix in matrices:
            shapes[matrix.shape].append(matrix)
        self.rate, self.groups = rate, list(shapes.values())
        self._momenta = [torch.zeros_like(torch.stack(group)) for group in self.groups]

    @torch.no_grad()
    def step(self) -> None:
        for group, momentum in zip(self.groups, self._momenta, strict=True):
            gradient = torch.stack([matrix.grad for matrix in group])
            momentum.lerp_(gradient, 1 - MOMENTUM)
            update = orthogonal(gradient.lerp(momentum, MOMENTUM))
            scale = 0.2 * max(group[0].shape) ** 0.5
            torch._foreach_add_(group, list(update.to(group[0].dtype)), alpha=-self.rate * scale)

    def zero_grad(self) -> None:
        for group in self.groups:
            for matrix in group:
                matrix.grad = None


def orthogonal(matrices: Tensor) -> Tensor:
    """Matrices `[k, m, n]` with all singular values about 1, in bfloat16, by Newton and Schulz."""
    tall = matrices.shape[1] > matrices.shape[2]
    x = matrices.bfloat16()
    x = x.mT if tall else x
    x = x / x.norm(dim=(1, 2), keepdim=True).clamp_min(1e-7)
    for _ in range(STEPS):
        gram = x @ x.mT
        x = torch.baddbmm(x, torch.baddbmm(gram, gram, gram, beta=_B, alpha=_C), x, beta=_A)
    return x.mT if tall else x
