"""A folder of small files beside the same text as one file: time, memory, the second run, and being killed.

    python -m benchmarks.folders TEXT [FILES] [KILLS]

TEXT is Arabic, a sentence a line, and no line twice: what comes again is not decoded again. Each line becomes a file.
Ratios are taken in one run, one command after the other, each with a translation memory of its own.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

QANTARA = str(Path(sys.executable).with_name("qantara"))


def main(text: str, files: str = "2000", kills: str = "20") -> None:
    lines = [line for line in Path(text).read_text(encoding="utf-8").split("\n") if line.strip()]
    count = int(files)
    lines = [lines[k % len(lines)] + (f" {k}" if k >= len(lines) else "") for k in range(count)]
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        (work / "one.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
        for part, size in (("many", count), ("few", count // 10)):
            for k in range(size):
                place = work / part / f"{k % 20:02}" / f"{k:05}.txt"
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_text(lines[k] + "\n", encoding="utf-8")
        one, _ = run(work, "one.txt", "one.en.txt", "one")
        few, small = run(work, "few", "few.out", "few")
        many, large = run(work, "many", "many.out", "many")
        again, _ = run(work, "many", "many.out", "many")
        print(f"one file {one:.1f} s, {count} files {many:.1f} s: ratio {many / one:.3f}")
        print(f"second run {again:.2f} s: {again / many:.1%} of the first")
        print(
            f"peak memory {small / 1024:.0f} MB for {count // 10} files ({few:.1f} s), {large / 1024:.0f} MB for {count}"
        )
        killed(work, many, int(kills))


def killed(work: Path, seconds: float, kills: int) -> None:
    """Kill the run at random moments until it has been killed `kills` times, let it end, and compare."""
    chance = random.Random(1)
    done = 0
    for _ in range(kills):
        process = start(work, "many", "killed.out", "killed")
        try:
            process.wait(timeout=chance.uniform(0.2, seconds / kills * 2))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            done += 1
    run(work, "many", "killed.out", "killed")
    same = subprocess.run(["diff", "-rq", work / "many.out", work / "killed.out"], capture_output=True, text=True)
    print(f"killed {done} times of {kills}: " + ("the same output" if not same.returncode else same.stdout[:500]))


def run(work: Path, source: str, out: str, memory: str) -> tuple[float, int]:
    """Seconds and peak kilobytes of one command."""
    began = time.perf_counter()
    process = start(work, source, out, memory)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{source}: the command failed")
    return time.perf_counter() - began, usage.ru_maxrss


def start(work: Path, source: str, out: str, memory: str) -> subprocess.Popen:
    command = [QANTARA, "translate", source, "-o", out, "-g", "karabakh", "--memory", f"{memory}.sqlite", "-q"]
    return subprocess.Popen(command, cwd=work, env=os.environ | {"HOME": str(work)})


if __name__ == "__main__":
    main(*sys.argv[1:])
