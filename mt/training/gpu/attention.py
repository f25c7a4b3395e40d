"""Attention within sentences that stand one after another: PyTorch's flash kernel on CUDA, a mask elsewhere."""

import torch
from torch import Tensor
from torch.nn import functional as F


def attend(
    query: Tensor, key: Tensor, value: Tensor, query_at: Tensor, key_at: Tensor, longest: int, causal: bool
) -> Tensor:
    """Each sentence's queries `[n, heads, d]` over its keys and values `[m, heads, d]`: mixed values `[n, heads, d]`.

    Sentence k has the queries `query_at[k]` to `query_at[k + 1]`, at most `longest`, and its keys likewise.
    """
    if query.is_cuda:
        return torch.ops.aten._flash_attention_forward(
            query, key, value, query_at, key_at, longest, longest, 0.0, causal, False
        )[0]
    return masked(query, key, value, query_at, key_at, causal)


def masked(query: Tensor, key: Tensor, value: Tensor, query_at: Tensor, key_at: Tensor, causal: bool) -> Tensor:
    """The same by a mask of all places: for tests and small batches."""
    own, other = sentences(query_at, len(query)), sentences(key_at, len(key))
    mask = own[:, None] == other
    if causal:
        mask = mask.tril()
    mixed = F.scaled_dot_product_attention(*(side.transpose(0, 1)[None] for side in (query, key, value)), mask)
    return mixed[0].transpose(0, 1)


def sentences(at: Tensor, places: int) -> Tensor:
    """The number of the sentence that each of so many places is in, `[places]`."""
    return torch.searchsorted(at[1:], torch.arange(places, device=at.device, dtype=at.dtype), right=True)


def check(device: str) -> None:
    """Compare the device's attention and its gradients with the mask's, empty sentences among them.

    Raises RuntimeError where they differ: better at once than after minutes of training.
    """
    ends = [torch.tensor(ends, dtype=torch.int32, device=device) for ends in ([0, 5, 12, 96, 96], [0, 9, 10, 96, 96])]
    for causal in (False, True):
        own, other_at = ends[0], ends[0] if causal else ends[1]
        parts = [torch.randn(96, 2, 64, device=device, dtype=torch.bfloat16, requires_grad=True) for _ in range(3)]
        query, key, value = parts
        ours = attend(query, key, value, own, other_at, 128, causal)
        theirs = masked(query, key, value, own, other_at, causal)
        for one, other in zip(
            (ours, *torch.autograd.grad(ours.float().square().sum(), parts)),
            (theirs, *torch.autograd.grad(theirs.float().square().sum(), parts)),
            strict=True,
        ):
            if not (one - other).float().norm() < 0.05 * other.float().norm():
                raise RuntimeError(f"attention on {device} is not what the mask gives")
