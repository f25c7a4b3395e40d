"""What people have corrected: kept in a translation memory, and taken before anything is decoded."""

from collections.abc import Mapping
from pathlib import Path

from align.bitext import SegmentPair
from glossaries.errors import InputError
from mt.pipeline.memory import CORRECTED, Memory


class Corrections(Memory):
    """A translation memory that finds what was corrected, and keeps nothing that the decoder made."""

    def __init__(self, path: Path):
        """Open the file, or make it. Raises as Memory does."""
        super().__init__(path, CORRECTED)

    def add(self, pairs: Mapping[str, SegmentPair]) -> None:
        """Nothing: requests are not kept."""

    def keep(self, pair: SegmentPair) -> None:
        """Keep a correction in the place of an earlier one. Raises InputError where that cannot be done."""
        super().add({pair.source: pair})
        if self.trouble:
            raise InputError("the correction could not be kept: the translation memory cannot be written")
