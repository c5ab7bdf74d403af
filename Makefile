# Bidragsboken. From a bare checkout: `make run` or `make test`; each sets up what it needs.
PYTHON ?= python3
PORT ?= 8000
export PORT
PY := .venv/bin/python
LOCAL := BIDRAGSBOKEN_PLAIN_HTTP=1
PRODUCTION := env -u BIDRAGSBOKEN_PLAIN_HTTP -u BIDRAGSBOKEN_DEBUG
DURING := $(PY) -m config.database during

.DEFAULT_GOAL := help
.PHONY: help setup venv run test bench lint stop lock

help: ## This list
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 10

setup: venv ## System packages, .venv, database, static files
	@$(LOCAL) $(DURING) $(PY) manage.py migrate --verbosity 0
	@$(LOCAL) $(PY) manage.py collectstatic --noinput --verbosity 0

venv:
	@$(PYTHON) .ci/setup.py

run: venv ## Server and worker with demo data, on PORT (8000)
	@exec $(PY) -m config.serve --end-with-parent

# Three on two cores: while one waits for the browser or the database, another works. They start the program many times:
# what is compiled is kept for the next start.
test: export PYTHONDONTWRITEBYTECODE :=
test: setup ## All tests, the browser ones too
	@$(DURING) $(PY) -m pytest -n 3 $(ARGS)

bench: setup ## Benchmarks
	@$(DURING) $(PY) -m benchmarks $(ARGS)

lint: setup ## Linters, types, direction of imports, deployment checks
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PRODUCTION) $(PY) -m mypy .
	.venv/bin/lint-imports
	.venv/bin/djlint --lint --quiet templates
	$(PRODUCTION) $(PY) manage.py check --deploy --fail-level WARNING
	$(DURING) $(PY) manage.py makemigrations --check --dry-run

stop: ## End the embedded database
	@if [ -x $(PY) ]; then $(PY) -m config.database stop; else echo "Inget att stoppa: .venv saknas."; fi

# Needs uv. Versions already pinned are kept; `make lock UPGRADE=--upgrade` takes the newest that pyproject.toml allows.
UV_COMPILE := uv pip compile pyproject.toml --generate-hashes --no-header --quiet --python-version 3.11 $(UPGRADE)
lock: ## Pin the dependencies with hashes
	$(UV_COMPILE) -o requirements.txt
	$(UV_COMPILE) --extra dev -c requirements.txt -o requirements-dev.txt
