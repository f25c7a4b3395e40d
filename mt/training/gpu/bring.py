"""What came back from a machine with a graphics processor, as a model folder.

    python -m mt.training.gpu.bring FOLDER NAME PIECES OUT

NAME is `ar-en` or `en-ar`, PIECES the `spm.model` that was carried. Says how the development sets did there. The card is
written by hand, after the scores are in; `qantara model train RECIPE OUT --init` trains it on, and makes the table of rare
words.
"""

import sys
from pathlib import Path

from mt.training.bundle import bundle
from mt.training.gpu import dev, weights


def bring(folder: Path, name: str, pieces: Path, out: Path) -> None:
    """Write the model folder `out`. Raises ModelError where the network is not whole."""
    bundle(weights.load(name, folder).eval(), pieces, out)


if __name__ == "__main__":
    if (translations := Path(sys.argv[1]) / "dev.tsv").exists():
        print("BLEU / chrF2, greedy:", dev.scores(translations))
    bring(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
