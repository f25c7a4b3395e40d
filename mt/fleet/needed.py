"""Libraries that an extra brings."""

from collections.abc import Iterator
from contextlib import contextmanager

from glossaries.errors import UsageError


@contextmanager
def needed(extra: str = "fleet") -> Iterator[None]:
    """Says which extra is lacking where an import inside fails."""
    try:
        yield
    except ImportError as error:
        raise UsageError(f"this needs more packages ({error.name}): pip install 'qantara[{extra}]'") from None
