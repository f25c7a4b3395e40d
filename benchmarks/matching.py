"""How fast terms are found in Arabic text, beside an Aho-Corasick automaton that knows no Arabic.

    python -m benchmarks.matching [FILE] [TERMS] [MEGABYTES] [ROUNDS]

FILE is Arabic text in UTF-8, a paragraph a line; without it the article in seeds/ serves, over and over. The
glossary is made up: half of its TERMS are words of the text, the frequent ones left out, and pairs that begin with
them; the other half do not occur. pyahocorasick or ahocorasick_rs, where installed, look for the same forms in the text
as it stands: no folding, no clitics, no word ends. The ways take turns, each with its dictionary built afresh
before the clock starts, and each counts with its best round.
"""

import importlib.util
import sys
import time
from collections import Counter
from collections.abc import Callable
from itertools import islice, pairwise
from pathlib import Path

from glossaries.glossary import Glossary, Term
from glossaries.match import Matcher

ARTICLE = Path(__file__).parents[1] / "seeds" / "aljazeera-ar-2020-12-01-lachin.txt"

FREQUENT = 3000
"""How many of the most frequent words are no names."""


def main(file: str = "", terms: str = "50000", megabytes: str = "10", rounds: str = "3") -> None:
    lines = _lines(Path(file) if file else ARTICLE, int(float(megabytes) * 1e6))
    forms = _forms(lines, int(terms))
    size = sum(len(line.encode()) for line in lines) / 1e6
    ways = {"qantara": _qantara, "pyahocorasick": _pyahocorasick, "ahocorasick_rs": _ahocorasick_rs}
    best: dict[str, tuple[float, int]] = {}
    for _ in range(int(rounds)):
        for name, way in ways.items():
            if find := way(forms):
                began = time.perf_counter()
                hits = find(lines)
                best[name] = min(best.get(name, (float("inf"), 0)), (time.perf_counter() - began, hits))
    print(f"{size:.1f} MB, {len(lines)} lines, {sum(len(line.split()) for line in lines)} words; {len(forms)} forms")
    for name, (seconds, hits) in best.items():
        ratio = best["qantara"][0] / seconds
        print(f"{name:16}{size / seconds:8.1f} MB/s{hits:10} hits   qantara takes {ratio:.2f} times as long")


def _lines(path: Path, size: int) -> list[str]:
    lines, found = [], 0
    source = [line for line in path.read_text(encoding="utf-8").splitlines() if line]
    while found < size:
        for line in source:
            lines.append(line)
            found += len(line.encode())
            if found >= size:
                break
    return lines


def _forms(lines: list[str], count: int) -> list[str]:
    words = Counter(word for line in lines for word in line.split() if word.isalpha() and len(word) > 3)
    rare = [word for word, _ in words.most_common()[min(FREQUENT, len(words) // 8) :: 3]]
    forms = dict.fromkeys(rare[: count // 4])
    pairs = (" ".join(pair) for line in lines for pair in pairwise(line.split()) if pair[0] in forms)
    forms.update(dict.fromkeys([*islice(dict.fromkeys(pairs), count // 4)]))
    letters = "بتثجحخدرزسشصضطعغقكلمنهي"
    number = 0
    while len(forms) < count:
        number += 7919
        forms["".join(letters[number // 23**place % 23] for place in range(7))] = None
    return list(forms)


def _qantara(forms: list[str]) -> Callable[[list[str]], int]:
    matcher = Matcher(Glossary("made up", tuple(Term(form, str(number)) for number, form in enumerate(forms))))
    return lambda lines: sum(len(matcher.find(line)) for line in lines)


def _pyahocorasick(forms: list[str]) -> Callable[[list[str]], int] | None:
    if importlib.util.find_spec("ahocorasick") is None:
        return None
    from ahocorasick import Automaton

    automaton = Automaton()
    for number, form in enumerate(forms):
        automaton.add_word(form, number)
    automaton.make_automaton()
    return lambda lines: sum(sum(1 for _ in automaton.iter_long(line)) for line in lines)


def _ahocorasick_rs(forms: list[str]) -> Callable[[list[str]], int] | None:
    if importlib.util.find_spec("ahocorasick_rs") is None:
        return None
    from ahocorasick_rs import AhoCorasick, MatchKind

    automaton = AhoCorasick(forms, matchkind=MatchKind.LeftmostLongest)
    return lambda lines: sum(len(automaton.find_matches_as_indexes(line)) for line in lines)


if __name__ == "__main__":
    main(*sys.argv[1:])
