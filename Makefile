# Any Python from 3.8 on starts set-up; it finds or fetches the one in .python-version.
PYTHON := $(shell for python in python3 /usr/bin/python3 python; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 8))' 2>/dev/null && echo "$$python" && break; done)
BIN := .venv/bin
CODE := evidence perception detectors reports harness consentinel virtualphone tools tests

# Processes that tests run in, each with a phone of its own where it needs one.
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint types doors unit e2e-core e2e soak bench accuracy lock format clean

help: ## list the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /\1\t/' | expand -t 10

setup: ## make everything that a run needs; a second call has nothing to do
	@test -n "$(PYTHON)" || { echo "make setup: no Python 3.8 or later starts here: install one (Debian: apt-get install python3)" >&2; exit 2; }
	@$(PYTHON) -m tools.setup

demo: setup ## try two apps on a virtual phone and write the report
	@$(BIN)/consentinel demo

test: setup ## lint, types, doors, fast tests, then the core of the tests on the real stack
	@$(MAKE) --no-print-directory lint types doors unit e2e-core

lint: ## style and layout of the code, Python and TypeScript
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@$(PYTHON) -m tools.setup.page lint

types: ## mypy and tsc, strict
	$(BIN)/mypy
	@$(PYTHON) -m tools.setup.page types

doors: ## which package may import which
	$(BIN)/lint-imports --no-logo

unit: ## fast tests, without a phone
	$(BIN)/pytest --ignore=tests/e2e -m "not long" -n $(WORKERS) --dist worksteal

e2e-core: ## tests that drive the real stack, without the whole runs of minutes
	$(BIN)/pytest tests/e2e -m "not long" -n $(WORKERS) --dist loadfile

e2e: setup ## all tests that drive the real stack, and all others that take minutes
	$(BIN)/pytest -m "e2e or long" -n $(WORKERS) --dist loadfile

soak: setup ## every specimen, ten passes in a row (goes on where it was broken off)
	$(BIN)/python -m tests.e2e.soak

bench: setup ## speed, memory and recall beside the bare tools and the tools of others
	@$(PYTHON) -m tools.setup.bench
	$(BIN)/python -m benchmarks

accuracy: setup ## draw the labelled screens, measure the eyes on them and write docs/accuracy.md
	$(BIN)/python -m tests.perception.screen.corpus render --out build/corpus
	$(BIN)/python -m benchmarks.eyes --corpus build/corpus --docs

lock: ## renew the locks after a change of dependencies (UPGRADE=1 takes the newest versions)
	@$(PYTHON) -m tools.setup.lock $(if $(UPGRADE),--upgrade)

format: ## lay out the code and mend what can be mended
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean: ## remove caches and everything that set-up made
	rm -rf .venv .tools node_modules virtualphone/node_modules benchmarks/node_modules build dist
	rm -rf tests/perception/screen/corpus/node_modules frontend/node_modules reports/page/bundle tests/reports/readers/node_modules
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +
