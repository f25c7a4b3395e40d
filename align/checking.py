"""Which pairs a reader should check first."""

from collections.abc import Sequence
from math import ceil

SHARE = 0.05
"""The share of the pairs that are to be checked first."""
LEAST = 0.5
"""The least risk of such a pair."""


def to_check(risks: Sequence[float | None]) -> list[int]:
    """The indices of the pairs to check first, the riskiest first: a twentieth of them, and none of little risk.

    A risk is None where nobody has looked.
    """
    known = [(risk, -k) for k, risk in enumerate(risks) if risk is not None and risk >= LEAST]
    return [-k for _, k in sorted(known, reverse=True)[: ceil(len(risks) * SHARE)]]
