"""The names of the metrics. Nothing here loads sacrebleu."""

from enum import StrEnum


class MetricName(StrEnum):
    """Metrics as sacrebleu calls them."""

    bleu = "BLEU"
    chrf = "chrF2"
    chrf_plus = "chrF2++"
    ter = "TER"
