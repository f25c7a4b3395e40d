"""How well attention alone links words: precision, recall and F1 against gold links.

    python -m benchmarks.links FOLDER/pud-dev [MODEL]

Beside the name stand `.ar` and `.en` (white-space tokens), `.pharaoh` (gold), `.propn` (gold of proper nouns) and
`.scored` (annotated positions, `i i ...<TAB>j j ...`): a link counts where both its ends are annotated.
"""

import sys
from pathlib import Path

from align.words import from_attention, words_of_pieces
from glossaries.arabic import Token
from mt.engine import Engine, Options
from mt.models import find


def tokens_of(line: str) -> list[Token]:
    tokens, at = [], 0
    for word in line.split():
        start = line.index(word, at)
        at = start + len(word)
        tokens.append(Token(word, start, at))
    return tokens


def links_of(line: str) -> set[tuple[int, int]]:
    return {tuple(map(int, link.split("-"))) for link in line.split()}


def main(name: str, model: str = "ar-en") -> None:
    columns = {
        end: Path(f"{name}.{end}").read_text(encoding="utf-8").split("\n")[:-1]
        for end in ("ar", "en", "pharaoh", "propn", "scored")
    }
    engine = Engine(find(model), Options())
    sources, targets = engine.encode(columns["ar"]), engine.encode_target(columns["en"])
    found, gold, names, named = 0, 0, 0, 0
    right = right_names = 0
    for k, attention in enumerate(engine.attend(sources, targets)):
        source, target = tokens_of(columns["ar"][k]), tokens_of(columns["en"][k])
        links = from_attention(attention, words_of_pieces(sources[k], source), words_of_pieces(targets[k], target))
        left, right_side = (set(map(int, part.split())) for part in columns["scored"][k].split("\t"))
        ours = {(a, b) for a, b, _ in links if a in left and b in right_side}
        theirs = {(a, b) for a, b in links_of(columns["pharaoh"][k]) if a in left and b in right_side}
        proper = links_of(columns["propn"][k])
        touching = {(a, b) for a, b in ours if any(a == x or b == y for x, y in proper)}
        found, gold, right = found + len(ours), gold + len(theirs), right + len(ours & theirs)
        names, named, right_names = names + len(proper), named + len(touching), right_names + len(touching & proper)
    for label, a, b, c in (("content", right, found, gold), ("names", right_names, named, names)):
        precision, recall = a / b, a / c
        print(
            f"{label:8} precision {precision:.3f}  recall {recall:.3f}  F1 {2 * precision * recall / (precision + recall):.3f}"
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
