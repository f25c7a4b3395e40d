"""`qantara glossary suggest`: new terms from documents, as a glossary to edit."""

from pathlib import Path
from typing import Annotated

import typer

from mt.commands.options import Glossaries


def suggest(
    inputs: Annotated[
        list[str], typer.Argument(metavar="INPUT", help="Arabic text files, and English ones on the same events.")
    ],
    glossary: Glossaries = [],  # noqa: B006 - typer reads it
    spell: Annotated[
        bool, typer.Option("--spell", help="Let the model spell the names that no English name sounds like.")
    ] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A file. Default: standard output.")] = None,
) -> None:
    """Propose terms: Arabic names paired with English ones by their sound, the best first, with evidence.

    Which input is Arabic and which English is seen from its letters. The documents need not be translations of
    each other. Names that a glossary given with -g knows are left out.
    """
    from glossaries.arabic import has_arabic
    from glossaries.files import load_all, to_tsv
    from glossaries.glossary import Glossary, Term
    from glossaries.match import Matcher
    from glossaries.names import CommonWords
    from glossaries.suggest import suggest as suggestions
    from mt.commands.audit import segments_of, speller
    from mt.output import open_output

    known = load_all(glossary)
    matcher = Matcher(known) if known else None
    texts = [text for name in inputs for _, text in segments_of(name)]
    found = suggestions(
        [text for text in texts if has_arabic(text)],
        [text for text in texts if not has_arabic(text)],
        CommonWords.load(),
        (lambda name: bool(matcher.find(name))) if matcher else (lambda name: False),
        speller() if spell else None,
    )
    terms = [
        Term(
            each.source,
            each.target,
            note=f"score {each.score}, {each.source_count}+{each.target_count} times; {' / '.join(filter(None, each.evidence))}".replace(
                "\t", " "
            ),
            origin="suggested",
        )
        for each in found
    ]
    with open_output(output, inputs) as stream:
        stream.writelines(to_tsv(Glossary("suggested", tuple(terms))))
