"""Is this ordinary word a name here? What stands beside it tells."""

from collections.abc import Sequence

from glossaries.arabic import folded
from glossaries.cues import ANY, COMPOUND, OF_KIND, TIMES
from glossaries.ordinary import WHOLE
from glossaries.surroundings import NUMBER

_ARTICLES = frozenset(("ال", "لل"))
_WORDS = frozenset(map(folded, WHOLE))


def shows_a_name(kind: str, before: Sequence[str], after: str, strict: bool) -> bool:
    """Whether a word of the tokens around it (`glossaries.surroundings.token`), in the same sentence, is a name of this kind.

    `before` are the words before it, the nearest first; `after` is the next word, or empty. `strict`: only a noun
    before it that calls for a name counts (`glossaries.cues`). Else one more word that may be a given name may stand
    between a title and the name (النائب بطرس حرب).
    """
    cues = OF_KIND.get(kind, ANY)
    if after in COMPOUND:
        return False
    nearest = before[0] if before else ""
    if cues.nouns & _bare(nearest, article=False) or _after_title(before, cues.titles):
        return True
    if strict:
        return False
    if kind == "month" and NUMBER in (nearest, after):
        return True
    if cues.after & _bare(after):
        return True
    if _may_be_given(nearest) and _after_title(before[1:], cues.titles):
        return True
    # في صور الأقمار is a picture of something, في صور is the town.
    governs = not cues.titles and after.startswith("ال") and after not in TIMES
    return bool(cues.before & _bare(nearest)) and not governs


def _may_be_given(word: str) -> bool:
    """Whether a folded word may be a given name: no known word, no article, no verb of the present."""
    return word not in _WORDS and not word.startswith(("ال", "ي", "ت", "س")) and len(word) > 3


def _after_title(before: Sequence[str], titles: frozenset[str]) -> bool:
    """Whether the words before, the nearest first, end with a title and its attributes."""
    for distance, word in enumerate(before):
        definite = not _ARTICLES.isdisjoint((word[:2], word[1:3]))
        if (distance or definite) and titles & _bare(word):
            return True
        if not definite:
            return False
    return False


def _bare(word: str, article: bool = True) -> set[str]:
    """A folded word as it is, and without a proclitic and (`article`) an article that it may have."""
    bare = {word}
    if len(word) > 3 and word[0] in "وفبكل":
        bare.add(word[1:])
    if not article:
        return bare
    bare |= {each[2:] for each in bare if each.startswith("ال")}
    if word.startswith(("لل", "ولل")):
        bare.add(word.partition("لل")[2])
    return bare
