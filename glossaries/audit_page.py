"""An audit as one self-contained HTML page."""

from collections.abc import Iterator
from importlib.resources import files

from glossaries.audit import Audit


def page(report: Audit, title: str) -> Iterator[str]:
    """The page, in chunks. It loads nothing from anywhere."""
    from jinja2 import Environment

    source = files("glossaries").joinpath("audit.html.j2").read_text(encoding="utf-8")
    template = Environment(autoescape=True, trim_blocks=True).from_string(source)
    return template.stream(report=report, title=title, signature=report.signature)
