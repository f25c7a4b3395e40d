"""What `qantara score` costs beside `sacrebleu`: the first counts BLEU, chrF, terms, numbers and names, the second BLEU and chrF.

    python -m benchmarks.score_speed [PAIRS] [SEGMENTS] [ROUNDS]

PAIRS has `Arabic<TAB>English` lines, perhaps xz'd. The hypothesis is the English with every seventh word lost. Both
run as commands, in turns; printed are the best wall times, processor times, their ratios, and peak memory.
"""

import lzma
import os
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

METRICS = ("--metric", "BLEU", "--metric", "chrF2")
PAIRS = "../shared/data/mt/train/un_utd_mttgt.tsv.xz"


def main(pairs: str = PAIRS, count: str = "100000", rounds: str = "1") -> None:
    with tempfile.TemporaryDirectory() as folder:
        source, reference, hypothesis = (Path(folder) / name for name in ("source.ar", "reference.en", "hypothesis.en"))
        with (lzma.open if pairs.endswith(".xz") else open)(pairs, "rt", encoding="utf-8") as lines:
            rows = [line.rstrip("\n").split("\t")[:2] for line in islice(lines, int(count))]
        source.write_text("".join(f"{arabic}\n" for arabic, _ in rows), encoding="utf-8")
        reference.write_text("".join(f"{english}\n" for _, english in rows), encoding="utf-8")
        worse = (" ".join(word for k, word in enumerate(english.split()) if k % 7 != 5) for _, english in rows)
        hypothesis.write_text("".join(f"{text}\n" for text in worse), encoding="utf-8")
        bin_ = Path(sys.executable).parent
        ways = {
            "sacrebleu": [bin_ / "sacrebleu", reference, "-i", hypothesis, "-m", "bleu", "chrf"],
            "qantara": [
                bin_ / "qantara",
                "score",
                hypothesis,
                "-r",
                reference,
                "-s",
                source,
                "-g",
                "karabakh",
                *METRICS,
            ],
        }
        best = dict.fromkeys(ways, (float("inf"), float("inf"), 0))
        for _ in range(int(rounds)):
            for name, command in ways.items():
                best[name] = min(best[name], _run(command))
    for name, (wall, processor, memory) in best.items():
        print(f"{name:10}{wall:8.1f} s wall{processor:8.1f} s processor{memory / 1024:8.0f} MB at most")
    ours, theirs = best["qantara"], best["sacrebleu"]
    print(f"ratio     {ours[0] / theirs[0]:8.3f}       {ours[1] / theirs[1]:8.3f}   ({len(rows):,} segments)")


def _run(command: list) -> tuple[float, float, int]:
    """Wall and processor seconds and peak kilobytes of a command."""
    began = time.perf_counter()
    child = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - began
    if status:
        raise SystemExit(f"{command[0]} failed")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


if __name__ == "__main__":
    main(*sys.argv[1:])
