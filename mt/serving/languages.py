"""The languages that a server translates between, and which one a text is in."""

import re
from typing import NamedTuple

from glossaries.languages import language_of
from mt.serving.options import ServerOptions
from mt.serving.refusal import Refused

NAMES = {"ar": "Arabic", "en": "English", "es": "Spanish"}
AUTO = "auto"
_ARABIC = re.compile("[\u0621-\u064a\u066e-\u06d3\u0750-\u077f\u08a0-\u08c7\ufb50-\ufdfb\ufe70-\ufefc]")
_LETTER = re.compile(r"[^\W\d_]")


class Detected(NamedTuple):
    """A language, and the share of the letters that are of its script, in percent."""

    language: str
    confidence: float


def detected(text: str) -> list[Detected]:
    """The languages that a text may be in, the likeliest first. Without letters it may as well be English."""
    letters = len(_LETTER.findall(text))
    arabic = len(_ARABIC.findall(text))
    shares = Detected("ar", round(100 * arabic / max(letters, 1), 1)), Detected("en", 0.0)
    shares = shares[0], Detected("en", round(100.0 - shares[0].confidence if letters else 0.0, 1))
    found = sorted((each for each in shares if each.confidence), key=lambda each: -each.confidence)
    return found or [Detected("en", 0.0)]


def targets(options: ServerOptions) -> dict[str, list[str]]:
    """The languages, each with those that it can be turned into. A language is also given back as it is."""
    found = {"ar": ["ar", "en"], "en": ["en"]}
    if options.echo:
        source, target = options.echo
        found.setdefault(source, [source]).append(target)
        found.setdefault(target, [target])
    return found


def translates(source: str, target: str, options: ServerOptions) -> bool:
    """Whether texts are translated from one language to another, and not given back as they are.

    Raises Refused where a language is not known, or cannot be turned into the other.
    """
    known = targets(options)
    ends = []
    for code in (source, target):
        code = code.strip().lower()
        plain = code if code in known else language_of(code)
        if plain not in known:
            raise Refused(400, f"{code[:30]} is not supported")
        ends.append(plain)
    if ends[1] not in known[ends[0]]:
        one, other = ends
        raise Refused(400, f"{NAMES[other]} ({other}) is not available as a target language from {NAMES[one]} ({one})")
    return ends == ["ar", "en"]
