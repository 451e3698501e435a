# Thin names for the real commands. PYTHON picks the interpreter that makes the environment.
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
BIN := .venv/bin

.PHONY: help run test check bench lock
help: ## Say what there is
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: .venv/ready ## Create what it needs, load the demonstration and serve it
	$(BIN)/flask --app wsgi serve

test: .venv/ready ## Run every test, in a real Chromium and on both databases
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

check: .venv/ready ## Lint, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/ready ## Measure the budgets
	$(BIN)/python -m tests.bench

lock: .venv/ready ## Pin every dependency with its hashes
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --output-file requirements.lock

.venv/ready: requirements.lock
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	@touch $@
