"""COMET (Rei et al. 2022) by its own package, for those who have it and a model."""

from collections.abc import Sequence
from pathlib import Path

from glossaries.errors import ModelError


def comet_scores(
    checkpoint: Path, sources: Sequence[str], references: Sequence[str], outputs: Sequence[Sequence[str]], gpus: int = 0
) -> list[float]:
    """The system score of each output, against one reference.

    `checkpoint` is a model's .ckpt file or the folder that COMET's download made. Raises ModelError where the
    package or the model is missing: nothing is downloaded.
    """
    try:
        from comet import load_from_checkpoint
    except ModuleNotFoundError:
        raise ModelError("COMET needs its own package: pip install unbabel-comet") from None
    if checkpoint.is_dir():
        checkpoint = next(checkpoint.rglob("*.ckpt"), checkpoint)
    if not checkpoint.is_file():
        raise ModelError(f"{checkpoint}: no COMET model: give its .ckpt file or its folder")
    model = load_from_checkpoint(str(checkpoint), local_files_only=True)
    scores = []
    for texts in outputs:
        samples = [
            {"src": source, "mt": text, "ref": reference}
            for source, text, reference in zip(sources, texts, references, strict=True)
        ]
        scores.append(float(model.predict(samples, batch_size=8, gpus=gpus, progress_bar=False).system_score))
    return scores
