"""Work on rows that have both languages: how well their sides agree, what may be wrong, or which sentences go together."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from align.bitext import Bead, SegmentPair
from align.lexicon import Lexicon
from align.splitting import split
from align.verses import verses
from glossaries.errors import UsageError
from glossaries.match import Matcher
from mt.aligning.inputs import Text, document, given
from mt.aligning.pairs import Tools, beads_by_line, beads_of, linked, pairs_of_beads
from mt.api.alignment import Aligner
from mt.fleet.rows import Row
from mt.fleet.shards import Job

Pairing = Callable[[Iterator[Row]], Iterable[SegmentPair | tuple[SegmentPair, ...]]]


def aligner_of(job: Job, threads: int = 0, device: str = "auto", batch_size: int = 0) -> Aligner:
    """A job's model and glossary. The model `none` does with the bundled lexicon alone."""
    return Aligner(
        glossary=list(job.glossary),
        model=job.model,
        compute_type=job.compute_type,
        threads=threads,
        device=device,
        batch_size=batch_size,
    )


def pairing_of(job: Job, aligner: Aligner) -> Pairing:
    """What a job asks for. Raises ModelError where the model cannot be loaded, UsageError where one must be."""
    tools = Tools(Lexicon.bundled(), Matcher(aligner.glossary) if aligner.glossary else None)
    if job.kind == "review" and not aligner.model:
        raise UsageError("a review needs a model")
    if aligner.model:
        from mt.models.engine import Engine

        tools = tools._replace(engine=Engine(aligner.model, aligner.options))
    read = partial(_document, Path(job.documents)) if job.documents else _sentences
    links = bool({"links", "terms"} & set(job.columns))

    def score(rows: Iterator[Row]) -> Iterator[SegmentPair]:
        """Rows are compared with all those of their shard, as the lines of two files are."""
        several = list(rows)
        if not any(row.text.strip() for row in several) or not any((row.target or "").strip() for row in several):
            return (SegmentPair("", row.text, row.target or "", score=0.0) for row in several)
        source, target = given([row.text for row in several]), given([row.target or "" for row in several])
        pairs = list(pairs_of_beads(source, target, beads_by_line(source, target, tools)))
        return iter(linked(pairs, tools) if links else pairs)

    def align(rows: Iterator[Row]) -> Iterator[tuple[SegmentPair, ...]]:
        """The texts of a row are documents, or name them; they are aligned as two files are."""
        for row in rows:
            source, target = (read(text) for text in (row.text, row.target or ""))
            if source.sentences and target.sentences:
                beads = beads_of(source, target, tools)
            else:
                sides = ((source, True), (target, False))
                beads = [
                    Bead((k,) if ours else (), () if ours else (k,), 0.0) for side, ours in sides for k in side.places
                ]
            yield tuple(pairs_of_beads(source, target, beads))

    def review(rows: Iterator[Row]) -> Iterator[SegmentPair]:
        assert tools.engine is not None  # asked for above
        pairs = (SegmentPair("", row.text, row.target or "") for row in rows)
        return reviewer.looked_at(pairs, tools.engine, tools.matcher)

    if job.kind == "review":
        from mt.review.review import Review

        reviewer = Review(tools.lexicon)
        return review
    return score if job.kind == "score" else align


def _document(folder: Path, name: str) -> Text:
    """The sentences of the document that a row names. Raises InputError."""
    return document(str(folder / name.strip()))


def _sentences(text: str) -> Text:
    found = [each.text for line in text.splitlines() for verse in verses(line) for each in split(verse)]
    found = [sentence for sentence in found if sentence.strip()]
    return Text("row", tuple(found), range(len(found)))
