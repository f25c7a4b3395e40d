"""Numbers that a translation lost or changed: the decoder is told of them by hints, and asked once more."""

from collections.abc import Sequence
from dataclasses import replace

from align.attention import words_of_pieces
from glossaries.arabic import Token, fold
from mt.constrain import SHORTEST, Draft, hinted
from mt.engine import Engine, Hypothesis
from mt.scoring.figures import numbers, said_numbers

_THOUSAND = {"الف", "الاف", "الفا"}
"""`3 آلاف` may be written 3,000."""


def lost(tokens: Sequence[Token], english: str) -> dict[int, str]:
    """The Arabic tokens that are numbers in digits and are not in `english`, by index, in European digits.

    A number counts as often as it stands: of two the second is lost where `english` has it once.
    """
    left = said_numbers(english)
    missing = {}
    for index, token in enumerate(tokens):
        if not any(map(str.isdigit, token.text)) or any(map(str.isalpha, token.text)):
            continue
        following = fold(tokens[index + 1].text).text if index + 1 < len(tokens) else ""
        for number, times in numbers(token.text).items():
            form = f"{number}000" if following in _THOUSAND and left[f"{number}000"] else number
            if left[form] < times:
                missing[index] = fold(token.text).text
            left[form] -= times
    return missing


def keep_numbers(
    drafts: Sequence[Draft], hypotheses: Sequence[Hypothesis], engine: Engine
) -> tuple[list[Draft], list[Hypothesis]]:
    """The drafts and hypotheses; where numbers were lost and a second try with hints on them loses fewer, its own.

    Of models that know no hints nothing is asked.
    """
    drafts, hypotheses = list(drafts), list(hypotheses)
    if not drafts or not engine.model.hints:
        return drafts, hypotheses
    texts = engine.decode([hypothesis.pieces for hypothesis in hypotheses])
    missing = {k: lost(draft.tokens, text) for k, (draft, text) in enumerate(zip(drafts, texts, strict=True))}
    again = [k for k, found in missing.items() if found]
    if not again:
        return drafts, hypotheses
    bare = engine.encode([drafts[k].text for k in again])
    tries = [
        hinted(replace(drafts[k], pieces=pieces, words=words_of_pieces(pieces, drafts[k].tokens)), engine, missing[k])
        for k, pieces in zip(again, bare, strict=True)
    ]
    found = engine.translate([draft.pieces for draft in tries])
    answers = engine.decode([hypothesis.pieces for hypothesis in found])
    for k, draft, hypothesis, text in zip(again, tries, found, answers, strict=True):
        whole = len(hypothesis.pieces) >= SHORTEST * len(hypotheses[k].pieces)
        if whole and len(lost(draft.tokens, text)) < len(missing[k]):
            drafts[k], hypotheses[k] = draft, hypothesis
    return drafts, hypotheses
