# Sigill. `make run` serves the demo, `make test` proves it; both set up everything they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# How many processes share the tests (0: none but the one that was started). Files stay whole; one that dies ends the run.
WORKERS ?= 2
SHARED := -n $(WORKERS) --dist loadfile --no-loadscope-reorder --max-worker-restart 0

.PHONY: help setup run test check bench conformance messages secrets
help: ## Show this list
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(STAMP): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0] + ". Name one with: make PYTHON=python3.11 ..." if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/pip || $(PYTHON) -m venv --clear $(VENV)
	@echo "Installing the locked dependencies ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $(STAMP)

setup: $(STAMP) ## Make the virtual environment with the locked dependencies, and the message catalogues
	@$(BIN)/python -m config.catalogues

run: setup ## Serve the demo (PORT=8123 make run for another port)
	@$(BIN)/python -m config.services
	@exec $(BIN)/python manage.py serve_demo

test: setup ## Run all tests, browser included (ARGS='tests/audit -v' for a part, WORKERS=4 for more processes)
	@./tests/ensure_browser.sh
	@$(BIN)/python -m pytest $(SHARED) $(ARGS)

check: setup ## Lint, format, types, layers, deployment checks, migrations
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@echo "type: ignore comments: $$(grep -rnE '# type: ignore\[' --include=*.py audit personal_data accounts collections_app retention privacy config | wc -l)"
	@$(BIN)/lint-imports
	@./tests/check_deployment.sh
	@$(BIN)/python -W "ignore:Got an error checking" manage.py makemigrations --check --dry-run

bench: setup ## Measure against the numbers to hold (exit code 1 when one is missed)
	@$(BIN)/python -m bench $(ARGS)

conformance: setup ## Which requirement rows are proven
	@mkdir -p var && rm -f var/conformance.json
	@$(BIN)/python -m pytest $(SHARED) -q -m requirement --no-header >var/conformance.log 2>&1 || echo "Not all tests passed: var/conformance.log tells which."
	@$(BIN)/python -m tests.conformance

messages: setup ## Bring the message catalogues up to the code, for translators
	@$(BIN)/python -m config.catalogues update

secrets: setup ## Make what is missing of the secrets for docker-compose.yml (HOST=sigill.example)
	@test -n "$(HOST)" || { echo "Name the host of the site: make secrets HOST=sigill.example"; exit 2; }
	@$(BIN)/python -m config.deployment.make_secrets $(HOST)
