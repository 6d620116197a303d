# Everything the project is asked to do, by name. Nothing here needs answering.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000

.DEFAULT_GOAL := help
.PHONY: help demo test lint bench bench-nlp work lock sbom browser clean

help: ## Say what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /make \1\t/' | expand -t 18

# The stamp holds the lock's digest: a changed lock installs again, an unchanged one costs nothing.
STAMP := $(VENV)/.installed-$(shell sha256sum requirements.lock | cut -c1-12)
$(STAMP):
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "正在安装依赖（首次约一分钟）…"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@rm -f $(VENV)/.installed-* && touch $@

demo: $(STAMP) ## Load the demo into SQLite and serve it on PORT (default 8000)
	@PORT=$(PORT) $(BIN)/python manage.py demo

test: $(STAMP) browser ## Run every test: SQLite, PostgreSQL, browser
	@BIN=$(BIN) bash tests/run

lint: $(STAMP) ## Check style, format and types
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy nlp suggestions deliberation cms

bench: $(STAMP) ## Measure the figures of docs/figures.md on this machine
	@$(BIN)/python -m tests.bench

bench-nlp: $(STAMP) ## Measure the topic engine beside its peers
	@$(BIN)/python -m tests.bench.bench_nlp

work: $(STAMP) ## Run the background worker (production)
	@$(BIN)/python manage.py work

lock: $(STAMP) ## Resolve pyproject.toml anew into requirements.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check uv
	@$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header \
		--all-extras --python-version 3.11 pyproject.toml -o requirements.lock

sbom: $(STAMP) ## List every package as CycloneDX in var/sbom.json, to be held against advisories
	@$(BIN)/python -m pip install -q --disable-pip-version-check cyclonedx-bom
	@mkdir -p var && $(BIN)/cyclonedx-py requirements requirements.lock --output-reproducible -o var/sbom.json

# Browser tests need a Chromium; Debian's is installed where there is none and we may.
browser:
	@command -v chromium >/dev/null || { \
		echo "正在安装 Chromium 与中文字体…"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
		apt-get install -y -qq chromium fonts-noto-cjk >/dev/null; } || true

clean: ## Remove the demo's data and the environment
	rm -rf var $(VENV)
