"""`qantara audit`: what the glossaries cover in a corpus, and how a translation renders their terms."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from glossaries.errors import GlossaryError, InputError, UsageError
from mt.cli.options import Glossaries, signature
from mt.documents.endings import written_as

if TYPE_CHECKING:
    from glossaries.audit import Audit, Segment

FEW = 150
"""Up to so many terms that do not occur are named in the table."""
GATE = 3
"""The exit code of a gate that was not passed."""


def audit(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT", help="Arabic documents, or bitext (TMX, XLIFF, TSV, JSONL); `-` is standard input."
        ),
    ],
    glossary: Glossaries = [],  # noqa: B006 - typer reads it
    translation: Annotated[
        str | None, typer.Option("--translation", help="The English of a single text INPUT, line for line.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON instead of a table.")] = False,
    as_html: Annotated[bool, typer.Option("--html", help="Write a page instead of a table.")] = False,
    spell: Annotated[
        bool, typer.Option("--spell/--no-spell", help="Propose an English spelling for each uncovered name.")
    ] = True,
    fail_under: Annotated[
        float | None,
        typer.Option(
            "--fail-under",
            metavar="PERCENT",
            min=0,
            max=100,
            help="End with exit code 3 where less of the names is covered or, with a translation, less of the terms is accepted.",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="A file; .json and .html say what to write. Default: standard output."),
    ] = None,
) -> None:
    """Count what the glossaries cover, what no term covers, and how terms are rendered."""
    from glossaries.audit import audit as audit_of
    from glossaries.files import load_all
    from glossaries.names import CommonWords
    from mt.jobs.output import open_output

    if as_json and as_html:
        raise UsageError("--json and --html are two forms of one report: choose one")
    asked = "json" if as_json else "html" if as_html else None
    to = written_as(output, asked, ("text", "json", "html"))
    terms = load_all(glossary)
    if terms is None:
        raise GlossaryError(
            "an audit needs a glossary: add -g NAME or -g FILE (qantara glossary list shows the built-in ones)"
        )
    if translation and len(inputs) != 1:
        raise typer.BadParameter("goes with one INPUT", param_hint="--translation")
    report = audit_of(_segments(inputs, translation), terms, CommonWords.load(), _spell if spell else None)
    if not report.tokens:
        raise InputError(f"{', '.join(inputs)}: no Arabic in it: there is nothing to audit")
    signed = signature(None, terms)
    with open_output(output, [*inputs, *filter(None, [translation])]) as stream:
        if to == "json":
            stream.write(_json(report, signed))
        elif to == "html":
            from glossaries.audit_page import page

            stream.writelines(page(report, ", ".join(Path(name).name for name in inputs), signed))
        else:
            stream.writelines(_table(report, signed))
    measured = 100 * (report.accuracy if report.translated else report.name_coverage)
    if fail_under is not None and measured < fail_under:
        raise typer.Exit(GATE)


def _spell(names: Sequence[str]) -> list[str]:
    """How the names model spells Arabic names."""
    from glossaries.spell import Speller

    return [found[0].text if found else "" for found in Speller.load().spell(names)]


def segments_of(name: str) -> Iterator[tuple[str, str]]:
    """The segments of a document of any format, Arabic or not, with their ids `file:line.sentence`."""
    from mt.documents.model.document import ReadOptions
    from mt.documents.recognise import read
    from mt.jobs.opening import open_input

    with open_input(name) as content:
        for document in read(content, name, ReadOptions(arabic=False))[1]:
            yield from ((f"{name}:{id_}", text) for id_, text in zip(document.ids, document.segments, strict=True))


def _segments(inputs: list[str], translation: str | None) -> Iterator["Segment"]:
    from glossaries.audit import Segment
    from mt.documents.bitext import read_units
    from mt.jobs.opening import open_input
    from mt.scoring.inputs import read

    for name in inputs:
        if translation:
            with open_input(name) as content, open_input(translation) as english:
                lines, targets = read(name, content, "source").texts, read(translation, english, "source").texts
            if len(lines) != len(targets):
                raise InputError(
                    f"{translation}: {len(targets)} lines, but {name} has {len(lines)}: they must go line for line"
                )
            for k, (source, target) in enumerate(zip(lines, targets, strict=True), 1):
                yield Segment(f"{name}:{k}", source, target)
        else:
            with open_input(name) as content:
                yield from (Segment(f"{name}:{id_}", text, target) for id_, text, target in read_units(content, name))


def _json(report: "Audit", signed: str) -> str:
    record = {
        **asdict(report),
        "occurrences": report.occurrences,
        "name_coverage": round(report.name_coverage, 4),
        "accuracy": round(report.accuracy, 4) if report.translated else None,
        "signature": signed,
    }
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


def _table(report: "Audit", signed: str) -> Iterator[str]:
    yield f"segments        {report.segments}\n"
    yield f"tokens          {report.tokens}, {report.tokens_covered} in terms ({_share(report.tokens_covered, report.tokens)})\n"
    yield f"types           {report.types}, {report.types_covered} in terms ({_share(report.types_covered, report.types)})\n"
    yield f"names covered   {report.name_coverage:.1%}\n"
    if report.translated:
        yield f"terms accepted  {report.accuracy:.1%} of {report.occurrences}\n"
    yield f"\nterms that occur: {len(report.uses)}\n"
    for use in report.uses:
        ways = ", ".join(
            f"{text or 'absent'} ×{count}" + ("" if kind == "accepted" else f" ({kind})")
            for kind, text, count in use.renderings
        )
        flag = "  INCONSISTENT" if use.inconsistent else ""
        yield f"  {use.count:5}  {use.term}{'  : ' + ways if ways else ''}{flag}  [{', '.join(use.places)}]\n"
    if report.uncovered:
        yield f"\nnames that no term covers: {len(report.uncovered)}\n"
        for name in report.uncovered:
            yield f"  {name.count:5}  {name.name}{' → ' + name.suggestion + '?' if name.suggestion else ''}  [{name.place}]\n"
    if report.unused:
        few = ", ".join(term.source for term in report.unused[:FEW])
        more = f" and {len(report.unused) - FEW} more (--json has all)" if len(report.unused) > FEW else ""
        yield f"\nterms that do not occur: {len(report.unused)}: {few}{more}\n"
    yield f"\n{signed}\n"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "–"
