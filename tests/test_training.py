"""The recipe's parts. Those that need PyTorch run where it is installed (the `training` extra)."""

import lzma

import numpy as np
import pytest
import sentencepiece
from hypothesis import given
from hypothesis import strategies as st

from glossaries.errors import InputError
from mt.training.corpus import Pair, Source, acceptable, capitalise, clean_source, clean_target, mix
from mt.training.links import read_links, symmetrise
from mt.training.prepare import Prepared, prepare

LINKS = st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=12)


def test_cleaning():
    assert clean_source("  قَالَ   نعـــم ﻻ ") == "قال نعم لا"
    assert clean_target("“It’s”\u00a0so") == '"It\'s" so'
    assert clean_target("It&#39;s &quot;so&quot;") == 'It\'s "so"' and clean_source("&quot;نعم&quot;") == '"نعم"'
    assert capitalise(Pair("لندن", "london")).target == "London" and capitalise(Pair("x", "McGee")).target == "McGee"


@pytest.mark.parametrize(
    ("pair", "good"),
    [
        (Pair("قال نعم", "He said yes"), True),
        (Pair("yes", "He said yes"), False),
        (Pair("قال نعم", "قال"), False),
        (Pair("قال نعم", "123"), False),
        (Pair("نعم " * 10, "A very long story that says far more than its source does. " * 3), False),
    ],
)
def test_what_is_taken(pair, good):
    assert acceptable(pair) is good


def test_the_mix_takes_each_source_as_often_as_it_says(tmp_path):
    lines = "".join(f"قال الرئيس {k}\tThe president said {k}\n" for k in range(200))
    with lzma.open(tmp_path / "a.tsv.xz", "wt", encoding="utf-8") as out:
        out.write(lines)
    assert len(list(mix([tmp_path], [Source("a", 2)]))) == 400
    half = list(mix([tmp_path], [Source("a", 0.5)]))
    assert 60 < len(half) < 140 and half == list(mix([tmp_path], [Source("a", 0.5)]))
    with pytest.raises(InputError, match=r"no b\.tsv\.xz or b\.tsv in"):
        list(mix([tmp_path], [Source("b", 1)]))


@given(LINKS, LINKS)
def test_symmetrised_links_lie_between_intersection_and_union(forward, reverse):
    links = symmetrise(forward, reverse)
    assert forward & reverse <= links <= forward | reverse


def test_pharaoh_lines_are_checked(tmp_path):
    (tmp_path / "links").write_text("0-0 1-2\n\n0-x\n")
    lines = read_links(tmp_path / "links")
    assert next(lines) == ((0, 0), (1, 2)) and next(lines) == ()
    with pytest.raises(ValueError, match=r":3: not Pharaoh"):
        next(lines)


def test_some_sources_are_cut_into_pieces_by_chance_and_keep_their_words(engine):
    processor = sentencepiece.SentencePieceProcessor(model_file=str(engine.model.source_pieces))
    pairs = [Pair("وقعت الحكومة اتفاقا بالمصادقة على المعاهدات", "The government signed a treaty")] * 40
    links = [[(0, 2), (1, 1)]] * 40
    plain, half, again = (prepare(pairs, [1] * 40, links, processor, drawn=share) for share in (0.0, 0.5, 0.5))
    best = processor.encode(pairs[0].source)
    cuts = [data.pair(k)[0].tolist() for data in (plain, half) for k in range(40)]
    assert cuts[:40] == [best] * 40 and 5 <= sum(cut != best for cut in cuts[40:]) <= 25
    for k in range(40):
        source, words, target, *_ = half.pair(k)
        texts = ["".join(processor.id_to_piece(int(piece)) for piece in source[words == word]) for word in range(6)]
        assert [text.strip("▁") for text in texts] == pairs[0].source.split()
        assert target.tolist() == plain.pair(k)[2].tolist()
    assert all(np.array_equal(getattr(half, name), getattr(again, name)) for name in Prepared.__slots__)


@pytest.fixture
def torch():
    return pytest.importorskip("torch")


def test_the_sliced_loss_is_cross_entropy(torch):
    from mt.training.loss import ProjectedLoss

    states, weight = torch.randn(130, 16, requires_grad=True), torch.randn(50, 16, requires_grad=True)
    target = torch.randint(50, (130,))
    counts = torch.rand(130)
    each = torch.nn.functional.cross_entropy(states @ weight.T, target, label_smoothing=0.1, reduction="none")
    plain = each @ counts / counts.sum()
    sliced = ProjectedLoss.apply(states, weight, target, counts, 0.1, 32)
    torch.testing.assert_close(sliced, plain)
    for ours, theirs in zip(
        torch.autograd.grad(sliced * 3, (states, weight)), torch.autograd.grad(plain * 3, (states, weight)), strict=True
    ):
        torch.testing.assert_close(ours, theirs)


def test_an_exported_network_comes_back_and_translates_alike(torch, tmp_path):
    import ctranslate2

    from mt.training.export import export, restore
    from mt.training.network import Shape, Transformer

    shape = Shape(64, width=32, feed_forward=48, heads=2, encoder_layers=2, decoder_layers=2)
    network = Transformer(shape).eval()
    pieces = ["</s>", "<unk>", *(f"p{k}" for k in range(62))]
    export(network, pieces, tmp_path / "float", quantization="float32")
    back = restore(tmp_path / "float" / "model.bin", shape)
    for ours, theirs in zip(network.state_dict().values(), back.state_dict().values(), strict=True):
        torch.testing.assert_close(ours, theirs)
    source, target = ["p3", "p9", "p5"], ["p7", "p1"]
    (scored,) = ctranslate2.Translator(str(tmp_path / "float")).score_batch([source], [target])
    ids = torch.tensor([[pieces.index(piece) for piece in [*source, "</s>"]]])
    wanted = torch.tensor([pieces.index(piece) for piece in [*target, "</s>"]])
    states, _ = network(ids, torch.ones_like(ids, dtype=torch.bool), torch.tensor([[0, *wanted[:-1]]]))
    logs = (states[0] @ network.embedding.weight.T).log_softmax(-1)[range(3), wanted]
    torch.testing.assert_close(torch.tensor(scored.log_probs), logs.detach(), atol=1e-3, rtol=1e-3)


def three_words(back: bool) -> Prepared:
    """A pair of three words of a piece each, linked one to one."""
    flat = {"source": [10, 11, 12], "source_word": [0, 1, 2], "target": [20, 21, 22], "target_word": [0, 1, 2]}
    return Prepared(
        **{name: np.array(value) for name, value in flat.items()},
        source_at=np.array([0, 3]), target_at=np.array([0, 3]), links_at=np.array([0, 3]),
        links=np.array([[0, 0], [1, 1], [2, 2]]), copies=np.array([1]), back=np.array([back]),
    )  # fmt: skip


def test_hints_go_around_linked_words_and_are_pointed_at_piece_by_piece(torch):
    from mt.training.batches import Hinter, collate

    hinter = Hinter(three_words(back=False), (1, 2, 3), [([50], [21]), ([51], [30])], rate=1.0, swap=1.0)
    seen = set()
    for seed in range(40):
        example = hinter.example(0, np.random.default_rng(seed))
        source = example.source.tolist()
        for start in (k for k, piece in enumerate(source) if piece == 1):
            middle, end = source.index(2, start), source.index(3, start)
            hint = source[middle + 1 : end]
            pointed = [target for target, at in example.links.tolist() if middle < at < end]
            assert example.target[pointed].tolist() == hint and example.copied[pointed].all()
            assert all(at > middle and at < end for target, at in example.links.tolist() if target in pointed)
            seen.add((tuple(source[start + 1 : middle]), tuple(hint)))
        batch = collate([example])
        assert (batch.weight[0, :-1] > 1).tolist() == example.copied.tolist()
        assert batch.links.shape == (1, len(example.target) + 1, len(source) + 1)
    assert any(hint == (30,) for _, hint in seen) and any(words == (11,) for words, _ in seen)


def test_a_name_is_swapped_on_both_sides_and_a_back_translation_is_marked(torch):
    from mt.training.batches import Hinter

    hinter = Hinter(three_words(back=True), (1, 2, 3), [([50, 52], [21, 31, 32])], rate=0.0, renamed=1.0)
    seen = {}
    for seed in range(40):
        example = hinter.example(0, np.random.default_rng(seed))
        seen[tuple(example.source.tolist())] = example.target.tolist(), sorted(example.links.tolist())
    renamed = [[0, 1], *([target, source] for target in (1, 2, 3) for source in (2, 3))]
    assert seen == {
        (3, 10, 11, 12): ([20, 21, 22], [[0, 1], [1, 2], [2, 3]]),  # the draw was no name
        (3, 10, 50, 52, 12): ([20, 21, 31, 32, 22], [*renamed, [4, 4]]),
        (3, 10, 50, 52): ([20, 21, 31, 32], renamed),  # of two words
    }


def test_the_sliced_loss_under_autocast_is_near(torch):
    from mt.training.loss import ProjectedLoss

    states, weight = torch.randn(300, 32, requires_grad=True), torch.randn(80, 32, requires_grad=True)
    target = torch.randint(80, (300,))
    plain = torch.nn.functional.cross_entropy(states @ weight.T, target, label_smoothing=0.1)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        sliced = ProjectedLoss.apply(states, weight, target, torch.ones(300), 0.1, 128)
    torch.testing.assert_close(sliced, plain, atol=0.03, rtol=0.01)
    for ours, theirs in zip(
        torch.autograd.grad(sliced, (states, weight)), torch.autograd.grad(plain, (states, weight)), strict=True
    ):
        assert ours.dtype == theirs.dtype
        assert (ours - theirs).norm() < 0.03 * theirs.norm()


def test_dropout_silences_its_share_while_training_and_keeps_the_mean(torch):
    from mt.training.dropout import Dropout

    states = torch.ones(40, 50, 32)
    dropout = Dropout(0.25, length=1 << 18)
    dropped = dropout(states)
    assert 0.2 < (dropped == 0).float().mean() < 0.3 and 0.95 < dropped.mean() < 1.05
    assert any(not torch.equal(dropout(states), dropped) for _ in range(9)) and not dropout.state_dict()
    assert dropout(states.expand(9, 40, 50, 32)).min() == 1  # larger than the mask
    assert torch.equal(dropout.eval()(states), states)
