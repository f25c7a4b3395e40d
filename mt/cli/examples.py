"""Examples of every command: the end of its help, and a section of the manual page."""

import typer

EXAMPLES = {
    "translate": (
        "qantara translate article.txt -g karabakh",
        "qantara translate report.docx -g my-terms.tsv -o report.en.docx",
        "qantara translate article.txt -o article.tmx -o article.html",
        "qantara translate news/ -g karabakh -o english/",
        "cat article.txt | qantara translate - --to jsonl",
    ),
    "align": (
        "qantara align arabic.txt english.txt -o pairs.tsv",
        "qantara align arabic.docx english.html -g karabakh -o pairs.tmx -o pairs.html",
        "qantara align arabic.txt english.txt --comparable",
        "qantara align arabic.txt english.txt --lines --to pharaoh",
        "qantara align memory.tmx --min-score 0.3 --no-duplicates -o memory.jsonl",
    ),
    "audit": (
        "qantara audit article.txt -g karabakh",
        "qantara audit memory.tmx -g karabakh --json",
        "qantara audit arabic.txt -g karabakh --translation english.txt --fail-under 95",
    ),
    "review": (
        "qantara review arabic.txt english.txt --top 20",
        "qantara review memory.tmx -g karabakh -o review.html",
        "qantara review arabic.txt english.txt --json --fail-over 0.8",
    ),
    "score": (
        "qantara score out.txt -r reference.txt",
        "qantara score out.txt -r reference.txt -s source.txt -g karabakh",
        "qantara score out.txt -r reference.txt -b other.txt --metric chrF2",
        "qantara score out.tsv -r reference.txt --to html -o scores.html",
    ),
    "serve": (
        "qantara serve -g karabakh",
        "qantara serve --host 0.0.0.0 --port 8080 --workers 2 --keys keys.tsv --read-only",
        "qantara serve --keys keys.tsv --new-key newsroom",
    ),
    "fleet plan": (
        "qantara fleet plan arabic.txt -g karabakh -o work",
        "qantara fleet plan s3://corpus/arabic/*.jsonl.zst --columns target,score -o s3://corpus/english",
    ),
    "fleet run": (
        "qantara fleet run work --processes 2",
        "qantara fleet run work --on slurm --processes 100 --threads 4 --sbatch=--time=4:00:00",
        "qantara fleet run work --on ray --address auto --processes 100 --threads 4",
    ),
    "fleet work": ("qantara fleet work work --slice 0/4",),
    "fleet status": ("qantara fleet status work", "qantara fleet status work --json"),
    "fleet merge": ("qantara fleet merge work -o english.txt",),
    "fleet verify": ("qantara fleet verify work",),
    "config": ("qantara config", "qantara config --json"),
    "glossary list": ("qantara glossary list",),
    "glossary show": ("qantara glossary show karabakh",),
    "glossary check": ("qantara glossary check my-terms.tsv",),
    "glossary suggest": (
        "qantara glossary suggest arabic.txt english.txt -o new.tsv",
        "qantara glossary suggest article.txt -g karabakh",
    ),
    "glossary convert": ("qantara glossary convert my-terms.tsv my-terms.tbx",),
    "memory show": ("qantara memory show",),
    "memory export": ("qantara memory export -o memory.tmx",),
    "memory clear": ("qantara memory clear",),
    "model list": ("qantara model list",),
    "model info": ("qantara model info ar-en",),
    "model pull": (
        "qantara model pull Helsinki-NLP/opus-mt-ar-en",
        "qantara model pull facebook/nllb-200-distilled-600M --name nllb",
    ),
    "model convert": ("qantara model convert opus-mt-ar-en/ models/opus",),
    "model remove": ("qantara model remove opus-mt-ar-en",),
    "model train": ("qantara model train mt/training/ar-en.toml models/mine --data data/ --work work/ --hours 3",),
}
"""By the words that name a command."""


def add_examples(app: typer.Typer, group: str = "") -> None:
    """End the help of every command of `app`, and of the groups in it, with its examples."""
    for command in app.registered_commands:
        name = command.name or getattr(command.callback, "__name__", "")
        if shown := EXAMPLES.get(f"{group}{name}"):
            command.epilog = "\b\n" + "\n".join(["Examples:", *(f"  {line}" for line in shown)])
    for below in app.registered_groups:
        if below.typer_instance:
            add_examples(below.typer_instance, f"{below.name} ")
