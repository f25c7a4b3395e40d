"""Devices and number types by CTranslate2's names; apart from their use, which loads it."""

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
