"""`qantara model`: look at translation models."""

from pathlib import Path
from typing import Annotated

import typer

from glossaries.errors import QantaraError

app = typer.Typer(help="Look at translation models.", no_args_is_help=True)


@app.command("list")
def list_() -> None:
    """The bundled models."""
    from mt.models import bundled, find
    from mt.output import open_output

    lines = []
    for name in bundled():
        found = find(name)
        size = sum(path.stat().st_size for path in found.folder.iterdir())
        lines.append(f"{name}\t{size / 1e6:.1f} MB\t{found.hash}\t{found.card.get('summary', '')}\n")
    with open_output(None) as stream:
        stream.writelines(lines)


@app.command("info")
def info(name: Annotated[str, typer.Argument(help="A bundled model's name or a model folder.")]) -> None:
    """A model's card: what it was made from, its licences and its scores."""
    from mt.models import find
    from mt.output import open_output

    found = find(name)
    card = found.folder / "card.toml"
    with open_output(None) as stream:
        stream.write(f"folder = {str(found.folder)!r}\nhash = {found.hash!r}\n")
        stream.write(card.read_text(encoding="utf-8") if card.is_file() else "# no card.toml\n")


@app.command()
def train(
    recipe: Annotated[Path, typer.Argument(help="A recipe like mt/training/ar-en.toml.")],
    out: Annotated[Path, typer.Argument(help="The model folder to write.")],
    data: Annotated[
        list[Path],
        typer.Option(
            "--data",
            help="A folder with files of the recipe, `NAME.tsv` or `NAME.tsv.xz`; may be given more than once.",
        ),
    ],
    work: Annotated[Path, typer.Option("--work", help="A folder for what the stages leave behind.")],
    hours: Annotated[float, typer.Option("--hours", min=0.0, help="Wall time of the training loop.")] = 3.0,
    device: Annotated[str, typer.Option("--device", help="cpu or cuda.")] = "cpu",
    init: Annotated[
        Path | None, typer.Option("--init", help="A model folder to start from, made by the same recipe.")
    ] = None,
) -> None:
    """Train a model by a recipe; a run that was stopped goes on. Needs the `training` extra."""
    try:
        import torch  # noqa: F401
    except ModuleNotFoundError:
        raise QantaraError("training needs PyTorch: install qantara with its extra, `qantara[training]`") from None
    from mt.training.recipe import Recipe, make

    make(Recipe.read(recipe), data, work, out, hours, device, init)
