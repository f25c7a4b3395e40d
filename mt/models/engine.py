"""CTranslate2 and SentencePiece: batches of pieces in, hypotheses with attention and scores out."""

import math
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import ctranslate2
import numpy as np
import sentencepiece
from numpy.typing import NDArray

from glossaries.arabic import readable
from glossaries.errors import ModelError
from glossaries.processors import processors
from glossaries.unlisted import Unlisted
from mt.models.options import EngineOptions
from mt.models.rare_words import RareWords
from mt.models.store import Model

HINT = ("<t>", "<m>", "</t>")
"""Pieces around an inline hint, `<t> source <m> target </t>`. They are control pieces: no text encodes to them."""


_ANY_COMPUTE_TYPE = ("default", "auto")
UNREPEATED = (3, 2)
"""In a hypothesis that is decoded again no run of so many pieces may come twice; the shorter run is tried last."""
_LONE = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
"""Lone surrogates, which SentencePiece refuses, and what it reads in their place."""
BATCH_SIZE = {"cpu": 512, "cuda": 16384}
"""Pieces per batch unless another number is asked for: a processor's caches hold no more, a graphics processor idles with less."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """Target pieces, their mean log-probability, and attention `[target pieces, source pieces]` where asked for."""

    pieces: list[str]
    score: float
    attention: NDArray[np.float32] | None

    @property
    def known_attention(self) -> NDArray[np.float32]:
        """The attention. Raises ValueError where it was not asked for."""
        if self.attention is None:
            raise ValueError("a hypothesis without attention")
        return self.attention


class Engine:
    """A loaded model. `options` are those in force: the device that was found, the threads and the batch size.

    `rare` are the rare words of which the decoder is to be told. `unlisted` finds and spells the names that no glossary
    lists, for a model that can be told of them; None where nobody wants it.
    """

    def __init__(self, model: Model, options: EngineOptions = EngineOptions()):
        """Load the model. Raises ModelError where it cannot be loaded, or has no such device or compute type."""
        self.model = model
        self._translator, device = _load(model, options)
        self.options = replace(
            options,
            device=device,
            threads=options.threads or processors(),
            batch_size=options.batch_size or BATCH_SIZE[device],
        )
        try:
            self._source = sentencepiece.SentencePieceProcessor(model_file=str(model.source_pieces))
            self._target = self._source
            if model.target_pieces != model.source_pieces:
                self._target = sentencepiece.SentencePieceProcessor(model_file=str(model.target_pieces))
        except (RuntimeError, OSError, ValueError) as error:
            raise _unloadable(model, device, error) from error
        self.rare = RareWords.load(model.folder) if model.hints else RareWords()
        self.unlisted = Unlisted.load() if model.hints and options.names else None

    def encode(self, texts: Sequence[str]) -> list[list[str]]:
        """The source pieces of each text as models read it (`glossaries.arabic.readable`)."""
        pieces: list[list[str]] = self._source.encode([readable(text).translate(_LONE) for text in texts], out_type=str)
        return pieces

    def knows(self, piece: str) -> bool:
        """Whether a source piece is one of the model's, and not what it has no piece for."""
        return self._source.piece_to_id(piece) != self._source.unk_id()

    def encode_target(self, texts: Sequence[str]) -> list[list[str]]:
        """The target pieces of each text."""
        pieces: list[list[str]] = self._target.encode([text.translate(_LONE) for text in texts], out_type=str)
        return pieces

    def decode(self, pieces: Sequence[Sequence[str]]) -> list[str]:
        """The text of each sequence of target pieces."""
        texts: list[str] = self._target.decode([list(each) for each in pieces])
        return texts

    def translate(self, sources: Sequence[list[str]]) -> list[Hypothesis]:
        """The best hypothesis of each source, with attention.

        CTranslate2 sorts by length and batches by itself. A hypothesis that runs away (far longer than its source, or
        with the same words three times in a row) is decoded again with repetitions forbidden. A source without pieces
        gives an empty hypothesis. Raises ModelError for a source that is too long, and where the device fails.
        """
        return self.submit(sources)()

    def submit(self, sources: Sequence[list[str]]) -> Callable[[], list[Hypothesis]]:
        """Begin to `translate` in the background; the call that is returned waits for the hypotheses."""
        pending = self._start(sources, beam_size=self.options.beam_size)

        def hypotheses() -> list[Hypothesis]:
            found = [best for best, *_ in pending()]
            runaway: Iterable[int] = range(len(sources))
            for size in UNREPEATED:
                runaway = [k for k in runaway if self._runs_away(found[k].pieces, sources[k])]
                again = self._decode(
                    [sources[k] for k in runaway], beam_size=self.options.beam_size, no_repeat_ngram_size=size
                )
                for k, hypothesis in zip(runaway, again, strict=True):
                    found[k] = hypothesis
            return found

        return hypotheses

    def alternatives(
        self, sources: Sequence[list[str]], beam: int, prefix: Sequence[str] = ()
    ) -> list[list[Hypothesis]]:
        """The hypotheses of a beam for each source, with attention, best first, without what runs away.

        After a `prefix`, each goes on with another piece.
        """
        begun = [list(prefix)] * len(sources) if prefix else None
        found = self._start(
            sources, begun, beam_size=beam, num_hypotheses=beam, return_alternatives=begun is not None
        )()
        return [
            [each for each in hypotheses if not self._runs_away(each.pieces, source)]
            for hypotheses, source in zip(found, sources, strict=True)
        ]

    def go_on(self, sources: Sequence[list[str]], prefixes: Sequence[list[str]]) -> list[list[str]]:
        """The pieces of each source's translation that begins with its prefix, decoded greedily.

        A prefix that leaves no room for more comes back as it is.
        """
        begun = [k for k, prefix in enumerate(prefixes) if len(prefix) < self._room]
        longest = max(map(len, sources), default=0) + max(map(len, prefixes), default=0)
        found = self._decode(
            [sources[k] for k in begun],
            [prefixes[k] for k in begun],
            longest,
            attention=False,
            beam_size=1,
            no_repeat_ngram_size=4,
        )
        pieces = list(map(list, prefixes))
        for k, hypothesis in zip(begun, found, strict=True):
            pieces[k] = hypothesis.pieces
        return pieces

    def attend(self, sources: Sequence[list[str]], targets: Sequence[list[str]]) -> list[NDArray[np.float32]]:
        """The attention `[target pieces, source pieces]` with which the model would write each target.

        It is zero for pieces beyond the most that the model can write.
        """
        cut = [target[: self._room] for target in targets]
        found = self._decode(sources, cut, longest=max(map(len, cut), default=0) + 1, beam_size=1)
        attention = [hypothesis.known_attention[: len(target)] for hypothesis, target in zip(found, cut, strict=True)]
        return [
            np.pad(rows, ((0, len(target) - len(rows)), (0, 0))) if len(target) > len(rows) else rows
            for rows, target in zip(attention, targets, strict=True)
        ]

    def score(self, sources: Sequence[list[str]], targets: Sequence[list[str]]) -> list[float]:
        """The mean log-probability per piece of each target, given its source; -inf where the target is too long."""
        return [
            -math.inf if found is None else float(np.mean(found)) if found.size else 0.0
            for found in self.piece_scores(sources, targets)
        ]

    def piece_scores(
        self, sources: Sequence[list[str]], targets: Sequence[list[str]]
    ) -> list[NDArray[np.float32] | None]:
        """The log-probability of each piece of each target and of its end, `[target pieces + 1]`, given its source.

        None where the target is too long for the model.
        """
        short = [k for k, target in enumerate(targets) if len(target) < self._room]
        with self._explained():
            results = self._translator.score_batch(
                self._wrapped([sources[k] for k in short]),
                [[*self.model.target_prefix, *targets[k]] for k in short],
                max_batch_size=self.options.batch_size,
                batch_type="tokens",
                max_input_length=0,
            )
        skipped = len(self.model.target_prefix)
        scores: list[NDArray[np.float32] | None] = [None] * len(targets)
        for k, result in zip(short, results, strict=True):
            scores[k] = np.array(result.log_probs[skipped:], np.float32)
        return scores

    def _decode(
        self,
        sources: Sequence[list[str]],
        prefixes: Sequence[list[str]] | None = None,
        longest: int = 0,
        attention: bool = True,
        **options: int,
    ) -> list[Hypothesis]:
        return [best for best, *_ in self._start(sources, prefixes, longest, attention, **options)()]

    def _start(
        self,
        sources: Sequence[list[str]],
        prefixes: Sequence[list[str]] | None = None,
        longest: int = 0,
        attention: bool = True,
        **options: int,
    ) -> Callable[[], list[list[Hypothesis]]]:
        """Begin to decode, with the model's own special pieces around sources and prefixes; they do not come out."""
        if not sources:
            return list
        before, skipped = len(self.model.source_prefix), len(self.model.target_prefix)
        starts = [[*self.model.target_prefix, *prefix] for prefix in prefixes or [[]] * len(sources)]
        length = skipped + (longest or max(map(self._ceiling, sources)) + max(map(len, starts)))
        pending = self._translator.translate_batch(
            self._wrapped(sources),
            target_prefix=starts if any(starts) else None,
            max_batch_size=self.options.batch_size,
            batch_type="tokens",
            max_input_length=0,
            max_decoding_length=min(length, self.model.positions or length),
            disable_unk=True,
            return_scores=True,
            return_attention=attention,
            asynchronous=True,
            **options,
        )

        def beam(found: ctranslate2.TranslationResult, source: list[str]) -> list[Hypothesis]:
            kept = slice(before, before + len(source))
            rows = (
                [_matrix(each[skipped:])[:, kept] for each in found.attention]
                if attention
                else [None] * len(found.scores)
            )
            pieces = (each[skipped:] for each in found.hypotheses)
            return [Hypothesis(*each) for each in zip(pieces, found.scores, rows, strict=True)]

        def hypotheses() -> list[list[Hypothesis]]:
            with self._explained():
                return [beam(each.result(), source) for each, source in zip(pending, sources, strict=True)]

        return hypotheses

    def _wrapped(self, sources: Sequence[list[str]]) -> list[list[str]]:
        """The sources with the model's own pieces around them. Raises ModelError for one that it cannot read whole."""
        wrapped = [[*self.model.source_prefix, *source, *self.model.source_suffix] for source in sources]
        longest = max(map(len, wrapped), default=0)
        if 0 < self.model.positions < longest:
            raise ModelError(
                f"{self.model.name}: a segment of {longest} pieces, and the model takes {self.model.positions} at most: "
                "break its line, or take another model"
            )
        return wrapped

    @property
    def _room(self) -> int:
        """Pieces that a translation can have."""
        return self.model.positions - len(self.model.target_prefix) if self.model.positions else sys.maxsize

    def _runs_away(self, pieces: Sequence[str], source: Sequence[str]) -> bool:
        return len(pieces) >= self._ceiling(source) or (loops(pieces) and not loops(source))

    def _ceiling(self, source: Sequence[str]) -> int:
        """Pieces that no sane translation of a source reaches, or that the model cannot go beyond."""
        return min(3 * len(source) + 16, self._room)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Raise what fails inside, such as too little memory on the device, as ModelError."""
        try:
            yield
        except (RuntimeError, ValueError) as error:  # ValueError: its vocabulary is not that of its weights
            raise ModelError(
                f"{self.model.name}: failed on {self.options.device}: {str(error).splitlines()[0]}"
            ) from error


def _load(model: Model, options: EngineOptions) -> tuple[ctranslate2.Translator, str]:
    """The model on the device that was asked for, and which one that is."""
    has_cuda = ctranslate2.get_cuda_device_count() > 0
    if options.device == "cuda" and not has_cuda:
        raise ModelError("no CUDA device: this machine has no NVIDIA graphics processor, or no driver for it; use cpu")
    if options.device == "auto" and has_cuda:
        try:
            return _load_on("cuda", model, options), "cuda"
        except ModelError:
            pass  # the processor does it too
    device = "cpu" if options.device == "auto" else options.device
    return _load_on(device, model, options), device


def _load_on(device: str, model: Model, options: EngineOptions) -> ctranslate2.Translator:
    try:
        supported = ctranslate2.get_supported_compute_types(device)
        if options.compute_type not in (*_ANY_COMPUTE_TYPE, *supported):
            raise ModelError(
                f"no compute type {options.compute_type} on this {device}: take one of "
                + ", ".join((*_ANY_COMPUTE_TYPE, *sorted(supported)))
            )
        # One batch per thread is quickest on a processor; on a graphics processor one batch fills it.
        parallel = (options.threads or processors()) if device == "cpu" else 1
        loaded = ctranslate2.Translator(
            str(model.folder), device, compute_type=options.compute_type, inter_threads=parallel, intra_threads=1
        )
        if device == "cuda":  # its libraries are looked for only when they are needed
            loaded.translate_batch([["</s>"]], max_decoding_length=1)
    except (RuntimeError, OSError, ValueError) as error:
        raise _unloadable(model, device, error) from error
    return loaded


def _unloadable(model: Model, device: str, error: Exception) -> ModelError:
    where = "" if device == "cpu" else f" on {device}"
    return ModelError(f"{model.folder}: cannot be loaded{where}: {str(error).splitlines()[0]}")


def _matrix(rows: list[list[float]]) -> NDArray[np.float32]:
    return np.array(rows, dtype=np.float32).reshape(len(rows), -1) if rows else np.zeros((0, 0), dtype=np.float32)


def loops(pieces: Sequence[str]) -> bool:
    """Whether the same one to four words stand three times in a row."""
    words = "".join(pieces).replace("▁", " ").split()
    return any(
        words[i : i + n] == words[i + n : i + 2 * n] == words[i + 2 * n : i + 3 * n]
        for n in range(1, 5)
        for i in range(len(words) - 3 * n + 1)
    )
