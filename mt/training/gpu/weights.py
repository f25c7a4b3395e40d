"""Networks as int8 files of a limited size, and back: what a machine that is gone in a minute hands over."""

import io
import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch

from glossaries.errors import ModelError
from mt.training.network import Shape, Transformer

SIZE = 15 << 20
"""Bytes of a file at most."""
_SHAPE, _SCALE = "shape", ".scale"


def save(network: Transformer, name: str, folder: Path) -> None:
    """Write `name.0`, `name.1` and so on. Each row of a matrix has a scale, as CTranslate2's have."""
    arrays = {_SHAPE: np.frombuffer(json.dumps(asdict(network.shape)).encode(), dtype=np.uint8)}
    for key, tensor in network.state_dict().items():
        value = tensor.detach().float()
        if value.ndim == 2:
            scale = 127 / value.abs().amax(1).clamp_min(1e-9)
            arrays[key + _SCALE] = scale.cpu().numpy()
            value = (value * scale[:, None]).round().to(torch.int8)
        arrays[key] = value.cpu().numpy()
    with io.BytesIO() as stream:
        np.savez(stream, **arrays)  # type: ignore[arg-type]  # no key is called allow_pickle
        data = stream.getvalue()
    for number, start in enumerate(range(0, len(data), SIZE)):
        part = folder / f"{name}.part"
        part.write_bytes(data[start : start + SIZE])
        part.replace(folder / f"{name}.{number}")


def load(name: str, folder: Path) -> Transformer:
    """The network of `name.0` and so on in `folder`. Raises ModelError where they are not there or not whole."""
    paths = sorted(folder.glob(f"{name}.[0-9]*"), key=lambda path: int(path.suffix[1:]))
    try:
        with np.load(io.BytesIO(b"".join(path.read_bytes() for path in paths))) as stored:
            arrays = dict(stored)
        network = Transformer(Shape(**json.loads(arrays.pop(_SHAPE).tobytes())))
        scales = {key: arrays.pop(key) for key in list(arrays) if key.endswith(_SCALE)}
        state = {
            key: value / scales[key + _SCALE][:, None] if key + _SCALE in scales else value
            for key, value in arrays.items()
        }
        network.load_state_dict({key: torch.from_numpy(value) for key, value in state.items()})
    except (OSError, ValueError, KeyError, EOFError, RuntimeError) as error:
        raise ModelError(f"{folder}: no whole network {name} in {len(paths)} files: {error}") from None
    return network
