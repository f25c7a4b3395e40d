"""Numbers, months and days that the two texts do not share, whether in digits or in words.

What the texts say is read twice: what surely is a number must be in the other text among all that may be one. A dual
may be a two, a decade a ten, 14 o'clock a 2; three and four may be spelled out, and twenty-five is also five.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import combinations
from typing import NamedTuple

from align.bitext import Span
from align.figures import NUMBER
from glossaries.arabic import fold, folded
from glossaries.clitics import Reading, readings
from glossaries.lists import word_groups

_SAID = re.compile(rf"(?P<digits>{NUMBER.pattern})|(?P<word>[^\W\d_]+)")
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_ROMAN = {
    tens + ones: 10.0 * n + k
    for n, tens in enumerate(("", "X", "XX", "XXX"))
    for k, ones in enumerate(("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"))
    if len(tens + ones) > 1 or tens + ones in ("V", "X")
}
_SHORT = {"bn": 10**9, "tn": 10**12, "mn": 10**6, "m": 10**6}
_NOT_SAID = frozenset(("لست", "كميه", "وست", "فست", "للست"))
"""Words that look like a numeral behind a clitic."""
_LEAST = 3
"""The least number in words that must be in both texts: one and two are said in too many ways."""
_GLUED = re.compile(r"(?:[A-Za-z]|(?<![\u0600-\u06ff])(?:كم|م|متر|سم))$")
"""What stands before digits that are no number: a letter, or a unit that is squared."""
_TWELFTH = re.compile(r" عشره?(?!\w)")
_GROUPED = re.compile(r"\d{1,3}\.\d{3}")
_ALSO_WORDS = frozenset(("May", "March", "Sat", "Sun", "Jan", "Mar", "مارس", "اب", "ماي", "اوت", "جوان"))
"""Months and days that mean something else, unless a digit is near."""
_WHEN = re.compile(r"\b(?:in|of|since|until|by|from|late|early|mid|last|next|this|during|between) $")
_FRACTIONS = re.compile(r"\b(10|20|25|50) ?(?:%|per ?cent)")
"""Percentages that Arabic may call a tenth, a fifth and so on."""
_CLOCK = 12
_MONTH, _DAY = "month", "day"


class Said(NamedTuple):
    """A number, month or day that a text surely has, its characters, and whether it is in digits."""

    value: float | str
    start: int
    end: int
    digits: bool


class Numbers(NamedTuple):
    """What a text surely has, all that it may have, and the small numbers in words, which are said in many ways."""

    said: list[Said]
    possible: set[float | str]
    few: list[Said]


class NumberHit(NamedTuple):
    """A number that only one text has, or two that differ: characters of each side, None where there is none."""

    source: Span | None
    target: Span | None
    digits: bool


def compared(source: str, target: str) -> list[NumberHit]:
    """The numbers that are not in the other text; one of the Arabic and one of the English make a changed one."""
    arabic, english = arabic_numbers(source), english_numbers(target)
    arabic_years, arabic_spans = _counted(arabic, english)
    english_years, english_spans = _counted(english, arabic)
    lost = [said for said in arabic.said if not _among(said, english.possible | arabic_years | english_spans)]
    extra = [said for said in english.said if not _among(said, arabic.possible | english_years | arabic_spans)]
    hits = []
    few = [said for said in english.few if said.value not in arabic.possible]
    for said in lost:
        same = (e for e in (*extra, *few) if isinstance(e.value, str) == isinstance(said.value, str))
        other = next(same, None)
        if other:
            (extra if other in extra else few).remove(other)
        hits.append(NumberHit((said.start, said.end), other and (other.start, other.end), said.digits))
    return hits + [NumberHit(None, (said.start, said.end), said.digits) for said in extra]


def _counted(dated: Numbers, other: Numbers) -> tuple[set[float | str], set[float | str]]:
    """The years of one text that the other counts instead (`from 1914 to 1918`, four years), and what it counts."""
    years = [said.value for said in dated.said if isinstance(said.value, float) and 1000 < said.value < 2200]
    counts = {said.value for said in (*other.said, *other.few)}
    pairs = [(one, two) for one, two in combinations(years, 2) if abs(two - one) in counts]
    return {year for pair in pairs for year in pair}, {abs(two - one) for one, two in pairs}


def _among(said: Said, possible: set[float | str]) -> bool:
    if said.value in possible:
        return True
    if isinstance(said.value, str):
        return False
    near = (said.value + _CLOCK, said.value - _CLOCK, said.value % 100 if 1900 < said.value < 2100 else said.value)
    return any(value in possible for value in near)


class _Reader:
    """Reads a run of number words: parts that add up or multiply, until a word ends it."""

    def __init__(self) -> None:
        self.found = Numbers([], set(), [])
        self._total = self._part = 0.0
        self._open: Span | None = None
        self._digits = False
        self._said = False  # more than a scale alone

    @property
    def open(self) -> bool:
        """Whether a number has begun."""
        return self._open is not None

    def number(self, value: float, start: int, end: int, digits: bool, joined: bool) -> None:
        """A number below a scale. It goes on with the run where it fits: after a hundred, or as ones after tens."""
        self.found.possible.add(value)
        lower = self._part % 100 == 0 or (20 <= self._part % 100 < 100 and self._part % 10 == 0)
        fits = self._open and not digits and value < (self._smallest() or 0) and lower
        teens = self._open and not digits and value == 10 and 0 < self._part < 10 and not joined
        tens = self._open and not digits and joined and 20 <= value < 100 and value % 10 == 0 and 0 < self._part < 10
        if fits or teens or tens:
            self._part += value
        else:
            self.close()
            self._part, self._digits = value, digits
        self._said = True
        self._open = (self._open[0] if self._open else start, end)

    def _smallest(self) -> float:
        """What the next part must stay below."""
        if self._part:
            return next((float(scale) for scale in (1000, 100, 10) if self._part % scale == 0), 0.0)
        return 1000.0 if self._total else 0.0

    def scale(self, value: float, start: int, end: int) -> None:
        """A hundred, a thousand, a million: so many of what came before."""
        self.found.possible.add(value)
        if not self._open:
            self._open = start, end
        if value < 1000:
            self._part = (self._part or 1) * value
        else:
            part, lowest = self._part or (0 if self._total else 1), 10.0 ** (len(str(int(self._total))) - 1)
            if self._total and part * value >= lowest:  # two million to three million
                self._part, said = 0, self._said
                self.close()
                self._open, self._said = (start, end), said
            self._total += part * value
            self._part = 0
        self._open = self._open[0], end

    def half(self) -> None:
        """And a half: of the scale before it."""
        self.found.possible.update((0.5, round(self._total * 1.5, 4), self._total + self._part + 0.5))
        self.close()

    def close(self) -> None:
        if self._open:
            value = round(self._total + self._part, 4)
            self.found.possible.add(value)
            if self._said and value and (self._digits or value >= _LEAST):
                self.found.said.append(Said(value, *self._open, self._digits))
            elif self._said and value:
                self.found.few.append(Said(value, *self._open, False))
        self._open, self._total, self._part, self._digits, self._said = None, 0.0, 0.0, False, False


def english_numbers(text: str) -> Numbers:
    """The numbers of an English text."""
    words, maybe, reader = _english_words(), _loose("numbers.en.txt"), _Reader()
    end = 0
    for hit in _SAID.finditer(text):
        between = text[end : hit.start()]
        word = hit["word"]
        before = text[max(0, hit.start() - 8) : hit.start()]
        if between.strip(" -\xa0") or (not between and not (word and word.lower() in _SHORT)):
            reader.close()
        end = hit.end()
        if not word:
            reader.close()
            if not before[-1:].isalpha():
                for value in _values(hit[0]):
                    reader.number(value, *hit.span(), True, False)
            continue
        low = word.lower()
        if low.removesuffix("s") in _SCALES and (not low.endswith("s") or reader.open):
            reader.scale(_SCALES[low.removesuffix("s")], *hit.span())
        elif low in words and word[0].isupper() and before.strip() and before.strip()[-1] not in '.:"“':
            reader.close()  # the Six Flags, the First Lady
            reader.found.possible.add(words[low])
        elif low in words:
            reader.number(words[low], *hit.span(), False, False)
        elif low == "and":
            continue
        elif low in _SHORT and reader.open and (low != "m" or "$" in before or "£" in before or "€" in before):
            reader.scale(_SHORT[low], *hit.span())
        else:
            reader.close()
        reader.found.possible.update(maybe.get(low, ()))
        if word in _ROMAN:
            reader.found.possible.add(_ROMAN[word])
        if low.removesuffix("s") in _SCALES:
            reader.found.possible.add(_SCALES[low.removesuffix("s")])
    reader.close()
    reader.found.possible.update(100 / int(hit[1]) for hit in _FRACTIONS.finditer(text))
    _calendar(text, reader.found, _english_calendar(), arabic=False)
    return reader.found


def arabic_numbers(text: str) -> Numbers:
    """The numbers of an Arabic text."""
    words, scales, maybe = _arabic_words(), _arabic_scales(), _loose("numbers.ar.txt")
    plain, reader = fold(text), _Reader()
    end = skipped = 0
    for hit in _SAID.finditer(plain.text):
        span = plain.span(*hit.span())
        if plain.text[end : hit.start()].strip(" ـ-") or not hit["word"]:
            reader.close()
        end = hit.end()
        if not hit["word"]:
            if not _GLUED.search(plain.text, max(0, hit.start() - 4), hit.start()):
                if _GROUPED.fullmatch(hit[0]):  # 150.000 may be a hundred and fifty, or thousands of them
                    reader.found.possible.update((float(hit[0]), 1000 * float(hit[0])))
                    continue
                for value in _values(hit[0]):
                    reader.number(value, *span, True, False)
            continue
        word = hit["word"]
        read = [] if word in _NOT_SAID else readings(word)
        if word.endswith(("نيات", "ينات")) and known_decade(read):
            decade = known_decade(read)
            reader.close()
            reader.found.possible.update({decade, *(100 * century + decade for century in range(10, 21))})
            century = _CENTURY.match(plain.text, hit.end())
            skipped = century.end() if century else 0
            continue
        if hit.start() < skipped:
            reader.close()
            for each in read:
                reader.found.possible.update({words[each.stem]} if each.stem in words else ())
            continue
        if word in ("بالمئه", "بالميه", "بالمايه") or (
            word in ("المئه", "الميه", "المايه") and plain.text[: hit.start()].endswith("في ")
        ):
            reader.found.possible.add(100.0)
            reader.close()
            continue
        scale = next((scales[each.stem] for each in read if each.stem in scales), None)
        known = next(((words[each.stem], each) for each in read if each.stem in words), None)
        if word.endswith(("ان", "ين", "تا", "تي", "ي", "ا")) and len(word) > 3:
            reader.found.possible.add(2.0)
        for each in read:
            reader.found.possible.update(maybe.get(each.stem, ()))
        if word in ("ونصف", "والنصف"):
            reader.found.possible.update((1.5, 2.5))
            reader.half()
        elif scale is not None:
            joined = any(each.stem in scales and each.proclitics for each in read)
            if joined and scale == 100 and reader.open:
                reader.close()
            reader.scale(scale, *span)
        elif known is not None and known[0] > 10**6:  # two million, as one word
            reader.number(2.0, *span, False, known[1].proclitics > 0)
            reader.scale(known[0] / 2, *span)
        elif known is not None:
            reader.number(known[0], *span, False, known[1].proclitics > 0)
        elif any(each.stem in ("ثاني", "ثانيه") for each in read) and _TWELFTH.match(plain.text, hit.end()):
            reader.number(2.0, *span, False, any(each.proclitics for each in read))
        else:
            reader.close()
    reader.close()
    _calendar(plain.text, reader.found, _arabic_calendar(), arabic=True)
    return reader.found


_CENTURY = re.compile(r" (?:من )?(?:هذا )?القرن \w+(?: \w*عشر\w*)?")


def known_decade(read: list[Reading]) -> float:
    """The decade that a word names, such as السبعينيات; 0 where it names none."""
    words = _arabic_words()
    stems = (stem for each in read for stem in (each.stem, each.stem.removesuffix("يات").removesuffix("ات")))
    found = (words.get(stem, words.get(stem + "ين", 0.0) if stem else 0.0) for stem in stems)
    return next((value for value in found if value in range(20, 100, 10)), 0.0)


def _values(digits: str) -> Iterator[float]:
    """What digits may stand for. Where 1.234 may be a thousand, it is both."""
    plain = folded(digits).replace("،", ",")
    if re.fullmatch(r"\d+\.\d+(?:,\d+\.\d+)+", plain):  # coordinates
        yield from map(float, plain.split(","))
    elif re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", plain):
        yield float(plain.replace(",", ""))
    elif plain.count(".") + plain.count(",") <= 1:
        yield float(plain.replace(",", "."))
    else:
        yield from (float(part) for part in re.split("[.,]", plain))


def _calendar(text: str, found: Numbers, names: dict[str, str], arabic: bool) -> None:
    """Add the months and days that the text has. What is also another word counts as possible only."""
    for hit in re.finditer(r"[^\W\d_]+", text):
        forms = [hit[0], *(each.stem for each in readings(hit[0]))] if arabic else [hit[0]]
        name = next((names[form] for form in forms if form in names), None)
        if name:
            found.possible.add(name)
            near = text[max(0, hit.start() - 5) : hit.end() + 5]
            titled = not arabic and re.match(r"\s[A-Z][a-z]", text[hit.end() : hit.end() + 3])  # Saturday Night Live
            dated = any(map(str.isdigit, near))
            sure = not set(forms) & _ALSO_WORDS or (not arabic and bool(_WHEN.search(text, 0, hit.start())))
            if dated or (sure and not titled):
                found.said.append(Said(name, hit.start(), hit.end(), False))
    if arabic:
        for words, name in names.items():
            at = text.find(words) if " " in words else -1
            if at >= 0:
                found.possible.add(name)
                found.said.append(Said(name, at, at + len(words), False))


@cache
def _english_calendar() -> dict[str, str]:
    names = {name: f"{_MONTH} {k}" for k, each in enumerate(word_groups("months.en"), 1) for name in each}
    days = word_groups_of("days.txt")
    return names | {name: f"{_DAY} {k}" for k, (_, *english) in enumerate(days) for name in english}


@cache
def _arabic_calendar() -> dict[str, str]:
    months = files("glossaries").joinpath("data", "months.tsv").read_text("utf-8").splitlines()
    names: dict[str, str] = {}
    rows = [line.split("\t") for line in months if "\tmonth\tGregorian" in line]
    for k, row in enumerate(rows, 1):
        for form in (row[0], *row[2].split(" | ")):
            if not form.isascii() and "/" not in form:
                names[folded(form)] = f"{_MONTH} {k}"
    for k, (arabic, *_) in enumerate(word_groups_of("days.txt")):
        for form in arabic.split("/"):
            names[folded(form)] = f"{_DAY} {k}"
    return names


def word_groups_of(name: str) -> list[list[str]]:
    """The groups of words of a list of this package, in the form of `glossaries.lists`."""
    text = files("mt.review").joinpath("data", name).read_text("utf-8")
    return [line.split() for line in text.split("\n") if line.strip() and not line.startswith("#")]


@cache
def _loose(name: str) -> dict[str, set[float]]:
    found: dict[str, set[float]] = {}
    for number, *words in word_groups_of(name):
        for word in words:
            found.setdefault(folded(word), set()).add(float(number))
    return found


@cache
def _english_words() -> dict[str, float]:
    return {word: float(number) for number, *words in word_groups("numerals.en") for word in words if word != "second"}


@cache
def _arabic_words() -> dict[str, float]:
    words = {folded(word): float(number) for number, *words in word_groups("numerals.ar") for word in words}
    more = {
        word: number
        for word, numbers in _loose("numbers.ar.txt").items()
        for number in numbers
        if 300 <= number < 1000 or number > 10**6 or word in ("حادي", "حاديه", "اثنتي", "احد", "احدي")
    }
    return {word: number for word, number in (words | more).items() if word not in _arabic_scales()}


@cache
def _arabic_scales() -> dict[str, float]:
    return {folded(word): 10.0 ** int(zeros) for zeros, *words in word_groups("scales.ar") for word in words}
