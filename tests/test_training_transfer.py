"""A trained network gets other pieces and keeps what it knows."""

from pathlib import Path

import pytest
import sentencepiece

SEEDS = Path(__file__).parents[1] / "seeds"


@pytest.fixture
def pieces(tmp_path):
    texts = [line for path in sorted(SEEDS.glob("*.txt")) for line in path.read_text(encoding="utf-8").splitlines()]

    def learn(size):
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(texts),
            model_prefix=str(tmp_path / f"pieces{size}"),
            vocab_size=size,
            eos_id=0,
            unk_id=1,
            bos_id=-1,
            pad_id=-1,
            minloglevel=2,
        )
        return sentencepiece.SentencePieceProcessor(model_file=str(tmp_path / f"pieces{size}.model"))

    return learn


def test_a_new_piece_is_the_mean_of_the_old_ones_that_spell_it(pieces, tmp_path):
    torch = pytest.importorskip("torch")
    from mt.training.bundle import bundle
    from mt.training.export import restore
    from mt.training.network import Shape, Transformer, padded
    from mt.training.transfer import restore_with, spelled

    old, new = pieces(250), pieces(500)
    sizes = {"width": 32, "feed_forward": 48, "heads": 2, "encoder_layers": 1, "decoder_layers": 1}
    bundle(Transformer(Shape(256, **sizes)), tmp_path / "pieces250.model", tmp_path / "model")
    old = sentencepiece.SentencePieceProcessor(model_file=str(tmp_path / "model" / "spm.model"))
    before = restore(tmp_path / "model" / "model.bin", Shape(256, **sizes))
    network = restore_with(tmp_path / "model", new, Shape(padded(len(new)), **sizes))
    assert network.embedding.weight.shape == (512, 32)
    torch.testing.assert_close(network.encoder[0].feed_in.weight, before.encoder[0].feed_in.weight)
    for k in range(len(new)):
        ids = spelled(new.id_to_piece(k), old)
        torch.testing.assert_close(network.embedding.weight[k], before.embedding.weight[ids].mean(0))
        if all(id_ != old.unk_id() for id_ in ids):
            assert "".join(map(old.id_to_piece, ids)).lstrip("▁") == new.id_to_piece(k).lstrip("▁")
    same = restore_with(tmp_path / "model", old, Shape(256, **sizes))
    torch.testing.assert_close(same.embedding.weight, before.embedding.weight)


def test_more_encoder_layers_say_the_same_at_first_and_learn(tmp_path):
    torch = pytest.importorskip("torch")
    from glossaries.errors import ModelError
    from mt.training.export import export, restore
    from mt.training.network import Shape, Transformer
    from mt.training.transfer import deepened

    shape = Shape(64, width=32, feed_forward=48, heads=2, encoder_layers=2, decoder_layers=1)
    pieces = ["</s>", "<unk>", *(f"p{k}" for k in range(62))]
    export(Transformer(shape), pieces, tmp_path, quantization="float32")
    before = restore(tmp_path / "model.bin", shape)
    source, target = torch.randint(2, 64, (3, 7)), torch.randint(2, 64, (3, 5))
    mask = torch.ones_like(source, dtype=torch.bool)
    for layers in (2, 3, 5):
        network = deepened(restore(tmp_path / "model.bin", shape), layers)
        assert len(network.encoder) == network.shape.encoder_layers == layers
        states, _ = network(source, mask, target)
        torch.testing.assert_close(states, before(source, mask, target)[0])
        states.square().sum().backward()
        assert all(layer.feed_out.weight.grad.abs().sum() > 0 for layer in network.encoder)
    with pytest.raises(ModelError, match="2 encoder layers, the recipe wants 1"):
        deepened(before, 1)
