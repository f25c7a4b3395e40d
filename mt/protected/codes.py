"""Numbers and codes of things: of phones, accounts, goods, versions, places. Nobody counts with them.

Each pattern goes with a test of what it found.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache

from align.bitext import Span
from glossaries.arabic import folded

_D = "[0-9٠-٩]"
_ALONE = r"(?<![\w.,/+-])"
_END = r"(?!\w)"
_SUSPECT = re.compile(r"[0-9٠-٩¹²³⁰-₎¼-¾⅐-⅞/\\+#.]")
SUMS = re.compile(rf"(?<![\w.,/+-]){_D}{{1,3}}(?:[ \xa0\u202f]{_D}{{3}}){{1,6}}(?![\w-]|[ \xa0\u202f]{_D})")
"""Numbers with spaces between thousands."""


def _always(text: str) -> bool:
    return True


def _is_iban(text: str) -> bool:
    """Whether the check digits are right (ISO 13616: modulo 97)."""
    plain = text.replace(" ", "")
    return 15 <= len(plain) <= 34 and int("".join(str(int(char, 36)) for char in plain[4:] + plain[:4])) % 97 == 1


def _is_code(text: str) -> bool:
    """Whether letters and digits are mixed as in no word: COVID-19 and F-16 are words."""
    digits = sum(map(str.isdigit, text))
    letters = sum(map(str.isalpha, text))
    if not letters or not digits:
        return False
    mixed = len(text) >= 20 and text.lower() != text != text.upper()
    return len(text) >= 7 and (digits >= 4 or mixed)


def _is_network(text: str) -> bool:
    """Whether it is an address of hardware or of a network, and no time."""
    groups = text.split(":")
    return "" in groups or len(groups) == 8 or (len(groups) == 6 and all(len(group) == 2 for group in groups))


def _is_phone(text: str) -> bool:
    return sum(map(str.isdigit, text)) >= 5


def _is_written(text: str) -> bool:
    """Whether letters or digits go with what is raised, or it is a fraction: ² alone is the mark of a note."""
    return text.strip("¹²³") != ""


def _is_long(text: str) -> bool:
    """Whether digits in groups are too many for a date or a sum."""
    digits = [char for char in text if char.isdigit()]
    if text[0] in "(0٠" and not text.isdigit():
        return len(digits) >= 7
    return len(digits) >= 9 and not (text[0] != "0" and text.isdigit() and text.endswith("000"))


_PHONE = """هاتف|الهاتف|هاتفي|تلفون|التلفون|تليفون|جوال|الجوال|جوالي|موبايل|الموبايل|محمول|واتساب|الواتساب|فاكس|الفاكس
|رقمي|رقمنا|اتصل|اتصلوا|للتواصل|للحجز|للاستفسار|بالرقم|الرقم|رقم"""
_NUMBER = rf"{_D}{{1,15}}(?:[.,٫٬]{_D}{{1,15}}){{0,6}}"
_MONEY = "[€£¥₪₺₹₽\ufdfc]"
_RAISED = "¹²³⁰-₎¼-¾⅐-⅞"
_NO_LATIN = r"(?<![^\W\u0600-\u065f\u066a-\u06ff])"

_CODES = (
    # accounts: SA03 8000 0000 6080 1016 7519
    (rf"{_ALONE} (?P<code> [A-Z]{{2}}\d{{2}} (?:[ ]?[A-Z\d]{{4}}){{2,7}} (?:[ ]?[A-Z\d]{{1,4}})? ) {_END}", _is_iban),
    # UUIDs, and addresses of networks: 00:1A:2B:3C:4D:5E, fe80::1ff:fe23
    (rf"{_ALONE} (?P<code> [\da-fA-F]{{8}}-(?:[\da-fA-F]{{4}}-){{3}}[\da-fA-F]{{12}} ) {_END}", _always),
    (r"(?<![\w:]) (?P<code> (?:[\da-fA-F]{1,4}:{1,2}){3,7}[\da-fA-F]{1,4} ) (?![\w:])", _is_network),
    # phones: +967 4 251234, (04) 251-234, رقم 777 123 456
    (rf"(?<![\w+]) (?P<code> \+{_D}{{1,4}} (?:[ \xa0().-]{{0,2}}{_D}{{1,12}}){{1,6}} ) {_END}", _always),
    (
        rf"""(?:{_PHONE}) [ :]{{1,3}} (?:(?:رقم|على|هو|:)[ :]{{1,2}})?
        (?P<code> \(?{_D}{{2,15}}\)? (?:[ /-]{_D}{{2,8}}){{0,5}} ) {_END}""",
        _is_phone,
    ),
    (rf"{_ALONE} (?P<code> \(?[0٠]{_D}{{1,4}}\)? (?:[ -]{_D}{{2,8}}){{1,4}} ) {_END}", _is_long),
    # cards, ISBN, long numbers of things: 4111 1111 1111 1111, 978-9953-9-1234-5
    (
        rf"""{_ALONE} (?P<code>
        \(?{_D}{{2,4}}\)[ ]?{_D}{{1,8}}(?:[ -]{_D}{{1,8}}){{1,4}}
        | {_D}{{4}}(?:[ -]{_D}{{4}}){{2,4}} | {_D}{{1,6}}(?:-{_D}{{1,7}}){{2,6}} | {_D}{{9,40}} ) {_END}""",
        _is_long,
    ),
    # versions and servers: v2.10.3, 192.168.10.25/24
    (
        rf"""{_ALONE} (?P<code> [vV]?\d{{1,4}}(?:\.\d{{1,5}}){{2,4}}(?:-[\w.]{{1,20}}|/\d{{1,2}})?
        | [vV]\d{{1,4}}(?:\.\d{{1,5}}){{0,4}} ) {_END}""",
        _always,
    ),
    # languages of programs, which look like marks: C++, C#, .NET
    (r"(?<![A-Za-z\d]) (?P<code> [A-Za-z]\+\+ | [A-Za-z]\# | \.NET ) (?!\w)", _always),
    # paths of files
    (
        r"""(?<![\w\\]) (?P<code> (?:[A-Za-z]:|\\\\[\w.-]{1,60})\\[^\s\"<>|؟،›»]{0,300}
        | (?:~|\.{1,2})?/(?:[A-Za-z\d._-]{1,60}/){1,20}[A-Za-z\d._-]{0,60} )""",
        lambda text: any(map(str.isalnum, text)),
    ),
    # places: 24.7136° N, 24.7136, 46.6753
    (
        rf"""{_ALONE} (?P<code> {_D}{{1,3}}(?:[.٫]{_D}{{1,8}})?°
        (?:\s?{_D}{{1,2}}(?:[.٫]{_D}{{1,6}})?['′] (?:\s?{_D}{{1,2}}(?:[.٫]{_D}{{1,6}})?(?:[\"″]|''))? )? \s?[NSEW]
        | -?{_D}{{1,3}}[.٫]{_D}{{4,10}}[،,]\s?-?{_D}{{1,3}}[.٫]{_D}{{4,10}} ) {_END}""",
        _always,
    ),
    # days and times: 12/05/2024, 10:30, 2024-05-12T10:30:00Z
    (
        rf"""{_ALONE} (?P<code> {_D}{{4}}-{_D}{{2}}-{_D}{{2}}(?:T{_D}{{2}}:{_D}{{2}}(?::{_D}{{2}}(?:\.{_D}{{1,9}})?)?
        (?:Z|[+-]{_D}{{2}}:?{_D}{{2}})?)? | {_D}{{1,2}}/{_D}{{1,2}}/{_D}{{2,4}} | {_D}{{1,2}}:{_D}{{2}}(?::{_D}{{2}})? ) {_END}""",
        _always,
    ),
    # sums whose sign models do not know, and paragraphs: €50, §5
    (rf"(?P<code> (?:{_MONEY}|[§¶№])\s?{_NUMBER} ) {_END} | {_ALONE} (?P<after> {_NUMBER}\s?{_MONEY} )", _always),
    # sums and scales: 3×10, 2^8, 3 + 4 = 7
    (rf"{_ALONE} (?P<code> {_NUMBER}(?:\s?[×÷^·=+*<>≤≥±]\s?{_NUMBER}){{1,8}} ) {_END}", _always),
    # plates of cars: أ ب ج ١٢٣٤
    (rf"(?<!\w) (?P<code> (?:[ء-ي]ـ?\s){{3}}\s?{_D}{{1,4}} | {_D}{{1,4}}(?:\s[ء-ي]ـ?){{3}} ) {_END}", _always),
    # what is raised or lowered, and fractions: x², H₂O, ½, and as Markdown writes it: H~2~O
    (rf"{_NO_LATIN} (?P<code> [A-Za-z\d]{{1,40}}(?:[~^][A-Za-z\d+-]{{1,9}}[~^]){{1,5}}[A-Za-z\d]{{0,40}} )", _always),
    (
        rf"{_NO_LATIN} (?P<code> (?:[A-Za-z]{{1,9}}=)?[A-Za-z\d]{{0,40}}[{_RAISED}][A-Za-z\d{_RAISED}]{{0,40}} ) (?<!^[¹²³])",
        _is_written,
    ),
    # all else that mixes letters and digits: INV-2024-00017, e3b0c44298fc1c14
    (
        rf"""{_NO_LATIN} (?P<code> (?:[A-Za-z\d]{{1,200}}[-_/+.=:~^]{{1,2}}){{0,20}}[A-Za-z\d]{{1,500}}=?=? )
        (?![-+/]?[A-Za-z\d])""",
        _is_code,
    ),
)


_UNITS = {"م": "m", "متر": "m", "كم": "km", "كلم": "km", "سم": "cm", "مم": "mm", "ملم": "mm", "°م": "°C", "°ف": "°F"}
_MEASURE = re.compile(
    rf"(?P<before>(?:عام|سنة|السنة|العام)\s)?(?P<number>(?<![\w.,/:])[-−+]?{_D}{{1,15}}(?:[.,٫٬]{_D}{{1,15}}){{0,6}})"
    r"\s?(?:(?P<unit>متر|كلم|ملم|كم|سم|مم|م)(?P<power>[²³])|(?P<degree>°[مف])(?!\w)|(?P<metres>م)(?![\w./]))"
)
_CLOCK = re.compile(rf"(?<![\w.:])({_D}{{1,2}}:{_D}{{2}})\s?([صم])(?![\w.])")
_UNIT = re.compile(r"[²³°]|[\d٠-٩]\s?[مص](?!\w)|[\d٠-٩]\s?(?:هـ|ق\.?\s?م)")
_ERA = re.compile(
    rf"(?<![\w.,/:-])({_D}{{1,4}}(?:[/–-]{_D}{{2,4}})?)\s?(?:(?P<AH>هـ)|(?P<BC>ق\.\s?م\.?|ق\s?م)|(?P<AD>م))(?![\w/])"
)


def measures(text: str) -> Iterator[tuple[int, int, str]]:
    """Times of the day (٥:٣٠ م), and numbers with a unit that has a sign (١٢٠ م², ٢٥°م) or is one letter (٩٠ م).

    And years with their era (١٤٤٥هـ, ٣٠٠ ق.م). Each with how English writes it.
    """
    if not _UNIT.search(text):
        return
    both = "هـ" in text
    for hit in _ERA.finditer(text):
        if not hit["AD"] or (both and len(hit[1]) >= 4):
            yield *hit.span(), f"{folded(hit[1])} {hit.lastgroup}"
    for hit in _CLOCK.finditer(text):
        yield *hit.span(), f"{folded(hit[1])} {'p.m.' if hit[2] == 'م' else 'a.m.'}"
    for hit in _MEASURE.finditer(text):
        number = folded(hit["number"])
        if hit["metres"]:
            if not hit["before"] and (len(number) < 4 or "." in number):
                yield hit.start("number"), hit.end(), f"{number} m"
            continue
        unit = _UNITS[hit["degree"]] if hit["degree"] else f" {_UNITS[hit['unit']]}{hit['power']}"
        yield hit.start("number"), hit.end(), number + unit


def codes(text: str) -> Iterator[Span]:
    """The codes of a text, the surest first; they may overlap."""
    if not _SUSPECT.search(text):
        return
    for pattern, accepts in _compiled():
        for hit in pattern.finditer(text):
            span = hit.span(hit.lastgroup or 0)
            if accepts(text[slice(*span)]):
                yield span


@cache
def _compiled() -> list[tuple[re.Pattern[str], Callable[[str], bool]]]:
    return [(re.compile(pattern, re.VERBOSE), accepts) for pattern, accepts in _CODES]
