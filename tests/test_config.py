"""qantara.toml and the environment: what wins, where files are looked for, and what is said of bad ones."""

import json
import os
import tomllib
from pathlib import Path

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from glossaries.errors import GlossaryError, InputError
from mt.cli.main import app
from mt.cli.settings import DEFAULT, SHARED, default_map, find_files, settings
from tests.command import qantara, stderr

ROOT = typer.main.get_command(app)


def of(folder: Path, key: str, command: str = "translate") -> tuple[object, str]:
    """An option's value and origin."""
    (found,) = [each for each in settings(ROOT, folder) if (" ".join(each.command), each.key) == (command, key)]
    return found.value, found.origin


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def users(home) -> Path:
    return home / "config" / "qantara" / "qantara.toml"


def test_the_environment_comes_before_the_project_and_that_before_the_user(tmp_path, users, monkeypatch):
    assert of(tmp_path, "threads") == (0, DEFAULT)
    write(users, "threads = 1\nbeam-size = 2\n[translate]\nquiet = true\n")
    assert of(tmp_path, "threads") == (1, str(users))
    project = write(tmp_path / "qantara.toml", "threads = 2\n")
    assert of(tmp_path, "threads") == (2, str(project))
    assert of(tmp_path, "beam-size") == (2, str(users)) and of(tmp_path, "quiet") == (True, str(users))
    monkeypatch.setenv("QANTARA_THREADS", "3")
    assert of(tmp_path, "threads") == (3, "environment QANTARA_THREADS")
    monkeypatch.setenv("QANTARA_THREADS", "")
    assert of(tmp_path, "threads") == (2, str(project))


def test_a_commands_own_table_comes_before_what_is_for_all(tmp_path):
    write(tmp_path / "qantara.toml", 'glossary = "karabakh"\n[audit]\nglossary = "months"\nfail-under = 95\n')
    assert of(tmp_path, "glossary")[0] == ["karabakh"]
    assert of(tmp_path, "glossary", "audit")[0] == ["months"] and of(tmp_path, "fail-under", "audit")[0] == 95.0
    write(tmp_path / "qantara.toml", "[glossary-suggest]\nspell = true\n")
    assert of(tmp_path, "spell", "glossary suggest")[0] is True


def test_lists_in_the_environment_are_split_as_paths_are(tmp_path, monkeypatch):
    monkeypatch.setenv("QANTARA_GLOSSARY", os.pathsep.join(["karabakh", "/a folder/b.tsv"]))
    assert of(tmp_path, "glossary")[0] == ["karabakh", "/a folder/b.tsv"]


def test_paths_are_meant_from_their_files_folder(tmp_path):
    (tmp_path / ".git").mkdir()
    terms = write(tmp_path / "terms" / "house.tsv", "")
    (tmp_path / "below").mkdir()
    write(tmp_path / "qantara.toml", 'glossary = ["karabakh", "terms/house.tsv", "no/such.tsv"]\n')
    write(tmp_path / "plain", "")
    write(tmp_path / "qantara.toml", 'glossary = ["plain"]\n')
    assert of(tmp_path / "below", "glossary")[0] == [str(tmp_path / "plain")]
    write(tmp_path / "qantara.toml", 'glossary = ["karabakh", "terms/house.tsv", "no/such.tsv"]\n')
    missing = tmp_path / "no" / "such.tsv"  # in its full length, so that the error says where it was looked for
    assert of(tmp_path / "below", "glossary")[0] == ["karabakh", str(terms), str(missing)]


def test_the_nearest_file_up_to_the_root_of_the_repository_or_home(tmp_path, home):
    outer = write(tmp_path / "qantara.toml", "threads = 1\n")
    below = tmp_path / "repository" / "a" / "b"
    below.mkdir(parents=True)
    assert find_files(tmp_path) == [outer] and find_files(below) == []  # no root is known
    (tmp_path / ".git").mkdir()
    assert find_files(below) == [outer]
    (tmp_path / "repository" / ".git").mkdir()
    assert find_files(below) == []
    near = write(tmp_path / "repository" / "a" / "qantara.toml", "")
    assert find_files(below) == [near]
    in_home = write(home / "qantara.toml", "")
    (home / "x").mkdir()
    assert find_files(home / "x") == [in_home]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("threads = ", "no TOML"),
        ("threads = 'four'", "threads: 'four': .*integer"),
        ("threads = 2.5", "threads: 2.5: .*integer"),
        ("threads = -1", "threads: -1: .*greater than or equal to 0"),
        ("threads = true", "threads: not a value that --threads can have: True"),
        ("threads = [1, 2]", "threads: not a value"),
        ("quiet = 'yes'", "quiet: true or false is wanted, not 'yes'"),
        ("glossary = 3.5\n[translate]\nglossary = [['a']]", "glossary: not a value"),
        ("thread = 4", "unknown 'thread': did you mean 'threads'"),
        ("to = 'tmx'", r"unknown 'to': it goes under .*\[translate\]"),
        ("[translat]\nto = 'tmx'", "unknown 'translat': did you mean 'translate'"),
        ("[translate]\nthread = 4", r"\[translate\]: unknown 'thread': did you mean 'threads'"),
        ("[translate]\noutput = 'x'", r"\[translate\]: unknown 'output'"),
        ("translate = 3", r"a table is wanted, \[translate\]"),
        ("[glossary.suggest]\nspell = true", r"glossary: a value is wanted; .*\[glossary-NAME\]"),
        ("[score]\nto = 'pdf'", "to: 'pdf': 'pdf' is not one of"),
    ],
)
def test_what_is_wrong_in_a_file_is_one_line_that_names_it(tmp_path, text, why):
    path = write(tmp_path / "qantara.toml", text)
    with pytest.raises(InputError, match=why) as caught:
        settings(ROOT, tmp_path)
    assert str(caught.value).startswith(f"{path}: ") and len(str(caught.value).splitlines()) == 1


def test_files_that_are_no_text_or_no_file(tmp_path):
    (tmp_path / "qantara.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="no TOML"):
        settings(ROOT, tmp_path)
    (tmp_path / "qantara.toml").unlink()
    (tmp_path / "qantara.toml").mkdir()
    assert find_files(tmp_path) == []


def test_a_bad_variable_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("QANTARA_DEVICE", "tpu")
    with pytest.raises(InputError, match=r"^QANTARA_DEVICE: 'tpu'"):
        settings(ROOT, tmp_path)
    monkeypatch.delenv("QANTARA_DEVICE")
    monkeypatch.setenv("QANTARA_QUIET", "maybe")
    with pytest.raises(InputError, match="QANTARA_QUIET: true or false is wanted"):
        settings(ROOT, tmp_path)
    monkeypatch.setenv("QANTARA_QUIET", "1")
    assert of(tmp_path, "quiet")[0] is True


@given(threads=st.none() | st.integers(0, 64), beam=st.none() | st.integers(1, 64))
def test_only_what_was_said_reaches_the_commands(tmp_path_factory, threads, beam):
    folder = tmp_path_factory.mktemp("project")
    said = {"threads": threads, "beam-size": beam}
    write(folder / "qantara.toml", "".join(f"{key} = {value}\n" for key, value in said.items() if value is not None))
    found = default_map(settings(ROOT, folder), ROOT).get("translate", {})
    assert found == {key.replace("-", "_"): value for key, value in said.items() if value is not None}


def test_a_flag_comes_first_and_none_turns_a_glossary_off(tmp_path, monkeypatch):
    write(tmp_path / "qantara.toml", 'glossary = "karabakh"\n[audit]\njson = true\n')
    monkeypatch.chdir(tmp_path)

    def covered(*flags: str) -> list[str]:
        run = CliRunner().invoke(app, ["audit", "-", *flags], input="وصلت القوات إلى لاتشين.\n")
        if run.exception:
            raise run.exception
        return [use["term"]["target"] for use in json.loads(run.stdout)["uses"] if use["count"]]

    assert covered() == ["Lachin"] and covered("-g", "months") == []
    with pytest.raises(GlossaryError, match="an audit needs a glossary"):
        covered("-g", "none")


def test_the_command_shows_what_is_in_force_and_from_where(tmp_path):
    path = write(tmp_path / "qantara.toml", 'glossary = "karabakh"\n[translate]\nto = "tmx"\n')
    environment = os.environ | {"QANTARA_MODEL": "ar-en"}
    run = qantara("config", cwd=tmp_path, env=environment)
    said = tomllib.loads(run.stdout.decode())  # what it prints may be kept as a file
    assert (said["glossary"], said["translate"]["to"]) == (["karabakh"], "tmx")
    assert f"# {path}" in run.stdout.decode()
    assert "environment QANTARA_MODEL" in run.stdout.decode() and "# default" in run.stdout.decode()

    report = json.loads(qantara("config", "--json", cwd=tmp_path, env=environment).stdout)
    assert report["files"] == [str(path)]
    assert {"command": "translate", "option": "to", "value": "tmx", "from": str(path)} in report["settings"]
    assert {each["option"] for each in report["settings"]} >= set(SHARED)


def test_a_broken_file_stops_commands_but_not_help(tmp_path):
    write(tmp_path / "qantara.toml", "threads = ")
    run = qantara("glossary", "list", cwd=tmp_path)
    (line,) = stderr(run).splitlines()
    assert run.returncode == 1 and run.stdout == b"" and "qantara.toml: no TOML" in line
    assert qantara("--help", cwd=tmp_path).returncode == 0
