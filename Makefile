PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev

.PHONY: start test check bench verify-credentials requirements messages clean

start: $(STAMP)  ## install, migrate, load the bundled courses, run web + worker + beat
	@$(BIN)/python manage.py start

test: $(DEV_STAMP)  ## the whole test suite on the embedded default (SQLite, file broker)
	@$(BIN)/python -m pytest -n auto

check: $(DEV_STAMP)  ## style, types, contracts, migrations, templates
	@sh .ci/check

bench: $(DEV_STAMP)  ## ratios against a limit or a peer, measured in one run
	@$(BIN)/python -m tests.bench

# The schema is 1EdTech's and not ours to ship: name a copy with SCHEMA=…, or it is fetched once.
SCHEMA ?= var/credentials/schema.json
verify-credentials: $(DEV_STAMP)  ## badges of a running site, judged by verifiers that others wrote (needs Node 20)
	@cd tests/credentials && npm ci --no-audit --no-fund --loglevel=error
	@mkdir -p var/credentials
	@test -s $(SCHEMA) || curl -fsSL https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json -o $(SCHEMA)
	@$(BIN)/python -m tests.credentials.collect var/credentials
	@node tests/credentials/verify.mjs var/credentials $(SCHEMA)

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

messages: $(DEV_STAMP)  ## collect the strings to translate and compile the translations (needs gettext)
	@$(BIN)/python manage.py makemessages -l fr -l de -l ru --no-obsolete --no-wrap --add-location file --ignore .venv --ignore var --ignore node_modules --ignore tests
	@$(BIN)/python manage.py compilemessages -v 0 --ignore .venv
