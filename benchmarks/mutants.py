"""What the tests notice when the code is changed in small ways: a sample of mutmut's mutants, the same for a seed.

python -m benchmarks.mutants [COUNT] [SEED]

`[tool.mutmut]` in pyproject.toml says what is changed and by which tests it is tried. Prints the survivors, of which
`mutmut show NAME` shows the change, and the share of each module's mutants that a test noticed.
"""

import random
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

MUTMUT = str(Path(sys.executable).with_name("mutmut"))
FOLDER = Path("mutants")
NOTICED = ("killed", "timeout", "segfault")


def main(count: str = "400", seed: str = "1") -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    # A name that no mutant has: all of them are written, and it is learnt which test runs which function.
    subprocess.run([MUTMUT, "run", "none"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    names = sorted(results())
    if not names:
        sys.exit("no mutants: `mutmut run` says why")
    sample = random.Random(int(seed)).sample(names, min(int(count), len(names)))
    subprocess.run([MUTMUT, "run", *sample], stdout=subprocess.DEVNULL, check=True)
    show({name: status for name, status in results().items() if name in set(sample)}, len(names))


def results() -> dict[str, str]:
    """What became of each mutant, by its name."""
    found = subprocess.run([MUTMUT, "results", "--all", "true"], capture_output=True, text=True, check=True)
    return dict(line.strip().rsplit(": ", 1) for line in found.stdout.splitlines() if "__mutmut_" in line)


def show(found: dict[str, str], all_: int) -> None:
    tried, noticed = Counter(), Counter()
    for name, status in sorted(found.items()):
        module = name.partition(".x")[0]
        for part in (module, module.rpartition(".")[0], "all"):
            tried[part] += 1
            noticed[part] += status in NOTICED
        if status not in NOTICED:
            print(f"{status:10}{name}")
    for part in sorted(tried):
        print(f"{part:28}{noticed[part]:5} of {tried[part]:4}{noticed[part] / tried[part]:7.1%}")
    print(f"{len(found)} of {all_:,} mutants tried")


if __name__ == "__main__":
    main(*sys.argv[1:])
