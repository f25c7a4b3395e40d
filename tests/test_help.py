"""Help, its examples, the manual page and completion: one text, everywhere."""

import re
import tomllib
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from mt.cli.examples import EXAMPLES
from mt.cli.main import app
from mt.cli.manual import manual

ROOT = Path(__file__).parents[1]


def commands(group, place: str = "") -> set[str]:
    names = set()
    for name, command in group.commands.items():
        names |= commands(command, f"{place}{name} ") if hasattr(command, "commands") else {place + name}
    return names


def test_every_command_has_examples():
    assert EXAMPLES.keys() == commands(typer.main.get_command(app))


@pytest.mark.parametrize("command", EXAMPLES)
def test_help_ends_with_the_examples_of_the_command(command):
    text = CliRunner().invoke(app, [*command.split(), "--help"], prog_name="qantara").output
    _, shown = text.split("\n  Examples:\n")
    assert tuple(line.strip() for line in shown.strip("\n").split("\n")) == EXAMPLES[command]
    assert all(re.search(rf"\bqantara {command}\b", line) for line in EXAMPLES[command])


def test_the_manual_page_is_what_make_man_writes():
    kept = (ROOT / "docs" / "qantara.1").read_text(encoding="utf-8").splitlines()
    assert kept == list(manual(app)), "run `make man`"


def test_the_manual_page_has_every_command_option_and_example():
    page = "\n".join(manual(app)).replace(r"\-", "-")
    for command, examples in EXAMPLES.items():
        assert f".SS qantara {command} " in page
        assert all(example in page for example in examples)
    assert "--min-score" in page and "QANTARA_GLOSSARY" in page and "QANTARA_BEAM_SIZE" in page


def test_no_line_of_the_manual_page_is_taken_for_a_macro():
    assert {line.split()[0] for line in manual(app) if line.startswith((".", "'"))} == {
        *(".TH", ".SH", ".SS", ".TP", ".PP", ".nh", ".nf", ".fi", ".RS", ".RE")
    }


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        ("qantara tr", ["translate"]),
        ("qantara align --comp", ["--comparable", "--compute-type"]),
        ("qantara align --to p", ["pharaoh"]),
    ],
)
def test_shells_complete_commands_options_and_choices(words, completed):
    variables = {"_QANTARA_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    assert CliRunner().invoke(app, [], env=variables, prog_name="qantara").output.split() == completed


def test_uv_is_told_the_same_by_the_project_and_by_the_file():
    lines = (ROOT / "uv-overrides.txt").read_text(encoding="utf-8").splitlines()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert [line for line in lines if not line.startswith("#")] == project["tool"]["uv"]["override-dependencies"]
