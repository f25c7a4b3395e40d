"""A document: its segments, and the skeleton that their translations go back into."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """Segments with their ids, and the text around them: gap, segment, gap, ..., segment, gap.

    There is one gap more than segments; with the segments themselves they give the input back.
    """

    ids: tuple[str, ...]
    segments: tuple[str, ...]
    gaps: tuple[str, ...]

    def restore(self, targets: Sequence[str]) -> str:
        """The document with each segment replaced by its target."""
        filled = [part for gap, target in zip(self.gaps[:-1], targets, strict=True) for part in (gap, target)]
        return "".join((*filled, self.gaps[-1]))
