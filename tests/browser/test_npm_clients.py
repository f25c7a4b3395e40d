"""Clients from the npm registry, against a server: each runs in Node as its readme shows it."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.serving import service, serving

MODULES = Path(__file__).parents[2] / ".browser" / "node_modules"
ENGLISH = "The delegation arrived in Lachin."
SENTENCE = "وصل الوفد إلى لاتشين."

pytestmark = pytest.mark.skipif(not shutil.which("node"), reason="there is no Node.js: apt-get install nodejs npm")

START = "const [url, text] = process.argv.slice(2)\n"
CLIENTS = {
    "libretranslate-ts": """
        import { libreTranslate } from "libretranslate-ts"
        libreTranslate.setApiEndpoint(url)
        const languages = await libreTranslate.listLanguages()
        const found = await libreTranslate.detect(text)
        const made = await libreTranslate.translate(text, "ar", "en", 1)
        console.log(languages.map(each => each.code).join(), found.language, made.translatedText)
    """,
    "libretranslate": """
        import { translate } from "libretranslate"
        console.log("ar,en ar", await translate({ query: text, source: "ar", target: "en", apiurl: url }))
    """,
    "translate": """
        import translate from "translate"
        translate.engine = "libre"
        translate.url = `${url}/translate`
        console.log("ar,en ar", await translate(text, { from: "ar", to: "en" }))
    """,
}


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    with service(tmp_path_factory.mktemp("npm"), glossary=("karabakh",)) as opened, serving(opened) as at:
        yield at


@pytest.mark.parametrize("name", CLIENTS)
def test_a_client_translates(url, tmp_path, name):
    (tmp_path / "node_modules").symlink_to(MODULES)
    script = tmp_path / "client.mjs"
    script.write_text(START + CLIENTS[name], encoding="utf-8")
    run = subprocess.run(["node", script, url, SENTENCE], capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stderr
    assert run.stdout.strip() == f"ar,en ar {ENGLISH}"
