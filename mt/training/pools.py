"""What stood in other sentences, for errors that read like what people write (`mt.training.planted`)."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

_DATA = Path(__file__).parent / "data"
NAME = re.compile(
    r"(?<=[a-z,;] )(?!I\b|Mr|Mrs|Ms|Dr)[A-ZÀ-Þ][\w’'-]+(?: (?:(?:of|al|bin|de|von|the) )?[A-ZÀ-Þ][\w’'-]+)*"
)
WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
CLAUSE = re.compile(
    r"(?:, | —|–|\(| - )[^,;:.—–()\"“”]{12,90}(?=[,;.—–)]|$)"
    r"| (?:and|but|while|because|after|before|when|although|which|who|as|in|on|at|by|with|from|for|to) [^,;:.()\"“”]{10,70}(?=[,;.]|$)"
)


@dataclass(slots=True)
class Pools:
    """What stood in other sentences: names, clauses, and words by their last letters and commonness."""

    names: list[str] = field(default_factory=list)
    clauses: list[str] = field(default_factory=list)
    words: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    others: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    pasts: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, english: Iterable[str]) -> "Pools":
        pools = cls()
        for text in english:
            pools.names += NAME.findall(text)
            pools.clauses += [hit[0] for hit in CLAUSE.finditer(text) if hit[0][0] in ", "]
            for word in WORD.findall(text):
                if len(word) > 4 and word.islower():
                    pools.words[word[-2:]].append(word)
        for group in _groups("confusable.txt"):
            for word in group:
                pools.others[word] += [other for other in group if other != word]
        for plain, past, *_ in _groups("verbs.txt"):
            pools.pasts[plain] = past
        return pools


def _groups(name: str) -> list[list[str]]:
    lines = (_DATA / name).read_text("utf-8").splitlines()
    return [line.split() for line in lines if line and line[0] != "#"]
