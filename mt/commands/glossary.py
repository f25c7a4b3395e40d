"""`qantara glossary`: look at glossaries."""

from typing import Annotated

import typer

app = typer.Typer(help="Look at glossaries.", no_args_is_help=True)


@app.command("list")
def list_() -> None:
    """The built-in glossaries and how many terms each has."""
    from glossaries.files import builtin, load

    for name in builtin():
        print(f"{name}\t{len(load(name).terms)} terms")


@app.command("show")
def show(name: Annotated[str, typer.Argument(help="A built-in glossary's name or a TSV file.")]) -> None:
    """The terms of a glossary, as TSV."""
    from glossaries.files import load, to_tsv
    from mt.output import open_output

    with open_output(None) as stream:
        stream.writelines(to_tsv(load(name)))
