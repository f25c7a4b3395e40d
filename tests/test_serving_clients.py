"""Programs that others wrote, against a server: what they send is understood, what they get they can read."""

import json
import urllib.parse
import urllib.request

import deep_translator
import libretranslate_aio
import libretranslatepy
import pytest

from tests.serving import service, serving

SENTENCE = "وصل الوفد إلى لاتشين."
ENGLISH = "The delegation arrived in Lachin."


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clients")
    memory = str(folder / "memory.sqlite")
    with service(folder, glossary=("karabakh",), suggestions=True, memory=memory) as opened, serving(opened) as at:
        yield at


def test_libretranslatepy(url):
    api = libretranslatepy.LibreTranslateAPI(url)
    assert api.translate(SENTENCE, "ar", "en") == ENGLISH
    assert api.detect(SENTENCE)[0]["language"] == "ar"
    assert {each["code"] for each in api.languages()} == {"ar", "en"}


def test_deep_translator(url):
    translator = deep_translator.LibreTranslator(source="ar", target="en", custom_url=f"{url}/", api_key="any")
    assert translator.translate(SENTENCE) == ENGLISH
    assert translator.translate_batch([SENTENCE, "نعم."])[0] == ENGLISH


def test_libretranslate_aio(url, tmp_path):
    with libretranslate_aio.LibreTranslate(url) as api:
        assert api.health()
        assert {each.code: each.targets for each in api.languages()} == {"ar": ["ar", "en"], "en": ["en"]}
        assert api.frontend_settings().language.source.code == "ar"
        assert api.detect(SENTENCE)[0].language == "ar"
        assert api.translate(SENTENCE, "ar", "en").translated_text == ENGLISH
        assert api.translate([SENTENCE, "hello"], "ar", "en").translated_text == [ENGLISH, "hello"]
        guessed = api.translate(f"<b>{SENTENCE}</b>", "auto", "en", format="html", alternatives=1)
        assert guessed.translated_text == f"<b>{ENGLISH}</b>" and guessed.detected_language.language == "ar"
        path = tmp_path / "a.txt"
        path.write_text(f"{SENTENCE}\n", encoding="utf-8")
        file = api.translate_file(path, "ar", "en")
        with urllib.request.urlopen(file.translated_file_url) as answer:
            assert answer.read().decode() == f"{ENGLISH}\n"
        assert api.suggest("عاد.", "Back.", "ar", "en") is True
        with pytest.raises(libretranslate_aio.BadRequestError, match="zz is not supported"):
            api.translate("x", "zz", "en")


def test_what_argos_translate_sends(url):
    """`argostranslate.apis.LibreTranslateAPI` 1.11 posts forms everywhere; it asks for the languages by POST too."""

    def asked(path: str, **fields: str):
        data = urllib.parse.urlencode(fields).encode()
        with urllib.request.urlopen(urllib.request.Request(f"{url}/{path}", data=data)) as answer:
            return json.loads(answer.read().decode())

    assert asked("translate", q=SENTENCE, source="ar", target="en")["translatedText"] == ENGLISH
    assert asked("detect", q=SENTENCE)[0]["language"] == "ar"
    assert [each["code"] for each in asked("languages")] == ["ar", "en"]
