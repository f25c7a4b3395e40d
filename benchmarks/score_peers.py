"""Is `qantara score` the `sacrebleu` command to the last printed digit? Scores, intervals and paired tests of several systems.

    python -m benchmarks.score_peers [REFERENCE] [SYSTEM...]

Prints a line for each figure that differs, then a summary; fails where any does.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

BIN = Path(sys.executable).parent
DATA = Path("../shared/data/mt/dev")
METRICS = ("BLEU", "chrF2", "TER")


def main(reference: str = str(DATA / "flores-dev.en"), *systems: str) -> None:
    systems = systems or tuple(map(str, sorted((DATA / "peers").glob("flores-dev.*.en"))))
    checks: list[tuple[str, str, str]] = []
    for system in systems:
        checks += _single(reference, system)
    checks += _paired(reference, systems)
    wrong = [check for check in checks if check[1] != check[2]]
    for what, ours, theirs in wrong:
        print(f"{what}: qantara {ours}, sacrebleu {theirs}")
    print(f"{len(checks) - len(wrong)} of {len(checks)} figures and signatures are the same, {len(systems)} systems")
    if wrong:
        raise SystemExit(1)


def _single(reference: str, system: str) -> list[tuple[str, str, str]]:
    """Scores with intervals, as printed with one decimal and with six."""
    (ours,) = _qantara(system, "-r", reference, "--ci")["systems"]
    checks = []
    for digits in (1, 6):
        for theirs in json.loads(_sacrebleu(reference, "-i", system, "--confidence", "-w", digits)):
            mine = ours["metrics"][theirs["name"]]
            where = f"{Path(system).name} {theirs['name']}"
            for key, value in (("score", "score"), ("mean", "confidence_mean"), ("interval", "confidence_var")):
                # The command averages the resamples exactly, its paired tests in single precision; so do we.
                width = min(digits, 4) if key == "mean" else digits
                checks.append((f"{where} {key}", f"{mine[key]:.{width}f}", f"{theirs[value]:.{width}f}"))
            checks.append((f"{where} signature", mine["signature"], theirs["signature"]))
            checks.append((f"{where} detail", mine["detail"], theirs.get("verbose_score", "")))
    return checks


def _paired(reference: str, systems: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """The first system against all others, by both tests with their own numbers of samples."""
    first, *others = systems
    compared = _qantara(first, "-r", reference, *(word for other in others for word in ("--baseline", other)))
    checks = []
    for key, option in (("bootstrap_p", "--paired-bs"), ("randomisation_p", "--paired-ar")):
        printed = re.findall(r"p = ([\d.]+)", _sacrebleu(reference, "-i", *systems, option, "-f", "text"))
        mine = [
            (f"{key} {Path(each['baseline']).name} {name}", f"{each['metrics'][name][key]:.4f}")
            for each in compared["comparisons"]
            for name in METRICS
        ]
        checks += [(what, ours, theirs) for (what, ours), theirs in zip(mine, printed, strict=True)]
    return checks


def _qantara(*args: object) -> dict:
    metrics = [word for name in METRICS for word in ("--metric", name)]
    return json.loads(_run(BIN / "qantara", "score", *args, *metrics, "--json", "--quiet"))


def _sacrebleu(reference: str, *args: object) -> str:
    return _run(BIN / "sacrebleu", reference, *args, "-m", "bleu", "chrf", "ter")


def _run(*command: object) -> str:
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    main(*sys.argv[1:])
