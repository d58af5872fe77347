# Two commands matter on a fresh machine: `make demo` and `make test`. The rest is for those who work here.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: demo test check bench run lock clean help

VENV ?= .venv
BIN := $(VENV)/bin
PIP ?= -qq
UV_BIN ?= uv
PORT ?= 8000
ARGS ?=
export PORT

# The first Python from 3.11 up that can make a virtual environment; PYTHON=… overrides.
define FIND_PYTHON
for candidate in $(or $(PYTHON),python3.13 python3.12 python3.11 python3.14 python3); do
	if "$$candidate" -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
		echo "$$candidate"; exit 0
	fi
done
echo "No Python from 3.11 up that can make a virtual environment. On Debian or Ubuntu, as root:" >&2
echo "    apt-get install -y python3-venv make" >&2
exit 1
endef
export FIND_PYTHON

# $(call install,LOCK): UV=1 uses uv; pip is the default because it obeys an intranet's pip.conf.
ifdef UV
install = $(UV_BIN) pip install --quiet --python $(BIN)/python --require-hashes -r $(1)
else
install = $(BIN)/python -m pip $(PIP) install --disable-pip-version-check --no-input --require-hashes -r $(1)
endif

$(BIN)/python:
	@python=$$(bash -c "$$FIND_PYTHON"); \
	echo "Making $(VENV) with $$($$python -V) …"; \
	$$python -m venv $(VENV)

$(VENV)/.runtime: requirements.lock | $(BIN)/python
	@echo "Installing the pinned packages (a minute the first time) …"
	@$(call install,requirements.lock)
	@touch $@

$(VENV)/.dev: requirements-dev.lock | $(BIN)/python
	@echo "Installing the pinned packages and the tools of the checks (a minute or two the first time) …"
	@$(call install,requirements-dev.lock)
	@touch $@ $(VENV)/.runtime

demo: $(VENV)/.runtime ## the fictional city on this machine: web, worker, beat (PORT=8000)
	@exec $(BIN)/python manage.py demo $(ARGS)

test: $(VENV)/.dev ## the whole suite on the embedded default (ARGS="-k routing")
	@$(BIN)/python -m pytest $(ARGS)

check: $(VENV)/.dev ## format, lint, types, floors and rooms, migrations, catalogue, dead templates
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	DJANGO_SETTINGS_MODULE=config.settings_test $(BIN)/python manage.py makemigrations --check --dry-run
	DJANGO_SETTINGS_MODULE=config.settings_test $(BIN)/python manage.py check --fail-level WARNING
	$(BIN)/python -m pytest -q tests/test_architecture.py tests/test_urls.py tests/test_templates.py tests/test_catalogue.py

bench: $(VENV)/.dev ## measurements, as ratios to something measured in the same run
	@$(BIN)/python -m bench $(ARGS)

run: $(VENV)/.runtime ## as in production: DATABASE_URL, BROKER_URL and the keys from the environment
	@exec $(BIN)/python manage.py run

lock: ## pin the newest allowed version of every dependency (needs uv)
	$(UV_BIN) pip compile --quiet $(LOCK_OPTIONS) pyproject.toml -o requirements.lock
	$(UV_BIN) pip compile --quiet $(LOCK_OPTIONS) -c requirements.lock --group dev pyproject.toml -o requirements-dev.lock

# No index addresses in the files: they name packages and hashes, the machine knows where from.
LOCK_OPTIONS := --universal --upgrade --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

clean: ## remove what can be made again; var/ (the data) stays
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis artifacts
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help:
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-6s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
