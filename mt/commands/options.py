"""Options that several commands share, and the signature that their reports carry."""

from importlib.metadata import version
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from glossaries.glossary import Glossary
    from mt.engine import Options
    from mt.models import Model

Glossaries = Annotated[
    list[str],
    typer.Option(
        "--glossary",
        "-g",
        envvar="QANTARA_GLOSSARY",
        help="A built-in glossary's name or a file (TSV, CSV, TBX); may be given more than once, the later wins; `none` forgets those before it.",
    ),
]

ModelName = Annotated[
    str, typer.Option("--model", "-m", envvar="QANTARA_MODEL", help="A bundled model's name or a model folder.")
]

Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no summary.")]


def signature(model: "Model | None", terms: "Glossary | None", options: "Options | str" = "") -> str:
    """What a result depends on, as sacrebleu signs its scores."""
    parts = [f"qantara:{version('qantara')}"]
    if model:
        parts.append(f"model:{model.name}@{model.hash}")
    parts.append(f"glossary:{terms.name}@{terms.hash}" if terms else "glossary:none")
    return "|".join([*parts, *filter(None, [str(options)])])
