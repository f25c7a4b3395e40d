"""What the `[gpu]` tables of a recipe say."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from glossaries.errors import InputError
from mt.training.gpu.decode import Draw
from mt.training.gpu.loop import Pace
from mt.training.gpu.packing import Room
from mt.training.network import Shape


@dataclass(frozen=True, slots=True)
class Direction:
    """A network to train: its sizes but for the vocabulary, its dropout and its pace."""

    shape: dict[str, int]
    dropout: float
    pace: Pace

    def sized(self, vocabulary: int) -> Shape:
        return Shape(vocabulary, **self.shape)


@dataclass(frozen=True, slots=True)
class Settings:
    """`forth` and `back` are the shares of the time for the English-to-Arabic network and for back-translating with it;
    `closing` are the seconds kept for the last scores and files. `halved` is `Redrawn`'s rate, `places` the padded size of a
    batch that is back-translated, `real` how often real pairs count beside back-translations."""

    room: Room
    halved: float
    hint_rate: float
    renamed: float
    real: int
    forth: float
    back: float
    closing: float
    draw: Draw
    places: int
    en_ar: Direction
    ar_en: Direction

    @classmethod
    def read(cls, path: Path) -> "Settings":
        """Raises InputError where the file is missing or says nothing of this."""
        try:
            raw = tomllib.loads(path.read_text(encoding="utf-8"))["gpu"]
            directions = [raw.pop(name) for name in ("en_ar", "ar_en")]
            en_ar, ar_en = (Direction(each["shape"], each["dropout"], Pace(**each["pace"])) for each in directions)
            room, draw = Room(**raw.pop("room")), Draw(**raw.pop("draw"))
            return cls(room=room, draw=draw, en_ar=en_ar, ar_en=ar_en, **raw)
        except (OSError, KeyError, TypeError, ValueError) as error:
            raise InputError(f"{path}: has no [gpu] tables that can be read: {error!r}") from None
