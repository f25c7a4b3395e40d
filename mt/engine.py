"""CTranslate2 and SentencePiece: batches of pieces in, hypotheses with attention and scores out."""

import os
from collections.abc import Callable, Sequence
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
    """How to decode: hypotheses kept a step, pieces a batch, processor threads (0: all)."""

    beam_size: int = 4
    batch_size: int = 2048
    threads: int = 0

    def __str__(self) -> str:
        return f"beam:{self.beam_size}"


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """Target pieces, their mean log-probability, and attention `[target pieces, source pieces]` where asked for."""

    pieces: list[str]
    score: float
    attention: np.ndarray | None


class Engine:
    """A loaded model."""

    def __init__(self, model: Model, options: Options = Options()):
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

    def translate(self, sources: Sequence[list[str]]) -> list[Hypothesis]:
        """The best hypothesis of each source, with attention.

        CTranslate2 sorts by length and batches by itself. What runs away (far longer than its source) is
        decoded again with repetitions forbidden. A source without a piece gives an empty hypothesis.
        """
        return self.submit(sources)()

    def submit(self, sources: Sequence[list[str]]) -> Callable[[], list[Hypothesis]]:
        """Begin to `translate` in the background; the call that is returned waits for the hypotheses."""
        pending = self._start(sources, beam_size=self.options.beam_size)

        def hypotheses() -> list[Hypothesis]:
            found = pending()
            runaway = [k for k, hypothesis in enumerate(found) if len(hypothesis.pieces) >= _ceiling(sources[k])]
            again = self._decode(
                [sources[k] for k in runaway], beam_size=self.options.beam_size, no_repeat_ngram_size=3
            )
            for k, hypothesis in zip(runaway, again, strict=True):
                found[k] = hypothesis
            return found

        return hypotheses

    def go_on(self, sources: Sequence[list[str]], prefixes: Sequence[list[str]]) -> list[list[str]]:
        """The pieces of each source's translation that begins with its prefix, decoded greedily."""
        longest = max(map(len, sources), default=0) + max(map(len, prefixes), default=0)
        found = self._decode(sources, prefixes, longest, attention=False, beam_size=1, no_repeat_ngram_size=4)
        return [hypothesis.pieces for hypothesis in found]

    def attend(self, sources: Sequence[list[str]], targets: Sequence[list[str]]) -> list[np.ndarray]:
        """The attention `[target pieces, source pieces]` with which the model would write each target."""
        found = self._decode(sources, targets, longest=max(map(len, targets), default=0) + 1, beam_size=1)
        return [hypothesis.attention[: len(target)] for hypothesis, target in zip(found, targets, strict=True)]

    def score(self, sources: Sequence[list[str]], targets: Sequence[list[str]]) -> list[float]:
        """The mean log-probability a piece of each target, given its source."""
        results = self._translator.score_batch(
            self._wrapped(sources),
            [[*self.model.target_prefix, *target] for target in targets],
            max_batch_size=self.options.batch_size,
            batch_type="tokens",
            max_input_length=0,
        )
        skipped = len(self.model.target_prefix)
        return [float(np.mean(found.log_probs[skipped:])) if found.log_probs[skipped:] else 0.0 for found in results]

    def _decode(self, sources: Sequence[list[str]], *args, **options) -> list[Hypothesis]:
        return self._start(sources, *args, **options)()

    def _start(
        self,
        sources: Sequence[list[str]],
        prefixes: Sequence[list[str]] | None = None,
        longest: int = 0,
        attention: bool = True,
        **options: int,
    ) -> Callable[[], list[Hypothesis]]:
        """Begin to decode, with the model's own special pieces around sources and prefixes; they do not come out."""
        if not sources:
            return list
        before, skipped = len(self.model.source_prefix), len(self.model.target_prefix)
        starts = [[*self.model.target_prefix, *prefix] for prefix in prefixes or [()] * len(sources)]
        pending = self._translator.translate_batch(
            self._wrapped(sources),
            target_prefix=starts if any(starts) else None,
            max_batch_size=self.options.batch_size,
            batch_type="tokens",
            max_input_length=0,
            max_decoding_length=skipped + (longest or max(map(_ceiling, sources)) + max(map(len, starts))),
            disable_unk=True,
            return_scores=True,
            return_attention=attention,
            asynchronous=True,
            **options,
        )

        def hypothesis(found: ctranslate2.TranslationResult, source: list[str]) -> Hypothesis:
            rows = _matrix(found.attention[0][skipped:])[:, before : before + len(source)] if attention else None
            return Hypothesis(found.hypotheses[0][skipped:], found.scores[0], rows)

        return lambda: [hypothesis(each.result(), source) for each, source in zip(pending, sources, strict=True)]

    def _wrapped(self, sources: Sequence[list[str]]) -> list[list[str]]:
        return [[*self.model.source_prefix, *source, *self.model.source_suffix] for source in sources]


def _ceiling(source: Sequence[str]) -> int:
    """Pieces that no sane translation of a source reaches."""
    return 3 * len(source) + 16


def _matrix(rows: list[list[float]]) -> np.ndarray:
    return np.array(rows, dtype=np.float32).reshape(len(rows), -1) if rows else np.zeros((0, 0), dtype=np.float32)
