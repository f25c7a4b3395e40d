"""The run on a graphics processor, on this one: its parts, and all of it within seconds."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import sentencepiece
from hypothesis import given, settings
from hypothesis import strategies as st

from mt.training.prepare import Prepared

torch = pytest.importorskip("torch")

SHAPE = {"width": 32, "feed_forward": 64, "heads": 2, "encoder_layers": 2, "decoder_layers": 2}
PIECES = ["</s>", "<unk>", *(f"▁w{k}" for k in range(20)), *(f"l{k}" for k in range(20)), ".", "▁("]


def random_pairs(random, count: int = 30, longest: int = 12) -> Prepared:
    """Pairs of random pieces whose words go now and then another way than the rule's."""
    from mt.training.gpu.store import WordRule

    rule = WordRule.of(PIECES)
    columns = {}
    for side in ("source", "target"):
        lengths = random.integers(1, longest, count)
        at = np.concatenate([[0], np.cumsum(lengths)])
        ids = random.integers(2, len(PIECES), at[-1]).astype(np.uint16)
        words = rule.words(ids, at)
        words[random.random(len(words)) < 0.1] = -1
        columns |= {side: ids, f"{side}_at": at, f"{side}_word": words.astype(np.int16)}
    counts = random.integers(0, 4, count)
    links_at = np.concatenate([[0], np.cumsum(counts)])
    links = np.sort(random.integers(0, 3, (links_at[-1], 2)), axis=0).astype(np.int16)
    copies = random.integers(1, 4, count).astype(np.uint8)
    return Prepared(**columns, links=links, links_at=links_at, copies=copies, back=random.random(count) < 0.5)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32))
def test_stored_pairs_come_back(tmp_path_factory, seed):
    from mt.training.gpu.store import WordRule, joined, load, reversed_, save

    data, rule = random_pairs(np.random.default_rng(seed)), WordRule.of(PIECES)
    path = tmp_path_factory.mktemp("store") / "pairs.xz"
    save(data, rule, path)
    twice = joined([load(path, rule), reversed_(reversed_(data))])
    for k in range(2 * len(data.copies)):
        for ours, theirs in zip(twice.pair(k), data.pair(k % len(data.copies)), strict=True):
            assert np.array_equal(ours, theirs)
    assert twice.copies.tolist() == data.copies.tolist() * 2 and twice.back.tolist() == data.back.tolist() * 2


def test_a_word_begins_with_a_space_or_a_mark():
    from mt.training.gpu.store import WordRule

    ids = np.array([PIECES.index(piece) for piece in ("▁w0", "l1", ".", "l2", "▁(", "▁w3", "l1")])
    assert WordRule.of(PIECES).words(ids, np.array([0, 5, 5, 7])).tolist() == [0, 0, 1, 2, 3, 0, 0]


def test_halved_pieces_spell_the_same_words():
    from mt.training.gpu.splits import Halves, Redrawn

    pieces = ["</s>", "<unk>", "▁", "a", "b", "▁a", "ab", "▁ab", "▁abab"]
    halves = Halves.of(pieces)
    data = random_pairs(np.random.default_rng(0))
    data = Prepared(**{name: getattr(data, name) for name in Prepared.__slots__} | {"source": data.source % 9})
    redrawn = Redrawn(data, halves, 0.9, np.random.default_rng(1))
    longer = 0
    for k in range(30):
        (source, words, *rest), (new, new_words, *same) = data.pair(k), redrawn.pair(k)
        spelled = ["".join(pieces[id_] for id_ in ids) for ids in (source, new)]
        assert spelled[0] == spelled[1] and list(dict.fromkeys(words)) == list(dict.fromkeys(new_words))
        assert all(np.array_equal(one, other) for one, other in zip(rest, same, strict=True))
        longer += len(new) > len(source)
    assert longer > 3


def packed(data: Prepared):
    from mt.training.batches import Example
    from mt.training.gpu.packing import Room, pack

    def example(k):
        source, _, target, *_ = data.pair(k)
        links = np.array([[0, 0], [len(target) - 1, len(source) - 1]])
        return Example(source.astype(np.int64), target.astype(np.int64), links, np.arange(len(target)) == 1)

    examples = [example(k) for k in range(len(data.copies))]
    return examples, pack(examples, Room(512, 640, 256))


def test_packed_batches_cost_what_padded_ones_do():
    from mt.training.batches import collate
    from mt.training.gpu.losses import losses
    from mt.training.gpu.network import PackedTransformer
    from mt.training.network import Shape, Transformer
    from mt.training.train import losses as padded_losses

    examples, batch = packed(random_pairs(np.random.default_rng(2)))
    network = PackedTransformer(Shape(64, **SHAPE))
    plain = Transformer(Shape(64, **SHAPE))
    plain.load_state_dict(network.state_dict())
    ours = losses(network, batch.to("cpu"), 0.1)
    theirs = padded_losses(plain, collate(examples), 0.1)
    for one, other in zip(ours, theirs, strict=True):
        torch.testing.assert_close(one, other, atol=1e-4, rtol=1e-4)
    sum(ours).backward()
    sum(theirs).backward()
    for one, other in zip(network.parameters(), plain.parameters(), strict=True):
        torch.testing.assert_close(one.grad, other.grad, atol=1e-4, rtol=1e-3)


def test_muon_steps_as_the_plain_one():
    from mt.training.gpu.muon import Muon

    torch.manual_seed(0)
    ours = [torch.nn.Parameter(torch.randn(*shape)) for shape in ((8, 24), (8, 24), (24, 8))]
    theirs = [torch.nn.Parameter(matrix.detach().clone()) for matrix in ours]
    one, other = Muon(ours, 0.02), torch.optim.Muon(theirs, 0.02, weight_decay=0.0, adjust_lr_fn="match_rms_adamw")
    for _ in range(3):
        for mine, its in zip(ours, theirs, strict=True):
            mine.grad = torch.randn_like(mine)
            its.grad = mine.grad.clone()
        one.step()
        other.step()
    for mine, its in zip(ours, theirs, strict=True):
        torch.testing.assert_close(mine, its, atol=2e-3, rtol=0)


def test_the_likeliest_pieces_one_by_one_are_those_of_the_whole():
    from mt.training.gpu.decode import Draw, decode
    from mt.training.network import Shape, Transformer

    torch.manual_seed(1)
    network = Transformer(Shape(64, **SHAPE)).eval()
    source, lengths = torch.randint(4, 60, (5, 7)), torch.tensor([7, 7, 5, 3, 2])
    mask = torch.arange(7) < lengths[:, None]
    ids, pointed = decode(network, source, mask, 9, torch.tensor([3]), Draw())
    shifted = torch.cat([torch.zeros(5, 1, dtype=torch.long), ids[:, :-1]], dim=1)
    states, weights = network(source, mask, shifted)
    logits = states @ network.embedding.weight.T
    logits[..., 3] = float("-inf")
    live = (ids != 0).cummin(1).values
    assert torch.equal(logits.argmax(-1)[live], ids[live])
    most, at = weights.max(-1)
    assert torch.equal(at.masked_fill(most < 0.5, -1)[live], pointed[live])
    drawn = [decode(network, source, mask, 9, torch.tensor([3]), Draw(1.0, 0.01))[0] for _ in range(4)]
    assert any(not torch.equal(drawn[0], other) for other in drawn[1:])


def test_attention_is_checked_at_once():
    from mt.training.gpu.attention import check

    check("cpu")


@pytest.fixture
def carried(tmp_path):
    """A small language in two scripts: each word has one translation."""
    from mt.training.bundle import add_hints
    from mt.training.corpus import Pair
    from mt.training.gpu import store
    from mt.training.prepare import prepare

    arabic, english = "قال نعم لا رئيس بيت كتاب ولد بنت", "said yes no chief house book boy girl"
    words = list(zip(arabic.split(), english.split(), strict=True))
    random = np.random.default_rng(0)
    pairs = []
    for _ in range(600):
        chosen = [words[k] for k in random.integers(len(words), size=random.integers(2, 7))]
        pairs.append(Pair(*(" ".join(side) for side in zip(*chosen, strict=True))))
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=(text for pair in pairs for text in pair), model_prefix=str(tmp_path / "plain"), vocab_size=90,
        hard_vocab_limit=False, eos_id=0, unk_id=1, bos_id=-1, pad_id=-1, minloglevel=2,
    )  # fmt: skip
    folder = tmp_path / "carried"
    folder.mkdir()
    add_hints(tmp_path / "plain.model", folder / "spm.model")
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(folder / "spm.model"))
    rule = store.WordRule.of([pieces.id_to_piece(id_) for id_ in range(len(pieces))])
    links = [[(k, k) for k in range(len(pair.source.split()))] for pair in pairs]
    store.save(prepare(pairs, [1] * 600, links, pieces), rule, folder / "pairs-0.xz")
    store.save(prepare([Pair("لندن", "London")], [1], [()], pieces), rule, folder / "names.xz")
    store.save(store.alone(pieces.encode([pair.target for pair in pairs[:200]])), rule, folder / "english-0.xz")
    (folder / "dev.tsv").write_text("".join(f"small\t{pair.source}\t{pair.target}\n" for pair in pairs[:20]), "utf-8")
    return folder


RECIPE = """
[gpu]
real = 2
hint_rate = 0.3
renamed = 0.1
halved = 0.1
forth = 0.4
back = 0.1
closing = 0.5
places = 2000
room = {{ source = 512, target = 512, pairs = 300 }}
draw = {{ heat = 0.9, least = 0.1 }}
[gpu.en_ar]
shape = {shape}
dropout = 0.0
pace = {{ matrix_rate = 2e-2, other_rate = 1e-2, warm_up = 5 }}
[gpu.ar_en]
shape = {shape}
dropout = 0.0
pace = {{ matrix_rate = 2e-2, other_rate = 1e-2, warm_up = 5 }}
"""


def test_all_of_it_makes_models_that_ctranslate2_reads(carried, tmp_path):
    import ctranslate2

    from mt.training.gpu.bring import bring
    from mt.training.gpu.dev import scores

    shape = "{ width = 32, feed_forward = 64, heads = 2, encoder_layers = 1, decoder_layers = 1 }"
    (tmp_path / "recipe.toml").write_text(RECIPE.format(shape=shape), "utf-8")
    # That machine has PyTorch and little else.
    code = (
        "import sys; sys.modules.update(dict.fromkeys(['camel_tools', 'ctranslate2', 'sacrebleu', 'typer', 'rich', 'snowballstemmer']));"
        "import torch; torch.set_num_threads(1); from mt.training.gpu.run import main; main(sys.argv[1:])"
    )
    out = tmp_path / "out"
    options = [tmp_path / "recipe.toml", carried, out, "--seconds=6", "--workers=1", "--device=cpu"]
    command = [sys.executable, "-c", code, *map(str, options)]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[1], timeout=120)
    assert ran.returncode == 0, ran.stderr
    assert "600 pairs, 200 English sentences, 1 names" in ran.stdout
    assert scores(out / "dev.tsv").startswith("small ")
    for name in ("en-ar", "ar-en"):
        bring(out, name, carried / "spm.model", tmp_path / name)
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(carried / "spm.model"))
    translator = ctranslate2.Translator(str(tmp_path / "ar-en"))
    (result,) = translator.translate_batch([pieces.encode("قال الرئيس نعم", out_type=str)], return_attention=True)
    assert result.hypotheses[0] and len(result.attention[0]) == len(result.hypotheses[0])
