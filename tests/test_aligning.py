"""Sentences and their counterparts become linked pairs."""

from align.bitext import SegmentPair
from mt.aligning.pairs import Tools, linked

SOURCE, TARGET = "قال الرئيس الجديد نعم", "The new president said yes"
RIGHT = {("قال", "said"), ("الرئيس", "president"), ("الجديد", "new"), ("نعم", "yes")}


def words(tools: Tools) -> set[tuple[str, str]]:
    (pair,) = linked([SegmentPair("1", SOURCE, TARGET)], tools)
    return {(pair.source_tokens[i].text, pair.target_tokens[j].text) for i, j, _ in pair.links}


def test_where_nothing_is_known_of_the_words_the_model_says_which_go_together(engine):
    assert words(Tools(lexicon=None, engine=engine)) >= RIGHT
    assert not words(Tools(lexicon=None)) >= RIGHT


def test_what_the_model_has_no_words_for_is_linked_without_it(engine):
    pairs = [SegmentPair("1", "", "x"), SegmentPair("2", SOURCE, TARGET), SegmentPair("3", "12", "")]
    before, found, after = linked(pairs, Tools(lexicon=None, engine=engine))
    assert before.links == after.links == () and {link[:2] for link in found.links}
