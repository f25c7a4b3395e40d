"""How well the names model spells, and how well it knows a name among many.

    python -m benchmarks.names FILE.tsv [MODEL] [BEAM]

FILE.tsv has one word of Arabic and its English a line. Spelling: the error rates over letters (edit distance by the
references' length) and over names (the share not spelled exactly so), in lower case. Closed list: the share of
Arabic names whose English one is ranked first among all the English names of the file, by `Speller.same` over the
forty nearest by consonants and letters.
"""

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from glossaries.names import likeness, skeleton
from glossaries.spell import BEAM, Speller

SHORTLIST = 40


def error_rates(hypotheses: Sequence[str], references: Sequence[str]) -> tuple[float, float]:
    """Letter and name error rates in percent."""
    errors = [Levenshtein.distance(*pair) for pair in zip(hypotheses, references, strict=True)]
    return 100 * sum(errors) / sum(map(len, references)), 100 * sum(map(bool, errors)) / len(errors)


def shortlists(speller: Speller, arabic: Sequence[str], english: Sequence[str]) -> list[list[str]]:
    """For each Arabic name the English ones nearest to it by consonants, and by letters to how it would be spelled."""
    sounds = [(name, skeleton(name)) for name in english]
    spelled = speller.words(arabic)
    lists = []
    for name in arabic:
        own, text = skeleton(name), spelled[name][0].text
        near = {
            other: likeness(own, sound) + 1 - Levenshtein.distance(text, other) / max(len(text), len(other))
            for other, sound in sounds
        }
        lists.append(sorted(near, key=near.__getitem__, reverse=True)[:SHORTLIST])
    return lists


def main(file: str, model: str = "", beam: str = str(BEAM)) -> None:
    rows = [line.split("\t") for line in Path(file).read_text(encoding="utf-8").split("\n") if line]
    arabic, english = [row[0] for row in rows], [row[1].lower() for row in rows]
    speller = Speller(Path(model)) if model else Speller.load()
    began = time.perf_counter()
    spelled = speller.words(arabic, 5, int(beam))
    speed = len(spelled) / (time.perf_counter() - began)
    letters, names = error_rates([spelled[name][0].text for name in arabic], english)
    among = sum(e in [way.text for way in spelled[a]] for a, e in zip(arabic, english, strict=True)) / len(rows)
    print(f"{len(rows)} names, beam {beam}, {speed:.0f} names/s")
    print(f"spelling     CER {letters:.2f}  WER {names:.2f}  right among five {among:.1%}")
    candidates = sorted(set(english))
    lists = shortlists(speller, arabic, candidates)
    pairs = [(name, other) for name, near in zip(arabic, lists, strict=True) for other in near]
    began = time.perf_counter()
    sure = iter(speller.same(pairs))
    speed = len(pairs) / (time.perf_counter() - began)
    best = [max(near, key=dict(zip(near, sure, strict=False)).__getitem__) for near in lists]
    right = sum(found == wanted for found, wanted in zip(best, english, strict=True)) / len(rows)
    reached = sum(wanted in near for near, wanted in zip(lists, english, strict=True)) / len(rows)
    print(f"closed list  acc@1 {right:.4f} of {len(candidates)}; in the shortlist {reached:.4f}; {speed:.0f} pairs/s")


if __name__ == "__main__":
    main(*sys.argv[1:])
