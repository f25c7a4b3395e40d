"""How well a model translates: BLEU and chrF2 on a development set, as `sacrebleu` counts them.

    python -m benchmarks.translation SOURCE REFERENCE [MODEL] [BEAM] [--no-rare-words]

SOURCE and REFERENCE are text files, line for line (FLORES-200 dev in the model's card).
"""

import sys
import time
from pathlib import Path

from sacrebleu.metrics import BLEU, CHRF

from mt.compute import Options
from mt.engine import Engine
from mt.models import find
from mt.rare import RareWords
from mt.translate import translate


def main(source: str, reference: str, model: str = "ar-en", beam: str = "4", without: str = "") -> None:
    sources, references = (Path(name).read_text(encoding="utf-8").split("\n")[:-1] for name in (source, reference))
    engine = Engine(find(model), Options(beam_size=int(beam)))
    if without:
        engine.rare = RareWords()
    began = time.perf_counter()
    texts = [pair.target for pair in translate(zip(map(str, range(len(sources))), sources, strict=True), engine)]
    seconds = time.perf_counter() - began
    for metric in (BLEU(), CHRF()):
        print(metric.corpus_score(texts, [references]).format(signature=str(metric.get_signature())))
    ratios = sorted(len(text) / len(each) for text, each in zip(texts, references, strict=True))
    inside = sum(0.7 <= ratio <= 1.4 for ratio in ratios) / len(ratios)
    print(f"empty: {sum(not text.strip() for text in texts)}, length ratio within 0.7-1.4: {inside:.1%}")
    print(f"{len(sources) / seconds:.1f} sentences/s, beam {beam}, model {model}@{engine.model.hash}")


if __name__ == "__main__":
    main(*sys.argv[1:])
