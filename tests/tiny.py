"""Small models of several families with random weights: they translate badly, and are called like any other."""

import json
from pathlib import Path

import numpy as np
import sentencepiece
import yaml
from ctranslate2.specs import Activation, TransformerSpec

TEXT = [
    "دخلت القوات لاتشين غرب قره باغ",
    "the forces entered Lachin west of Karabakh",
    "قال الرئيس نعم",
    "the president said yes",
] * 30
WIDTH = 16


def make(
    folder: Path,
    specials: tuple[str, ...] = (),
    shared: bool = True,
    card: str = "",
    pre_norm: bool = False,
    t5: bool = False,
    positions: int = 0,
    reads_end: bool = True,
) -> Path:
    """A model folder with one SentencePiece model (`shared`) or two, and `specials` at the end of its vocabulary.

    `t5`: relative positions, as in MADLAD. `positions`: a table of so many, as converted OPUS-MT has. `reads_end`:
    CTranslate2 adds the end mark to a source, as for Marian's own files.
    """
    folder.mkdir()
    names = ["spm.model"] if shared else ["source.spm", "target.spm"]
    first, *_ = [pieces_file(folder / name) for name in names]
    pieces = [*first, *specials]
    if t5:
        spec = TransformerSpec.from_config((1, 1), 2, pre_norm=True, relative_attention_bias=True, rms_norm=True)
        spec.encoder.scale_embeddings = spec.decoder.scale_embeddings = False
    else:
        spec = TransformerSpec.from_config((1, 1), 2, pre_norm=pre_norm, activation=Activation.RELU)
    random = np.random.default_rng(0)
    _fill(spec, random, len(pieces))
    for stack in (spec.encoder, spec.decoder) if positions else ():
        stack.position_encodings.encodings = random.normal(0, 0.3, (positions, WIDTH)).astype(np.float32)
    spec.register_source_vocabulary(pieces)
    spec.register_target_vocabulary(pieces)
    spec.config.bos_token, spec.config.eos_token, spec.config.unk_token = "<s>", "</s>", "<unk>"
    spec.config.decoder_start_token = "</s>"
    spec.config.add_source_eos = reads_end
    spec.validate()
    spec.optimize()
    spec.save(str(folder))
    if card:
        (folder / "card.toml").write_text(card, encoding="utf-8")
    return folder


def pieces_file(path: Path, **options: object) -> list[str]:
    """Write a small SentencePiece model; its pieces."""
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(TEXT),
        model_prefix=str(path),
        vocab_size=120,
        hard_vocab_limit=False,
        minloglevel=2,
        **options,
    )
    Path(f"{path}.vocab").unlink()
    Path(f"{path}.model").rename(path)
    processor = sentencepiece.SentencePieceProcessor(model_file=str(path))
    return [processor.id_to_piece(number) for number in range(len(processor))]


def marian(folder: Path, specials: tuple[str, ...] = ()) -> Path:
    """A folder as OPUS-MT publishes it: Marian's own weights and vocabulary, two SentencePiece files, decoder.yml."""
    folder.mkdir()
    pieces, _ = (pieces_file(folder / name) for name in ("source.spm", "target.spm"))
    vocabulary = ["</s>", "<unk>", *(piece for piece in pieces if piece not in ("<s>", "</s>", "<unk>")), *specials]
    (folder / "vocab.yml").write_text(
        "".join(f"{json.dumps(piece, ensure_ascii=False)}: {k}\n" for k, piece in enumerate(vocabulary)),
        encoding="utf-8",
    )
    (folder / "decoder.yml").write_text("models: [model.npz]\nvocabs: [vocab.yml, vocab.yml]\n")
    (folder / "LICENSE").write_text("CC-BY 4.0\n")
    options = {
        "type": "transformer",
        "enc-depth": 1,
        "dec-depth": 1,
        "transformer-heads": 2,
        "transformer-ffn-activation": "swish",
        "transformer-preprocess": "",
        "transformer-postprocess": "dan",
        "transformer-postprocess-emb": "d",
        "transformer-decoder-autoreg": "self-attention",
        "transformer-no-projection": False,
        "transformer-guided-alignment-layer": "last",
    }
    random = np.random.default_rng(0)
    weights = {"special:model.yml": np.frombuffer(yaml.safe_dump(options).encode() + b"\0", np.int8)}

    def linear(scope: str, name: str, rows: int, columns: int) -> None:
        weights[f"{scope}_W{name}"] = random.normal(0, 0.3, (rows, columns)).astype(np.float32)
        weights[f"{scope}_b{name}"] = np.zeros((1, columns), np.float32)

    def norm(scope: str) -> None:
        weights[f"{scope}_ln_scale"] = np.ones((1, WIDTH), np.float32)
        weights[f"{scope}_ln_bias"] = np.zeros((1, WIDTH), np.float32)

    weights["Wemb"] = random.normal(0, 0.3, (len(vocabulary), WIDTH)).astype(np.float32)
    weights["decoder_ff_logit_out_b"] = np.zeros((1, len(vocabulary)), np.float32)
    for scope in ("encoder_l1_self", "decoder_l1_self", "decoder_l1_context"):
        for name in "qkvo":
            linear(scope, name, WIDTH, WIDTH)
        norm(f"{scope}_Wo")
    for scope in ("encoder_l1_ffn", "decoder_l1_ffn"):
        linear(scope, "1", WIDTH, 2 * WIDTH)
        linear(scope, "2", 2 * WIDTH, WIDTH)
        norm(f"{scope}_ffn")
    np.savez(folder / "model.npz", **weights)
    return folder


def _fill(spec: TransformerSpec, random: np.random.Generator, vocabulary: int) -> None:
    def weight(rows: int, columns: int) -> np.ndarray:
        return random.normal(0, 0.3, (rows, columns)).astype(np.float32)

    def linear(layer, rows: int, columns: int) -> None:
        layer.weight, layer.bias = weight(rows, columns), np.zeros(rows, dtype=np.float32)

    def norm(layer) -> None:
        layer.gamma = np.ones(WIDTH, dtype=np.float32)
        if hasattr(layer, "beta"):
            layer.beta = np.zeros(WIDTH, dtype=np.float32)

    embedding = weight(vocabulary, WIDTH)
    spec.encoder.embeddings[0].weight = spec.decoder.embeddings.weight = embedding
    spec.decoder.projection.weight = embedding
    for stack in (spec.encoder, spec.decoder):
        if hasattr(stack, "layer_norm"):
            norm(stack.layer_norm)
        for layer in stack.layer:
            norm(layer.self_attention.layer_norm)
            linear(layer.self_attention.linear[0], 3 * WIDTH, WIDTH)
            linear(layer.self_attention.linear[1], WIDTH, WIDTH)
            if hasattr(layer.self_attention, "relative_attention_bias"):
                layer.self_attention.relative_attention_bias = weight(32, 2)
                layer.self_attention.relative_attention_max_distance = np.dtype("int32").type(128)
            if hasattr(layer, "attention"):
                norm(layer.attention.layer_norm)
                for part, rows in zip(layer.attention.linear, (WIDTH, 2 * WIDTH, WIDTH), strict=True):
                    linear(part, rows, WIDTH)
            norm(layer.ffn.layer_norm)
            linear(layer.ffn.linear_0, 2 * WIDTH, WIDTH)
            linear(layer.ffn.linear_1, WIDTH, 2 * WIDTH)
