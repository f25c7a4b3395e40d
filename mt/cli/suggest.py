"""`qantara glossary suggest`: new terms from documents, as a glossary to edit."""

from pathlib import Path
from typing import Annotated

import typer

from glossaries.errors import QantaraError
from mt.cli.options import Glossaries
from mt.cli.telling import tell
from mt.documents.endings import written_as


def suggest(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT", help="Arabic documents, and English ones on the same events; folders or patterns."
        ),
    ],
    glossary: Glossaries = [],  # noqa: B006 - typer reads it
    spell: Annotated[
        bool | None,
        typer.Option(
            "--spell/--no-spell",
            help="Also propose the names that no English name sounds like: as built-in glossaries and lists of names "
            "have them, else by their sound. "
            "Default: where there is no English text.",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="A file; .tsv, .csv or .tbx says what to write. Default: standard output."),
    ] = None,
) -> None:
    """Propose terms: Arabic names paired with English ones by their sound, the best first, with evidence.

    Which input is Arabic and which English is seen from its letters. The documents need not be translations of
    each other. Names that a glossary given with -g knows are left out.
    """
    from glossaries.files import write
    from mt.api.suggesting import suggest as suggested
    from mt.jobs.output import open_output
    from mt.jobs.plan import several

    to = written_as(output, None, ("tsv", "csv", "tbx"))
    failures: list[QantaraError] = []
    found = suggested(
        *inputs,
        glossary=glossary,
        spell=spell,
        on_error=failures.append if several(inputs) else None,
        on_note=tell,
    )
    if found.terms or not failures:
        with open_output(output, inputs) as stream:
            stream.writelines(write(found, output if to else None))
    if failures:
        raise QantaraError("\n".join(map(str, failures)))
