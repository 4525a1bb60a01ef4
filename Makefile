# `make run` needs Python >= 3.11 with venv, this file, and the network's package registry; nothing else.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
WHOOSH := 2.7.4
LOCK := -q --universal --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --upgrade

.PHONY: run test compat lint bench corpus faults lock clean
.DELETE_ON_ERROR:

run: $(VENV)/run.stamp ## index the bundled samples and serve them
	$(BIN)/searchsvc demo --port $(PORT)

test: lint ## all checks and tests
	$(BIN)/pytest -q

compat: $(VENV)/dev.stamp ## the engine's tests on plain Whoosh, whose API is all it may use
	$(BIN)/pip install -q --disable-pip-version-check --no-deps --upgrade --target var/whoosh-$(WHOOSH) whoosh==$(WHOOSH)
	PYTHONPATH=var/whoosh-$(WHOOSH) $(BIN)/pytest -q tests/engines

lint: $(VENV)/dev.stamp ## style, types, directions of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/bench.stamp ## this engine beside others, into var/bench/; BENCH_SIZES=10000,30000,100000 for all
	$(BIN)/python -m tests.benchmarks

corpus: $(VENV)/dev.stamp ## the slow tests on the large corpora beside the project
	$(BIN)/pytest -q -m corpus

faults: $(VENV)/dev.stamp ## the tests that kill, fill disks and damage files, as often as it takes: a quarter of an hour
	$(BIN)/pytest -q -m faults

lock: ## pin anew what pyproject.toml asks for, for every platform and Python >= 3.11
	$(PYTHON) -m venv var/lock && var/lock/bin/pip install -q uv
	var/lock/bin/uv pip compile $(LOCK) -o requirements.lock pyproject.toml
	var/lock/bin/uv pip compile $(LOCK) --group dev -o requirements-dev.lock pyproject.toml
	var/lock/bin/uv pip compile $(LOCK) --group bench -o requirements-bench.lock pyproject.toml

clean: ## everything that was built or installed here
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; name it: make PYTHON=python3.12 run" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements.lock pyproject.toml | $(BIN)/python
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install -q --disable-pip-version-check --no-deps -e .
	touch $@

$(VENV)/dev.stamp: requirements-dev.lock $(VENV)/run.stamp
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

$(VENV)/bench.stamp: requirements-bench.lock $(VENV)/run.stamp
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-bench.lock
	touch $@
