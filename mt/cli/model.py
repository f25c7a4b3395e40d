"""`qantara model`: look at models, bring public ones, train one's own."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from glossaries.errors import ModelError, QantaraError
from mt.cli.options import Quiet
from mt.cli.telling import tell
from mt.models.options import Device, Quantisation

if TYPE_CHECKING:
    from mt.models.store import Model

app = typer.Typer(help="Look at models, bring public ones, train one's own.", no_args_is_help=True)

StoredIn = Annotated[
    Quantisation | None,
    typer.Option("--quantization", "--quantisation", help="What to store the weights in. Default: int8."),
]


@app.command("list")
def list_() -> None:
    """The models that are here: the bundled ones, then those that were pulled."""
    from mt.jobs.output import open_output
    from mt.models.store import fingerprint, folder_of, read_card, shown

    lines = []
    for name in shown():
        try:
            folder = folder_of(name)
            card = read_card(folder)
            size = sum(path.stat().st_size for path in folder.iterdir())
            said = card.get("languages")
            languages = "-".join(map(str, said)) if isinstance(said, list) else ""
            parts = (f"{size / 1e6:.1f} MB", fingerprint(folder, card), languages, str(card.get("summary", "")))
        except (ModelError, OSError) as error:  # the others can be listed all the same
            parts = ("", "", "", f"cannot be used: {error}")
        lines.append(" ".join(name.split()) + "".join(f"\t{' '.join(part.split())}" for part in parts) + "\n")
    with open_output(None) as stream:
        stream.writelines(lines)


@app.command("info")
def info(name: Annotated[str, typer.Argument(help="A model's name or a model folder.")]) -> None:
    """A model's card: what it was made from, its licences and scores. Ends with 1 where its files are damaged."""
    from mt.jobs.output import open_output
    from mt.models.store import damage, fingerprint, folder_of

    folder = folder_of(name)
    card = folder / "card.toml"
    broken = damage(folder)
    state = "no checksum" if broken is None else f"damaged: {', '.join(broken)}" if broken else "as its card says"
    size = sum(path.stat().st_size for path in folder.iterdir())
    with open_output(None) as stream:
        stream.write(f"folder = {str(folder)!r}\nhash = {fingerprint(folder)!r}\n")
        stream.write(f"size = '{size / 1e6:.1f} MB'\nchecksums = {state!r}\n")
        stream.write(card.read_text(encoding="utf-8") if card.is_file() else "# no card.toml\n")
    if broken:
        raise ModelError(
            f"{folder}: damaged: {', '.join(broken)} does not have the checksum of card.toml: get it again"
        )


@app.command()
def pull(
    model: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="A model's name on the Hugging Face hub, such as Helsinki-NLP/opus-mt-ar-en, or a folder.",
        ),
    ],
    name: Annotated[
        str | None, typer.Option("--name", help="What to call it here. Default: as it is called there.")
    ] = None,
    quantisation: StoredIn = None,
    revision: Annotated[str | None, typer.Option("--revision", help="A branch, tag or commit on the hub.")] = None,
    quiet: Quiet = False,
) -> None:
    """Download a model, convert it, and keep it for use by its name (`-m NAME`), with no network from then on.

    OPUS-MT, NLLB-200, M2M-100 and MADLAD-400, from transformers, Marian or CTranslate2 files. HF_HOME says
    where downloads are kept; with HF_HUB_OFFLINE=1 only those are used.
    """
    from mt.models.hub import pull as pulled

    _report(pulled(model, name, quantisation, revision, progress=not quiet and sys.stderr.isatty()), quiet)


@app.command()
def convert(
    source: Annotated[
        Path, typer.Argument(metavar="DIR", help="A folder with a transformers, Marian or CTranslate2 model.")
    ],
    output: Annotated[Path, typer.Argument(metavar="OUT", help="The model folder to write.")],
    quantisation: StoredIn = None,
    quiet: Quiet = False,
) -> None:
    """Make a model folder, for `-m FOLDER`, from a published one."""
    from mt.models.convert import convert as converted

    _report(converted(source, output, quantisation), quiet)


@app.command()
def remove(name: Annotated[str, typer.Argument(help="A pulled model's name.")], quiet: Quiet = False) -> None:
    """Delete a pulled model. What the hub's own cache has of it stays there."""
    from mt.models.store import remove as removed

    folder = removed(name)
    if not quiet:
        tell(f"removed {folder}")


def _report(model: "Model", quiet: bool) -> None:
    if not quiet:
        tell(model.card.get("summary", model.name))
        tell(f"licence: {model.card.get('licence', 'not stated')}")
        tell(f"written to {model.folder}")


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
    device: Annotated[
        Device, typer.Option("--device", help="Where to train; auto: on CUDA where that is.")
    ] = Device.cpu,
    init: Annotated[
        Path | None, typer.Option("--init", help="A model folder to start from, made by the same recipe.")
    ] = None,
) -> None:
    """Train a model by a recipe; a run that was stopped goes on. Needs the `training` extra."""
    try:
        import torch
    except ModuleNotFoundError:
        raise QantaraError("training needs PyTorch: install qantara with its extra, `qantara[training]`") from None
    from mt.training import names
    from mt.training import recipe as sentences

    if device is Device.auto:
        device = Device.cuda if torch.cuda.is_available() else Device.cpu
    kind = names if names.is_recipe(recipe) else sentences
    kind.make(kind.Recipe.load(recipe), data, work, out, hours, device.value, init)
