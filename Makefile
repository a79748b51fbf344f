# Two commands do everything on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help demo test lint format bench clean

help:
	@echo "make demo   set up, build the sample shop, open the chat"
	@echo "make test   set up, run all tests"
	@echo "make lint   ruff, pyright, import-linter"
	@echo "make bench  speed and memory beside peers"

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info[:2] <= (3, 13) else "WhyThis needs Python 3.11 to 3.13; got %d.%d. Run: make PYTHON=python3.12 demo" % sys.version_info[:2])'
	@echo "[1/2] Making a virtual environment in .venv"
	@$(PYTHON) -m venv .venv

.venv/.whythis: pyproject.toml | .venv/bin/python
	@echo "[2/2] Installing WhyThis (about 1 GB with PyTorch; a few minutes the first time)"
	@$(BIN)/python -m pip install --disable-pip-version-check --editable .
	@touch $@

.venv/.dev: pyproject.toml | .venv/bin/python
	@echo "[2/2] Installing WhyThis and its test tools (about 1 GB with PyTorch; a few minutes the first time)"
	@$(BIN)/python -m pip install --disable-pip-version-check --editable '.[dev]'
	@touch $@ .venv/.whythis

demo: .venv/.whythis
	@$(BIN)/whythis demo || [ $$? -eq 130 ]  # Ctrl-C is how it is meant to end

test: .venv/.dev
	@$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist worksteal
	@echo "All tests passed. Next: make lint, or make demo to see the chat."

lint: .venv/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/pyright
	@$(BIN)/lint-imports
	@echo "Nothing to mend."

format: .venv/.dev
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: .venv/.dev
	@$(BIN)/python -m benchmarks

clean:
	rm -rf .venv shops runs
