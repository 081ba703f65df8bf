# Two commands: `make demo` investigates the fictional leak, `make test` runs every check.
PYTHON ?= python3
BIN := .venv/bin
DEMO ?= demo

.PHONY: demo test test-all system browser clean

demo: .venv/installed
	$(BIN)/affidavit demo $(DEMO)

# Everything that is checked, but for the tests marked slow.
test: .venv/installed-dev browser
	$(BIN)/ruff check src tests benchmarks training
	$(BIN)/ruff format --check src tests benchmarks training
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n auto --dist loadfile

# The slow tests too.
test-all: test
	$(BIN)/pytest -m slow

.venv/bin/python: | system
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip

.venv/installed: .venv/bin/python pyproject.toml
	$(BIN)/pip install --quiet --editable .
	touch $@

.venv/installed-dev: .venv/installed
	$(BIN)/pip install --quiet --editable '.[dev]'
	touch $@

# What makes the wall around hostile files strongest, the library that opens archives, and the
# languages of scans. Without them affidavit still works and says what it lacks.
system:
	@sh scripts/system-packages python3-venv bubblewrap libseccomp2 libarchive13 \
		tesseract-ocr-rus tesseract-ocr-ukr tesseract-ocr-bel tesseract-ocr-eng

browser:
	@sh scripts/system-packages chromium

clean:
	rm -rf .venv demo build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
