"""What the pipeline costs beside CTranslate2 alone: the same sentences, batches, beam and threads, no glossary.

Then with the rare words of the model, of which CTranslate2 alone is told nothing.

    python -m benchmarks.overhead [FILE] [SENTENCES] [ROUNDS]

FILE has one Arabic sentence a line; without it the article in seeds/ serves, over and over. The ways take
turns, and the ratios are those of their best times.
"""

import sys
import time
from itertools import cycle, islice
from pathlib import Path

from align.splitting import split
from glossaries.arabic import has_arabic
from mt.models.engine import Engine
from mt.models.options import EngineOptions
from mt.models.rare_words import RareWords
from mt.models.store import find
from mt.pipeline.translate import translate

ARTICLE = Path(__file__).parents[1] / "seeds" / "aljazeera-ar-2020-12-01-lachin.txt"


def main(file: str = "", count: str = "600", rounds: str = "3") -> None:
    if file:
        sentences = list(filter(has_arabic, Path(file).read_text(encoding="utf-8").splitlines()))[: int(count)]
    else:
        found = [s.text for s in split(ARTICLE.read_text(encoding="utf-8")) if has_arabic(s.text)]
        sentences = list(islice(cycle(found), int(count)))
    engine = Engine(find("ar-en"), EngineOptions())
    pieces = engine.encode(sentences)

    def direct() -> None:
        engine._translator.translate_batch(
            pieces,
            beam_size=engine.options.beam_size,
            max_batch_size=engine.options.batch_size,
            batch_type="tokens",
            max_input_length=0,
            max_decoding_length=3 * max(map(len, pieces)) + 16,
            disable_unk=True,
        )

    rare, none = engine.rare, RareWords()

    def pipeline(words: RareWords = none) -> None:
        engine.rare = words
        for _ in translate(((str(k), text) for k, text in enumerate(sentences)), engine):
            pass

    def rare_words() -> None:
        pipeline(rare)

    best = {direct: float("inf"), pipeline: float("inf"), rare_words: float("inf")}
    for _ in range(int(rounds)):
        for way in best:
            began = time.perf_counter()
            way()
            best[way] = min(best[way], time.perf_counter() - began)
    for way, seconds in best.items():
        print(f"{way.__name__:10}{seconds:8.2f} s{len(sentences) / seconds:8.1f} sentences/s")
    ratios = ", ".join(f"{way.__name__} {best[way] / best[direct]:.3f}" for way in (pipeline, rare_words))
    print(f"ratios: {ratios} ({len(sentences)} sentences, {engine.options})")


if __name__ == "__main__":
    main(*sys.argv[1:])
