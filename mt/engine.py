"""CTranslate2 and SentencePiece: batches of pieces in, hypotheses with attention and scores out."""

import os
from collections.abc import Sequence
from dataclasses import dataclass

import ctranslate2
import numpy as np
import sentencepiece

from glossaries.arabic import unmark
from glossaries.errors import ModelError
from mt.models import Model

HINT = ("<t>", "<m>", "</t>")
"""Pieces around an inline hint, `<t> source <m> target </t>`. They are control pieces: no text encodes to them."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to decode. `batch_size` counts pieces, `longest` is the most pieces that a hypothesis may have."""

    beam_size: int = 4
    batch_size: int = 2048
    longest: int = 512
    threads: int = 0

    def __str__(self) -> str:
        return f"beam:{self.beam_size}|batch:{self.batch_size}"


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """Target pieces, their mean log-probability, and attention `[target pieces, source pieces]` where asked for."""

    pieces: list[str]
    score: float
    attention: np.ndarray | None


class Engine:
    """A loaded model."""

    def __init__(self, model: Model, options: Options = Options()):  # noqa: B008 - immutable
        self.model, self.options = model, options
        threads = options.threads or len(os.sched_getaffinity(0))
        try:
            self._translator = ctranslate2.Translator(str(model.folder), inter_threads=threads, intra_threads=1)
            self._source = sentencepiece.SentencePieceProcessor(model_file=str(model.source_pieces))
            self._target = sentencepiece.SentencePieceProcessor(model_file=str(model.target_pieces))
        except (RuntimeError, OSError, ValueError) as error:
            raise ModelError(f"{model.folder}: cannot be loaded: {str(error).splitlines()[0]}") from error

    def encode(self, texts: Sequence[str]) -> list[list[str]]:
        """Source pieces of each text, vowel marks and tatweel left out."""
        return self._source.encode([unmark(text) for text in texts], out_type=str)

    def encode_target(self, texts: Sequence[str]) -> list[list[str]]:
        return self._target.encode(list(texts), out_type=str)

    def decode(self, pieces: Sequence[Sequence[str]]) -> list[str]:
        return self._target.decode([list(each) for each in pieces])

    def translate(
        self, sources: Sequence[list[str]], prefixes: Sequence[list[str]] | None = None, beam_size: int | None = None, attention: bool = True
    ) -> list[Hypothesis]:
        """The best hypothesis of each source, beginning with its prefix where prefixes are given.

        CTranslate2 sorts by length and batches by itself. Sources without a piece give empty hypotheses.
        """
        results = self._translator.translate_batch(
            list(sources),
            target_prefix=prefixes and list(prefixes),
            beam_size=beam_size or self.options.beam_size,
            max_batch_size=self.options.batch_size,
            batch_type="tokens",
            max_input_length=0,
            max_decoding_length=self.options.longest,
            disable_unk=True,
            return_scores=True,
            return_attention=attention,
        )
        return [
            Hypothesis(
                result.hypotheses[0],
                result.scores[0],
                _matrix(result.attention[0]) if attention else None,
            )
            for result in results
        ]

    def attend(self, sources: Sequence[list[str]], targets: Sequence[list[str]]) -> list[np.ndarray]:
        """The attention `[target pieces, source pieces]` with which the model would write each target."""
        if not sources:
            return []
        results = self._translator.translate_batch(
            list(sources),
            target_prefix=list(targets),
            beam_size=1,
            max_batch_size=self.options.batch_size,
            batch_type="tokens",
            max_input_length=0,
            max_decoding_length=max(map(len, targets)) + 1,
            return_attention=True,
        )
        return [
            _matrix(result.attention[0])[: len(target)] for result, target in zip(results, targets, strict=True)
        ]

    def score(self, sources: Sequence[list[str]], targets: Sequence[list[str]]) -> list[float]:
        """The mean log-probability a piece of each target, given its source."""
        results = self._translator.score_batch(
            list(sources), list(targets), max_batch_size=self.options.batch_size, batch_type="tokens", max_input_length=0
        )
        return [float(np.mean(result.log_probs)) if result.log_probs else 0.0 for result in results]


def _matrix(rows: list[list[float]]) -> np.ndarray:
    return np.array(rows, dtype=np.float32).reshape(len(rows), -1) if rows else np.zeros((0, 0), dtype=np.float32)
