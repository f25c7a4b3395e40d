"""What the README and the documents show is so: each command and each line of Python is run, each link followed."""

import ast
import re
import shlex
import shutil
import tomllib
from itertools import chain
from pathlib import Path

import pytest
import typer

from mt.cli.examples import EXAMPLES
from mt.cli.main import app
from tests import tiny
from tests.command import qantara, stderr

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
TEXTS = {page.relative_to(ROOT).as_posix(): page.read_text(encoding="utf-8") for page in PAGES}
NOT_RUN = ("model pull", "model remove", "model train", "serve", "fleet plan s3", "fleet run work --on ray")
"""Commands that need a network, a cluster, or hours, or do not end by themselves: only their words are checked."""
ARABIC = "وصلت القوات إلى لاتشين اليوم.\nقال الرئيس إن أذربيجان تريد السلام.\n"
ENGLISH = "The forces arrived in Lachin today.\nThe president said that Azerbaijan wants peace.\n"


def blocks(text: str, language: str) -> list[str]:
    """The contents of the fenced blocks in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def commands(text: str) -> list[str]:
    """The lines of the shell blocks, without their comments."""
    return [re.split(r"\s+# ", line)[0] for block in blocks(text, "sh") for line in block.splitlines()]


def ours(lines: list[str]) -> list[list[str]]:
    """The words of those that call qantara, from a pipe or not."""
    return [shlex.split(line)[line.count("|") and 3 :] for line in lines if re.match(r"(cat \S+ \| )?qantara ", line)]


SHOWN = {page: commands(text) for page, text in TEXTS.items()}
SHOWN["--help"] = [line for lines in EXAMPLES.values() for line in lines if line not in chain(*SHOWN.values())]
"""The lines of each page, and what the examples of the commands have besides."""


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """The current folder, with small files of all the names that are used."""
    (tmp_path / "news").mkdir()
    (tmp_path / "models").mkdir()
    for name in ("article.txt", "arabic.txt", "ar.txt", "source.txt", "news/one.txt"):
        (tmp_path / name).write_text(ARABIC, encoding="utf-8")
    for name in ("english.txt", "en.txt", "reference.txt", "out.txt", "other.txt"):
        (tmp_path / name).write_text(ENGLISH, encoding="utf-8")
    pairs = list(zip(ARABIC.splitlines(), ENGLISH.splitlines(), strict=True))
    (tmp_path / "out.tsv").write_text("".join(f"{ar}\t{en}\n" for ar, en in pairs), encoding="utf-8")
    shutil.copy(ROOT / "tests" / "documents" / "report.docx", tmp_path / "report.docx")
    shutil.copy(ROOT / "tests" / "documents" / "report.docx", tmp_path / "arabic.docx")
    (tmp_path / "english.html").write_text(f"<p>{ENGLISH}</p>", encoding="utf-8")
    (tmp_path / "my-terms.tsv").write_text("source\ttarget\nالقوات\tthe troops\n", encoding="utf-8")
    (tmp_path / "archive").mkdir()
    shutil.copy(tmp_path / "report.docx", tmp_path / "archive" / "report.docx")
    shutil.copy(tmp_path / "english.txt", tmp_path / "archive" / "report.txt")
    (tmp_path / "documents.tsv").write_text("source\ttarget\nreport.docx\treport.txt\n", encoding="utf-8")
    tiny.marian(tmp_path / "opus-mt-ar-en")
    monkeypatch.chdir(tmp_path)
    made = qantara("translate", "article.txt", "-o", "memory.tmx", "-o", "out.jsonl")
    assert made.returncode == 0, stderr(made)
    return tmp_path


@pytest.mark.parametrize("page", SHOWN)
def test_every_command_that_is_shown_does_its_work(folder, page):
    for words in ours(SHOWN[page]):
        if " ".join(words[1:]).startswith(NOT_RUN):
            parse(words[1:])
        else:
            run = qantara(*words[1:], stdin=ARABIC)
            assert run.returncode == 0, f"{shlex.join(words)}: {stderr(run)}"


def test_the_configuration_that_is_shown_is_in_force(folder):
    (block,) = blocks(TEXTS["docs/configuration.md"], "toml")
    (folder / "qantara.toml").write_text(block, encoding="utf-8")
    shown = qantara("config").stdout.decode()
    assert re.search(r'^model = "opus-mt-ar-en" +# .*qantara.toml$', shown, re.MULTILINE)
    assert re.search(r'^\[translate\]\n(.*\n)*to = "tmx" +# .*qantara.toml$', shown, re.MULTILINE)


def parse(words: list[str]) -> None:
    """Fails where a command has no such name, argument or option."""
    command = typer.main.get_command(app)
    while hasattr(command, "commands"):
        command, words = command.commands[words[0]], words[1:]
    command.make_context(command.name, words)


def test_the_documents_show_every_command():
    shown = [" ".join(words) for page in TEXTS for words in ours(SHOWN[page])]
    assert [name for name in EXAMPLES if not any(f"qantara {name} " in f"{line} " for line in shown)] == ["model train"]


@pytest.mark.parametrize("page", [name for name, text in TEXTS.items() if blocks(text, "python")])
def test_python_does_what_it_is_shown_to_do(folder, page):
    """What an expression is said to be, in a comment behind it, it is; other comments say something else."""
    names: dict[str, object] = {}
    for block in blocks(TEXTS[page], "python"):
        for statement in ast.parse(block).body:
            _, _, said = block.splitlines()[statement.end_lineno - 1].partition("  # ")
            if isinstance(statement, ast.Expr) and re.match(r"['(\d]", said):
                assert eval(ast.unparse(statement), names) == ast.literal_eval(said)
            else:
                exec(compile(ast.Module([statement], []), page, "exec"), names)


@pytest.mark.parametrize("page", TEXTS)
def test_links_go_somewhere(page):
    for target in re.findall(r"\]\(([^)\s]+)\)", TEXTS[page]):
        if not target.startswith("https://"):
            path, _, heading = target.partition("#")
            linked = (ROOT / page).parent / path
            assert linked.exists(), target
            titles = re.findall(r"^#+ (.+)$", linked.read_text(encoding="utf-8"), re.MULTILINE) if heading else []
            assert not heading or heading in [title.lower().replace(" ", "-") for title in titles], target


def test_what_is_called_beside_qantara_exists():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for text in TEXTS.values():
        for target in re.findall(r"(?:^|`)make ([a-z]+)", text, re.MULTILINE):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
        for module in re.findall(r"python -m benchmarks\.(\w+)", text):
            assert module == "NAME" or (ROOT / "benchmarks" / f"{module}.py").is_file(), module
        for extra in re.findall(r"'\.\[(\w+)\]'", text):
            assert extra in project["optional-dependencies"], extra
    install = next(line for line in SHOWN["docs/install.md"] if line.startswith("pip install ctranslate2"))
    needed = {re.split(r"[<>=]", each)[0] for each in project["dependencies"]} - {"camel-tools"}
    assert set(install.split()[2:]) == needed | {"emoji", "regex"}, "what qantara and camel-tools' tokenizer import"


def test_the_citation_is_of_this_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"\nversion: {project['version']}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
