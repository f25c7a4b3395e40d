"""What a glossary does to a translation: term accuracy, chrF2 with and without it, and the time it costs.

    python -m benchmarks.terms FILE.tsv [MODEL] [SEGMENTS]

FILE.tsv has `document<TAB>Arabic<TAB>English` a line. The glossary is made from the file itself by
`glossaries.suggest` (names paired by sound, surest first, seen on both sides of the same line at least once).
Term accuracy is the share of matched occurrences that stand in the translation in their accepted form.
"""

import sys
import time
from pathlib import Path

from sacrebleu.metrics import CHRF

from glossaries.glossary import Glossary, Term
from glossaries.match import Matcher
from glossaries.names import CommonWords
from glossaries.render import assign
from glossaries.suggest import suggest
from mt.models.engine import Engine
from mt.models.options import EngineOptions
from mt.models.store import find
from mt.pipeline.translate import translate


def glossary_of(arabic: list[str], english: list[str]) -> Glossary:
    """Names that one line has on both sides, as a glossary."""
    terms = []
    for found in suggest(arabic, english, CommonWords.load()):
        term = Term(found.source, found.target)
        matcher = Matcher(Glossary("one", (term,)))
        pairs = [(matcher.find(a), b) for a, b in zip(arabic, english, strict=True) if matcher.find(a)]
        rendered = sum(all(assign(b, matches)) for matches, b in pairs)
        if found.score >= 0.8 and rendered >= 0.7 * len(pairs) > 0:
            terms.append(term)
    return Glossary("made", tuple(terms))


def main(file: str, model: str = "ar-en", count: str = "100000") -> None:
    rows = [line.split("\t") for line in Path(file).read_text(encoding="utf-8").split("\n") if line][: int(count)]
    arabic, english = [row[1] for row in rows], [row[2] for row in rows]
    glossary = glossary_of(arabic, english)
    matcher = Matcher(glossary)
    matches = [matcher.find(text) for text in arabic]
    having = [k for k, found in enumerate(matches) if found]
    engine = Engine(find(model), EngineOptions())
    segments = [(str(k), text) for k, text in enumerate(arabic)]
    outputs, seconds = {}, {}
    for name, used in (("without", None), ("with", matcher)):
        began = time.perf_counter()
        outputs[name] = list(translate(segments, engine, used))
        seconds[name] = time.perf_counter() - began
    print(f"{len(glossary.terms)} terms, {sum(map(len, matches))} occurrences in {len(having)} of {len(rows)} segments")
    for name, pairs in outputs.items():
        targets = [pair.target for pair in pairs]
        placed = [assign(target, found) for target, found in zip(targets, matches, strict=True)]
        right = sum(place is not None and place.accepted for places in placed for place in places)
        score = CHRF().corpus_score(targets, [english]).score
        part = CHRF().corpus_score([targets[k] for k in having], [[english[k] for k in having]]).score
        print(
            f"{name:8} term accuracy {right / sum(map(len, matches)):.4f}   chrF2 {score:.2f}, "
            f"in segments with terms {part:.2f}   {seconds[name]:.1f} s"
        )
    decided = [term.status for pair in outputs["with"] for term in pair.terms]
    print("decisions", {status: decided.count(status) for status in ("kept", "repaired", "missed")})
    print(f"written by the model itself, on hints where it knows them: {decided.count('kept') / len(decided):.1%}")
    print(f"time ratio {seconds['with'] / seconds['without']:.2f}   model {engine.model.name}@{engine.model.hash}")


if __name__ == "__main__":
    main(*sys.argv[1:])
