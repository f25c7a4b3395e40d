"""Names that no glossary lists: how many come out right with and without what spells them, and what it costs.

    python -m benchmarks.unlisted SOURCE REFERENCE [SPELLED]

SOURCE and REFERENCE are text files, line for line; `world` is the glossary. Names are the reference's capitalised words
that a word of the source sounds like, outside of its terms. Time is that of the processors. SPELLED is a file for
each name that was spelled, its English, and how often, to look for ordinary words among them.
"""

import sys
import time
from collections import Counter
from pathlib import Path

from sacrebleu.metrics import CHRF

from glossaries.files import load
from glossaries.match import Matcher
from glossaries.render import assign
from mt.models.engine import Engine
from mt.models.options import EngineOptions
from mt.models.store import find
from mt.pipeline.translate import translate
from mt.scoring.names import NameFinder, recall_names


def main(source: str, reference: str, spelled: str = "") -> None:
    sources, references = (Path(name).read_text(encoding="utf-8").split("\n")[:-1] for name in (source, reference))
    matcher, finder = Matcher(load("world")), NameFinder()
    names = []
    for arabic, english in zip(sources, references, strict=True):
        places = [(place.start, place.end) for place in assign(english, matcher.find(arabic)) if place]
        names.append(finder.uncovered(english, arabic, places))
    engine = Engine(find("ar-en"), EngineOptions())
    unlisted = engine.unlisted
    seconds = {}
    for way in ("without", "with"):
        engine.unlisted = unlisted if way == "with" else None
        began = time.process_time()
        pairs = list(translate(((str(k), text) for k, text in enumerate(sources)), engine, matcher))
        seconds[way] = time.process_time() - began
        texts = [pair.target for pair in pairs]
        right = sum(recall_names(text, wanted)[0] for text, wanted in zip(texts, names, strict=True))
        total = sum(map(len, names))
        score = CHRF().corpus_score(texts, [references]).score
        print(f"{way:8} names {right} of {total} ({right / total:.1%})   chrF2 {score:.2f}   {seconds[way]:.1f} s")
    print(f"time ratio {seconds['with'] / seconds['without']:.2f}   model {engine.model.name}@{engine.model.hash}")
    if spelled:
        found = Counter((term.source, term.target) for pair in pairs for term in pair.terms if term.status == "spelled")
        lines = (f"{arabic}\t{english}\t{times}\n" for (arabic, english), times in found.most_common())
        Path(spelled).write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
