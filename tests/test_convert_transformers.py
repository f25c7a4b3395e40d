"""Conversion of transformers folders, one a family, made here by transformers itself. Needs the extra `convert`."""

import json
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

from glossaries.errors import ModelError  # noqa: E402 - not where those are missing
from mt.models.convert import convert  # noqa: E402
from mt.models.engine import Engine  # noqa: E402
from mt.models.options import EngineOptions, Quantisation  # noqa: E402
from mt.models.store import damage  # noqa: E402
from tests.tiny import pieces_file  # noqa: E402

SOURCE = "قال الرئيس نعم"
BODY = {
    "d_model": 16,
    "encoder_layers": 1,
    "decoder_layers": 1,
    "encoder_attention_heads": 2,
    "decoder_attention_heads": 2,
    "encoder_ffn_dim": 32,
    "decoder_ffn_dim": 32,
}
pytestmark = pytest.mark.filterwarnings("default")  # transformers warns of many things


def marian(folder: Path) -> None:
    pieces, _ = (pieces_file(folder / name) for name in ("source.spm", "target.spm"))
    vocabulary = ["</s>", "<unk>", *(piece for piece in pieces if piece not in ("<s>", "</s>", "<unk>")), "<pad>"]
    write(folder / "vocab.json", {piece: number for number, piece in enumerate(vocabulary)})
    write(folder / "tokenizer_config.json", {"source_lang": "ar", "target_lang": "en"})
    last = len(vocabulary) - 1
    config = transformers.MarianConfig(
        vocab_size=last + 1,
        pad_token_id=last,
        decoder_start_token_id=last,
        eos_token_id=0,
        bos_token_id=0,
        forced_eos_token_id=0,
        max_position_embeddings=48,
        scale_embedding=True,
        activation_function="swish",
        **BODY,
    )
    transformers.MarianMTModel(config).save_pretrained(folder)


def m2m(folder: Path) -> None:
    pieces = pieces_file(folder / "sentencepiece.bpe.model")
    vocabulary = [
        "<s>",
        "<pad>",
        "</s>",
        "<unk>",
        *(piece for piece in pieces if piece not in ("<s>", "</s>", "<unk>")),
    ]
    write(folder / "vocab.json", {piece: number for number, piece in enumerate(vocabulary)})
    tokenizer = transformers.M2M100Tokenizer(str(folder / "vocab.json"), str(folder / "sentencepiece.bpe.model"))
    tokenizer.save_pretrained(folder)
    many(folder, len(vocabulary) + 100 + 8)


def nllb(folder: Path) -> None:
    pieces_file(folder / "sentencepiece.bpe.model", model_type="bpe")
    tokenizer = transformers.NllbTokenizer.from_pretrained(folder, extra_special_tokens=["arb_Arab", "eng_Latn"])
    tokenizer.save_pretrained(folder)
    many(folder, len(tokenizer) + 2)


def many(folder: Path, size: int) -> None:
    config = transformers.M2M100Config(
        vocab_size=size, pad_token_id=1, bos_token_id=0, eos_token_id=2, decoder_start_token_id=2, **BODY
    )
    transformers.M2M100ForConditionalGeneration(config).save_pretrained(folder)


def madlad(folder: Path) -> None:
    marks = {"unk_id": 0, "pad_id": 1, "eos_id": 2, "bos_id": -1, "user_defined_symbols": ["<2en>", "<2ar>"]}
    size = len(pieces_file(folder / "spiece.model", **marks))
    write(folder / "tokenizer_config.json", {"tokenizer_class": "T5Tokenizer", "extra_ids": 0})
    config = transformers.T5Config(
        vocab_size=size,
        d_model=16,
        d_kv=8,
        d_ff=32,
        num_layers=1,
        num_heads=2,
        feed_forward_proj="gated-gelu",
        tie_word_embeddings=False,
        pad_token_id=1,
        eos_token_id=2,
        decoder_start_token_id=0,
    )
    model = transformers.T5ForConditionalGeneration(config)
    model.lm_head.weight = torch.nn.Parameter(torch.randn(size, 16))
    model.save_pretrained(folder)
    # As it is published: the newest transformers writes this otherwise.
    said = json.loads((folder / "config.json").read_text())
    said.pop("scale_decoder_outputs", None)
    write(folder / "config.json", said | {"tie_word_embeddings": False})


def write(path: Path, content: dict) -> None:
    path.write_text(json.dumps(content), encoding="utf-8")


@pytest.mark.parametrize(
    ("published", "around", "languages", "text"),
    [
        (marian, ((), ("</s>",), ()), {}, SOURCE),
        (m2m, (("__ar__",), ("</s>",), ("__en__",)), {"src_lang": "ar", "tgt_lang": "en"}, SOURCE),
        (nllb, (("arb_Arab",), ("</s>",), ("eng_Latn",)), {"src_lang": "arb_Arab", "tgt_lang": "eng_Latn"}, SOURCE),
        (madlad, (("<2en>",), ("</s>",), ()), {}, f"<2en> {SOURCE}"),
    ],
    ids=["marian", "m2m", "nllb", "madlad"],
)
def test_a_family_reads_and_scores_as_in_transformers(published, around, languages, text, tmp_path):
    folder = tmp_path / "published"
    folder.mkdir()
    published(folder)
    model = convert(folder, tmp_path / "out", Quantisation.float32)
    assert (model.source_prefix, model.source_suffix, model.target_prefix) == around
    assert damage(model.folder) == []

    engine = Engine(model, EngineOptions(beam_size=2, threads=1, device="cpu"))
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder, **languages)
    ids = tokenizer(text, return_tensors="pt").input_ids
    (pieces,) = engine.encode([SOURCE])
    assert [*model.source_prefix, *pieces, *model.source_suffix] == tokenizer.convert_ids_to_tokens(ids[0].tolist())

    reference = transformers.AutoModelForSeq2SeqLM.from_pretrained(folder)
    (target,) = engine.encode_target(["the president said yes"])
    wanted = [*model.target_prefix, *target, "</s>"]
    wanted_ids = torch.tensor([tokenizer.convert_tokens_to_ids(wanted)])
    start = torch.tensor([[reference.config.decoder_start_token_id]])
    with torch.no_grad():
        logits = reference(input_ids=ids, decoder_input_ids=torch.cat([start, wanted_ids[:, :-1]], 1)).logits[0]
    if published is marian:  # whose padding is no piece in CTranslate2
        logits[:, reference.config.pad_token_id] = -torch.inf
    scores = logits.log_softmax(-1).gather(1, wanted_ids.T)[len(model.target_prefix) :]
    assert engine.score([pieces], [target]) == [pytest.approx(scores.mean().item(), abs=1e-4)]

    (found,) = engine.translate([pieces])
    assert found.attention.shape == (len(found.pieces), len(pieces))
    assert not {*model.source_prefix, *model.target_prefix} & set(found.pieces)


def test_a_broken_checkpoint_leaves_nothing(tmp_path):
    folder = tmp_path / "published"
    folder.mkdir()
    marian(folder)
    (folder / "model.safetensors").write_bytes(b"nonsense")
    with pytest.raises(ModelError, match="cannot be converted"):
        convert(folder, tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["published"]
