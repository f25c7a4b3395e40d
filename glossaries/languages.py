"""Which language a code means, however it is written."""

from typing import Literal

_VARIETIES = (
    "aao abh abv acm acq acw acx acy adf aeb aec afb ajp apc apd arq ars ary arz auz avl ayh ayl ayn ayp pga shu ssh"
)
"""The varieties of Arabic that ISO 639-3 counts to the language: `ars` is that of Najd, `arz` that of Egypt."""
_CODES: dict[str, Literal["ar", "en"]] = {
    **dict.fromkeys(("ar", "ara", "arb", "arabic", *_VARIETIES.split()), "ar"),
    **dict.fromkeys(("en", "eng", "english"), "en"),
}


def language_of(code: str) -> Literal["ar", "en", ""]:
    """`ar` or `en` for what begins with a code of Arabic or English (BCP 47, ISO 639, `ar_SA`) or is its name; empty for others."""
    return _CODES.get(code, "") or _CODES.get(code.strip().lower().replace("_", "-").partition("-")[0], "")
