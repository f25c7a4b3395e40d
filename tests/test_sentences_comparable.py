"""Pairs in any order: what says the same is found, what does not is left alone, and the order does not matter."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.evidence import Knowledge, gather
from align.lexicon import Lexicon
from align.matching import comparable
from align.sentences import parallel
from tests.test_sentences import ARABIC, ENGLISH, numbered

SOURCE = [*ARABIC[:9], "وأظهر استطلاع للرأي تراجع شعبية الحزب الحاكم.", "وتوقعت الأرصاد هطول الأمطار."]
TARGET = [*ENGLISH[3:], "A new museum opened in the old town.", "The football team lost its third match."]
RIGHT = {(SOURCE[k], TARGET[k - 3]) for k in range(3, 9)}


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return Knowledge.of(Lexicon.bundled())


def pairs(source: list[str], target: list[str], knowledge: Knowledge) -> list[tuple[str, str, float]]:
    """What is paired, as text, sorted."""
    beads = comparable(gather(source, target, knowledge))
    return sorted(
        (" ".join(sorted(source[i] for i in b.sources)), " ".join(sorted(target[j] for j in b.targets)), b.score)
        for b in beads
    )


def test_what_says_the_same_is_paired_and_the_rest_is_not(knowledge):
    found = {pair[:2] for pair in pairs(SOURCE, TARGET[::-1], knowledge)}
    assert found <= RIGHT
    assert len(found) >= 5


@settings(max_examples=10)
@given(st.permutations(SOURCE), st.permutations(TARGET))
def test_the_order_does_not_matter(knowledge, source, target):
    assert pairs(source, target, knowledge) == pairs(SOURCE, TARGET, knowledge)


@settings(max_examples=20)
@given(data=st.data())
def test_each_sentence_is_paired_at_most_once(knowledge, data):
    pool = st.sampled_from([*ARABIC, *ENGLISH, "", "12"]) | st.text(max_size=12)
    source, target = (data.draw(st.lists(pool, max_size=12)) for _ in range(2))
    beads = comparable(gather(source, target, knowledge), threshold=0)
    for side, count in (([b.sources for b in beads], len(source)), ([b.targets for b in beads], len(target))):
        used = [k for part in side for k in part]
        assert len(used) == len(set(used)) and set(used) <= set(range(count))
        assert all(side) and all(list(part) == sorted(part) for part in side)
    assert all(0 <= bead.score <= 1 for bead in beads)
    assert beads == sorted(beads)


def test_the_threshold_leaves_pairs_out(knowledge):
    evidence = gather(SOURCE, TARGET, knowledge)
    scores = sorted(bead.score for bead in comparable(evidence))
    assert len(comparable(evidence, threshold=scores[2])) == len(scores) - 2
    assert comparable(evidence, threshold=1.01) == []


def test_a_sentence_joins_where_it_says_what_is_missing(knowledge):
    target = [*ENGLISH[:3], " ".join(ENGLISH[3:5]), *ENGLISH[5:]]
    beads = comparable(gather(ARABIC, target, knowledge))
    assert (3, 4) in [bead.sources for bead in beads if bead.targets == (3,)]


REPORT = (
    "ضربت هزة أرضية بلغت قوتها 6.3 درجات ولاية هرات غربي أفغانستان صباح السبت.",
    "وأفاد متحدث باسم سلطة إدارة الكوارث بأن عشرين قرية دمرت كليا.",
    "وأضاف أن ألفي شخص على الأقل لقوا حتفهم تحت الأنقاض.",
    "ويحفر الناجون بأيديهم بحثا عن أقاربهم لعدم توفر الجرافات.",
    "وأرسلت إيران المجاورة فرق إنقاذ وطائرتين محملتين بالخيام والأدوية، فيما عرضت الصين مساعدة قدرها 200 ألف دولار.",
    "وعبر الأمين العام للأمم المتحدة عن حزنه.",
    "وكان زلزال مماثل قد أودى بحياة ألف شخص في ولاية بكتيكا العام الماضي.",
)
OTHER_REPORT = (
    "Neighbouring Iran has sent rescue teams and two planes carrying tents and medicine.",
    "China offered $200,000 in aid.",
    "A magnitude 6.3 earthquake struck Herat province in western Afghanistan on Saturday morning.",
    "Twenty villages were completely destroyed and at least 2,000 people died under the rubble, a spokesman for the "
    "disaster management authority said.",
    "Survivors were digging with their bare hands for relatives because there are no bulldozers.",
    "The Taliban government, which took power in 2021, is recognised by no other country.",
    "A similar quake killed a thousand people in Paktika province last year.",
)


def test_two_reports_of_one_event(knowledge):
    beads = comparable(gather(REPORT, OTHER_REPORT, knowledge))
    assert {(bead.sources, bead.targets) for bead in beads} == {
        ((0,), (2,)),
        ((1, 2), (3,)),
        ((3,), (4,)),
        ((4,), (0, 1)),
        ((6,), (6,)),
    }


def test_what_says_the_same_again_does_not_join(knowledge):
    again = "وضرب زلزال بقوة 6.3 درجات هرات في أفغانستان صباح يوم السبت."
    beads = comparable(gather([*REPORT, again], OTHER_REPORT, knowledge))
    assert [len(bead.sources) for bead in beads if bead.targets == (2,)] == [1]


def test_scores_mean_the_same_in_order_and_out_of_order(knowledge):
    """One least score serves both: right pairs of the same texts score alike."""
    evidence = gather(SOURCE, TARGET, knowledge)
    in_order, in_any = (
        {(SOURCE[b.sources[0]], TARGET[b.targets[0]]): b.score for b in beads if len(b.sources) == len(b.targets) == 1}
        for beads in (parallel(evidence), comparable(evidence))
    )
    both = RIGHT & in_order.keys() & in_any.keys()
    assert len(both) >= 5
    assert all(in_order[pair] > 0.7 and in_any[pair] > 0.55 for pair in both)


@pytest.mark.parametrize(("source", "target"), [([], []), (SOURCE, []), ([], TARGET), ([""], ["", "..."])])
def test_nothing_to_pair(knowledge, source, target):
    assert comparable(gather(source, target, knowledge)) == []


def test_long_shuffled_texts(knowledge):
    source, target, right = numbered(500, 4)
    back = list(range(len(target)))[::-1]
    beads = comparable(gather(source, [target[j] for j in back], knowledge))
    found = {(bead.sources, bead.targets) for bead in beads}
    wanted = {((i,), (back.index(j),)) for i, j in right}
    assert len(found & wanted) > 0.95 * len(wanted)
    assert len(found - wanted) < 0.05 * len(wanted)


def test_a_word_in_common_is_not_enough(knowledge):
    target = [*TARGET, "The president arrived in the capital on Monday."]
    one, *_ = comparable(gather(SOURCE, target, knowledge), threshold=0.06)
    assert SOURCE[one.sources[0]] == "وخرج آلاف المتظاهرين إلى شوارع العاصمة." and one.targets == (len(TARGET),)
    assert one not in comparable(gather(SOURCE, target, knowledge))
