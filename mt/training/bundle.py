"""Put a trained network, its pieces and a card together as a model folder that `mt.models.store` can find."""

from pathlib import Path

import sentencepiece
from sentencepiece import sentencepiece_model_pb2

from mt.models.engine import HINT
from mt.training.export import export
from mt.training.network import Transformer


def add_hints(pieces: Path, out: Path) -> None:
    """Copy a SentencePiece model with the hint marks appended as control pieces, which no text encodes to."""
    model = sentencepiece_model_pb2.ModelProto.FromString(pieces.read_bytes())  # type: ignore[attr-defined]
    known = {piece.piece for piece in model.pieces}
    for mark in HINT:
        if mark not in known:
            model.pieces.add(piece=mark, score=0.0, type=model.SentencePiece.CONTROL)
    out.write_bytes(model.SerializeToString())


def bundle(network: Transformer, pieces: Path, folder: Path) -> None:
    """Write `folder` with the int8 model and the pieces; the card is written by hand, after the scores are in."""
    folder.mkdir(parents=True, exist_ok=True)
    add_hints(pieces, folder / "spm.model")
    processor = sentencepiece.SentencePieceProcessor(model_file=str(folder / "spm.model"))
    export(network, [processor.id_to_piece(i) for i in range(len(processor))], folder)
