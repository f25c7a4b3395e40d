"""Two texts that go line by line: they have as many lines, or one of them lacks only the last."""

import numpy as np

from align.evidence import Knowledge, gather
from align.lexicon import Lexicon
from align.mismatch import parting
from align.scores import likeness
from glossaries.errors import InputError
from mt.aligning.inputs import Text

_DOUBT = 0.1
"""Evidence of no more than this for another line is none: of dialect and verse the lexicon knows few words."""
_TAIL = 32
"""The last lines by which one tells whether it is the last that is missing."""


def evened(source: Text, target: Text) -> tuple[Text, Text, list[str]]:
    """The texts with as many lines, and notes on what was missing.

    Blank lines at the end of both go; at the end of one they stay. Where one has a line less and the lines go straight
    until there, its last line is taken for blank. Raises InputError where the numbers of lines differ otherwise.
    """
    ends = [_end(text) for text in (source, target)]
    lines = max(ends)
    notes = []
    for text, other in ((source, target), (target, source)):
        if len(text.sentences) >= lines:
            continue
        if lines - len(text.sentences) > 1 or not _straight(source, target):
            left, right = (side.sentences[:end] for side, end in zip((source, target), ends, strict=True))
            at = min(parting(left, right), *ends)
            raise InputError(
                f"{source.name} has {ends[0]:,} lines, {target.name} has {ends[1]:,}; they seem to part at line "
                f"{at + 1:,}: mend that, or pair the lines with --sentences"
            )
        notes.append(f"{text.name}: has no line {lines:,}, which {other.name} has: it is taken for blank")
    return _filled(source, lines), _filled(target, lines), notes


def _end(text: Text) -> int:
    """The number of lines up to the last one that is not blank."""
    return max((k for k, line in enumerate(text.sentences, 1) if line.strip()), default=0)


def _filled(text: Text, lines: int) -> Text:
    return Text(text.name, (*text.sentences[:lines], *[""] * (lines - len(text.sentences))), range(lines))


def _straight(source: Text, target: Text) -> bool:
    """Whether the last lines of two texts, one of which has one more, go with those of the same number."""
    lines = min(len(source.sentences), len(target.sentences))
    first = max(lines - _TAIL, 0)
    left, right = (text.sentences[first : lines + 1] for text in (source, target))
    evidence = gather(left, right, Knowledge.of(Lexicon.bundled()))
    places = range(lines - first)
    straight = likeness(evidence, [((k, k + 1), (k, k + 1)) for k in places])
    i, j = len(left) - len(places), len(right) - len(places)
    shifted = likeness(evidence, [((k + i, k + i + 1), (k + j, k + j + 1)) for k in places])
    # From the line on that is missing, what goes together is shifted.
    return bool((np.cumsum((straight - shifted)[::-1]) >= -_DOUBT).all())
