"""Write a trained network as a CTranslate2 model (https://opennmt.net/CTranslate2/, `TransformerSpec`)."""

from pathlib import Path

import numpy
from ctranslate2.specs import Activation, TransformerSpec

from mt.training.network import Attention, Transformer


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
    embedding = network.embedding.weight[: len(pieces)]
    spec.encoder.embeddings[0].weight = _array(embedding)
    spec.decoder.embeddings.weight = _array(embedding)
    spec.decoder.projection.weight = _array(embedding)
    _norm(spec.encoder.layer_norm, network.encoder_norm)
    _norm(spec.decoder.layer_norm, network.decoder_norm)
    for written, layer in zip(
        (*spec.encoder.layer, *spec.decoder.layer), (*network.encoder, *network.decoder), strict=True
    ):
        _norm(written.self_attention.layer_norm, layer.self_norm)
        _self_attention(written.self_attention, layer.self_attention)
        if hasattr(layer, "cross_norm"):
            _norm(written.attention.layer_norm, layer.cross_norm)
            _cross_attention(written.attention, layer.cross_attention)
        _norm(written.ffn.layer_norm, layer.feed_norm)
        _linear(written.ffn.linear_0, layer.feed_in)
        _linear(written.ffn.linear_1, layer.feed_out)
    spec.register_source_vocabulary(pieces)
    spec.register_target_vocabulary(pieces)
    spec.config.bos_token = spec.config.eos_token = spec.config.decoder_start_token = "</s>"
    spec.config.unk_token = "<unk>"
    spec.config.add_source_eos = True
    spec.validate()
    spec.optimize(quantization=quantization)
    folder.mkdir(parents=True, exist_ok=True)
    spec.save(str(folder))


def _array(tensor):
    return tensor.detach().float().contiguous().cpu().numpy()


def _norm(spec, norm) -> None:
    spec.gamma, spec.beta = _array(norm.weight), _array(norm.bias)


def _linear(spec, *linears) -> None:
    spec.weight = numpy.concatenate([_array(linear.weight) for linear in linears])
    spec.bias = numpy.concatenate([_array(linear.bias) for linear in linears])


def _self_attention(spec, attention: Attention) -> None:
    _linear(spec.linear[0], attention.query, attention.key_value)
    _linear(spec.linear[1], attention.out)


def _cross_attention(spec, attention: Attention) -> None:
    _linear(spec.linear[0], attention.query)
    _linear(spec.linear[1], attention.key_value)
    _linear(spec.linear[2], attention.out)
