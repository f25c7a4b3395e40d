"""What a translation may have got wrong, whoever made it."""

from collections.abc import Callable, Iterator, Sequence
from os import PathLike, fspath

from align.bitext import SegmentPair
from align.mismatch import parting
from glossaries.errors import InputError
from glossaries.match import Matcher
from mt.api.arguments import Glossaries, glossary_of, several, signature, texts_of
from mt.documents.bitext import read_pairs
from mt.jobs.opening import open_input
from mt.models.options import EngineOptions
from mt.models.store import find
from mt.review.report import ReviewReport
from mt.scoring.inputs import read

__all__ = ["review"]

File = str | PathLike[str]
Watch = Callable[[int, int], None]
"""Is told how many pairs are reviewed, and of how many."""


def review(
    source: File | Sequence[str] | Sequence[SegmentPair],
    translation: File | Sequence[str] | None = None,
    *,
    glossary: Glossaries = None,
    model: File = "ar-en",
    batch_size: int = 0,
    threads: int = 0,
    device: str = "auto",
    compute_type: str = "default",
    watch: Watch | None = None,
) -> ReviewReport:
    """What may be wrong in a translation, with a risk for each segment.

    `source` is the Arabic and `translation` its English, line for line: a file or a list each. Without a translation
    `source` is a bitext file (TMX, XLIFF, TSV, JSONL) or a list of pairs. The terms of the glossary must be there. Raises InputError where something
    cannot be read or the numbers of lines differ, ModelError and GlossaryError.
    """
    terms = glossary_of(glossary)
    pairs = _pairs(source, translation)
    found = find(fspath(model))
    options = EngineOptions(1, batch_size, threads, str(device), str(compute_type))
    from mt.models.engine import Engine
    from mt.review.review import Review

    reviewed = []
    for pair in Review().looked_at(pairs, Engine(found, options), Matcher(terms) if terms else None):
        reviewed.append(pair)
        if watch:
            watch(len(reviewed), len(pairs))
    return ReviewReport(tuple(reviewed), signature(found, terms, "review:1"))


def _pairs(
    source: File | Sequence[str] | Sequence[SegmentPair], translation: File | Sequence[str] | None
) -> list[SegmentPair]:
    if translation is not None:
        return list(_by_line(source, translation))
    if isinstance(source, str | PathLike):
        with open_input(fspath(source)) as content:
            return read_pairs(content, fspath(source))
    pairs = list(several(source, "pair"))
    for number, pair in enumerate(pairs, 1):
        if not isinstance(pair, SegmentPair):
            raise InputError(f"pair {number}: is no SegmentPair: give the translation too")
    return pairs


def _by_line(
    source: File | Sequence[str] | Sequence[SegmentPair], translation: File | Sequence[str]
) -> Iterator[SegmentPair]:
    (arabic, ids), (english, _) = _lines(source, "source"), _lines(translation, "translation")
    if len(arabic) != len(english):
        at = parting(arabic, english) + 1
        raise InputError(
            f"{_name(translation, 'translation')}: {len(english)} lines, but {_name(source, 'source')} has {len(arabic)}: "
            f"they must go line for line, and seem to part at line {at}; qantara align pairs them"
        )
    if not arabic:
        raise InputError(f"{_name(source, 'source')}: empty: there is nothing to review")
    for id_, one, other in zip(ids, arabic, english, strict=True):
        yield SegmentPair(id_, one, other)


def _lines(given: File | Sequence[str] | Sequence[SegmentPair], what: str) -> tuple[list[str], list[str]]:
    """The lines of one side, and their ids."""
    if not isinstance(given, str | PathLike):
        texts = list(texts_of(given, what))
        return texts, [str(number) for number in range(1, len(texts) + 1)]
    with open_input(fspath(given)) as content:
        side = read(fspath(given), content, "source" if what == "source" else "hypothesis")
    return side.texts, side.ids or [str(number) for number in range(1, len(side.texts) + 1)]


def _name(given: object, what: str) -> str:
    return fspath(given) if isinstance(given, str | PathLike) else what
