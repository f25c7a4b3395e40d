"""`qantara glossary suggest`: new terms from documents, as a glossary to edit."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mt.cli.options import Glossaries
from mt.documents.endings import written_as

if TYPE_CHECKING:
    from glossaries.suggest import Suggestion


def suggest(
    inputs: Annotated[
        list[str], typer.Argument(metavar="INPUT", help="Arabic text files, and English ones on the same events.")
    ],
    glossary: Glossaries = [],  # noqa: B006 - typer reads it
    spell: Annotated[
        bool | None,
        typer.Option(
            "--spell/--no-spell",
            help="Also propose the names that no English name sounds like, as the names model spells them. "
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
    from glossaries.arabic import has_arabic
    from glossaries.files import load_all, write
    from glossaries.glossary import Glossary, Term
    from glossaries.match import Matcher
    from glossaries.names import CommonWords
    from glossaries.spell import Speller
    from glossaries.suggest import suggest as suggestions
    from mt.cli.audit import segments_of
    from mt.jobs.output import open_output

    to = written_as(output, None, ("tsv", "csv", "tbx"))
    known = load_all(glossary)
    matcher = Matcher(known) if known else None
    documents = [[text for _, text in segments_of(name)] for name in inputs]
    arabic = [text for texts in documents for text in texts if has_arabic(text)]
    # A line of Latin letters in an Arabic document is no English document.
    english = [text for texts in documents if not any(map(has_arabic, texts)) for text in texts]
    found = suggestions(
        arabic,
        english,
        CommonWords.load(),
        (lambda name: bool(matcher.find(name))) if matcher else (lambda name: False),
        Speller.load(),
        _aligned(arabic, english),
        spell=not english if spell is None else spell,
    )
    terms = [
        Term(each.source, each.target, note=_note(each), origin="suggested" if each.score else "spelled by sound")
        for each in found
    ]
    with open_output(output, inputs) as stream:
        stream.writelines(write(Glossary("suggested", tuple(terms)), output if to else None))


def _note(found: "Suggestion") -> str:
    """How sure a suggestion is, how often its sides are in the documents, and some words around them."""
    times = f"{found.source_count}+{found.target_count}" if found.score else found.source_count
    seen = [
        _around(text, name) for text, name in zip(found.evidence, (found.source, found.target), strict=True) if text
    ]
    return "; ".join([f"score {found.score}"] * bool(found.score) + [f"{times} times", " / ".join(seen)])


def _around(text: str, name: str, width: int = 40) -> str:
    """The words of `text` up to `width` characters before and after a name in it."""
    at = max(text.find(name), 0)
    words = text[max(at - width, 0) : at + len(name) + width].split()
    cut = (at > width, at + len(name) + width < len(text))
    return " ".join(["…"] * cut[0] + words[cut[0] : len(words) - cut[1]] + ["…"] * cut[1])


def _aligned(arabic: list[str], english: list[str]) -> list[tuple[str, str]]:
    """The segments that tell the same, as far as the lexicon and the names show."""
    from align.evidence import Knowledge, gather
    from align.lexicon import Lexicon
    from align.matching import comparable

    if not arabic or not english:
        return []
    beads = comparable(gather(arabic, english, Knowledge.of(Lexicon.bundled())))
    return [(arabic[i], english[j]) for bead in beads for i in bead.sources for j in bead.targets]
