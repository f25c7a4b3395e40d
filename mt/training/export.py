"""A network as a CTranslate2 model, and back (https://opennmt.net/CTranslate2/, `TransformerSpec`)."""

import struct
from collections.abc import Iterator
from dataclasses import replace
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
import torch
from ctranslate2.specs import Activation, TransformerSpec
from numpy.typing import NDArray
from torch import nn

from glossaries.errors import ModelError
from mt.training.network import Shape, Transformer

_DTYPES = (np.float32, np.int8, np.int16, np.int32, np.float16)


def export(network: Transformer, pieces: list[str], folder: Path, quantization: str = "int8") -> None:
    """Write `network` with its vocabulary of `pieces` into `folder`.

    The attention that the model reports is the guided head's: head 0 of the last decoder layer.
    """
    shape = network.shape
    spec = TransformerSpec.from_config(
        (shape.encoder_layers, shape.decoder_layers),
        shape.heads,
        pre_norm=True,
        activation=Activation.RELU,
        alignment_layer=shape.decoder_layers - 1,
        alignment_heads=1,
    )
    embedding = _array(network.embedding.weight[: len(pieces)])
    spec.encoder.embeddings[0].weight = spec.decoder.embeddings.weight = spec.decoder.projection.weight = embedding
    for place, modules in _places(network):
        part = reduce(_inside, place.split("/"), spec)
        if isinstance(modules[0], nn.LayerNorm):
            part.gamma, part.beta = _array(modules[0].weight), _array(modules[0].bias)
        else:
            part.weight = np.concatenate([_array(linear.weight) for linear in modules])
            part.bias = np.concatenate([_array(linear.bias) for linear in modules])
    spec.register_source_vocabulary(pieces)
    spec.register_target_vocabulary(pieces)
    spec.config.bos_token = spec.config.eos_token = spec.config.decoder_start_token = "</s>"
    spec.config.unk_token = "<unk>"
    spec.config.add_source_eos = True
    spec.validate()
    spec.optimize(quantization=quantization)
    folder.mkdir(parents=True, exist_ok=True)
    spec.save(str(folder))


@torch.no_grad()
def restore(model: Path, shape: Shape) -> Transformer:
    """The network that `export` wrote to `model`, as exact as its quantization, to train on.

    It has as many encoder layers as were written, the other sizes are those of `shape`. Embedding rows beyond the written
    vocabulary are zero. Raises ModelError where the sizes are others.
    """
    variables = read_variables(model)
    layers = sum(name.startswith("encoder/layer_") and name.endswith("/ffn/layer_norm/gamma") for name in variables)
    network = Transformer(replace(shape, encoder_layers=layers))
    try:
        embedding = variables["decoder/embeddings/weight"]
        network.embedding.weight.zero_()[: len(embedding)] = torch.from_numpy(embedding)
        for place, modules in _places(network):
            kinds = ("gamma", "beta") if isinstance(modules[0], nn.LayerNorm) else ("weight", "bias")
            for kind, name in zip(kinds, ("weight", "bias"), strict=True):
                rows = torch.from_numpy(variables[f"{place}/{kind}"])
                for part, module in zip(rows.split([len(m.weight) for m in modules]), modules, strict=True):
                    getattr(module, name).copy_(part)
    except (KeyError, RuntimeError) as error:
        raise ModelError(f"{model}: does not fit the recipe's sizes: {error}") from None
    return network


def read_variables(model: Path) -> dict[str, NDArray[np.float32]]:
    """The variables of a `model.bin` (binary version 6) by name, int8 weights divided by their scales."""
    data, at = model.read_bytes(), 0

    def number(code: str) -> int:
        nonlocal at
        value: int
        (value,) = struct.unpack_from(code, data, at)
        at += struct.calcsize(code)
        return value

    def name() -> str:
        nonlocal at
        size = number("H")
        at += size
        return data[at - size : at - 1].decode()

    version, _, _ = number("I"), name(), number("I")
    if version != 6:
        raise ModelError(f"{model}: is of binary version {version}, not 6")
    found: dict[str, NDArray[Any]] = {}
    for _ in range(number("I")):
        key = name()
        sizes = [number("I") for _ in range(number("B"))]
        dtype, size = _DTYPES[number("B")], number("I")
        found[key] = np.frombuffer(data, dtype, size // np.dtype(dtype).itemsize, at).reshape(sizes)
        at += size
    values = {
        key: (value / found[f"{key}_scale"][:, None] if value.dtype == np.int8 and value.ndim else value).astype(
            np.float32
        )
        for key, value in found.items()
    }
    for alias, key in [(name(), name()) for _ in range(number("I"))]:
        values[alias] = values[key]
    return values


def _places(network: Transformer) -> Iterator[tuple[str, tuple[nn.Module, ...]]]:
    """Where each part of the network stands in the specification; several linear layers stand there as one."""
    yield "encoder/layer_norm", (network.encoder_norm,)
    yield "decoder/layer_norm", (network.decoder_norm,)
    for side, layers in (("encoder", network.encoder), ("decoder", network.decoder)):
        for number, layer in enumerate(layers):
            place = f"{side}/layer_{number}"
            own = layer.self_attention
            yield f"{place}/self_attention/layer_norm", (layer.self_norm,)
            yield f"{place}/self_attention/linear_0", (own.query, own.key_value)
            yield f"{place}/self_attention/linear_1", (own.out,)
            if side == "decoder":
                cross = layer.cross_attention
                yield f"{place}/attention/layer_norm", (layer.cross_norm,)
                for k, linear in enumerate((cross.query, cross.key_value, cross.out)):
                    yield f"{place}/attention/linear_{k}", (linear,)
            yield f"{place}/ffn/layer_norm", (layer.feed_norm,)
            yield f"{place}/ffn/linear_0", (layer.feed_in,)
            yield f"{place}/ffn/linear_1", (layer.feed_out,)


def _inside(part: object, step: str) -> object:
    """The attribute `step`, or an element of a list: `layer_2`."""
    if hasattr(part, step):
        return getattr(part, step)
    name, _, number = step.rpartition("_")
    return getattr(part, name)[int(number)]


def _array(tensor: torch.Tensor) -> NDArray[np.float32]:
    """A copy: quantization scales arrays in place."""
    array: NDArray[np.float32] = tensor.detach().float().cpu().numpy().copy()
    return array
