"""Beads in order: what is merged, dropped, empty, long or the same on both sides."""

from functools import cache
from itertools import chain

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import align.band
import align.gains
import align.sentences
from align.band import band
from align.bitext import Bead
from align.evidence import Knowledge, gather
from align.gains import LONGEST, SHORT, Gains, LongBead, gains_of
from align.lexicon import Lexicon
from align.scores import likeness, scores
from align.sentences import GAP, parallel

PAIRS = (
    ("أعلنت الحكومة أمس زيادة أسعار الوقود.", "The government announced a rise in fuel prices yesterday."),
    ("وقال وزير المالية إن القرار كان ضروريا.", "The finance minister said the decision was necessary."),
    ("وخرج آلاف المتظاهرين إلى شوارع العاصمة.", "Thousands of demonstrators took to the streets of the capital."),
    ("وأصيب 23 شخصا في مواجهات مع الشرطة.", "Police said 23 people were injured in the clashes."),
    ("وأغلقت المدارس والجامعات أبوابها.", "Schools and universities closed their doors."),
    ("ودعت المعارضة إلى إضراب عام يوم الأحد.", "The opposition called for a general strike on Sunday."),
    ("ووعد الرئيس بإجراء انتخابات مبكرة.", "The president promised to hold early elections."),
    ("ويعاني الاقتصاد من ارتفاع معدلات البطالة.", "The economy suffers from high unemployment rates."),
    ("وانخفضت صادرات النفط العام الماضي.", "Oil exports fell last year."),
    ("وتستورد البلاد معظم القمح من روسيا.", "The country imports most of its wheat from Russia."),
    ("وحذرت الأمم المتحدة من أزمة إنسانية.", "The United Nations warned of a humanitarian crisis."),
    ("ومن المقرر أن يجتمع البرلمان غدا.", "Parliament is due to meet tomorrow."),
)
ARABIC, ENGLISH = zip(*PAIRS, strict=True)
POSSIBLE = {*SHORT, (0, 1), (1, 0), *((1, k) for k in range(4, 9)), *((k, 1) for k in range(4, 9))}

STRUNG = (
    "وقال رئيس بلدية صور خلال مؤتمر صحفي إن العاصفة اقتلعت مئات الأشجار من الحدائق، وإن مياه البحر غمرت السوق القديمة، "
    "وإن فرق الإطفاء أنقذت عائلتين علقتا فوق السطح، وإن المستشفى الحكومي استقبل أربعين جريحا، وطلب من الجيش إرسال "
    "مضخات وخيام، وأكد أن المدارس ستبقى مغلقة حتى الاثنين المقبل."
)
CLAUSES = (
    "The mayor of Tyre told a press conference that the storm had uprooted hundreds of trees in the parks.",
    "Sea water flooded the old market.",
    "Firefighters rescued two families trapped on a roof.",
    "The public hospital received forty injured people.",
    "He asked the army to send pumps and tents.",
    "He confirmed that schools would remain closed until next Monday.",
)
VERSES = (
    ("أشرقت الشمس على الحقول", "The sun rose over the fields."),
    ("وخرج الراعي مع غنمه", "The shepherd went out with his sheep."),
    ("وحملت المرأة الماء من البئر", "The woman carried water from the well."),
    ("وجلس الشيخ عند باب المدينة", "The old man sat at the gate of the city."),
    ("وعاد الأولاد جائعين إلى البيت", "The children came home hungry."),
    ("وأكلوا خبزا وعسلا", "They ate bread and honey."),
    ("ونام الجميع عند المساء", "In the evening everyone slept."),
)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return Knowledge.of(Lexicon.bundled())


def shapes(beads: list[Bead]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(bead.sources, bead.targets) for bead in beads]


def covers(beads: list[Bead], sources: int, targets: int) -> bool:
    """Whether beads hold every sentence of both sides once, in order, and no bead is empty."""
    return (
        list(chain.from_iterable(bead.sources for bead in beads)) == list(range(sources))
        and list(chain.from_iterable(bead.targets for bead in beads)) == list(range(targets))
        and all(bead.sources or bead.targets for bead in beads)
        and all(0 <= bead.score <= 1 for bead in beads)
        and all((len(bead.sources), len(bead.targets)) in POSSIBLE for bead in beads)
    )


def test_a_translation_goes_one_to_one(knowledge):
    beads = parallel(gather(ARABIC, ENGLISH, knowledge))
    assert shapes(beads) == [((k,), (k,)) for k in range(len(PAIRS))]
    assert min(bead.score for bead in beads) > 0.2


def test_merged_and_dropped_sentences(knowledge):
    source = [*ARABIC[:2], " ".join(ARABIC[2:4]), *ARABIC[4:6], *ARABIC[7:]]
    target = [*ENGLISH[:4], " ".join(ENGLISH[4:6]), *ENGLISH[6:9], *ENGLISH[10:]]
    assert shapes(parallel(gather(source, target, knowledge))) == [
        ((0,), (0,)),
        ((1,), (1,)),
        ((2,), (2, 3)),
        ((3, 4), (4,)),
        ((), (5,)),
        ((5,), (6,)),
        ((6,), (7,)),
        ((7,), ()),
        ((8,), (8,)),
        ((9,), (9,)),
    ]


def test_a_sentence_without_a_counterpart_scores_nothing(knowledge):
    beads = parallel(gather(ARABIC[:4], ENGLISH[:3], knowledge))
    assert shapes(beads)[-1] == ((3,), ())
    assert beads[-1].score == 0


@pytest.mark.parametrize(("sources", "targets"), [(0, 0), (3, 0), (0, 3), (1, 1)])
def test_empty_and_single_sides(knowledge, sources, targets):
    beads = parallel(gather(ARABIC[:sources], ENGLISH[:targets], knowledge))
    assert covers(beads, sources, targets)
    assert len(beads) == max(sources, targets)


@settings(max_examples=25)
@given(data=st.data())
def test_beads_cover_every_sentence_once_in_order(knowledge, data):
    pool = st.sampled_from([*ARABIC, *ENGLISH, "", "...", "12", "١٢"]) | st.text(max_size=12)
    source, target = (data.draw(st.lists(pool, max_size=14)) for _ in range(2))
    assert covers(parallel(gather(source, target, knowledge)), len(source), len(target))


@settings(max_examples=25)
@given(texts=st.lists(st.sampled_from([*ARABIC, *ENGLISH, ""]) | st.text(max_size=12), max_size=14))
def test_the_same_text_aligns_to_the_diagonal(knowledge, texts):
    beads = parallel(gather(texts, texts, knowledge))
    assert shapes(beads) == [((k,), (k,)) for k in range(len(texts))]


@settings(max_examples=20)
@given(kept=st.lists(st.sampled_from(["both", "source", "target"]), min_size=len(PAIRS), max_size=len(PAIRS)))
def test_what_is_left_out_on_one_side_is_not_swallowed(knowledge, kept):
    source = [k for k, side in enumerate(kept) if side != "target"]
    target = [k for k, side in enumerate(kept) if side != "source"]
    beads = parallel(gather([ARABIC[k] for k in source], [ENGLISH[k] for k in target], knowledge))
    right = {((source.index(k),), (target.index(k),)) for k, side in enumerate(kept) if side == "both"}
    found = {shape for shape in shapes(beads) if all(shape)}
    assert len(right & found) >= len(right) - 1
    assert len(found - right) <= 3


def numbered(count: int, seed: int) -> tuple[list[str], list[str], list[tuple[int, int]]]:
    """Long texts in which a number or two tell each sentence, some repeated, with sentences left out on both sides."""
    random = np.random.default_rng(seed)
    source, target, pairs = [], [], []
    for k in range(count):
        words = f"{k} {random.integers(count)} {random.integers(9)} {random.integers(9)}"
        if k % 11:
            source.append(f"رقم {words}")
        if k % 13:
            target.append(f"number {words}")
        if k % 11 and k % 13:
            pairs.append((len(source) - 1, len(target) - 1))
    return source, target, pairs


def test_long_texts_are_searched_in_a_narrow_band_that_holds_the_way(knowledge):
    source, target, pairs = numbered(900, 1)
    evidence = gather(source, target, knowledge)
    low, high = band(evidence.source, evidence.target)
    assert (np.diff(low) >= 0).all() and (np.diff(high) >= 0).all() and (low <= high).all()
    assert low[0] == 0 and high[-1] == len(target)
    assert (high - low).mean() < 100
    assert all(low[i] <= j < high[i + 1] for i, j in pairs)
    steps = []
    beads = parallel(evidence, lambda done, total: steps.append((done, total)))
    assert covers(beads, len(source), len(target))
    right, found = {((i,), (j,)) for i, j in pairs}, {shape for shape in shapes(beads) if all(shape)}
    assert right <= found and len(found - right) < 0.02 * len(right)
    assert steps[-1] == (len(source), len(source)) and steps == sorted(steps) and len(steps) > 5


def test_the_band_changes_nothing_that_matters(knowledge, monkeypatch):
    source, target, _ = numbered(60, 2)
    evidence = gather(source, target, knowledge)
    everything = parallel(evidence)
    monkeypatch.setattr(align.band, "SMALL", 0)
    assert parallel(evidence) == everything


def test_a_large_part_left_out_does_not_lose_the_way(knowledge):
    source, target, _ = numbered(700, 3)
    cut = target[:150] + target[450:]
    beads = parallel(gather(source, cut, knowledge))
    assert covers(beads, len(source), len(cut))
    whole = [shape for shape in shapes(beads) if all(shape)]
    right = sum(source[i].split()[1] == cut[j].split()[1] for ((i, *_), (j, *_)) in whole)
    assert right > 300 and len(whole) - right < 3


def test_texts_without_anything_in_common_end_without_pairs(knowledge):
    beads = parallel(gather([f"كلمة {k}" for k in range(0, 400, 2)], ["Zzz"] * 200, knowledge))
    assert covers(beads, 200, 200)
    assert not any(all(shape) for shape in shapes(beads))


def best_way(worth: dict[tuple[int, int, int, int], float], sources: int, targets: int) -> float:
    """What the best of all ways through so many sentences is worth, tried one by one."""

    @cache
    def best(i: int, j: int, alone: bool = False) -> float:
        if i == sources and j == targets:
            return 0.0
        gap = 0.0 if alone else GAP
        found = [best(i + 1, j, True) - gap] if i < sources else []
        found += [best(i, j + 1, True) - gap] if j < targets else []
        for (at, to, n, m), gain in worth.items():
            if (at, to) == (i, j) and i + n <= sources and j + m <= targets:
                found.append(gain + best(i + n, j + m))
        return max(found)

    return best(0, 0)


def test_the_search_finds_the_best_way(knowledge, monkeypatch):
    """Against every way there is, with gains at random."""
    random = np.random.default_rng(5)
    sources, targets = 5, 6
    evidence = gather(ARABIC[:sources], ENGLISH[:targets], knowledge)
    for _ in range(20):
        short = random.normal(size=(len(SHORT), sources, targets))
        several = ((1, 4), (1, 6), (4, 1), (5, 1))
        long = {
            i: [LongBead(j, n, m, random.normal(3)) for j in range(targets) for n, m in several] for i in range(sources)
        }
        gains = Gains(short, long)
        monkeypatch.setattr(align.sentences, "gains_of", lambda source, target, gains=gains: gains)
        worth = {(i, *bead[:3]): bead.gain for i, beads in long.items() for bead in beads}
        for gain, (n, m) in zip(short, SHORT, strict=True):
            worth |= {(i, j, n, m): gain[i, j] for i in range(sources) for j in range(targets)}

        total, before = 0.0, False
        for left, right in shapes(parallel(evidence)):
            alone = not (left and right)
            total += -GAP * (not before) if alone else worth[left[0], right[0], len(left), len(right)]
            before = alone
        assert total == pytest.approx(best_way(worth, sources, targets))


def test_what_is_left_out_is_left_out_together(knowledge):
    """A heading goes to the one before its chapter, not to the one in the table of contents."""
    source = [
        "المحتويات",
        "مقدمة ... 3",
        "الفصل الأول: النيل ... 5",
        "مقدمة",
        ARABIC[0],
        "الفصل الأول: النيل",
        ARABIC[1],
    ]
    target = ["Introduction", ENGLISH[0], "Chapter One: The Nile", ENGLISH[1]]
    found = [shape for shape in shapes(parallel(gather(source, target, knowledge))) if all(shape)]
    assert found == [((3,), (0,)), ((4,), (1,)), ((5,), (2,)), ((6,), (3,))]


@pytest.mark.parametrize("count", range(4, 7))
def test_clauses_strung_together_are_one_bead(knowledge, count):
    strung = "، ".join(STRUNG.rstrip(".").split("، ")[:count]) + "."
    source, target = [*ARABIC[:4], strung, *ARABIC[4:8]], [*ENGLISH[:4], *CLAUSES[:count], *ENGLISH[4:8]]
    beads = shapes(parallel(gather(source, target, knowledge)))
    assert beads == [
        *(((k,), (k,)) for k in range(4)),
        ((4,), tuple(range(4, 4 + count))),
        *(((k,), (k + count - 1,)) for k in range(5, 9)),
    ]


def test_and_so_are_sentences_that_are_clauses_there(knowledge):
    strung = ", and ".join(sentence.rstrip(".") for sentence in ENGLISH[2:8]) + "."
    target = [*ENGLISH[:2], strung, *ENGLISH[8:]]
    assert ((2, 3, 4, 5, 6, 7), (2,)) in shapes(parallel(gather(ARABIC, target, knowledge)))


@pytest.mark.parametrize("form", ["{text}", "{number} {text}", "({number}) {text}"])
@pytest.mark.parametrize("count", [4, 7])
def test_verses_on_one_line(knowledge, form, count):
    line = " ".join(form.format(number=k, text=verse) for k, (verse, _) in enumerate(VERSES[:count], 1))
    beads = parallel(gather([line], [verse for _, verse in VERSES[:count]], knowledge))
    assert shapes(beads) == [((0,), tuple(range(count)))]


def test_a_long_bead_does_not_swallow_what_is_said_nowhere(knowledge):
    extra = ["The referee stopped the match twice.", "Her second novel won a prize in Lisbon."]
    target = [*ENGLISH[:4], extra[0], *CLAUSES, extra[1], *ENGLISH[4:8]]
    beads = shapes(parallel(gather([*ARABIC[:4], STRUNG, *ARABIC[4:8]], target, knowledge)))
    assert ((4,), tuple(range(5, 11))) in beads
    assert ((), (4,)) in beads and ((), (11,)) in beads


def all_long(gains: Gains) -> dict[tuple[int, ...], float]:
    return {(i, *bead[:3]): bead.gain for i, beads in gains.long.items() for bead in beads}


@settings(max_examples=10)
@given(data=st.data())
def test_no_long_bead_is_passed_over(knowledge, data):
    """What is looked at is all that is worth more than a short bead of its one sentence: against looking at all."""
    pieces = [*ARABIC[:5], STRUNG, *(verse for verse, _ in VERSES[:3])]
    others = [*ENGLISH[:5], *CLAUSES, *(verse for _, verse in VERSES[:3])]
    source = data.draw(st.lists(st.sampled_from(pieces), min_size=1, max_size=6))
    target = data.draw(st.permutations(others))
    evidence = gather(source, target, knowledge)
    padded = [align.sentences._padded(side) for side in (evidence.source, evidence.target)]
    found = all_long(gains_of(*padded))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(align.gains, "_above", lambda bound, rival: np.ones_like(bound, bool))
        everything = all_long(gains_of(*padded))
    assert found == pytest.approx(everything)
    assert all(4 <= max(n, m) <= LONGEST and min(n, m) == 1 for _, _, n, m in everything)


def test_likeness_tells_a_translation_from_another_sentence(knowledge):
    evidence = gather(ARABIC, ENGLISH, knowledge)
    spans = [((0, 1), (0, 1)), ((0, 1), (5, 6)), ((0, 0), (0, 1)), ((2, 4), (2, 4))]
    same, other, empty, two = likeness(evidence, spans)
    assert same > 0.4 and two > 0.4 and other < 0.1 and empty == 0


def test_a_score_is_how_probably_the_bead_is_right(knowledge):
    evidence = gather(ARABIC, ENGLISH, knowledge)
    same, other, empty, lopsided = scores(
        evidence, [((0, 1), (0, 1)), ((0, 1), (5, 6)), ((0, 0), (0, 1)), ((0, 4), (1, 2))]
    )
    assert same > 0.8 and other < 0.1 and empty == 0 and lopsided < 0.1
    assert scores(evidence, []) == []


def test_a_paragraph_of_megabytes(knowledge):
    source = [ARABIC[0], " ".join(ARABIC) * 500, ARABIC[1]]
    target = [ENGLISH[0], " ".join(ENGLISH) * 500, ENGLISH[1]]
    assert shapes(parallel(gather(source, target, knowledge))) == [((k,), (k,)) for k in range(3)]
