"""`qantara audit`: what the glossaries cover in a corpus, and how a translation renders their terms."""

from pathlib import Path
from typing import Annotated

import typer

from glossaries.errors import InputError, QantaraError, UsageError
from mt.cli.options import Glossaries, counted
from mt.documents.endings import written_as

GATE = 3
"""The exit code of a gate that was not passed."""


def audit(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT",
            help="Arabic documents, bitext (TMX, XLIFF, TSV, JSONL), folders or patterns; `-` is standard input.",
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
    """What the glossaries cover, and how terms are rendered.

    Counts the words that terms cover, and lists the names that no term covers.
    """
    from glossaries.audit_text import to_json, to_text
    from mt.api.auditing import audit as audited
    from mt.jobs.output import open_output
    from mt.jobs.plan import several

    if as_json and as_html:
        raise UsageError("--json and --html are two forms of one report: choose one")
    to = written_as(output, "json" if as_json else "html" if as_html else None, ("text", "json", "html"))
    failures: list[QantaraError] = []
    try:
        report = audited(
            *inputs,
            glossary=glossary,
            translation=translation,
            spell=spell,
            on_error=failures.append if several(inputs) else None,
        )
    except InputError as error:  # nothing to audit, since nothing could be read
        raise (InputError("\n".join(map(str, failures))) if failures else error) from error
    with open_output(output, [*inputs, *filter(None, [translation])]) as stream:
        if to == "json":
            stream.write(to_json(report))
        elif to == "html":
            from glossaries.audit_page import page

            stream.writelines(page(report, ", ".join(Path(name).name for name in inputs)))
        else:
            stream.writelines(to_text(report))
    if failures:
        failures.append(QantaraError(f"{counted(len(failures), 'input')} left out of the audit"))
        raise QantaraError("\n".join(map(str, failures)))
    measured = 100 * (report.accuracy if report.translated else report.name_coverage)
    if fail_under is not None and measured < fail_under:
        raise typer.Exit(GATE)
