"""Which column, or which key, holds the source text and which its translation."""

PAIRS = (
    ("source", "target"),
    ("src", "tgt"),
    ("translation.ar", "translation.en"),
    ("arabic", "english"),
    ("ar", "en"),
    ("text", "translation"),
)
"""Names that tables use, and the name of the translation that goes with each."""


def target_for(source: str) -> str:
    """The usual name of the translation of what is called `source`."""
    return next((target for name, target in PAIRS if name == source.lower()), "target")
