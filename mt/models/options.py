"""How to decode, on what device and in which number type. Nothing here loads CTranslate2."""

from dataclasses import dataclass
from enum import StrEnum


class Device(StrEnum):
    """`auto` is CUDA where that works, else the CPU."""

    auto = "auto"
    cpu = "cpu"
    cuda = "cuda"


class Quantisation(StrEnum):
    """The number types that a model's weights can be stored in."""

    int8 = "int8"
    int8_float32 = "int8_float32"
    int8_float16 = "int8_float16"
    int8_bfloat16 = "int8_bfloat16"
    int16 = "int16"
    float16 = "float16"
    bfloat16 = "bfloat16"
    float32 = "float32"


class ComputeType(StrEnum):
    """The number types of computation: `default` is that of the stored weights, `auto` the quickest on the device."""

    default = "default"
    auto = "auto"
    int8 = "int8"
    int8_float32 = "int8_float32"
    int8_float16 = "int8_float16"
    int8_bfloat16 = "int8_bfloat16"
    int16 = "int16"
    float16 = "float16"
    bfloat16 = "bfloat16"
    float32 = "float32"


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """How to decode: hypotheses kept at each step, pieces per batch, processor threads (0: as many as there are).

    `batch_size` 0 is what suits the device. `device`: cpu, cuda, or auto, which is cuda where that works.
    `compute_type`: one of CTranslate2's; `default` is that of the stored weights. `names`: whether names that no
    glossary lists are spelled by their sound.
    """

    beam_size: int = 4
    batch_size: int = 0
    threads: int = 0
    device: str = "auto"
    compute_type: str = "default"
    names: bool = True

    def __str__(self) -> str:
        compute = f"|compute:{self.compute_type}" if self.compute_type != "default" else ""
        return f"beam:{self.beam_size}{compute}" + ("" if self.names else "|names:off")
