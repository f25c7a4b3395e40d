"""String catalogues of Xcode (`.xcstrings`): English is filled in from Arabic sources; all else stays as it is."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from glossaries.arabic import has_arabic
from glossaries.errors import InputError
from mt.documents.model.blocks import Skeleton, text_block
from mt.documents.model.contents import decode, load
from mt.documents.model.document import Document, ReadOptions, kept_notes

_MARK = re.compile(r'"\\u0000(\d+)\\u0000"')
_FORMS = frozenset(("zero", "one", "other"))
"""The plural forms that English may have."""


def read(binary: BinaryIO, name: str, options: ReadOptions) -> Iterator[Document]:
    """The catalogue as one document, ids are its keys. Raises InputError where it is none, or not from Arabic."""
    file = decode(load(binary, name), name)
    try:
        catalogue = json.loads(file.text)
        language, entries = str(catalogue["sourceLanguage"]), catalogue["strings"]
        if not all(isinstance(entry, dict) for entry in entries.values()):
            raise TypeError
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise InputError(f"{name}: no string catalogue of Xcode: mend it there") from None
    if language.partition("-")[0] != "ar":
        raise InputError(
            f"{name}: its source language is {language!r}, not Arabic: give the catalogue of the Arabic app"
        )
    skeleton = Skeleton(name)
    kept = 0
    for key, entry in entries.items():
        forms = entry.get("localizations") or {}
        source = forms.get(language) or {"stringUnit": {"value": key}}
        if entry.get("shouldTranslate") is False:
            continue
        if "en" in forms and not options.overwrite:
            kept += has_arabic(json.dumps(source, ensure_ascii=False))
            continue
        english = _english(source, skeleton, key)
        if "\0" in json.dumps(english, ensure_ascii=False).replace("\\u0000", "\0"):
            entry["localizations"] = {**forms, "en": english}
    written = json.dumps(catalogue, ensure_ascii=False, indent=2, separators=(",", " : "))
    text = _MARK.sub("\0\\1\0", written)
    yield skeleton.document(
        lambda fill, turned: file.encode(fill(text) if skeleton.items else file.text), kept_notes(kept)
    )


def _english(source: Any, skeleton: Skeleton, key: str) -> Any:
    """A localization with marks for its texts."""
    if not isinstance(source, dict):
        return source
    made = {}
    for name, value in source.items():
        if name == "stringUnit" and isinstance(value, dict):
            text = str(value.get("value", ""))
            block = text_block(text, _written, _written(text), key) if has_arabic(text) else None
            made[name] = {"state": "needs_review", "value": skeleton.add(replace(block)) if block else text}
        elif name == "plural" and isinstance(value, dict):
            made[name] = {form: _english(each, skeleton, key) for form, each in value.items() if form in _FORMS}
        else:
            made[name] = _english(value, skeleton, key)
    return made


def _written(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
