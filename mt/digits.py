"""Numbers that a translation changed or lost.

Where a number that the source does not have looks at one that the translation lacks, it is replaced. Of what is still
lost the decoder is told by hints, and asked once more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import numpy as np

from align.attention import words_of_pieces
from glossaries.arabic import Token, fold
from mt.constrain import SHORTEST, Draft, hinted
from mt.engine import Engine, Hypothesis
from mt.repeats import boundaries
from mt.scoring.figures import NUMBER, numbers, said_numbers

LOOKS = 0.4
"""The attention that a word gives to the number it stands for, at least."""
_SCALES = {
    fold(word).text: zeros
    for words, zeros in (
        ("مئة مائة", 2),
        ("ألف آلاف ألفا", 3),
        ("مليون ملايين مليونا", 6),
        ("مليار مليارات بليون مليارا", 9),
    )
    for word in words.split()
}
"""What may be written out in digits after a number, `3 آلاف` as 3,000, with how many zeros."""


def lost(tokens: Sequence[Token], english: str) -> dict[int, str]:
    """The Arabic tokens that are numbers in digits and are not in `english`, by index, in European digits.

    A number counts as often as it stands: of two the second is lost where `english` has it once. Those whose thousands are
    set apart by an Arabic comma, which are several tokens, are not looked for.
    """
    left = said_numbers(english)
    missing = {}
    for index, token in enumerate(tokens):
        if not any(map(str.isdigit, token.text)) or any(map(str.isalpha, token.text)) or _in_group(tokens, index):
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
    """The drafts and hypotheses; where numbers were lost, with those put in place or those of a second try that loses fewer.

    Models that know no hints have no attention to trust either: nothing is changed there.
    """
    drafts, hypotheses = list(drafts), list(hypotheses)
    if not drafts or not engine.model.hints:
        return drafts, hypotheses
    texts = engine.decode([hypothesis.pieces for hypothesis in hypotheses])
    missing = {k: lost(draft.tokens, text) for k, (draft, text) in enumerate(zip(drafts, texts, strict=True))}
    for k, found in missing.items():
        if found:
            hypotheses[k] = _in_place(drafts[k], hypotheses[k], found, engine)
            missing[k] = lost(drafts[k].tokens, engine.decode([hypotheses[k].pieces])[0])
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


def _scaled(number: str, word: str) -> str:
    """2.5 and مليون as 2500000; the number as it is before other words."""
    if word not in _SCALES or number.count(".") > 1:
        return number
    return f"{Decimal(number).scaleb(_SCALES[word]):f}"


def _english(number: str) -> str:
    """A number as English writes it: 100000 is 100,000; with marks inside it stays as it is."""
    number = fold(number).text
    return f"{int(number):,}" if number.isdecimal() and len(number) > 4 and number[0] != "0" else number


def _in_group(tokens: Sequence[Token], index: int) -> bool:
    """Whether a token is a part of 30،000: an Arabic comma joins it to other digits without a space."""
    around = [(index - 2, index - 1, index), (index, index + 1, index + 2)]
    groups = [[tokens[k] for k in three] for three in around if three[0] >= 0 and three[2] < len(tokens)]
    return any(
        mark.text == "،"
        and one.end == mark.start
        and mark.end == other.start
        and one.text.isdecimal()
        and other.text.isdecimal()
        for one, mark, other in groups
    )


def _in_place(draft: Draft, hypothesis: Hypothesis, missing: Mapping[int, str], engine: Engine) -> Hypothesis:
    """The hypothesis with each number that the source does not have replaced by the missing one that it looks at."""
    known = numbers(draft.text)
    pieces, attention = list(hypothesis.pieces), hypothesis.attention
    if not pieces:
        return hypothesis
    for index, number in missing.items():
        columns = [i for i, word in enumerate(draft.words[: attention.shape[1]]) if word == index]
        looks = attention[:, columns].sum(1)
        words = [(a, b) for a, b in pairwise(boundaries(pieces)) if looks[a:b].max(initial=0) >= LOOKS]
        for a, b in words:
            (text,) = engine.decode([pieces[a:b]])
            found = NUMBER.findall(text)
            if len(found) == 1 and not numbers(text) & known:
                (put,) = engine.encode_target([text.replace(found[0], number)])
                rows = np.tile(attention[a:b].mean(0), (len(put), 1))
                pieces[a:b], attention = put, np.concatenate([attention[:a], rows, attention[b:]])
                break
    return replace(hypothesis, pieces=pieces, attention=attention)
