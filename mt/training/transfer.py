"""Other pieces and more layers for a trained network: what it knows is carried over.

A piece that both vocabularies have keeps its embedding; a new one begins as the mean of the old pieces that spell it.
Only the embedding depends on the vocabulary, so the rest of the network stays as it is. More encoder layers begin as
copies that add nothing, so that a deeper network says at first what the other said (Chen et al. 2016).
"""

from dataclasses import replace
from itertools import cycle
from pathlib import Path

import sentencepiece
import torch

from glossaries.errors import ModelError
from mt.training.export import restore
from mt.training.network import Shape, Transformer, padded

SPACE = "▁"
_GUARD = "x"
"""Stands before a piece without a leading space while the old pieces spell it; theirs have one otherwise."""


@torch.no_grad()
def restore_with(folder: Path, pieces: sentencepiece.SentencePieceProcessor, shape: Shape) -> Transformer:
    """The network of the model in `folder`, for the vocabulary of `pieces` and the `shape` that goes with it.

    `shape` may have more encoder layers than the model. Raises ModelError where the other sizes are not the model's.
    """
    old = sentencepiece.SentencePieceProcessor(model_file=str(folder / "spm.model"))
    known: Transformer = deepened(
        restore(folder / "model.bin", replace(shape, vocabulary=padded(len(old)))), shape.encoder_layers
    )
    if [old.id_to_piece(k) for k in range(len(old))] == [pieces.id_to_piece(k) for k in range(len(pieces))]:
        return known
    network = Transformer(shape)
    state = known.state_dict()
    embedding = torch.zeros_like(network.embedding.weight)
    for k in range(len(pieces)):
        embedding[k] = state["embedding.weight"][spelled(pieces.id_to_piece(k), old)].mean(0)
    network.load_state_dict(state | {"embedding.weight": embedding})
    return network


@torch.no_grad()
def deepened(network: Transformer, layers: int) -> Transformer:
    """The network with as many encoder `layers`; new ones stand last, copies of the last ones whose output is silenced.

    Raises ModelError where it has more.
    """
    known = len(network.encoder)
    if layers < known:
        raise ModelError(f"the model has {known} encoder layers, the recipe wants {layers}: none can be taken off")
    if layers == known:
        return network
    deeper = Transformer(replace(network.shape, encoder_layers=layers))
    deeper.load_state_dict(network.state_dict(), strict=False)
    for layer, like in zip(deeper.encoder[known:], cycle(network.encoder[-(layers - known) :])):
        layer.load_state_dict(like.state_dict())
        for linear in (layer.self_attention.out, layer.feed_out):
            linear.weight.zero_()
            linear.bias.zero_()
    return deeper


def spelled(piece: str, old: sentencepiece.SentencePieceProcessor) -> list[int]:
    """The ids of the old pieces that spell a new one."""
    same = old.piece_to_id(piece)
    if old.id_to_piece(same) == piece:
        return [same]
    if piece.startswith(SPACE):
        ids: list[int] = old.encode(piece.replace(SPACE, " ").strip())
        return ids
    ids, begun = old.encode(_GUARD + piece.replace(SPACE, " ")), 0
    spelling = [len(old.id_to_piece(id_)) for id_ in ids]
    while begun < len(ids) and sum(spelling[:begun]) < len(SPACE + _GUARD):
        begun += 1
    return ids[begun:] or ids
