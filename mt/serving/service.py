"""What the interfaces share: one engine and its queue, glossaries, corrections, and documents on their way."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock

from align.bitext import SegmentPair
from glossaries.errors import GlossaryError, OutputError
from glossaries.files import builtin, load, load_all
from glossaries.glossary import Glossary
from mt.api.translator import Translator
from mt.pipeline.memory import CORRECTED, Memory
from mt.pipeline.whole import whole
from mt.protected.sentences import whole_sentences
from mt.serving.batching import Batcher, Full, Job
from mt.serving.documents import Documents, State
from mt.serving.glossaries import GlossaryStore
from mt.serving.keys import Keys
from mt.serving.limits import Limits
from mt.serving.metrics import Metrics
from mt.serving.options import ServerOptions
from mt.serving.refusal import Refused

REMEMBERED = 32
"""Glossaries, and mixtures of them, whose matchers are kept for the next request."""
RECENT = 4096
"""Sentences that the page needs not have decoded again."""
LONG = 10_000
"""Characters from which on a text is prepared beside the event loop, which others wait for."""

FILES = 10
"""A file has so many times as long as any other request."""

Wanted = str | Glossary
"""A glossary that a request names, or brings along."""


class Service:
    """Loads the model and opens the files. Raises QantaraError where one of them cannot be used."""

    def __init__(self, options: ServerOptions):
        self.options = options
        self.metrics = Metrics(options.metrics_token if options.metrics else None)
        self.limits = Limits()
        self.billed = 0  # characters, as clients of DeepL ask
        self.held = 0  # bytes of bodies, as the guard counts them
        self.keys = Keys(Path(options.keys)) if options.keys else None
        self.translator = Translator(
            options.model,
            glossary=options.glossary,
            beam_size=options.beam_size,
            batch_size=options.batch_size,
            threads=options.threads,
            device=options.device,
            compute_type=options.compute_type,
            review=True,
        )
        self.glossaries = GlossaryStore(Path(options.glossaries_at)) if options.glossaries_at else None
        self.corrections = _corrections(options.memory)
        engine = self.translator.load()
        self.translator("نعم.")  # what the first request would wait for
        # As many as decode at a time: with more, each finds less that waits, and batches are smaller.
        self.batcher = Batcher(self._decode, engine.options.threads, options.waiting, self.metrics.decoded)
        self.metrics.watch(lambda: self.batcher.waiting)
        self.documents = Documents(Path(options.folder), options.largest_folder, self.batcher.stream)
        self._beside = asyncio.Semaphore(engine.options.threads)
        self._translators: OrderedDict[tuple[object, ...], Translator] = OrderedDict()
        self._recent: OrderedDict[tuple[str, str], SegmentPair] = OrderedDict()
        self._lock = Lock()

    def close(self) -> None:
        self.documents.close()
        self.batcher.close()
        if self.glossaries:
            self.glossaries.close()
        if self.corrections:
            self.corrections.close()

    def translator_for(self, wanted: Sequence[Wanted]) -> Translator:
        """The translator with the server's glossaries and those that a request wants, the later before the earlier.

        `none` forgets those before it. Raises GlossaryError for a name that is no glossary's here: paths are none.
        """
        if not wanted:
            return self.translator
        found = [each if isinstance(each, Glossary) or each == "none" else self.known(each) for each in wanted]
        key = tuple(each if isinstance(each, str) else (each.name, each.hash) for each in found)
        with self._lock:
            known = self._translators.get(key)
            if known is None:
                own = [self.translator.glossary] if self.translator.glossary else []
                known = self.translator.with_glossary(load_all([*own, *found]))
                self._translators[key] = known
            self._translators.move_to_end(key)
            while len(self._translators) > REMEMBERED:
                self._translators.popitem(last=False)
            return known

    def recent(self, translator: Translator, sentence: str) -> SegmentPair | None:
        """The pair of a sentence that the page had decoded lately: while one types most sentences stay as they are."""
        return self._recent.get((translator.signature, sentence))

    def remember(self, translator: Translator, pair: SegmentPair) -> None:
        self._recent[translator.signature, pair.source] = pair
        while len(self._recent) > RECENT:
            self._recent.popitem(last=False)

    def known(self, name: str) -> Glossary:
        """A glossary that is kept here, by its id or name, or a built-in one. Raises GlossaryError for others."""
        entry = self.glossaries.find(name) if self.glossaries else None
        if entry and self.glossaries:
            return self.glossaries.glossary(entry)
        if name in builtin():
            return load(name)
        raise GlossaryError(f"no glossary {name!r} here")

    async def pairs(self, texts: Sequence[str], translator: Translator) -> list[SegmentPair]:
        """The pair of each text. Texts have many sentences; those of all of them are decoded together."""

        def split() -> list[tuple[list[int], list[str]]]:
            found = map(whole_sentences, texts)
            return [([each.start for each in sentences], [each.text for each in sentences]) for sentences in found]

        def joined() -> list[SegmentPair]:
            made = iter(pairs)
            return [
                whole(text, starts, [next(made) for _ in starts])
                for text, (starts, _) in zip(texts, sentences, strict=True)
            ]

        beside = sum(map(len, texts)) > LONG
        sentences = await asyncio.to_thread(split) if beside else split()
        several = [text for text, (starts, _) in zip(texts, sentences, strict=True) if len(starts) > 1]
        kept = self.corrections.find(several) if self.corrections and several else {}
        if kept:  # corrected as a whole
            sentences = [([0], [text]) if text in kept else these for text, these in zip(texts, sentences, strict=True)]
        pairs = await self.sentences([each for _, these in sentences for each in these], translator)
        return await asyncio.to_thread(joined) if beside else joined()

    async def sentences(
        self,
        sentences: Sequence[str],
        translator: Translator,
        told: Callable[[list[SegmentPair]], None] | None = None,
    ) -> list[SegmentPair]:
        """The pairs of sentences; `told` gets them in the event loop as they come. Raises Refused where it cannot be."""
        loop = asyncio.get_running_loop()

        def tell(pairs: list[SegmentPair]) -> None:
            if told and not loop.is_closed():
                loop.call_soon_threadsafe(told, pairs)

        try:
            job = self.batcher.submit(sentences, translator, tell if told else None)
        except Full as full:
            raise Refused(429, "Slowdown: the server is busy", full.wait) from None
        return await self._done(job)

    async def alternatives(
        self, sentence: str, translator: Translator, count: int, begun: str = ""
    ) -> list[SegmentPair]:
        """Other translations of one sentence, decoded beside the queue. Raises Refused where that takes too long."""
        if self.batcher.waiting >= self.options.waiting:
            raise Refused(429, "Slowdown: the server is busy", 5)
        async with self._beside:
            try:
                work = asyncio.to_thread(translator.alternatives, sentence, count, begun)
                return await asyncio.wait_for(work, self.options.timeout)
            except TimeoutError:
                raise _late() from None

    async def correct(self, source: str, target: str, translator: Translator) -> SegmentPair:
        """Keep the corrected translation of a sentence, which is taken from then on. Raises Refused, OutputError."""
        if self.corrections is None:
            raise Refused(403, "corrections are not kept on this server")
        pair = await asyncio.to_thread(translator.pair, source, target)
        await asyncio.to_thread(self.corrections.add, {source: pair})
        if self.corrections.trouble:
            raise OutputError("the correction could not be kept: the translation memory cannot be written")
        self._recent.clear()
        return pair

    async def translated_file(self, content: bytes, name: str, translator: Translator, translated: bool) -> State:
        """The state of a file at its end. Raises Refused where it cannot be taken, or takes too long."""
        state = await asyncio.to_thread(self.documents.begin, content, name, translator if translated else None)
        run = self.documents.running(state.id)
        try:
            if run:
                await asyncio.wait_for(asyncio.wrap_future(run), FILES * self.options.timeout)
        except TimeoutError:
            self.documents.remove(state.id)
            raise _late() from None
        found = self.documents.state(state.id)
        if found is None:
            raise Refused(503, "the server stops: try again", 10)
        return found

    def _decode(self, translator: Translator, texts: list[str]) -> list[SegmentPair]:
        """The pairs of sentences. What was corrected is linked and judged anew: its glossary may be another by now."""
        kept = self.corrections.find(texts) if self.corrections else {}
        made = translator.segments(("", text) for text in texts if text not in kept)
        return [translator.pair(text, kept[text].target) if text in kept else next(made) for text in texts]

    async def _done(self, job: Job) -> list[SegmentPair]:
        try:
            return await asyncio.wait_for(asyncio.wrap_future(job.done), self.options.timeout)
        except TimeoutError:
            raise _late() from None
        finally:
            if not job.over:
                self.batcher.cancel(job)


def check(options: ServerOptions) -> None:
    """Raise QantaraError where a process with these options could not begin, without loading a model."""
    Translator(options.model, glossary=options.glossary)
    if options.keys:
        Keys(Path(options.keys))
    if options.glossaries_at:
        GlossaryStore(Path(options.glossaries_at)).close()
    if corrections := _corrections(options.memory):
        corrections.close()


def _late() -> Refused:
    return Refused(503, "this took too long: send less at a time, or try again later", 10)


def _corrections(path: str) -> Memory | None:
    return Memory(Path(path), CORRECTED) if path else None
