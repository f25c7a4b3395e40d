"""How many false findings references get, how risks rank systems' outputs by chrF, and what reviewing costs.

    python -m benchmarks.review SOURCE REFERENCE [SYSTEM…] [--first 300]

Texts go line for line. Prints the share of references with a finding of each kind, Spearman's correlation of risk and
chrF for each system, and two times beside that of a translation with beam 4: of a review, and of findings in it.
"""

import argparse
import time
from collections import Counter
from pathlib import Path

from sacrebleu.metrics.chrf import CHRF
from scipy.stats import spearmanr

from align.bitext import SegmentPair
from mt.models.engine import Engine
from mt.models.options import EngineOptions
from mt.models.store import find
from mt.pipeline.translate import translate
from mt.review.review import Review


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", nargs="+", type=Path)
    parser.add_argument("--first", type=int, default=300)
    given = parser.parse_args()
    source, reference, *systems = (path.read_text("utf-8").splitlines()[: given.first] for path in given.texts)
    engine, review = Engine(find("ar-en"), EngineOptions(beam_size=4)), Review()

    def reviewed(english: list[str]) -> list[SegmentPair]:
        return list(review.looked_at([SegmentPair("", *each) for each in zip(source, english, strict=True)], engine))

    begun = time.process_time()
    found = reviewed(reference)
    took = time.process_time() - begun
    kinds = Counter(kind for pair in found for kind in {finding.kind for finding in pair.findings})
    print("references with findings: " + ", ".join(f"{k} {n / len(found):.1%}" for k, n in kinds.most_common()))
    chrf = CHRF()
    for path, english in zip(given.texts[2:], systems, strict=True):
        risks = [pair.risk for pair in reviewed(english)]
        scores = [
            chrf.sentence_score(*each).score for each in zip(english, ([each] for each in reference), strict=True)
        ]
        print(f"{path.name}: Spearman of risk and chrF {spearmanr(risks, scores)[0]:.3f}")
    begun = time.process_time()
    pairs = list(translate(((str(k), text) for k, text in enumerate(source)), engine))
    translated = time.process_time() - begun
    begun = time.process_time()
    review.glanced_at(pairs)
    glanced = time.process_time() - begun
    print(
        f"processor time beside a translation: a review {took / translated:.2f}, findings in it {glanced / translated:.3f}"
    )


if __name__ == "__main__":
    main()
