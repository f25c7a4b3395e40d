"""How to decode, and devices and number types by CTranslate2's names; apart from their use, which loads it."""

from dataclasses import dataclass
from enum import StrEnum


class Device(StrEnum):
    """`auto` is CUDA where that works, else the CPU."""

    auto = "auto"
    cpu = "cpu"
    cuda = "cuda"


class Quantisation(StrEnum):
    """What a model's weights can be stored in."""

    int8 = "int8"
    int8_float32 = "int8_float32"
    int8_float16 = "int8_float16"
    int8_bfloat16 = "int8_bfloat16"
    int16 = "int16"
    float16 = "float16"
    bfloat16 = "bfloat16"
    float32 = "float32"


class ComputeType(StrEnum):
    """What can be computed in: `default` is what the weights are stored in, `auto` what is quickest on the device."""

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
    """How to decode: hypotheses kept a step, pieces a batch, processor threads (0: as many as the machine has).

    `batch_size` 0 is what suits the device. `device`: cpu, cuda, or auto, which is cuda where that works.
    `compute_type`: one of CTranslate2's; `default` is the one that the model was stored in.
    """

    beam_size: int = 4
    batch_size: int = 0
    threads: int = 0
    device: str = "auto"
    compute_type: str = "default"

    def __str__(self) -> str:
        return f"beam:{self.beam_size}" + (f"|compute:{self.compute_type}" if self.compute_type != "default" else "")
