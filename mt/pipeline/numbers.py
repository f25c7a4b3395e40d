"""Numbers that a translation changed or lost.

A number that the source does not have is replaced where it looks at one that the translation lacks. Then the decoder
is told of the numbers still lost by hints, and asked once more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import pairwise

from align.attention import words_of_pieces
from align.figures import NUMBER, numbers, said_numbers
from glossaries.arabic import Token, fold, folded
from glossaries.lists import word_groups
from mt.models.engine import Engine, Hypothesis
from mt.pipeline.draft import SHORTEST, Draft, attention_on, hinted, spliced
from mt.pipeline.repeats import boundaries

LOOKS = 0.4
"""The least attention that a word gives to the number that it stands for."""


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
            scaled = _scaled(number, following)
            form = scaled if left[scaled] else number
            if left[form] < times:
                missing[index] = _english(token.text)
            left[form] -= times
    return missing


def keep_numbers(
    drafts: Sequence[Draft], hypotheses: Sequence[Hypothesis], engine: Engine
) -> tuple[list[Draft], list[Hypothesis]]:
    """The drafts and hypotheses with lost numbers put in their places, or those of a second try that loses fewer.

    Models that know no hints have no attention to trust either: for them nothing changes.
    """
    drafts, hypotheses = list(drafts), list(hypotheses)
    if not engine.model.hints:
        return drafts, hypotheses
    again: dict[int, dict[int, str]] = {}
    for k, draft in enumerate(drafts):
        if any(map(str.isdigit, draft.text)):
            missing = lost(draft.tokens, _text(draft, hypotheses[k], engine))
            if missing:
                hypotheses[k] = _in_place(draft, hypotheses[k], missing, engine)
                missing = lost(draft.tokens, _text(draft, hypotheses[k], engine))
            if missing:
                again[k] = missing
    bare = engine.encode([drafts[k].text for k in again])
    tries = [
        hinted(replace(drafts[k], pieces=pieces, words=words_of_pieces(pieces, drafts[k].tokens)), engine, missing)
        for (k, missing), pieces in zip(again.items(), bare, strict=True)
    ]
    answers = engine.translate([draft.pieces for draft in tries])
    for (k, missing), draft, answer in zip(again.items(), tries, answers, strict=True):
        whole = len(answer.pieces) >= SHORTEST * len(hypotheses[k].pieces)
        if whole and len(lost(draft.tokens, _text(draft, answer, engine))) < len(missing):
            drafts[k], hypotheses[k] = draft, answer
    return drafts, hypotheses


def _text(draft: Draft, hypothesis: Hypothesis, engine: Engine) -> str:
    """What the hypothesis says, without masks, whose numbers nobody counts."""
    (text,) = engine.decode([hypothesis.pieces])
    for mask in draft.masks_in(text):
        text = text[: mask.start()] + " " * len(mask[0]) + text[mask.end() :]
    return text


def _scaled(number: str, word: str) -> str:
    """2.5 and مليون as 2500000; the number as it is before other words."""
    scales = _scales()
    if word not in scales or number.count(".") > 1:
        return number
    return f"{Decimal(number).scaleb(scales[word]):f}"


@cache
def _scales() -> dict[str, int]:
    """What may be written out in digits after a number, folded, and how many zeros that makes."""
    return {folded(word): int(zeros) for zeros, *words in word_groups("scales.ar") for word in words}


def _english(number: str) -> str:
    """A number as English writes it: 100000 is 100,000; with marks inside it keeps them."""
    number = fold(number).text.replace("،", ",")
    return f"{int(number):,}" if number.isdecimal() and len(number) > 4 and number[0] != "0" else number


def _in_place(draft: Draft, hypothesis: Hypothesis, missing: Mapping[int, str], engine: Engine) -> Hypothesis:
    """The hypothesis with each number that the source does not have replaced by the missing one that it looks at."""
    if not hypothesis.pieces:
        return hypothesis
    known = numbers(draft.text)
    for index, number in missing.items():
        pieces, share = hypothesis.pieces, attention_on(draft, hypothesis, [index])
        for a, b in pairwise(boundaries(pieces)):
            if share[a:b].max(initial=0) < LOOKS:
                continue
            (text,) = engine.decode([pieces[a:b]])
            found = NUMBER.findall(text)
            if len(found) == 1 and not numbers(text) & known:
                (put,) = engine.encode_target([text.replace(found[0], number)])
                hypothesis = spliced(hypothesis, a, b, put, hypothesis.known_attention[a:b].mean(0))
                break
    return hypothesis
