"""Every command that the README shows exists, with the options that it is shown with."""

import re
from functools import cache
from pathlib import Path

import pytest

from tests.command import qantara

ROOT = Path(__file__).parents[1]
SHOWN = re.findall(
    r"^    (?:cat \S+ \| )?qantara ([^#\n]+)", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE
)


@cache
def help_of(*command: str) -> str:
    return qantara(*command, "--help").stdout.decode()


@pytest.mark.parametrize("line", SHOWN)
def test_a_command_of_the_readme(line):
    words = line.split()
    command = words[:2] if words[0] in ("glossary", "memory", "model") else words[:1]
    text = help_of(*command)
    assert text.startswith("Usage: qantara " + " ".join(command)), text
    for option in (word for word in words if re.fullmatch(r"--?[a-z][a-z-]*", word)):
        assert re.search(rf"(?<![\w-]){option}(?![\w-])", text), f"{option} is not in the help of {command}"


def test_the_readme_shows_the_main_commands():
    assert {line.split()[0] for line in SHOWN} >= {
        "translate",
        "align",
        "audit",
        "score",
        "glossary",
        "memory",
        "model",
        "config",
    }


def test_every_make_target_of_the_readme_exists():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`?make ([a-z]+)", (ROOT / "README.md").read_text(encoding="utf-8")):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
