PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev

.PHONY: start test check bench requirements messages clean

start: $(STAMP)  ## install, migrate, load the bundled courses, run web + worker + beat
	@$(BIN)/python manage.py start

test: $(DEV_STAMP)  ## the whole test suite on the embedded default (SQLite, file broker)
	@$(BIN)/python -m pytest -n auto

check: $(DEV_STAMP)  ## style, types, contracts, migrations, templates
	@sh .ci/check

bench: $(DEV_STAMP)  ## ratios against a limit or a peer, measured in one run
	@$(BIN)/python -m tests.bench

$(STAMP): requirements/base.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	@touch $@

$(DEV_STAMP): requirements/dev.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@ $(STAMP)

requirements: $(DEV_STAMP)  ## compile the pins from pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml -o requirements/base.txt
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 --extra dev pyproject.toml -o requirements/dev.txt
