"""What must not change: it is recognised, kept from the model, and there once in the translation."""

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.bitext import Link, SegmentPair
from glossaries.arabic import has_arabic, tokenise
from glossaries.glossary import Glossary, Term
from glossaries.match import Matcher
from mt.models.engine import Engine
from mt.models.options import EngineOptions
from mt.models.store import find
from mt.pipeline.shield import Shielded, shield
from mt.pipeline.translate import translate
from mt.pipeline.unshield import unchanged, unshield
from mt.protected.marks import marked, unmarked
from mt.protected.messages import branches, messages
from mt.protected.spans import Kind, protected
from tests import tiny
from tests.growth import growth

POSTS = (Path(__file__).parent / "data" / "posts.txt").read_text(encoding="utf-8").splitlines()

CODES = [
    "SA0380000000608010167519", "DE89 3704 0044 0532 0130 00", "INV-2024-00017", "A12345678", "192.168.10.25",
    "v2.10.3", "7F3A-99KD-20QX", "e3b0c44298fc1c149afbf4c8996fb924", "550e8400-e29b-41d4-a716-446655440000",
    "0096650123456789012", "978-9953-9-1234-5", "+967 4 251234", "(04) 251-234", "4111 1111 1111 1111",
    "24.7136° N", "24.7136, 46.6753", "12/05/2024", "10:30", "€50", "½", "H₂O", "C:\\Users\\a\\b.txt", "/usr/local/bin",
    "https://x.example/a?b=%d&c={id}", "a.b@c.example", "@user_1", "#Syria", "Türkiye", "北京",
    "%d", "%1$s", "%%", "%d%%", "%(name)s", "%{count}", "{name}", "{0, number}", "{{ user.name }}", "${x}", "#{name}",
    "%name%", "{{#if x}}", "{{/if}}", '[gallery ids="1,2"]', "{user!r:>10}", "{0,number,#.##}", "%5.2f%%", "%1$@", "{ $name }",
    "fe80::1ff:fe23:4567:890a", "00:1A:2B:3C:4D:5E", "10.0.0.0/8", "2024-05-12T10:30:00Z", "0x71C7656EC7ab88b098defB751B",
    "(967) 1-234567", "1-800-555-0199", "01-234567", "§5", "±", "≤", "E=mc²", "π/2", "привет",
    "$t(common.ok)", "@:user", "C++", "C#", ":path", "[[user]]", "<%= count %>", "<?php echo $x; ?>", "{% x %}",
    "3 × 4 = 12", "x² + y² = z²", "H~2~O", "sha256:e3b0c44298fc1c149afbf4c8996fb924", "أ ب ج ١٢٣٤", "!name", "__name__", "50%%", "%#@files@", ":material-home:", "٥٠ ﷼".translate(
        {ord(digit): str(k) for k, digit in enumerate("٠١٢٣٤٥٦٧٨٩")}
    ), "'{'", "''", "________", "..../..../....", "`", "**", "ﷺ", "﷽",
    "$f(x) = \\frac{1}{n}$", "$\\{x_i\\}$", "\\(a+b\\)", "$$v = d$$", "`git add`", "<br/>", "&copy;",
]  # fmt: skip
SIGNS = ["🔴", "👨‍👩‍👧", "🇸🇾", "👍🏽", "1️⃣", "❤️", "♪", "·", "©", "★", "•", ":)", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"]


@pytest.fixture(scope="module")
def without_hints(tmp_path_factory) -> Engine:
    card = 'source = "ar"\ntarget = "en"\n'
    return Engine(find(str(tiny.make(tmp_path_factory.mktemp("models") / "tiny", card=card))), EngineOptions())


def targets(engine: Engine, texts: list[str], matcher: Matcher | None = None) -> list[str]:
    return [pair.target for pair in translate(((str(k), text) for k, text in enumerate(texts)), engine, matcher)]


def held(text: str) -> list[str]:
    """What a text protects, as English writes it, without hashtags that are translated."""
    return [each.put for each in protected(text) if each.kind is not Kind.HASHTAG]


@pytest.mark.parametrize("code", [*CODES, *SIGNS])
def test_it_is_recognised_whole(code):
    (found,) = protected(f"كلمة {code} أخرى")
    assert found.put == code


@pytest.mark.parametrize(
    "text",
    [
        "قال الرئيس في 3 مايو 2020 إن النسبة 7.5% من 1,250,000 ريال.",
        "السعر $5 و $10 أو 5$ و 10$",
        "خصم 50% من 3 % فقط",
        "طائرة F-16 وفيروس COVID-19 وشركة IBM (MWPs) و«الدستور»: نعم!",
        "نسبة ٧٫٥٪، ص ١٢–١٥؛ وهكذا... «قصر»؟",
    ],
)
def test_words_numbers_and_quotes_are_left_to_the_model(text):
    assert protected(text) == [] and shield(text) == Shielded(text, text)


@pytest.mark.parametrize(
    ("written", "english"),
    [
        ("2 500 000", "2,500,000"),
        ("٢ ٥٠٠ ٠٠٠", "2,500,000"),
        ("+٩٦٦ ٥٠ ١٢٣ ٤٥٦٧", "+966 50 123 4567"),
        ("١٠:٣٠", "10:30"),
    ],
)
def test_numbers_are_written_in_european_digits(written, english):
    assert held(f"عدد {written} هنا") == [english]


def test_an_account_number_has_right_check_digits():
    assert held("رقم SA03 8000 0000 6080 1016 7519 هنا") == ["SA03 8000 0000 6080 1016 7519"]
    assert held("رقم SA04 8000 0000 6080 1016 7519 هنا") != ["SA04 8000 0000 6080 1016 7519"]


def test_words_show_the_number_of_a_phone():
    assert held("اتصل على 777 123 456 أو هاتف 01/234567 أو رقم 45 لسنة 1987") == ["777 123 456", "01/234567"]


def test_messages_are_parsed_to_their_branches():
    text = "لديك {n, plural, =0 {لا شيء} one {{x, select, a {واحد} other {'{'}}} other {# رسائل}} الآن {name}"
    ((start, end),) = messages(text)
    message = text[start:end]
    assert message.startswith("{n,") and message.endswith("رسائل}}")
    assert [message[a:b] for a, b in branches(message)] == ["لا شيء", "{x, select, a {واحد} other {'{'}}", "# رسائل"]
    assert not list(messages("{n, plural, one {واحد} لا {")) and not list(messages("{n, plural, }x"))


def test_messages_come_out_balanced_with_their_keywords(engine):
    text = "مرحبا {name}، لديك {n, plural, zero {لا رسائل} one {رسالة واحدة} other {# رسائل من {name}}} اليوم."
    (target,) = targets(engine, [text])
    keywords = re.compile(r"\{n, plural, zero \{[^{}]+\} one \{[^{}]+\} other \{[^{}]*#[^{}]*\{name\}[^{}]*\}\}")
    assert keywords.search(target) and target.count("{name}") == 2 and not has_arabic(target)


def test_every_branch_is_the_translation_of_its_text(engine):
    inner, whole = targets(engine, ["هو سعيد", "{g, select, male {هو سعيد} other {{n, plural, other {هو سعيد}}}}"])
    inner = inner.rstrip(".")
    assert whole == f"{{g, select, male {{{inner}}} other {{{{n, plural, other {{{inner}}}}}}}}}"


def test_deep_messages_are_kept(engine):
    text = "{a, select, b {" * 60 + "كلمة" + "}}" * 60
    (target,) = targets(engine, [text])
    assert target.count("{a, select, b {") == 60 and target.endswith("}}" * 60)


@pytest.mark.parametrize("post", POSTS)
def test_a_post_keeps_what_it_protects(engine, post):
    (target,) = targets(engine, [post])
    assert Counter(held(post)) - Counter(found for found in held(target)) == Counter()
    for each in held(post):
        assert target.count(each) == post.count(each) or each not in post
    assert sum(each.kind is Kind.HASHTAG for each in protected(post)) + post.count("#E") + post.count("#B") == len(
        re.findall(r"#[A-Z]\w+", target)
    )


def test_a_hashtag_is_one_in_english(engine):
    one, two, three = targets(engine, ["#سوريا_الجديدة", "وصل الوفد إلى #سوريا أمس.", "#قطر 🌹 @qatar"])
    assert one == "#New_Syria"
    assert "#Syria" in two
    assert three == "#Qatar 🌹 @qatar"


def test_a_term_of_the_glossary_is_a_word_in_a_hashtag_too(engine):
    matcher = Matcher(Glossary("t", (Term("#قره_باغ", "#قره_باغ", type="keep"), Term("لاتشين", "Laçın"))))
    one, two = targets(engine, ["وصل الوفد إلى #قره_باغ أمس.", "أخبار #لاتشين اليوم"], matcher)
    assert "#قره_باغ" in one and "#Laçın" in two


def test_signs_between_words_part_what_is_said(engine):
    (target,) = targets(engine, ["دورة مجانية 1️⃣ التسجيل اليوم 2️⃣ الدفع غدا 3️⃣ الحضور"])
    assert re.fullmatch(r"\S.* 1️⃣ \S.* 2️⃣ \S.* 3️⃣ \S.*", target)


def test_terms_in_parted_segments_and_messages_are_told(engine):
    matcher = Matcher(Glossary("t", (Term("لاتشين", "Lachin"), Term("شوشا", "Shusha"))))
    text = "وصل الوفد إلى لاتشين اليوم 🌹 ثم زار {n, plural, other {شوشا أيضا}}"
    (pair,) = translate([("1", text)], engine, matcher)
    assert [(term.target, text[slice(*term.source_span)]) for term in pair.terms] == [
        ("Lachin", "لاتشين"),
        ("Shusha", "شوشا"),
    ]
    assert all(pair.target[slice(*term.target_span)] == term.target for term in pair.terms)
    assert pair.score is not None and pair.score < 0


def test_tags_stay_around_their_words(engine):
    one, two = targets(engine, ["انقر <0>هنا</0> للمتابعة", 'وافق على <a href="/t?a=%s">الشروط</a> أولا'])
    assert re.fullmatch(r"Click <0>here</0> to \w+", one)
    assert re.fullmatch(r'[^<>]*<a href="/t\?a=%s">[^<>]+</a>[^<>]*', two)


def test_elements_in_a_string_are_kept_whole(engine):
    texts = [
        "قال الوزير<sup>3</sup> إن المشروع مهم",
        "اكتب <code>نسخ</code> هنا",
        'افتح <b translate="no">النجمة</b> الآن',
    ]
    one, two, three = targets(engine, texts)
    assert re.search(r"\w<sup>3</sup> \w", one)
    assert two.count("<code>نسخ</code>") == 1 and three.count('<b translate="no">النجمة</b>') == 1
    assert not re.search("[ء-ي]", two.replace("نسخ", "") + three.replace("النجمة", ""))


def test_protected_spans_are_not_translated(engine):
    text = marked("اختر سالم من القائمة.", [(5, 9)])
    assert unmarked(text) == ("اختر سالم من القائمة.", [(5, 9)])
    (pair,) = translate([("1", text)], engine)
    assert pair.source == "اختر سالم من القائمة."
    assert pair.target.count("سالم") == 1 and "Salem" not in pair.target
    linked = {(pair.source_tokens[i].text, pair.target_tokens[j].text) for i, j, _ in pair.links}
    assert ("سالم", "سالم") in linked


def test_the_pair_points_into_the_whole_texts(engine):
    text = "🔴 عاجل: وصل {name} إلى #سوريا_الجديدة و<b>القاهرة</b> يوم 12/05/2024 [1]. 🌹 @user"
    matcher = Matcher(Glossary("t", (Term("القاهرة", "Cairo"),)))
    (pair,) = translate([("7", text)], engine, matcher)
    assert (pair.id, pair.source) == ("7", text)
    for tokens, whole in ((pair.source_tokens, pair.source), (pair.target_tokens, pair.target)):
        assert all(whole[token.start : token.end] == token.text for token in tokens)
        assert all(one.end <= other.start for one, other in pairwise(tokens))
    (term,) = pair.terms
    assert text[slice(*term.source_span)] == "القاهرة" and pair.target[slice(*term.target_span)] == "Cairo"
    for each in ("🔴", "{name}", "#New_Syria", "12/05/2024", "[1]", "🌹", "@user"):
        assert pair.target.count(each) == 1
    assert "<b>Cairo</b>" in pair.target


def test_numbers_alone_become_european(engine):
    assert targets(engine, ["٢٠٢٣", "١٬٢٣٤٫٥", "٪١٢"]) == ["2023", "1,234.5", "12%"]


def test_a_model_without_hints_keeps_them_too(without_hints):
    texts = [
        "مرحبا {name}، لديك %d رسائل على https://example.org/{id} 🌹 نعم",
        "قال @user نعم #سوريا_الجديدة <b>نعم</b> و%s",
    ]
    found = targets(without_hints, texts)
    assert all(found[0].count(each) == 1 for each in ("{name}", "%d", "https://example.org/{id}", "🌹"))
    assert all(found[1].count(each) == 1 for each in ("@user", "#", "<b>", "</b>", "%s"))
    assert found[1].index("<b>") < found[1].index("</b>")


def test_what_is_kept_in_the_memory_is_found_again_by_what_is_protected(engine, tmp_path):
    from mt.pipeline.memory import Memory

    text = "اختر سالم من القائمة."
    with_marks = marked(text, [(5, 9)])
    memory = Memory(tmp_path / "m.db", "signed")
    first = list(translate([("1", with_marks), ("2", text)], engine, memory=memory))
    again = list(translate([("1", with_marks), ("2", text)], engine, memory=memory))
    assert first == again and first[0].target != first[1].target and memory.found == 2
    memory.close()


# Pieces of text for generated segments, and what any translation of them must hold.
_WORDS = st.sampled_from(["قال", "الوزير", "إن", "المدينة", "جديدة", "نعم،", "وهكذا.", "5", "IBM"])
_HELD = st.sampled_from([*CODES, *SIGNS])
_TAGGED = st.tuples(st.sampled_from(["b", "0", "a"]), st.lists(_WORDS, min_size=1, max_size=3)).map(
    lambda each: f"<{each[0]}>{' '.join(each[1])}</{each[0]}>"
)
SEGMENTS = st.lists(st.one_of(_WORDS, _HELD, _TAGGED), min_size=1, max_size=12).map(" ".join)


def inner_pair(text: str) -> SegmentPair:
    return unchanged(unmarked(text)[0]) if shield(text).bare else restored(text, lambda tokens: tokens)


def restored(text: str, order) -> SegmentPair:
    """The pair of a segment whose words a model puts in another order and otherwise leaves."""
    shielded = shield(text)
    tokens = tokenise(shielded.text)
    numbers = order(list(range(len(tokens))))
    target = " ".join(tokens[number].text for number in numbers)
    made, position = [], 0
    for number in numbers:
        start = target.index(tokens[number].text, position)
        position = start + len(tokens[number].text)
        made.append(tokens[number]._replace(start=start, end=position))
    links = tuple(sorted(Link(number, place, 1.0) for place, number in enumerate(numbers)))
    pair = SegmentPair("", shielded.text, target, tuple(tokens), tuple(made), links)
    return unshield(shielded, pair, inner_pair)


@settings(max_examples=150, deadline=None)
@given(SEGMENTS, st.randoms(use_true_random=False))
def test_whatever_the_order_of_words_everything_is_there_once_and_balanced(text, random):
    def shuffled(numbers):
        random.shuffle(numbers)
        return numbers

    pair = restored(text, shuffled)
    wanted = Counter(each.put for each in protected(text))
    for each, times in wanted.items():
        assert pair.target.count(each) >= times
    tags = re.findall(r"<(/?)(b|0|a)>", pair.target)
    assert sorted(tags) == sorted(re.findall(r"<(/?)(b|0|a)>", text))
    open_ = []
    for closes, name in tags:
        if closes:
            assert open_.pop() == name
        else:
            open_.append(name)
    assert not re.search(r"(?<!\w)[XQ]\d(?!\w)", pair.target)


@settings(max_examples=150, deadline=None)
@given(SEGMENTS)
def test_a_model_that_changes_nothing_gives_the_segment_back(text):
    shielded = shield(text)
    pair = SegmentPair("", shielded.text, shielded.text)
    same = unshield(shielded, pair, lambda inner: unchanged(unmarked(inner)[0]))
    assert "".join(same.target.split()) == "".join(text.split())


@pytest.mark.parametrize(
    "unit",
    [
        "{",
        "{a,plural,one{",
        "<a b='",
        "\\(",
        "$x",
        "a@b.",
        "1 ",
        "+1",
        "AB12 ",
        "🔴",
        "٠",
        "<0>",
        "[",
        "%s ",
        "(%s ",
        "|",
        "''",
        "1+",
        "٥هـ",
        "*a",
        "أ ب ",
        "__a",
        "<p>",
        "5%%",
        "H~2",
        "../",
        "{{a}}b",
    ],
)
def test_time_is_linear(unit):
    assert growth(lambda length: shield((unit * length)[:length]), 10_000) < 10


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("ٱلطالب قرأ ٱلدرس.", "الطالب قرأ الدرس."),
        ("کتب الطالب الدرس فی المدرسۀ.", "كتب الطالب الدرس في المدرسة."),
        ("وصل إلی البیت علی الفور.", "وصل إلى البيت على الفور."),
        ("شاهدت الڤيديو في المكتب.", "شاهدت الفيديو في المكتب."),
        ("هَٰذَا ٱلْكِتَٰبُ.", "هذا الكتاب."),
        ("ٱلْعَٰلَمِينَ وعَلَىٰ ٱلسَّمَٰوَٰتِ", "العالمين وعلى السماوات"),
        ("ﻗﺮﺃ ﺍﻟﻄﺎﻟﺐ ﺍﻟﺪﺭﺱ.", "قرأ الطالب الدرس."),
        ("قرأ ‹الكتاب› اليوم.", "قرأ «الكتاب» اليوم."),
    ],
)
def test_letters_of_neighbours_are_read_as_arabic(engine, written, plain):
    one, two = targets(engine, [written, plain])
    assert one == two


def test_what_stands_before_a_line_for_its_end_goes_there(engine):
    one, two, three = targets(engine, ["؟أين ذهبت", "أين ذهبت؟", "...ثم ذهب إلى البيت"])
    assert one == two and one.endswith("?")
    assert not three.endswith("...")


def test_measures_are_written_in_english_units():
    assert held("المساحة ١٢٠ م² والبعد 5 كم² والحرارة ٢٥°م في 90 م") == ["120 m²", "5 km²", "25°C", "90 m"]
    assert held("من 10:00 ص إلى ٥:٣٠ م") == ["10:00 a.m.", "5:30 p.m."]
    assert held("ولد عام 570 م ومات سنة 2020 م") == []


def test_years_have_their_era():
    assert held("عام ١٤٤٥هـ الموافق ٢٠٢٣/٢٠٢٤م") == ["1445 AH", "2023/2024 AD"]
    assert held("نحو ٣٠٠ ق.م وفي 1446 هـ") == ["300 BC", "1446 AH"]


def test_the_sign_of_a_number_is_its_own():
    assert held("الحرارة -5°م ثم −٣°م في ٣-٥ م") == ["-5°C", "−3°C", "5 m"]


def test_positions_of_printf_are_no_formula():
    assert held("تم تحميل %2$s من %1$s (%3$.1f%%)") == ["%2$s", "%1$s", "(%3$.1f%%)"]


def test_quoted_braces_and_apostrophes_of_messages(engine):
    text = "{n, plural, one {قال ''نعم''} other {قالوا '{نعم}'}}"
    ((start, end),) = messages(text)
    assert (start, end) == (0, len(text))
    (target,) = targets(engine, [text])
    assert target.count("''") == 2 and target.count("'{") == target.count("}'") == 1
    assert target.startswith("{n, plural, one {") and target.endswith("}}")


def test_tags_of_paragraphs_and_bars_part_what_is_said(engine):
    one, two, three = targets(
        engine,
        [
            "<p>مرحبا <b>بك</b> هنا</p><ul><li>خبز</li></ul>",
            "الاسم | العمر | المدينة",
            "لا يمكن <em>حذف</em> الملف.<br />حاول مرة أخرى",
        ],
    )
    assert re.fullmatch(r"<p>[^<]*<b>[^<]+</b>[^<]*</p><ul><li>[^<]+</li></ul>", one)
    assert len(two.split(" | ")) == 3 and all(part.strip() for part in two.split("|"))
    assert re.fullmatch(r"[^<]*<em>[^<]+</em>[^<]*<br />[^<]+", three)


def test_brackets_around_what_is_kept_stay(engine):
    assert held("كبير ({{ size }} {{ suffix }}) و({{ width }}px) هنا {0}MB") == [
        "({{ size }} {{ suffix }})", "({{ width }}px)", "{0}MB",
    ]  # fmt: skip
    one, two = targets(engine, ["({{page}} من {{count}})", "البرنامج (بناء: {{build}})"])
    assert re.fullmatch(r"\(\{\{page\}\} [^()]*\{\{count\}\}[^()]*\)", one)
    assert re.fullmatch(r"[^()]*\([^()]*\{\{build\}\}\)", two)


def test_brackets_around_a_whole_segment_stay(engine):
    texts = ["({{page}} من {{count}})", " [صفحة {{page}} ] ", "(أ) {{page}} (ب)", "({{page}}"]
    one, two, three, four = targets(engine, texts)
    assert re.fullmatch(r"\(\{\{page\}\} [^()]*\{\{count\}\}\)", one)
    assert re.fullmatch(r" \[[^\[\]]*\{\{page\}\}[^\[\]]* \] ", two)
    assert three.count("{{page}}") == four.count("{{page}}") == 1


def test_forms_between_bars_are_texts_of_their_own(engine):
    text = "{0} لا رسائل|[1,19] بعض الرسائل ({{n}})|[20,*] رسائل كثيرة"
    (target,) = targets(engine, [text])
    assert re.fullmatch(r"\{0\} [^|{]+\|\[1,19\] [^|{]+\(\{\{n\}\}\)\|\[20,\*\] [^|{]+", target)


def test_references_are_written_in_european_digits(engine):
    (target,) = targets(engine, ["[١] قال الوزير [٢٣] نعم"])
    assert target.startswith("[1] ") and target.count("[23]") == 1


def test_marks_of_texts_without_letters_become_english(engine):
    assert targets(engine, ["{{progress}}٪", "{{date}}، {{time}}"]) == ["{{progress}}%", "{{date}}, {{time}}"]


def test_praise_stands_at_the_name_that_it_belongs_to(engine):
    (target,) = targets(engine, ["زار محمد ﷺ المدينة."])
    assert "Muhammad ﷺ" in target


def test_known_spans_and_messages():
    text = "قل {n, plural, one {كتاب} other {كتب}} ثم {m, plural, other {قلم}} الآن"
    first, second = text.index("كتاب"), text.index("{m")
    found = protected(text, [(0, 2), (first, first + 4), (second - 3, second + 2)])
    assert [(text[each.start : each.end], each.kind) for each in found[:2]] == [
        ("قل", Kind.NOUN),
        ("{n, plural, one {كتاب} other {كتب}}", Kind.MESSAGE),
    ]
    assert (found[2].start, found[2].kind) == (second - 3, Kind.NOUN)


@pytest.mark.parametrize(
    "text",
    [
        "السعر {x}_1 و_%s",
        "نص %s<b>قال</b>",
        "قال ${x}  &amp;[1].",
        "؟%s نعم",
        "!²&🔴",
        "وصل #سوريا\t&amp;:)%s،نعم",
    ],
)
def test_no_mask_is_part_of_another_word(text):
    pair = restored(text, lambda numbers: numbers[::-1])
    assert not re.search(r"[XQ]\d", pair.target)
    assert Counter(held(pair.target)) >= Counter(held(text))


def test_a_mark_is_moved_to_the_end_only_where_nothing_ends_the_text():
    assert shield("؟من أنت").text == "من أنت؟"
    assert shield("؟من أنت.").text == "؟من أنت."
