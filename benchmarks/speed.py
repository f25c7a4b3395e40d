"""Sentences per second beside the same network, with the same weights, run by transformers on the same processor.

    python -m benchmarks.speed SOURCE [SENTENCES] [ROUNDS]

Needs torch and transformers. M2M-100's class is the one whose layers and positions are those of the bundled model:
its piece 0 is padding, so all ids are shifted by one. Both decode with beam 4 on the same number of threads, in
batches of like length; the outputs are compared first (int8 beside float: a few may differ).
"""

import json
import statistics
import sys
import time
from pathlib import Path

import torch
from transformers import M2M100Config, M2M100ForConditionalGeneration
from transformers.utils import logging

from glossaries.processors import processors
from mt.models.engine import Engine
from mt.models.options import EngineOptions
from mt.models.store import Model, find
from mt.training.export import restore
from mt.training.network import Shape, Transformer, padded

BATCH = 32
THREADS = processors()


def main(source: str, sentences: str = "200", rounds: str = "3") -> None:
    texts = Path(source).read_text(encoding="utf-8").split("\n")[: int(sentences)]
    logging.set_verbosity_error()
    torch.set_num_threads(THREADS)
    engine = Engine(find("ar-en"), EngineOptions(beam_size=4, threads=THREADS))
    pieces = vocabulary(engine.model)
    network = restore(engine.model.folder / "model.bin", Shape(padded(len(pieces))))
    peer = as_m2m(network)
    sources = engine.encode(texts)
    numbers = {piece: k for k, piece in enumerate(pieces)}
    ids = [[numbers.get(piece, 1) + 1 for piece in each] + [1] for each in sources]
    ours = [hypothesis.pieces for hypothesis in engine.translate(sources)]
    theirs = [[pieces[k - 1] for k in each if k > 1] for each in generate(peer, ids)]
    same = sum(a == b for a, b in zip(ours, theirs, strict=True))
    print(f"the same pieces: {same} of {len(texts)}")
    times: list[tuple[float, float]] = []
    for _ in range(int(rounds)):
        began = time.perf_counter()
        engine.translate(sources)
        middle = time.perf_counter()
        generate(peer, ids)
        times.append((middle - began, time.perf_counter() - middle))
    ratios = sorted(slow / quick for quick, slow in times)
    quick, slow = (statistics.median(column) for column in zip(*times, strict=True))
    print(f"qantara {len(texts) / quick:.1f} sentences/s, transformers {len(texts) / slow:.1f} (medians of {rounds})")
    print(f"ratio {statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})")
    print(f"model:ar-en@{engine.model.hash}|beam:4|threads:{THREADS}|torch:{torch.__version__}")


def vocabulary(model: Model) -> list[str]:
    """The pieces in the order of their numbers."""
    return json.loads((model.folder / "shared_vocabulary.json").read_text(encoding="utf-8"))


@torch.no_grad()
def generate(peer: M2M100ForConditionalGeneration, ids: list[list[int]]) -> list[list[int]]:
    """The generated ids of each source, without start and end, in the order of `ids`."""
    order = sorted(range(len(ids)), key=lambda k: len(ids[k]))
    found: dict[int, list[int]] = {}
    for start in range(0, len(order), BATCH):
        some = order[start : start + BATCH]
        width = max(len(ids[k]) for k in some)
        batch = torch.tensor([ids[k] + [0] * (width - len(ids[k])) for k in some])
        out = peer.generate(
            input_ids=batch, attention_mask=(batch != 0).long(), num_beams=4, max_new_tokens=3 * width, do_sample=False
        )
        found |= {k: [each for each in row[1:] if each > 1] for k, row in zip(some, out.tolist(), strict=True)}
    return [found[k] for k in range(len(ids))]


@torch.no_grad()
def as_m2m(network: Transformer) -> M2M100ForConditionalGeneration:
    """The network's weights in transformers' class."""
    shape = network.shape
    config = M2M100Config(
        vocab_size=shape.vocabulary + 1,
        d_model=shape.width,
        encoder_layers=shape.encoder_layers,
        decoder_layers=shape.decoder_layers,
        encoder_ffn_dim=shape.feed_forward,
        decoder_ffn_dim=shape.feed_forward,
        encoder_attention_heads=shape.heads,
        decoder_attention_heads=shape.heads,
        activation_function="relu",
        scale_embedding=True,
        pad_token_id=0,
        eos_token_id=1,
        bos_token_id=1,
        decoder_start_token_id=1,
        forced_eos_token_id=None,
    )
    peer = M2M100ForConditionalGeneration(config).eval()
    embedding = torch.cat([torch.zeros(1, shape.width), network.embedding.weight])
    body = peer.model
    for table in (body.shared, body.encoder.embed_tokens, body.decoder.embed_tokens, peer.lm_head):
        table.weight.copy_(embedding)
    pairs = [(body.encoder.layer_norm, network.encoder_norm), (body.decoder.layer_norm, network.decoder_norm)]
    for theirs, ours in [
        *zip(body.encoder.layers, network.encoder, strict=True),
        *zip(body.decoder.layers, network.decoder, strict=True),
    ]:
        pairs += [(theirs.self_attn_layer_norm, ours.self_norm), (theirs.final_layer_norm, ours.feed_norm)]
        pairs += [(theirs.fc1, ours.feed_in), (theirs.fc2, ours.feed_out)]
        attentions = [(theirs.self_attn, ours.self_attention)]
        if hasattr(ours, "cross_attention"):
            pairs.append((theirs.encoder_attn_layer_norm, ours.cross_norm))
            attentions.append((theirs.encoder_attn, ours.cross_attention))
        for into, attention in attentions:
            pairs += [(into.q_proj, attention.query), (into.out_proj, attention.out)]
            for k, part in enumerate((into.k_proj, into.v_proj)):
                rows = slice(k * shape.width, (k + 1) * shape.width)
                part.weight.copy_(attention.key_value.weight[rows])
                part.bias.copy_(attention.key_value.bias[rows])
    for into, part in pairs:
        into.weight.copy_(part.weight)
        into.bias.copy_(part.bias)
    return peer


if __name__ == "__main__":
    main(*sys.argv[1:])
