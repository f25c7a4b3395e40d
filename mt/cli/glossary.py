"""`qantara glossary`: look at glossaries, check them, turn one format into another."""

from pathlib import Path
from typing import Annotated

import typer

from glossaries.tbx import Dialect
from mt.cli.options import counted
from mt.cli.telling import tell

app = typer.Typer(help="Look at glossaries, check and convert them.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="A built-in glossary's name, or a TSV, CSV or TBX file.")]
SkipBadRows = Annotated[
    bool, typer.Option("--skip-bad-rows", help="Go on without the rows that are no terms, and only name them.")
]


@app.command("list")
def list_() -> None:
    """The built-in glossaries and how many terms each has."""
    from glossaries.files import builtin, load
    from mt.jobs.output import open_output

    lines = []
    for name in builtin():
        lines.append(f"{name}\t{counted(len(load(name).terms), 'term')}\n")
    with open_output(None) as stream:
        stream.writelines(lines)


@app.command("show")
def show(name: Name) -> None:
    """The terms of a glossary, as TSV."""
    from glossaries.files import load, to_tsv
    from mt.jobs.output import open_output

    with open_output(None) as stream:
        stream.writelines(to_tsv(load(name)))


@app.command("check")
def check(
    file: Name,
    json: Annotated[bool, typer.Option("--json", help="One JSON object instead of lines.")] = False,
    skip_bad_rows: SkipBadRows = False,
) -> None:
    """What is wrong in a glossary, line by line, and what its columns are taken for. Ends with 1 where there are errors.

    With --skip-bad-rows, rows that are no terms are named but are no errors.
    """
    from json import dumps

    from glossaries.check import check as problems_of
    from glossaries.files import parse_file
    from mt.jobs.output import open_output

    parsed = parse_file(file)
    bad_rows = set(parsed.problems)
    problems = [
        problem._replace(error=problem.error and not (skip_bad_rows and problem in bad_rows))
        for problem in problems_of(parsed)
    ]
    errors = sum(problem.error for problem in problems)
    with open_output(None) as stream:
        if json:
            report = {
                "glossary": parsed.name,
                "terms": len(parsed.terms),
                "columns": [column._asdict() for column in parsed.columns],
                "notes": list(parsed.notes),
                "errors": errors,
                "warnings": len(problems) - errors,
                "problems": [problem._asdict() for problem in problems],
            }
            stream.write(dumps(report, ensure_ascii=False) + "\n")
        else:
            if parsed.columns:
                header = "" if any(column.name for column in parsed.columns) else "no header; "
                stream.write(f"{parsed.name}: {header}columns: {', '.join(map(str, parsed.columns))}\n")
            for note in parsed.notes:
                stream.write(f"{parsed.name}: {note}\n")
            for line, why, error in problems:
                stream.write(f"{parsed.name}:{line}: {'' if error else 'warning: '}{why}\n")
            stream.write(
                ", ".join(
                    map(counted, (len(parsed.terms), errors, len(problems) - errors), ("term", "error", "warning"))
                )
                + "\n"
            )
    if errors:
        raise typer.Exit(1)


@app.command("convert")
def convert(
    source: Annotated[str, typer.Argument(metavar="IN", help="A built-in glossary's name, or a TSV, CSV or TBX file.")],
    output: Annotated[Path, typer.Argument(metavar="OUT", help="A file; .tsv, .csv or .tbx says what to write.")],
    dialect: Annotated[Dialect, typer.Option("--dialect", help="Of TBX.")] = Dialect.basic,
    skip_bad_rows: SkipBadRows = False,
) -> None:
    """Write a glossary in another format. The columns match and priority are lost in TBX."""
    from glossaries.files import parse_file, write
    from mt.jobs.output import open_output

    parsed = parse_file(source)
    tell(*(f"{parsed.name}: {note}" for note in parsed.notes))
    for problem in parsed.problems if skip_bad_rows else parsed.sound().problems:
        tell(f"{parsed.name}:{problem.line}: {problem.why}: left out")
    lines = write(parsed.glossary(Path(source).stem), output, dialect)
    with open_output(output, [source]) as stream:
        stream.writelines(lines)
