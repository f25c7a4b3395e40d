"""Options that several commands share."""

from typing import Annotated

import typer

from mt.models.options import ComputeType, Device

Glossaries = Annotated[
    list[str],
    typer.Option(
        "--glossary",
        "-g",
        help="A built-in glossary's name or a file (TSV, CSV, TBX); may be given more than once, the later wins; `none` forgets those before it.",
    ),
]

ModelName = Annotated[str, typer.Option("--model", "-m", help="A bundled or pulled model's name, or a model folder.")]


DeviceName = Annotated[
    Device, typer.Option("--device", help="Where to compute; auto: on CUDA where that works, else on the CPU.")
]

ComputeTypeName = Annotated[
    ComputeType,
    typer.Option(
        "--compute-type", help="What to compute in; default: what the model was stored in, auto: what is fastest here."
    ),
]

Threads = Annotated[int, typer.Option("--threads", min=0, help="Processor threads; 0: as many as there are.")]

BatchSize = Annotated[
    int,
    typer.Option("--batch-size", min=0, help="Pieces decoded at once; less takes less memory; 0: as suits the device."),
]

GuardCells = Annotated[
    bool,
    typer.Option(
        "--guard-cells", help="In TSV, put ' before texts that begin with = + - @, so that no spreadsheet runs them."
    ),
]

Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no summary.")]


def counted(number: int, noun: str) -> str:
    """`1 term`, `2,000 terms`."""
    return f"{number:,} {noun}{'s' * (number != 1)}"
