"""What keeping a glossary costs: the article in seeds/ translated with `karabakh` and without, in turns.

python -m benchmarks.enforcement [ROUNDS] [MODEL]
"""

import sys
import time

from align.splitting import split
from benchmarks.overhead import ARTICLE
from glossaries.files import load
from glossaries.match import Matcher
from mt.models.engine import Engine
from mt.models.options import EngineOptions
from mt.models.store import find
from mt.pipeline.translate import translate


def main(rounds: str = "5", model: str = "ar-en") -> None:
    segments = [(str(k), s.text) for k, s in enumerate(split(ARTICLE.read_text(encoding="utf-8")))]
    engine = Engine(find(model), EngineOptions())
    ways = {"plain": None, "karabakh": Matcher(load("karabakh"))}
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(int(rounds)):
        for name, matcher in ways.items():
            began = time.perf_counter()
            pairs = list(translate(segments, engine, matcher))
            best[name] = min(best[name], time.perf_counter() - began)
    decided = [term.status for pair in pairs for term in pair.terms]
    for name, seconds in best.items():
        print(f"{name:10}{seconds:7.2f} s")
    print(f"ratio     {best['karabakh'] / best['plain']:7.2f}", {s: decided.count(s) for s in sorted(set(decided))})


if __name__ == "__main__":
    main(*sys.argv[1:])
