# Two commands: `make run` turns raw/ into tables under curated/, `make test` checks everything.
# Both need Python 3.11 or newer and nothing else; the first of them makes .venv from requirements.lock.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.complete
RAW ?= raw
CURATED ?= curated

.DEFAULT_GOAL := help
.PHONY: help setup run test lint types imports tests docs clean

help: ## Show these targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18

# The stamp is written last, so a set-up that was cut off is done again.
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Opis needs Python 3.11 or newer, this is " + sys.version.split()[0] + "; name another: make PYTHON=python3.12 ...")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index --editable .
	@touch $@

setup: $(STAMP) ## Make .venv from the lock file and install Opis in it

run: setup ## Turn raw/ into tables under curated/ (RAW=… CURATED=… for other folders)
	$(BIN)/opis run "$(RAW)" "$(CURATED)"

test: setup lint types imports tests ## Run every check and all tests

lint: setup ## ruff
	$(BIN)/ruff check .

types: setup ## mypy, strict
	$(BIN)/mypy

imports: setup ## The rules of who may import whom
	$(BIN)/lint-imports

tests: setup ## pytest, doctests included
	$(BIN)/python -m pytest

docs: setup ## Write the data dictionary from the declared columns
	$(BIN)/opis schema --markdown > docs/data-dictionary.md

clean: ## Remove .venv and caches; tables under curated/ stay
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
