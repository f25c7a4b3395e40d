"""Which language a code means, however it is written."""

from typing import Literal

_CODES: dict[str, Literal["ar", "en"]] = {"ar": "ar", "ara": "ar", "arb": "ar", "en": "en", "eng": "en"}


def language_of(code: str) -> Literal["ar", "en", ""]:
    """`ar` or `en` for what begins with a code of Arabic or English (BCP 47, ISO 639, `ar_SA`); empty for others."""
    return _CODES.get(code, "") or _CODES.get(code.strip().lower().replace("_", "-").partition("-")[0], "")
