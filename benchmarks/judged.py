"""What sentences say that were written without a look at the code: names that are words too, and risky translations.

    python -m benchmarks.judged

Reads `benchmarks/judged`. Prints precision and recall of a term without a type in 300 sentences, as names of which half
are ordinary words; and for 120 pairs, half with an error, the area under the curve of risk, overall and by kind of
error, how many of the 30 riskiest are bad, and how many good and bad pairs have a finding of each kind.
"""

from collections import Counter
from pathlib import Path

import qantara
from glossaries.glossary import Glossary, Term
from glossaries.match import Matcher

FOLDER = Path(__file__).with_name("judged")


def rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (FOLDER / name).read_text("utf-8").splitlines()]


def area(bad: list[float], good: list[float]) -> float:
    """How often a bad one has the higher risk, of all pairs of a bad one and a good one."""
    return sum((b > g) + (b == g) / 2 for b in bad for g in good) / len(bad) / len(good)


def homographs() -> None:
    count: Counter[tuple[bool, bool]] = Counter()
    for word, english, label, sentence, _ in rows("homographs.tsv"):
        count[label == "name", bool(Matcher(Glossary("", (Term(word, english),))).find(sentence))] += 1
    right = count[True, True]
    print(f"names among words: precision {right / (right + count[False, True]):.3f}", end=", ")
    print(f"recall {right / (right + count[True, False]):.3f}")


def reviews() -> None:
    given = rows("review.tsv")
    pairs = qantara.review([row[1] for row in given], [row[2] for row in given]).pairs
    risks = [pair.risk or 0.0 for pair in pairs]
    good = [risk for risk, row in zip(risks, given, strict=True) if row[3] == "good"]
    bad = [risk for risk, row in zip(risks, given, strict=True) if row[3] == "bad"]
    riskiest = sorted(zip(risks, given, strict=True), key=lambda each: -each[0])[:30]
    print(f"reviews: area under the curve {area(bad, good):.3f}", end=", ")
    print(f"{sum(row[3] == 'bad' for _, row in riskiest)} bad of the 30 riskiest")
    for kind in sorted({row[4] for row in given if row[3] == "bad"}):
        those = [risk for risk, row in zip(risks, given, strict=True) if row[4] == kind]
        print(f"  {kind}: {area(those, good):.2f} ({len(those)})")
    found = Counter(
        (kind, row[3]) for pair, row in zip(pairs, given, strict=True) for kind in {each.kind for each in pair.findings}
    )
    for kind in sorted({kind for kind, _ in found}):
        print(f"  found {kind}: in {found[kind, 'good']} good, {found[kind, 'bad']} bad")


if __name__ == "__main__":
    homographs()
    reviews()
