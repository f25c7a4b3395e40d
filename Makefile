# `make demo` and `make test` set up what they need in .venv: Python 3.11+ and a package registry are enough.
PYTHON ?= python3
UV ?= $(shell command -v uv || echo .uv/bin/uv)
ARTICLE = seeds/aljazeera-ar-2020-12-01-lachin.txt
QANTARA = .venv/bin/qantara

.PHONY: demo test test-browser lint mutants fuzz bench install uninstall man clean

demo: .venv/ready
	@mkdir -p out
	@$(QANTARA) translate $(ARTICLE) -g karabakh -o out/lachin.txt -o out/lachin.tmx -o out/lachin.html
	@cat out/lachin.txt
	@echo
	@echo 'Written:'
	@echo '  out/lachin.txt    the translation, line for line'
	@echo '  out/lachin.tmx    aligned segments for a translation memory'
	@echo '  out/lachin.html   Arabic beside English, names marked: open it in a browser'

test: .venv/ready
	.venv/bin/python -m pytest --numprocesses auto --maxprocesses 8 --dist worksteal

# Debian: apt-get install chromium nodejs npm
test-browser: .venv/ready
	@command -v chromium >/dev/null && command -v npm >/dev/null || { echo 'make test-browser needs Chromium and npm: apt-get install chromium nodejs npm'; exit 1; }
	$(UV) pip install --quiet --python .venv/bin/python --group browser
	npm install --silent --no-package-lock --no-save --prefix .browser axe-core@4.14 libretranslate-ts@0.5 libretranslate@1.0 translate@3.1
	.venv/bin/python -m pytest tests/browser

lint: .venv/ready
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

mutants: .venv/ready
	$(UV) pip install --quiet --python .venv/bin/python --group mutants
	nice -n 19 .venv/bin/python -m benchmarks.mutants

# What it finds is kept in tests/corpus/, and the tests read it again.
fuzz: .venv/ready
	.venv/bin/python -W ignore -m tests.fuzz 10

bench: .venv/ready
	.venv/bin/python -m benchmarks.overhead

# Without what camel-tools asks for and nothing here imports (PyTorch and others): uv-overrides.txt.
install: | $(UV)
	$(UV) tool install --python $(PYTHON) --overrides uv-overrides.txt --reinstall-package qantara '.[models,serve]'

uninstall: | $(UV)
	$(UV) tool uninstall qantara

man: .venv/ready
	.venv/bin/python -m mt.cli.manual > docs/qantara.1

.venv/ready: pyproject.toml | $(UV)
	$(UV) venv --quiet --clear --python $(PYTHON) .venv
	$(UV) pip install --quiet --python .venv/bin/python --editable '.[serve]' --group dev
	@touch $@

.uv/bin/uv:
	$(PYTHON) -m venv .uv
	.uv/bin/pip install --quiet uv

clean:
	rm -rf .venv .uv .browser out mutants
