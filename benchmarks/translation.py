"""How well a model translates: BLEU and chrF2 on a development set, as `sacrebleu` counts them.

    python -m benchmarks.translation SOURCE REFERENCE [MODEL] [BEAM] [--no-rare-words]

SOURCE and REFERENCE are text files, line for line (FLORES-200 dev in the model's card).
"""

import sys
import time
from pathlib import Path

from sacrebleu.metrics import BLEU, CHRF

from mt.models.engine import Engine, loops
from mt.models.options import EngineOptions
from mt.models.rare_words import RareWords
from mt.models.store import find
from mt.pipeline.translate import translate


def main(source: str, reference: str, model: str = "ar-en", beam: str = "4", without: str = "") -> None:
    sources, references = (Path(name).read_text(encoding="utf-8").split("\n")[:-1] for name in (source, reference))
    engine = Engine(find(model), EngineOptions(beam_size=int(beam)))
    if without:
        engine.rare = RareWords()
    began = time.perf_counter()
    texts = [pair.target for pair in translate(zip(map(str, range(len(sources))), sources, strict=True), engine)]
    seconds = time.perf_counter() - began
    for metric in (BLEU(), CHRF()):
        print(metric.corpus_score(texts, [references]).format(signature=str(metric.get_signature())))
    empty, looping = sum(not text.strip() for text in texts), sum(loops([text]) for text in texts)
    print(f"{len(texts)} sentences, {empty} of them empty, {looping} with the same words three times in a row")
    print(
        f"length in 0.7-1.4 of the reference: {_alike(texts, references):.1%}, of the source: "
        f"{_alike(texts, sources):.1%}; references in 0.7-1.4 of the source: {_alike(references, sources):.1%}"
    )
    print(f"{len(sources) / seconds:.1f} sentences/s, beam {beam}, model {model}@{engine.model.hash}")


def _alike(texts: list[str], others: list[str]) -> float:
    """The share of texts whose length in characters is 0.7 to 1.4 times the other's."""
    return sum(0.7 <= len(a) / len(b) <= 1.4 for a, b in zip(texts, others, strict=True)) / len(texts)


if __name__ == "__main__":
    main(*sys.argv[1:])
