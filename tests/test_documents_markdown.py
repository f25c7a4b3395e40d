"""Markdown beyond CommonMark: marks stay to the letter, what is read is translated, lines stay lines."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.documents import read, same, segments, translated

CASES = [
    ('!!! warning "تنبيه مهم"\n    نص أول.\n    نص ثان.\n', '!!! warning "w0 w1"\n    w0 w1 w2\n    w0 w1 w2\n'),
    ("??? note\n\n    نص أول\n", "??? note\n\n    w0 w1\n"),
    (":::tip\nنص أول\n:::\n", ":::tip\nw0 w1\n:::\n"),
    ("::: {.box #a}\nنص أول\n:::\n", "::: {.box #a}\nw0 w1\n:::\n"),
    ("> [!NOTE]\n> نص أول\n", "> [!NOTE]\n> w0 w1\n"),
    ("> [!tip] عنوان\n> نص أول\n", "> [!tip] w0\n> w0 w1\n"),
    ("- [ ] نص أول\n- [x] نص\n", "- [ ] w0 w1\n- [x] w0\n"),
    ("مصطلح\n: تعريفه هنا\n", "w0\n: w0 w1\n"),
    ("{: .lead #top}\nنص أول\n", "{: .lead #top}\nw0 w1\n"),
    ("# عنوان {#id .class}\n", "# w0 {#id .class}\n"),
    ("| بيت أول\n| بيت ثان\n", "| w0 w1\n| w0 w1\n"),
    ("نص[^a].\n\n[^a]: شرح أول.\n\n    شرح ثان.\n", "w0[^a] w1\n\n[^a]: w0 w1 w2\n\n    w0 w1 w2\n"),
    ("انظر [[صفحة أولى|الأولى]] هنا\n", "w0 [[صفحة أولى|w1]] w2\n"),
    ("انظر [[صفحة]] هنا\n", "w0 [[صفحة|w1]] w2\n"),
    ("| ا |\n|--:|\n| [[صفحة\\|لقب]] |\n", "| w0 |\n|--:|\n| [[صفحة\\|w0]] |\n"),
    ("النص:\n$$\na = b\n$$\nنص أول.\n", "w0 w1\n$$\na = b\n$$\nw0 w1 w2\n"),
    ("> النص:\n> $$\n> a = b\n> $$\n> نص.\n", "> w0 w1\n> $$\n> a = b\n> $$\n> w0 w1\n"),
    ("---\ntitle: 'عن «كتاب»'\nlang: ar-SA\ndir: rtl\nslug: عنوان\ntags:\n  - وسم\n---\nنص\n",
     "---\ntitle: 'w0 w1 w2 w3'\nlang: en\ndir: ltr\nslug: عنوان\ntags:\n  - w0\n---\nw0\n"),
    (":::tip عنوان\nنص أول\n:::\n", ":::tip w0\nw0 w1\n:::\n"),
    ("نص^[شرح أول] هنا\n", "w0^[w0 w1] w1\n"),
    ("نص [رابط](x){.a} هنا\n", "w0 [w1](x){.a} w2\n"),
    ("نص ![صورة](x){width=5} هنا\n", "w0 ![w0](x){width=5} w1\n"),
    ("*[HTML]: لغة أولى\n", "*[HTML]: w0 w1\n"),
    ("نص [@smith2020] هنا\n", "w0 [@smith2020] w1\n"),
    ("نص\n\n\\begin{equation}\na_1 = ب\n\\end{equation}\n", "w0\n\n\\begin{equation}\na_1 = ب\n\\end{equation}\n"),
    ("---\nlink: /ar/صفحة\n---\nimport A from 'س';\n\nexport const x = 'نص';\n\nنص\n",
     "---\nlink: /ar/صفحة\n---\nimport A from 'س';\n\nexport const x = 'نص';\n\nw0\n"),
    ("| ا | ب |\n|--:|---|\n| `x|y` | نص |\n", "| w0 | w0 |\n|--:|---|\n| `x|y` | w0 |\n"),
    ("---\ntags: [وسم, 'وسم ثان', en]\n---\nنص\n", "---\ntags: [w0, 'w0 w1', en]\n---\nw0\n"),
    ('=== "تبويب أول"\n\n    نص أول.\n', '=== "w0 w1"\n\n    w0 w1 w2\n'),
    ("/// note | عنوان\nنص أول\n///\n", "/// note | w0\nw0 w1\n///\n"),
    ('::: {.callout title="عنوان"}\nنص أول\n:::\n', '::: {.callout title="w0"}\nw0 w1\n:::\n'),
    ("%% تعليق %%\n\nنص %%تعليق%% أول\n", "%% تعليق %%\n\nw0 %%تعليق%% w1\n"),
    ("{{< note >}}\nنص أول\n{{< /note >}}\n", "{{< note >}}\nw0 w1\n{{< /note >}}\n"),
    ("{% if a %}\nنص أول\n{% endif %}\n", "{% if a %}\nw0 w1\n{% endif %}\n"),
    ("نص ==مظلل== و{++زائد++} {--ناقص--}\n", "w0 ==w1== {++w2++} {--w3--}\n"),
    ("اضغط هنا الآن ^block-1\n", "w0 w1 w2 ^block-1\n"),
    ("نص أول  \nنص\\\nنص\n", "w0 w1  \nw0\\\nw0\n"),
    ("نص [رابط][Ref]\n\n[Ref]: /x 'عنوان'\n", "w0 [w1][Ref]\n\n[Ref]: /x 'w0'\n"),
    ("![صورة](a.png 'عنوان')\n\nنص\n", '![w0](a.png "w0")\n\nw0\n'),
    ("نص ![x][الصورة]\n\n[الصورة]: /x\n", "w0 ![w0][الصورة]\n\n[الصورة]: /x\n"),
    ('+++\ntitle = "عنوان"\n+++\nنص\n', '+++\ntitle = "w0"\n+++\nw0\n'),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), CASES)
def test_marks_stay_and_texts_are_translated(text, wanted):
    documents = read(text, "a.md")
    assert same(documents).decode() == text
    assert translated(documents) == wanted


@pytest.mark.parametrize(
    "kept",
    [
        "$f_1*a*b = \\|v\\|$",
        "\\(a*b*c\\)",
        "\\[x_1\\]",
        "![[صورة.png]]",
        "[[README]]",
        "$$a*b*c$$",
        "{{ page.title }}",
        "{{% x %}}",
        "++ctrl+s++",
        "{% x %}",
        "{/* x */}",
        "<kbd>س</kbd>",
        "<b translate='no'>ص</b>",
        "$\\{x_i\\}$",
    ],
)
def test_formulas_and_embeds_stay_to_the_letter(kept):
    text = f"النص {kept} صحيح و*مهم*.\n"
    documents = read(text, "a.md")
    assert same(documents).decode() == text
    assert translated(documents, backwards=True).count(kept) == 1


def test_a_bar_in_code_parts_no_cells():
    documents = read("| ا | ب |\n|--:|---|\n| ليلى `x|y` | نص |\n", "a.md")
    assert segments(documents) == ["ا", "ب", "ليلى x|y", "نص"]
    assert translated(documents, backwards=True).count("`x|y`") == 1


def test_sums_of_money_are_no_formulas():
    assert segments(read("السعر $5 أو $10 فقط\n", "a.md")) == ["السعر $5 أو $10 فقط"]


_LINES = st.sampled_from(
    ["نص أول", "", '=== "نص"', "%%", "%% نص %%", "///", "/// x | نص", "{{< x >}}", "==نص==", "{++نص", "نص  ", "[نص]: x \"نص\"", "[نص][نص]", "!!! note", "    نص", ":::", "::: x", "> [!NOTE]", "> نص", "- [ ] نص", ": تعريف", "{.a}", "{: .b}", "[^1]: نص",
     "نص[^1]", "[[نص|نص]]", "| نص", "|--:|", "| ا | ب |", "$$", "a_b$", "\\(نص", "---", "title: نص", "# نص {#a}", "    ", "\t- نص"]
)  # fmt: skip


@given(st.lists(_LINES, max_size=9), st.sampled_from(["\n", "\r\n"]))
def test_any_lines_come_back(lines, newline):
    text = newline.join(lines)
    if not re.search("[ء-ي]", text):
        return
    documents = read(text, "a.md")
    assert same(documents).decode() == text
    assert "\0" not in translated(documents, backwards=True)
