"""What works on rows: the library's own face, loaded once in each process."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from align.bitext import SegmentPair
from glossaries.errors import UsageError
from mt.fleet.plan import Plan, check
from mt.fleet.rows import Row
from mt.fleet.shards import KINDS, Job
from mt.fleet.work import Tool

if TYPE_CHECKING:
    from mt.api.translator import Translator


def translator_of(job: Job, threads: int = 0, device: str = "auto", batch_size: int = 0) -> "Translator":
    """The translator of a job, without a memory: that would let one run depend on another."""
    from mt.api.translator import Translator

    return Translator(
        job.model,
        glossary=list(job.glossary),
        beam_size=job.beam_size,
        compute_type=job.compute_type,
        threads=threads,
        device=device,
        batch_size=batch_size,
        review=bool({"risk", "findings"} & set(job.columns)),
    )


def columns_of(kind: str, asked: str) -> tuple[str, ...]:
    """The new columns that were asked for, in one order. Raises UsageError for what is none."""
    if kind not in KINDS:
        raise UsageError(f"no kind {kind!r}: one of {', '.join(KINDS)}")
    there = KINDS[kind]
    names = [name.strip() for name in asked.split(",") if name.strip()] or [there[0]]
    if unknown := sorted(set(names) - set(there)):
        raise UsageError(f"{kind} gives no column {unknown[0]!r}: some of {', '.join(there)}")
    return tuple(name for name in there if name in names)


def signed(job: Job) -> str:
    """What the results of a job depend on, and how they are cut."""
    if job.kind == "translate":
        signature = translator_of(job).signature
    else:
        from mt.fleet.pairing import aligner_of

        signature = aligner_of(job).signature
    parts = {
        "kind": job.kind,
        "columns": "+".join(job.new),
        "source-column": job.source_column,
        "target-column": job.english,
        "documents": job.documents,
        "cut": f"{job.megabytes} MB" if job.megabytes else f"{job.rows} rows",
    }
    return "|".join([signature, *(f"{key}:{value}" for key, value in parts.items() if value)])


class Maker(NamedTuple):
    """Makes the tool of a plan, in whatever process: on so many threads (0: all there are), and on what device."""

    threads: int = 0
    device: str = "auto"
    batch_size: int = 0

    def __call__(self, plan: Plan) -> Tool:
        """Raises QantaraError where the plan was made with something else than is here, or the model cannot be loaded."""
        check(plan.job, signed(plan.job))
        if plan.job.kind != "translate":
            from mt.fleet.pairing import aligner_of, pairing_of

            return pairing_of(plan.job, aligner_of(plan.job, *self))
        translator = translator_of(plan.job, *self)
        translator.load()

        def translate(rows: Iterator[Row]) -> Iterator[SegmentPair]:
            return translator(row.text for row in rows)

        return translate
