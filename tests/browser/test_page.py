"""The page in a real browser: `make test-browser`, which gets what it needs but for Chromium (`apt-get install chromium`)."""

import json
import os
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from align.bitext import Finding
from tests.serving import service, serving

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or ""
MODULES = Path(__file__).parents[2] / ".browser" / "node_modules"
REPORT = Path(__file__).parents[1] / "documents" / "report.docx"
SENTENCE = "وصل الوفد إلى لاتشين."
TEXT = f"{SENTENCE} وقال الوزير إن كلبجار عادت أمس.\n\nهل هذا صحيح؟"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium: apt-get install chromium")


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield opened
        opened.close()


@pytest.fixture
def url(tmp_path):
    with (
        service(tmp_path, glossary=("karabakh",), memory=str(tmp_path / "memory.sqlite")) as opened,
        serving(opened) as at,
    ):
        yield at


@pytest.fixture
def troubles() -> list[str]:
    return []


@pytest.fixture
def page(browser: Browser, url: str, troubles: list[str]):
    """The page, on which nothing may go wrong and which may ask nobody but its server."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    context.set_default_timeout(15_000)
    made = context.new_page()
    made.on("console", lambda said: troubles.append(said.text) if said.type in ("error", "warning") else None)
    made.on("pageerror", lambda error: troubles.append(str(error)))
    made.on("request", lambda asked: None if asked.url.startswith((url, "blob:")) else troubles.append(asked.url))
    made.goto(url)
    yield made
    context.close()
    assert troubles == []


def typed(page: Page, text: str = TEXT) -> None:
    page.fill("#source", text)
    expect(page.locator("#status")).to_contain_text("Translated", timeout=15_000)


def word(page: Page, text: str):
    return page.locator("#target .word", has_text=re.compile(rf"^{text}$"))


def violations(page: Page) -> list[str]:
    # Through the debugger: the page itself lets in no script of others.
    page.evaluate((MODULES / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")["violations"]
    return [f"{each['id']}: {node['html'][:200]} {node['failureSummary']}" for each in found for node in each["nodes"]]


def test_english_appears_as_one_types_and_words_light_up(page):
    page.locator("#source").press_sequentially(SENTENCE, delay=5)
    expect(page.locator("#target")).to_have_text("The delegation arrived in Lachin.")
    word(page, "delegation").hover()
    expect(page.locator("#mirror .with")).to_have_text("الوفد")
    box = page.locator("#mirror .word", has_text="لاتشين").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator("#target .with").first).to_have_text("Lachin")
    assert page.locator("#target .term.kept").all_inner_texts() == ["Lachin"]
    assert page.locator("#mirror .term.kept").all_inner_texts() == ["لاتشين"]
    assert page.locator("#summary").inner_text() == "Terms: 1 kept."
    page.locator("#source").press("Home")
    expect(page.locator("#mirror .on")).to_have_text("وصل")


def test_marks_lie_under_their_words(page):
    typed(page)
    field, mirror = (page.locator(each).bounding_box() for each in ("#source", "#mirror"))
    assert field == mirror
    styles = "e => ['font', 'lineHeight', 'padding', 'direction', 'whiteSpace'].map(k => getComputedStyle(e)[k])"
    assert page.locator("#source").evaluate(styles) == page.locator("#mirror").evaluate(styles)
    assert page.locator("#source").evaluate("e => e.scrollHeight <= e.clientHeight")
    assert page.locator("#source").evaluate("e => getComputedStyle(e).direction") == "rtl"
    assert page.locator("#target").inner_text().count("\n\n") == 1


def test_a_word_has_other_renderings_and_one_is_taken(page):
    typed(page)
    word(page, "arrived").click()
    other = page.locator("#others button").first
    expect(other).to_be_visible()
    sentence = other.inner_text()
    other.click()
    expect(page.locator("#target .sentence").first).to_have_text(sentence)
    page.locator("#source").press("End")
    page.locator("#source").press_sequentially(" نعم.", delay=5)
    expect(page.locator("#target .sentence")).to_have_count(4)
    expect(page.locator("#target .sentence").first).to_have_text(sentence)
    page.locator("#reset").click()
    expect(page.locator("#target .sentence").first).to_have_text("The delegation arrived in Lachin.")


def test_a_correction_sticks_and_a_word_becomes_a_term(page, url):
    typed(page)
    word(page, "delegation").click()
    expect(page.locator("#term-source")).to_have_value("الوفد")
    expect(page.locator("#term-target")).to_have_value("delegation")
    page.fill("#term-target", "mission")
    page.click("#term-form button")
    expect(page.locator("#target")).to_contain_text("mission")
    expect(page.locator("#target .term", has_text="mission")).to_be_visible()
    word(page, "true").click()
    page.fill("#edit", "Is that so?")
    page.click("#keep")
    expect(page.locator("#kept")).to_contain_text("Kept")
    expect(page.locator("#target .by-hand")).to_have_text("Is that so?")
    page.goto("about:blank")
    page.goto(f"{url}/#q={TEXT.splitlines()[-1]}")
    expect(page.locator("#target")).to_have_text("Is that so?")
    answer = page.request.post(f"{url}/translate", form={"q": "هل هذا صحيح؟", "source": "ar", "target": "en"})
    assert answer.json()["translatedText"] == "Is that so?"


def test_glossaries_are_made_edited_imported_exported_and_tried(page, tmp_path, troubles):
    typed(page)
    page.click("#glossaries summary")
    page.fill("#new-name", "desk")
    page.click("#new-glossary button")
    page.fill("#add-source", "الوفد")
    page.fill("#add-target", "the mission")
    page.click("#add-form button")
    expect(page.locator("#target .sentence").first).to_contain_text("mission")
    with page.expect_download() as given:
        page.click("text=Export TSV")
    assert "الوفد\tthe mission" in Path(given.value.path()).read_text(encoding="utf-8")
    page.get_by_role("checkbox", name="desk").uncheck()
    expect(page.locator("#target .sentence").first).to_contain_text("delegation")
    file = tmp_path / "news.csv"
    file.write_text("source,target\nالوفد,the envoys\n", encoding="utf-8")
    page.set_input_files("#import", file)
    expect(page.locator("#target .sentence").first).to_contain_text("envoys")
    page.fill("#add-source", "hello")
    page.fill("#add-target", "there")
    page.click("#add-form button")
    expect(page.locator("#glossary-told")).to_contain_text("has no Arabic letter")
    assert ["400" in said for said in troubles] == [True], "the browser tells of the answer"
    troubles.clear()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Delete news").click()
    expect(page.locator("#target .sentence").first).to_contain_text("delegation")


def test_what_may_be_wrong_is_dotted_and_said(browser, tmp_path):
    finding = Finding("negation", 0.8, (0, 3), (4, 14), "the English does not deny")
    with service(tmp_path) as opened, serving(opened) as url:
        decode = opened.batcher._decode
        opened.batcher._decode = lambda *each: [replace(pair, findings=(finding,)) for pair in decode(*each)]
        page = browser.new_page()
        page.goto(url)
        typed(page, SENTENCE)
        assert page.locator("#target .finding").all_inner_texts() == ["delegation"]
        assert page.locator("#mirror .finding").all_inner_texts() == ["وصل"]
        assert "Found: 1." in page.locator("#summary").inner_text()
        word(page, "delegation").click()
        expect(page.locator("#checks")).to_contain_text("the English does not deny (80 %)")
        page.close()


def test_files_are_dropped_watched_and_fetched(page):
    data = page.evaluate_handle("""() => {
        const data = new DataTransfer()
        data.items.add(new File(["وصل الوفد إلى لاتشين.\\n"], "a.txt"))
        return data
    }""")
    page.dispatch_event("body", "dragover", {"dataTransfer": data})
    page.dispatch_event("#drop", "drop", {"dataTransfer": data})
    expect(page.locator("#file-list li")).to_contain_text("1 sentences; terms: 1 kept")
    page.set_input_files("#file", REPORT)
    expect(page.get_by_role("button", name="Download report_en.docx")).to_be_visible()
    with page.expect_download() as given:
        page.get_by_role("button", name="Download a_en.txt").click()
    assert given.value.suggested_filename == "a_en.txt"
    assert Path(given.value.path()).read_text() == "The delegation arrived in Lachin.\n"
    page.get_by_role("button", name="Remove a_en.txt").click()
    expect(page.locator("#file-list li")).to_have_count(1)


def test_history_stays_in_the_browser(page):
    typed(page)
    page.click("#keep-history")
    page.click("#clear")
    expect(page.locator("#target")).to_be_empty()
    page.reload()
    page.click("#history summary")
    page.click("#history-list .back")
    expect(page.locator("#target")).to_contain_text("The delegation")
    with page.expect_download() as given:
        page.click("#history-export")
    assert json.loads(Path(given.value.path()).read_text(encoding="utf-8"))["source"] == TEXT
    page.click("#history-clear")
    expect(page.locator("#history-list")).to_have_text("Nothing is kept yet.")


def test_all_of_it_by_keyboard(page):
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#source"
    page.focus("#source")
    page.keyboard.type(SENTENCE)
    expect(page.locator("#target")).to_have_text("The delegation arrived in Lachin.")
    for _ in range(3):  # two buttons of the pane stand before its words
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "The"
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.textContent") == "delegation"
    expect(page.locator("#mirror .with")).to_have_text("الوفد")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "inspector-close"
    expect(page.locator("#others button").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#inspector")).to_be_hidden()
    assert page.evaluate("document.activeElement.textContent") == "delegation"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_everybody_can_use_it(page, theme, width):
    """axe-core finds nothing against WCAG 2.2 AA or its own best practices, and nothing stands over the edge."""
    page.set_viewport_size({"width": width, "height": 800})
    page.select_option("#theme", theme)
    typed(page)
    page.click("#keep-history")
    word(page, "delegation").click()
    expect(page.locator("#others button").first).to_be_visible()
    for part in ("#glossaries", "#files", "#history"):
        page.click(f"{part} summary")
    page.get_by_role("button", name="Look karabakh").click()
    expect(page.locator("#terms tr").first).to_be_visible()
    page.set_input_files("#file", REPORT)
    expect(page.get_by_role("button", name="Download report_en.docx")).to_be_visible()
    background = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert background == ("rgb(25, 24, 22)" if theme == "dark" else "rgb(251, 250, 246)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []
    if folder := os.environ.get("QANTARA_SHOTS"):
        page.screenshot(path=f"{folder}/{theme}-{width}.png", full_page=True)


def test_the_system_may_be_dark(browser, url):
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(url)
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(25, 24, 22)"
    context.close()
