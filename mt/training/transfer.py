"""Other pieces for a trained network: what it knows of the old ones is carried over.

A piece that both vocabularies have keeps its embedding; a new one begins as the mean of the old pieces that spell it.
Only the embedding depends on the vocabulary, so the rest of the network stays as it is.
"""

from dataclasses import replace
from pathlib import Path

import sentencepiece
import torch

from mt.training.export import restore
from mt.training.network import Shape, Transformer, padded

SPACE = "▁"
_GUARD = "x"
"""Stands before a piece without a leading space while the old pieces spell it; theirs have one otherwise."""


@torch.no_grad()
def restore_with(folder: Path, pieces: sentencepiece.SentencePieceProcessor, shape: Shape) -> Transformer:
    """The network of the model in `folder`, for the vocabulary of `pieces` and the `shape` that goes with it.

    Raises ModelError where the other sizes are not the model's.
    """
    old = sentencepiece.SentencePieceProcessor(model_file=str(folder / "spm.model"))
    known = restore(folder / "model.bin", replace(shape, vocabulary=padded(len(old))))
    if [old.id_to_piece(k) for k in range(len(old))] == [pieces.id_to_piece(k) for k in range(len(pieces))]:
        return known
    network = Transformer(shape)
    state = known.state_dict()
    embedding = torch.zeros_like(network.embedding.weight)
    for k in range(len(pieces)):
        embedding[k] = state["embedding.weight"][spelled(pieces.id_to_piece(k), old)].mean(0)
    network.load_state_dict(state | {"embedding.weight": embedding})
    return network


def spelled(piece: str, old: sentencepiece.SentencePieceProcessor) -> list[int]:
    """The ids of the old pieces that spell a new one."""
    same = old.piece_to_id(piece)
    if old.id_to_piece(same) == piece:
        return [same]
    if piece.startswith(SPACE):
        return old.encode(piece.replace(SPACE, " ").strip())
    ids, begun = old.encode(_GUARD + piece.replace(SPACE, " ")), 0
    spelling = [len(old.id_to_piece(id_)) for id_ in ids]
    while begun < len(ids) and sum(spelling[:begun]) < len(SPACE + _GUARD):
        begun += 1
    return ids[begun:] or ids
