# make serve   install what is needed and serve the site at http://localhost:8000
# make test    install what the tests need and run every check
# make help    all commands; make thorough has the tests that fifteen minutes have no room for

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
TESTS ?= tests
POT := var/messages.pot

.PHONY: serve test thorough bench lint types layers unit translations translations-check lock screenshots snapshots tables clean help

help: ## Show these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 22

serve: $(VENV)/.installed ## Serve the site on IPv4 and IPv6 (PORT=8000)
	@$(BIN)/qingdu serve --port $(PORT)

# What the tests drive is downloaded while Python's packages are installed and the source is
# looked at. Each writes what it has to say when it is done, and any that fails fails the whole.
test: ## Run every check
	@$(MAKE) --no-print-directory -j2 --output-sync=target lint types layers tools
	@$(MAKE) --no-print-directory unit

lint: $(VENV)/.installed-dev ## Style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-dev ## Types
	$(BIN)/mypy

layers: $(VENV)/.installed-dev ## Import contracts
	$(BIN)/lint-imports --no-logo

unit: $(VENV)/.installed-dev tools ## Unit, HTTP, browser and accessibility tests (TESTS=tests/unit)
	$(BIN)/pytest -n $(WORKERS) --dist loadgroup $(TESTS)
# One more than there are processors: tests wait for servers and browsers as long as they work.
WORKERS := $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)

thorough: $(VENV)/.installed-dev tools ## Every test, those too that fifteen minutes have no room for
	$(BIN)/pytest -n $(WORKERS) --dist loadgroup -m "" $(TESTS)

.PHONY: tools
tools: | $(VENV)/bin/python ## Install what the tests drive: chromium, fonts, text browsers, the Nu checker
	@sh tests/tools/install.sh

bench: $(VENV)/.installed-bench ## Measure and write docs/performance.md (BENCH=quick, SIZES="1000", PARTS="index pages")
	@sh benchmarks/install.sh
	$(BIN)/python -m benchmarks $(if $(SIZES),--sizes "$(SIZES)") $(if $(PARTS),--parts "$(PARTS)") \
	  $(if $(filter quick,$(BENCH)),--quick $(if $(SIZES),,--sizes 1000))

.PHONY: fuzz audit-dependencies sbom
fuzz: $(VENV)/.installed-dev tools ## Send 5,000 hostile requests (FUZZ=5000)
	FUZZ=$(or $(FUZZ),5000) $(BIN)/pytest -q -n 0 -s tests/hardening/test_fuzzing.py

AUDIT := var/audit
audit-dependencies: $(AUDIT)/.installed ## Hold the lock files against published advisories
	@$(AUDIT)/bin/python .ci/audit.py

sbom: $(AUDIT)/.installed ## Write var/sbom.json: every part of a deployment (CycloneDX)
	@$(AUDIT)/bin/python -W ignore $(AUDIT)/bin/cyclonedx-py requirements --pyproject pyproject.toml \
	  --mc-type application --output-reproducible --of JSON -o var/sbom.json requirements.lock
	@echo "var/sbom.json"

# A place of their own: what they depend on is no part of a deployment.
$(AUDIT)/.installed: .ci/audit.lock | $(VENV)/bin/python
	@$(PYTHON) -m venv $(AUDIT)
	$(AUDIT)/bin/pip install -q --disable-pip-version-check --require-hashes -r .ci/audit.lock
	@touch $@

tables: $(VENV)/.installed-dev ## Write the tables of docs/ that have their source elsewhere: settings, commands, checks
	PYTHONPATH=. $(BIN)/python docs/tables.py

snapshots: $(VENV)/.installed-dev tools ## Write anew what screen readers are given of each page
	SNAPSHOTS=write $(BIN)/pytest -q tests/browser/test_reading_order.py

translations: $(VENV)/.installed-dev ## Bring the catalogues up to date with the source
	@mkdir -p var
	$(BIN)/pybabel -q extract -F babel.cfg -k lazy_gettext --sort-output --no-location --omit-header -o $(POT) .
	for locale in zh_Hans zh_Hant; do \
	  $(BIN)/pybabel -q update --no-wrap --omit-header --ignore-obsolete --no-fuzzy-matching -D messages -i $(POT) \
	    -d reader/translations -l $$locale || exit 1; done

translations-check: $(VENV)/.installed-dev ## Fail on an untranslated or stale string
	$(BIN)/pytest -q tests/translations

lock: $(VENV)/.installed-dev ## Pin the newest versions that fit pyproject.toml
	$(BIN)/pip install -q pip-tools
	$(BIN)/pip-compile -q -U $(LOCK) -o requirements.lock pyproject.toml
	$(BIN)/pip-compile -q -U $(LOCK) --extra dev -o requirements-dev.lock pyproject.toml
	$(BIN)/pip-compile -q -U $(LOCK) -c requirements.lock -o benchmarks/requirements.lock benchmarks/requirements.in
	$(BIN)/pip-compile -q -U $(LOCK) -o .ci/audit.lock .ci/audit.in
LOCK := --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
  --strip-extras --no-header --no-annotate --allow-unsafe

screenshots: $(VENV)/.installed-dev tools ## Take the pictures in docs/screenshots
	PYTHONPATH=. $(BIN)/python docs/screenshots/take.py

clean: ## Remove what was installed and derived here, but not what readers have kept
	rm -rf $(VENV) tests/tools/node_modules .mypy_cache .pytest_cache .ruff_cache
	[ ! -d var ] || find var -mindepth 1 -maxdepth 1 ! -name 'accounts.sqlite3*' -exec rm -rf {} +

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "qingdu needs Python 3.11 or newer: install it, or name it with make PYTHON=…"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || sh tests/tools/venv.sh
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@

# All that .installed has is in this lock file too.
$(VENV)/.installed-dev: requirements-dev.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/pip install -q --disable-pip-version-check --no-deps -e .
	@touch $(VENV)/.installed $@

$(VENV)/.installed-bench: benchmarks/requirements.lock $(VENV)/.installed
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r benchmarks/requirements.lock
	@touch $@
