"""What many tests share: the bundled engine, loaded once, and a small glossary."""

from pathlib import Path

import pytest
from hypothesis import settings

from glossaries.files import load
from glossaries.match import Matcher
from mt.models.engine import Engine
from mt.models.options import EngineOptions
from mt.models.store import find

settings.register_profile("qantara", deadline=None, derandomize=True)
settings.register_profile("mutants", settings.get_profile("qantara"), max_examples=20)
settings.load_profile("qantara")

ARTICLE = Path(__file__).parents[1] / "seeds" / "aljazeera-ar-2020-12-01-lachin.txt"


@pytest.fixture(autouse=True)
def home(tmp_path_factory, monkeypatch) -> Path:
    """A home folder of its own for every test: no memory, no configuration, no models of the user's."""
    folder = tmp_path_factory.mktemp("home")
    for name, below in {
        "HOME": "",
        "XDG_DATA_HOME": "data",
        "XDG_CONFIG_HOME": "config",
        "XDG_CACHE_HOME": "cache",
    }.items():
        monkeypatch.setenv(name, str(folder / below))
    return folder


@pytest.fixture(scope="session")
def engine() -> Engine:
    return Engine(find("ar-en"), EngineOptions(beam_size=1))


@pytest.fixture(scope="session")
def karabakh() -> Matcher:
    return Matcher(load("karabakh"))


@pytest.fixture(scope="session")
def article() -> str:
    return ARTICLE.read_text(encoding="utf-8")
