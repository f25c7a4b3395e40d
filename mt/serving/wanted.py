"""The glossary that a request names or brings along."""

import json
from collections.abc import Mapping
from typing import Any

from glossaries.glossary import Glossary, Term
from mt.serving.glossaries import terms_of
from mt.serving.refusal import Refused
from mt.serving.service import Wanted

MOST = 20_000
"""Terms of one request."""


def wanted_in(value: Any) -> list[Wanted]:
    """The glossaries that a field asks for: names, terms with their English, rows of columns, or a list of these.

    In a form it may be JSON, or names with commas between them. Raises Refused or GlossaryError for what is none.
    """
    if value is None or value == "":
        return []
    if isinstance(value, str):
        if value.lstrip().startswith(("{", "[")):
            try:
                return wanted_in(json.loads(value))
            except (ValueError, RecursionError):
                raise Refused(400, "Invalid request: glossary is no JSON") from None
        return [name for each in value.split(",") if (name := each.strip())]
    if isinstance(value, Mapping):
        return [_inline([{"source": source, "target": target} for source, target in value.items()])]
    if isinstance(value, list):
        if any(isinstance(each, Mapping) and "source" in each for each in value):
            return [_inline(value)]
        return [wanted for each in value for wanted in wanted_in(each)]
    raise Refused(400, "Invalid request: glossary must be a name, or terms with their English")


def _inline(rows: list[Any]) -> Glossary:
    if len(rows) > MOST:
        raise Refused(400, f"Invalid request: a glossary of more than {MOST:,} terms: keep it on the server")
    if not all(isinstance(row, Mapping) and all(isinstance(cell, str) for cell in row.values()) for row in rows):
        raise Refused(400, "Invalid request: glossary wants texts for both sides of a term")
    terms: tuple[Term, ...] = terms_of(dict(row) for row in rows)
    return Glossary("inline", terms)
