"""qantara: Arabic-to-English translation and alignment that keeps names straight and shows the evidence.

>>> import qantara
>>> translator = qantara.Translator("ar-en", glossary=["karabakh"])
>>> translator("وصل الوفد إلى لاتشين.").target  # doctest: +SKIP
'The delegation arrived in Lachin.'

The names here are all of the public interface. Each is loaded when it is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from align.bitext import Bead, Finding, Link, SegmentPair, TermDecision
    from glossaries.errors import (
        GlossaryError,
        InputError,
        ModelError,
        OutputError,
        QantaraError,
        UsageError,
    )
    from glossaries.glossary import Glossary, Term
    from mt.api.alignment import Alignment, align
    from mt.api.auditing import audit
    from mt.api.reviewing import review
    from mt.api.scoring import score
    from mt.api.suggesting import suggest
    from mt.api.translator import TranslatedDocument, Translator

_HOMES = {
    "align.bitext": ("Bead", "Finding", "Link", "SegmentPair", "TermDecision"),
    "glossaries.errors": ("GlossaryError", "InputError", "ModelError", "OutputError", "QantaraError", "UsageError"),
    "glossaries.glossary": ("Glossary", "Term"),
    "mt.api.alignment": ("Alignment", "align"),
    "mt.api.auditing": ("audit",),
    "mt.api.reviewing": ("review",),
    "mt.api.scoring": ("score",),
    "mt.api.suggesting": ("suggest",),
    "mt.api.translator": ("TranslatedDocument", "Translator"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Alignment",
    "Bead",
    "Finding",
    "Glossary",
    "GlossaryError",
    "InputError",
    "Link",
    "ModelError",
    "OutputError",
    "QantaraError",
    "SegmentPair",
    "Term",
    "TermDecision",
    "TranslatedDocument",
    "Translator",
    "UsageError",
    "__version__",
    "align",
    "audit",
    "review",
    "score",
    "suggest",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("qantara")
    if name in _HOME_OF:
        found = globals()[name] = getattr(import_module(_HOME_OF[name]), name)
        return found
    raise AttributeError(f"module 'qantara' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
