import re
from collections import defaultdict
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

import align.view
from align.bitext import Bead, Link, SegmentPair, TermDecision
from align.view import COLOURS, page
from glossaries.arabic import Token
from tests.command import says

HTML5 = ("header", "main", "mark", "bdi", "details", "summary", "output")
TEMPLATE = Path(align.view.__file__).with_name("view.html.j2").read_text("utf-8")
EVIL = "</script><script>alert(\"1\")</script> & <b title='x'>&amp;</b>"


def tokens(text):
    return tuple(Token(word[0], *word.span()) for word in re.finditer(r"\w+|[^\w\s]", text))


def term(pair_texts, source, target, status="kept", why="", entry=None):
    spans = []
    for text, part in zip(pair_texts, (source, target), strict=True):
        start = text.index(part) if part is not None else None
        spans.append(None if start is None else (start, start + len(part)))
    return TermDecision(source, target or "", *spans, status, entry or f"{source} → {target}", why)


def pair(source, target, links=(), terms=(), id="1.1", score=None):
    decisions = tuple(term((source, target), *each) for each in terms)
    return SegmentPair(id, source, target, tokens(source), tokens(target), tuple(links), decisions, score)


LACHIN = pair(
    "دخلت قوات كلبجار ولاتشين بموجب اتفاق وقف إطلاق النار.",
    "Forces entered Kalbajar and Lachin under the ceasefire agreement.",
    [Link(0, 1, 0.9), Link(1, 0, 0.8), Link(3, 3, 0.4), Link(3, 4, 0.95), Link(8, 7, 1.2)],
    [
        ("كلبجار", "Kalbajar", "repaired", "the model wrote Kelbajar"),
        ("لاتشين", "Lachin"),
        ("وقف إطلاق النار", "ceasefire"),
        ("اتفاق وقف إطلاق النار", "ceasefire agreement"),
        ("قوات", None, "missed", "no word is linked to it", "قوات → troops"),
    ],
    score=-0.4242,
)


def written(*pairs, title="Lachin", signature="qantara 0.1"):
    return "".join(page(pairs, title, signature))


def parsed(*pairs):
    return html.document_fromstring(written(*pairs))


class Cells(HTMLParser):
    """The text of each cell, as an HTML reader sees it; checks on the way that what opens is what closes."""

    def __init__(self):
        super().__init__()
        self.cells, self.open, self.inside = [], [], False

    def handle_starttag(self, tag, attrs):
        if tag in {"meta", "link", "input"}:
            return
        self.open.append(tag)
        if tag == "p" and dict(attrs).get("class") in {"source", "target"}:
            self.cells.append("")
            self.inside = True

    def handle_endtag(self, tag):
        assert self.open.pop() == tag
        self.inside = self.inside and tag != "p"

    def handle_data(self, data):
        if self.inside:
            self.cells[-1] += data


def cells(text):
    parser = Cells()
    parser.feed(text)
    parser.close()
    assert not parser.open
    return parser.cells


TEXTS = st.text(
    st.one_of(st.sampled_from("لاتشينوَـ <>&\"'/\n\r\t\u200f\u00a0aB.1"), st.characters(exclude_categories=["Cs"]))
)


@st.composite
def spans(draw, text):
    start = draw(st.integers(0, len(text)))
    return start, draw(st.integers(start, len(text)))


@st.composite
def segment_pairs(draw):
    texts = draw(TEXTS), draw(TEXTS)
    sides = []
    for text in texts:
        edges = sorted(draw(st.sets(st.integers(0, len(text)))))
        sides.append([Token(text[a:b], a, b) for a, b in zip(edges[::2], edges[1::2], strict=False)])
    links = ()
    if all(sides):
        one = st.builds(Link, *(st.integers(0, len(side) - 1) for side in sides), st.floats(0, 1))
        links = draw(st.lists(one, max_size=6))
    terms = []
    for status in draw(st.lists(st.sampled_from(["kept", "repaired", "missed"]), max_size=4)):
        source, target = draw(spans(texts[0])), draw(spans(texts[1]))
        found = (texts[1][slice(*target)], source, target) if status != "missed" else ("", source, None)
        terms.append(TermDecision(texts[0][slice(*source)], *found, status, draw(TEXTS), draw(TEXTS)))
    score = draw(st.none() | st.floats(-9, 0))
    return SegmentPair(draw(TEXTS), *texts, *map(tuple, sides), tuple(links), tuple(terms), score)


@settings(max_examples=60, deadline=None)
@given(st.lists(segment_pairs(), max_size=3))
def test_cells_show_exactly_the_texts(pairs):
    wanted = [text.replace("\0", "\ufffd") for pair in pairs for text in (pair.source, pair.target)]
    assert cells(written(*pairs)) == wanted


@settings(max_examples=30, deadline=None)
@given(st.lists(segment_pairs(), max_size=3))
def test_links_and_colours_hold_together(pairs):
    tree = parsed(*pairs)
    ids = [element.get("id") for element in tree.iter() if element.get("id") is not None]
    assert len(ids) == len(set(ids))
    by_id = dict(zip(ids, tree.xpath("//*[@id]"), strict=True))
    for word in tree.xpath("//span[@data-to]"):
        partners, by = word.get("data-to").split(), word.get("data-by").split()
        assert len(partners) == len(by)
        assert all(0 <= int(percent) <= 100 for percent in by)
        assert all(word.get("id") in by_id[partner].get("data-to").split() for partner in partners)
    for segment in tree.find_class("segment"):
        looks = defaultdict(set)
        for mark in segment.xpath(".//p//mark"):
            looks[mark.get("data-term")].add(mark.get("class"))
        assert all(len(classes) == 1 for classes in looks.values())


def test_parses_without_complaint():
    parser = etree.HTMLParser(recover=True)
    html.document_fromstring(written(LACHIN, pair(EVIL, EVIL)), parser=parser)
    # libxml2 knows HTML 4: of its complaints only the names of newer elements are no fault of the page.
    assert {error.message for error in parser.error_log} <= {f"Tag {tag} invalid" for tag in HTML5}


def test_nothing_is_asked_for():
    text = written(LACHIN)
    for request in ("http:", "https:", "src=", "url(", "@import", "fetch(", "//www"):
        assert request not in text
        assert request not in TEMPLATE
    assert {link.get("href")[0] for link in html.document_fromstring(text).iter("a")} == {"#"}
    assert "default-src 'none'" in text


def test_everything_is_escaped():
    evil = pair(EVIL, EVIL, terms=[("alert", "alert", "repaired", EVIL, EVIL)], id=EVIL)
    text = written(evil, title=EVIL, signature=EVIL)
    assert "alert(" in text
    tree = html.document_fromstring(text)
    assert len(tree.xpath("//script")) == 1
    assert not tree.xpath("//b[@title]")
    assert tree.findtext(".//h1") == EVIL
    assert tree.find_class("signature")[0].text == EVIL
    assert cells(text) == [EVIL, EVIL]


def test_a_term_inside_a_word_splits_the_word():
    word = parsed(LACHIN).get_element_by_id("s0-3")
    assert word.text == "و"
    assert [(mark.text, mark.get("title")) for mark in word] == [("لاتشين", "\u2066kept: لاتشين → Lachin\u2069")]
    assert (word.get("data-to"), word.get("data-by")) == ("t0-3 t0-4", "40 95")


def test_a_term_inside_a_term_stands_inside_it():
    tree = parsed(LACHIN)
    outer = tree.xpath("//p[@class='target']//mark[@data-term='3']")
    assert "".join(mark.text_content() for mark in outer) == "ceasefire agreement"
    assert [inner.text for inner in tree.xpath("//p[@class='target']//mark[@data-term='3']/mark")] == ["ceasefire"]


def test_terms_are_coloured_alike_on_both_sides_and_everywhere():
    again = pair("لاتشين", "Lachin", terms=[("لاتشين", "Lachin", "repaired")], id="2.1")
    tree = parsed(LACHIN, again)
    colours = {mark.get("class").split()[0] for mark in tree.xpath("//mark[contains(@title, 'Lachin')]")}
    assert len(tree.xpath("//mark[contains(@title, 'Lachin')]")) == 4
    assert len(colours) == 1
    assert all(f".c{number} {{ --hue:" in TEMPLATE for number in range(COLOURS))


@pytest.mark.parametrize("status", ["repaired", "missed"])
def test_what_a_reader_should_look_at_is_noted(status):
    segment = parsed(LACHIN).get_element_by_id("segment-1.1")
    assert "flagged" in segment.get("class")
    badges = [badge for badge in segment.find_class("badge") if badge.text == status]
    assert len(badges) == 1
    reason = {"repaired": "Kalbajar: the model wrote Kelbajar", "missed": "troops: no word is linked to it"}[status]
    assert badges[0].getparent().text_content().endswith(reason)


def test_a_name_that_was_spelled_by_its_sound_says_what_else_it_may_be():
    name = TermDecision(
        "لاشيت", "Laschet", (0, 5), (0, 7), "spelled", "لاشيت ~ Laschet", "spelled by its sound; or Lashet", ("Lashet",)
    )
    written = "".join(page([replace(pair("لاشيت", "Laschet"), terms=(name,))], "Names", ""))
    assert 'class="c0 spelled"' in written and "or Lashet" in written and "1 spelled" in written and "~" in written


def test_the_summary_counts():
    header = parsed(LACHIN, pair("سلام", "", id="1.2")).find(".//header").text_content()
    assert says(header, "2 segments, 10 Arabic and 9 English words; terms: 3 kept, 1 repaired, 1 missed.")
    assert says(header, "5 terms")


def test_without_terms_and_links_nothing_explains_them():
    tree = parsed(pair("سلام", "Peace"))
    assert not tree.find_class("legend")
    assert not tree.find_class("hint")
    assert not tree.xpath("//*[@id='flagged']")
    assert says(tree.find(".//header").text_content(), "1 segment, 1 Arabic and 1 English words.")


def test_paragraphs_follow_the_lines():
    tree = parsed(*(pair("س", "p", id=id) for id in ("1.1", "1.2", "3.1", "12.1", "12.2")))
    assert [len(paragraph) for paragraph in tree.find_class("paragraph")] == [2, 1, 2]


def test_the_score_shows_where_there_is_one():
    scores = [place.findtext("small") for place in parsed(LACHIN, pair("س", "p", id="1.2")).find_class("place")]
    assert scores == ["−0.42", None]


def test_an_unpaired_sentence_leaves_its_cell_empty():
    text = written(pair("", "Peace"), pair("سلام", "", id="2.1"))
    assert '<p class="source" lang="ar" dir="rtl"></p>' in text
    assert '<p class="target" lang="en" dir="ltr"></p>' in text


def test_no_pairs_make_a_page_too():
    assert cells(written()) == []


def test_the_page_comes_in_chunks():
    chunks = list(page((LACHIN for _ in range(300)), "", ""))
    assert max(map(len, chunks)) < sum(map(len, chunks)) / 2


def aligned(source, target, score, sources=(0,), targets=(0,), **options):
    return replace(pair(source, target, score=score, **options), bead=Bead(sources, targets, score))


BEADS = [
    aligned("سلام", "Peace", 0.81, id="1"),
    aligned(
        "سلام سلام", "Peace", 0.3, (1, 2), (1,), id="2", terms=[("سلام", None, "missed", "nothing like it is there")]
    ),
    aligned("نعم", "", 0.0, (3,), (), id="3"),
    aligned("", "No", 0.0, (), (2,), id="4"),
    aligned("", "No", 0.0, (), (3,), id="5"),
]


def test_aligned_documents_show_their_beads():
    tree = parsed(*BEADS)
    header = tree.find(".//header").text_content()
    assert "; 1 Arabic and 2 English sentences without a counterpart; terms: 1 missed." in header
    assert "repaired" not in header and "the translation has it" in header
    smalls = [[small.text for small in place.iter("small")] for place in tree.find_class("place")]
    assert smalls == [["0.81"], ["2 : 1", "0.30"], [], [], []]
    assert [("alone" in each.get("class"), each.get("data-score")) for each in tree.find_class("segment")] == [
        (False, "0.81"), (False, "0.3"), (True, None), (True, None), (True, None),
    ]  # fmt: skip


def test_the_controls_are_those_that_the_page_has_a_use_for():
    def controls(*pairs):
        return [control.get("id") for control in parsed(*pairs).xpath("//div[contains(@class, 'controls')]//input")]

    assert controls(*BEADS) == ["flagged", "alone", "below", "find"]
    assert controls(BEADS[0]) == ["below", "find"]
    assert controls(pair("سلام", "")) == ["find"]
