"""Align two documents, or link a bitext anew."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, overload

from align.bitext import SegmentPair
from align.filters import Dropped, Duplicates, Filter, languages, max_ratio, min_score, paired, sift
from align.lexicon import Lexicon
from align.tables import tsv_row
from align.writing import PairFormat, written
from glossaries.errors import UsageError
from glossaries.match import Matcher
from mt.aligning.inputs import Text, bitext, by_line, check, document, given
from mt.aligning.lines import evened
from mt.aligning.pairs import Progress, Tools, beads_by_line, beads_of, linked, pairs_of_beads, silent
from mt.api.arguments import NONE, Glossaries, glossary_of, signature, texts_of
from mt.documents.endings import written_as
from mt.models.options import EngineOptions
from mt.models.store import Model, find

if TYPE_CHECKING:
    from mt.pipeline.memory import Memory

Side = str | PathLike[str] | Sequence[str]
"""A document's path (`-`: standard input), or its sentences."""


@dataclass(frozen=True, slots=True)
class Alignment(Sequence[SegmentPair]):
    """The pairs of two texts in order, and those that filters dropped with their reasons."""

    title: str
    pairs: tuple[SegmentPair, ...]
    dropped: tuple[Dropped, ...]
    signature: str

    @overload
    def __getitem__(self, index: int) -> SegmentPair: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[SegmentPair, ...]: ...
    def __getitem__(self, index: int | slice) -> SegmentPair | tuple[SegmentPair, ...]:
        return self.pairs[index]

    def __len__(self) -> int:
        return len(self.pairs)

    def written(self, to: str, guarded: bool = False) -> Iterator[str]:
        """The parts of the output as `to` (tsv, jsonl, tmx, xliff, html, pharaoh, beads).

        `guarded`: in a table no text begins as a formula does in a spreadsheet.
        """
        return written(PairFormat(to), self.pairs, self.title, self.signature, version("qantara"), guarded=guarded)

    def dropped_rows(self) -> Iterator[str]:
        """The dropped pairs as lines of TSV, under a header."""
        yield "id\tsource\ttarget\tscore\treason\n"
        for pair, reason in self.dropped:
            score = "" if pair.score is None else str(pair.score)
            yield tsv_row(pair.id, pair.source, pair.target, score, reason) + "\n"

    def save(self, path: str | PathLike[str], to: str | None = None) -> None:
        """Write the pairs, whole or not at all, as what `to` or the ending of `path` says.

        Raises UsageError for an unknown format, OutputError where the place cannot be written.
        """
        from mt.jobs.output import open_output

        form = form_of(Path(path), to)
        with open_output(Path(path)) as stream:
            stream.writelines(self.written(form))

    def _repr_html_(self) -> str:
        from align.view import framed

        return framed(self.written(PairFormat.html))


def form_of(place: Path | None, to: str | None) -> PairFormat:
    """What to write: what was asked for, else what the ending says, else TSV. Raises UsageError for what cannot be."""
    if to and to not in set(PairFormat):
        raise UsageError(f"no format {to!r}: one of {', '.join(PairFormat)}")
    return PairFormat(written_as(place, to, list(PairFormat)) or PairFormat.tsv)


def align(
    source: Side,
    target: Side | None = None,
    *,
    comparable: bool = False,
    sentences: bool = False,
    lines: bool = False,
    glossary: Glossaries = None,
    model: str | PathLike[str] = "ar-en",
    swap: bool = False,
    min_score: float | None = None,
    max_ratio: float | None = None,
    no_duplicates: bool = False,
    check_language: bool = False,
    only_pairs: bool = False,
    batch_size: int = 0,
    threads: int = 0,
    device: str = "auto",
    compute_type: str = "default",
    progress: Progress = silent,
) -> Alignment:
    """The aligned sentences of an Arabic and an English text, with words and terms linked.

    The arguments are those of `qantara align`; a side may be a list of sentences too. `progress` is told the stage,
    how much of it is done and of how much. Raises InputError where a text cannot be read or the two do not go
    together, UsageError for options that do not, ModelError and GlossaryError where there is no such model or
    glossary.
    """
    wanted = filters(min_score, max_ratio, no_duplicates, check_language, only_pairs)
    return Aligner(
        glossary=glossary, model=model, batch_size=batch_size, threads=threads, device=device, compute_type=compute_type
    ).align(
        read_sides(source, target, comparable=comparable, sentences=sentences, lines=lines, swap=swap),
        wanted,
        comparable=comparable,
        progress=progress,
    )


@dataclass(frozen=True, slots=True)
class Sides:
    """Two texts that were read. `by_line`: sentence k goes with sentence k. `ids` are those of a bitext's pairs.

    `notes` say what is odd about the texts and did not end the run.
    """

    title: str
    source: Text
    target: Text
    by_line: bool
    ids: list[str] | None = None
    notes: Sequence[str] = ()


def read_sides(
    source: Side,
    target: Side | None,
    *,
    comparable: bool = False,
    sentences: bool = False,
    lines: bool = False,
    swap: bool = False,
) -> Sides:
    """The two texts. Raises InputError and UsageError as `align` does."""
    if lines and (sentences or comparable):
        raise UsageError("--lines pairs line i with line i: it goes neither with --sentences nor with --comparable")
    if source == target == "-":
        raise UsageError("standard input can be read only once")
    ids = None
    if target is None:
        if not isinstance(source, str | PathLike):
            raise UsageError("a list of sentences needs another one: give the target too")
        first, second, ids = bitext(fspath(source))
    else:
        first, second = (_side(side, lines, sentences) for side in (source, target))
    if swap:
        first, second = second, first
    notes = check(first, second, swap)
    paired_lines = lines or (target is None and not sentences and not comparable)
    if lines and target is not None:
        first, second, uneven = evened(first, second)
        notes += uneven
    elif not paired_lines:
        first, second, ids = first.without_blanks(), second.without_blanks(), None
    return Sides(_title(source), first, second, paired_lines, ids, notes)


def filters(
    least: float | None = None,
    most: float | None = None,
    no_duplicates: bool = False,
    check_language: bool = False,
    only_pairs: bool = False,
) -> list[Filter]:
    """The filters that were asked for; any of them drops what has no counterpart. Raises UsageError."""
    if least is not None and not 0 <= least <= 1:
        raise UsageError(f"min_score is a probability, from 0 to 1: not {least}")
    if most is not None and not most >= 1:
        raise UsageError(f"max_ratio is at least 1: not {most}")
    wanted: list[Filter] = []
    if check_language:
        wanted.append(languages)
    if least is not None:
        wanted.append(min_score(least))
    if most is not None:
        wanted.append(max_ratio(most))
    if no_duplicates:
        wanted.append(Duplicates())
    return [paired, *wanted] if wanted or only_pairs else []


class Aligner:
    """A model, a glossary and the lexicon, loaded at the first use. `memory` keeps the machine translations."""

    def __init__(
        self,
        *,
        glossary: Glossaries = None,
        model: str | PathLike[str] = "ar-en",
        batch_size: int = 0,
        threads: int = 0,
        device: str = "auto",
        compute_type: str = "default",
    ):
        self.glossary = glossary_of(glossary)
        self.model: Model | None = find(fspath(model)) if model != NONE else None
        self.options = EngineOptions(
            batch_size=batch_size, threads=threads, device=str(device), compute_type=str(compute_type)
        )
        self.signature = signature(self.model, self.glossary, self.options if self.model else "")
        self.memory: Memory | None = None

    @property
    def translation_signature(self) -> str:
        """The signature of the translations that are compared: no glossary has a say in them."""
        return signature(self.model, None, self.options)

    def align(
        self, sides: Sides, wanted: Sequence[Filter] = (), *, comparable: bool = False, progress: Progress = silent
    ) -> Alignment:
        """The pairs of two texts that pass the filters."""
        tools = Tools(Lexicon.bundled(), Matcher(self.glossary) if self.glossary else None)
        if self.model:
            from mt.models.engine import Engine

            tools = tools._replace(engine=Engine(self.model, self.options), memory=self.memory)
        if sides.by_line:
            beads = beads_by_line(sides.source, sides.target, tools, progress)
        else:
            beads = beads_of(sides.source, sides.target, tools, not comparable, progress)
        kept, dropped = sift(pairs_of_beads(sides.source, sides.target, beads, sides.ids), wanted)
        return Alignment(sides.title, tuple(linked(kept, tools, progress)), tuple(dropped), self.signature)


def _side(side: Side, lines: bool, sentences: bool) -> Text:
    if not isinstance(side, str | PathLike):
        return given([*texts_of(side, "sentence")])
    if lines or sentences:
        return by_line(fspath(side), blank=lines)
    return document(fspath(side))


def _title(source: Side) -> str:
    if not isinstance(source, str | PathLike):
        return "sentences"
    return "standard input" if fspath(source) == "-" else Path(source).stem
