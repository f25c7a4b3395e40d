"""Small models of several families with random weights: they translate badly, and are called like any other."""

from pathlib import Path

import numpy as np
import sentencepiece
from ctranslate2.specs import Activation, TransformerSpec

TEXT = [
    "دخلت القوات لاتشين غرب قره باغ",
    "the forces entered Lachin west of Karabakh",
    "قال الرئيس نعم",
    "the president said yes",
] * 30


def make(
    folder: Path, specials: tuple[str, ...] = (), shared: bool = True, card: str = "", pre_norm: bool = False
) -> Path:
    """A model folder with one SentencePiece model (`shared`) or two, and `specials` at the end of its vocabulary."""
    folder.mkdir()
    names = ["spm"] if shared else ["source", "target"]
    for name in names:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(TEXT),
            model_prefix=str(folder / name),
            vocab_size=120,
            hard_vocab_limit=False,
            minloglevel=2,
        )
        if not shared:
            (folder / f"{name}.model").rename(folder / f"{name}.spm")
    processor = sentencepiece.SentencePieceProcessor(
        model_file=str(next(folder.glob("s*.model" if shared else "source.spm")))
    )
    pieces = [processor.id_to_piece(i) for i in range(len(processor))] + list(specials)
    spec = TransformerSpec.from_config((1, 1), 2, pre_norm=pre_norm, activation=Activation.RELU)
    _fill(spec, np.random.default_rng(0), len(pieces), width=16)
    spec.register_source_vocabulary(pieces)
    spec.register_target_vocabulary(pieces)
    spec.config.bos_token, spec.config.eos_token, spec.config.unk_token = "<s>", "</s>", "<unk>"
    spec.config.decoder_start_token = "</s>"
    spec.config.add_source_eos = True
    spec.validate()
    spec.optimize()
    spec.save(str(folder))
    if card:
        (folder / "card.toml").write_text(card, encoding="utf-8")
    return folder


def _fill(spec: TransformerSpec, random: np.random.Generator, vocabulary: int, width: int) -> None:
    def weight(rows: int, columns: int) -> np.ndarray:
        return random.normal(0, 0.3, (rows, columns)).astype(np.float32)

    def linear(layer, rows: int, columns: int) -> None:
        layer.weight, layer.bias = weight(rows, columns), np.zeros(rows, dtype=np.float32)

    def norm(layer) -> None:
        layer.gamma, layer.beta = np.ones(width, dtype=np.float32), np.zeros(width, dtype=np.float32)

    embedding = weight(vocabulary, width)
    spec.encoder.embeddings[0].weight = spec.decoder.embeddings.weight = embedding
    spec.decoder.projection.weight = embedding
    for stack in (spec.encoder, spec.decoder):
        if hasattr(stack, "layer_norm"):
            norm(stack.layer_norm)
        for layer in stack.layer:
            norm(layer.self_attention.layer_norm)
            linear(layer.self_attention.linear[0], 3 * width, width)
            linear(layer.self_attention.linear[1], width, width)
            if hasattr(layer, "attention"):
                norm(layer.attention.layer_norm)
                for part, rows in zip(layer.attention.linear, (width, 2 * width, width), strict=True):
                    linear(part, rows, width)
            norm(layer.ffn.layer_norm)
            linear(layer.ffn.linear_0, 32, width)
            linear(layer.ffn.linear_1, width, 32)
