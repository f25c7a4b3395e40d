"""`qantara model`: look at translation models."""

from typing import Annotated

import typer

app = typer.Typer(help="Look at translation models.", no_args_is_help=True)


@app.command("list")
def list_() -> None:
    """The bundled models."""
    from mt.models import bundled, find

    for name in bundled():
        found = find(name)
        size = sum(path.stat().st_size for path in found.folder.iterdir())
        print(f"{name}\t{size / 1e6:.1f} MB\t{found.hash}\t{found.card.get('summary', '')}")


@app.command("info")
def info(name: Annotated[str, typer.Argument(help="A bundled model's name or a model folder.")]) -> None:
    """A model's card: what it was made from, its licences and its scores."""
    from mt.models import find

    found = find(name)
    print(f"folder = {str(found.folder)!r}\nhash = {found.hash!r}")
    card = found.folder / "card.toml"
    print(card.read_text(encoding="utf-8") if card.is_file() else "# no card.toml", end="")
