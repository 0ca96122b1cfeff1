# Two commands are all the set-up there is: `make run` and `make test`.
PYTHON ?= python3.11
BIN := .venv/bin

# The tests start hundreds of processes, of which each would compile every module anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test setup lint style types compiled checks accuracy bench bench-compare bench-peers soak fuzz audit screenshots messages lock clean
.DEFAULT_GOAL := run

# Without a configuration, the demo school.
run: setup
	@if [ -n "$$SCHOOLGATE_CONFIG" ] || [ -e schoolgate.toml ]; then exec $(BIN)/schoolgate serve; \
	else exec $(BIN)/schoolgate demo; fi

# What a test module needs is compiled once, beside mypy, which uses one core, and not by every process that runs tests.
test: .venv/.dev style
	@$(MAKE) --no-print-directory --jobs 2 types compiled
	@$(MAKE) --no-print-directory checks

lint: style types

style: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: .venv/.dev
	$(BIN)/mypy

compiled: .venv/.dev
	$(BIN)/pytest --collect-only --quiet --quiet --quiet >/dev/null

# Many tests wait for servers and clocks: more processes than there are processors.
checks: .venv/.dev
	$(BIN)/pytest --numprocesses $$(($$(nproc) + 2)) --dist loadfile --no-loadscope-reorder

# How surely names are found, and nothing else, and how much of what people attach is read and rightly judged;
# fails below what is committed beside it.
accuracy: .venv/.dev
	$(BIN)/python -m tests.accuracy
	$(BIN)/python -m tests.accuracy.attachments

bench: .venv/.dev
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench.names
	$(BIN)/python -m tests.bench.rewriting
	$(BIN)/python -m tests.bench.review
	$(BIN)/python -m tests.bench.replay

# Fails where it is slower by a tenth than what is committed, as a share of the same load sent straight on.
bench-compare: .venv/.dev
	$(BIN)/python -m tests.bench --compare

# Beside what a school would otherwise run: Postfix alone, with rspamd, with amavis. As root, on Debian.
bench-peers: .venv/.dev
	tests/bench/peers/install
	$(BIN)/python -m tests.bench.peers

# Nothing is lost: real processes under faults, as long as you like: make soak MINUTES=60 SEED=1 REPORT=soak.md
# With NODES=3 so many gateways share a database on two PostgreSQL servers; needs Debian's postgresql.
MINUTES ?= 10
soak: .venv/.dev
	$(BIN)/python -m tests.soak --minutes $(MINUTES) $(if $(NODES),--nodes $(NODES)) $(if $(SEED),--seed $(SEED)) $(if $(REPORT),--report $(REPORT))

# The parsers, each for SECONDS; what it finds is written with the command that shows it again.
SECONDS ?= 60
fuzz: .venv/.dev
	$(BIN)/python -m tests.fuzz --seconds $(SECONDS)

# Known holes in what is locked.
audit: .venv/.dev
	$(BIN)/python -m tests.trust.audit

# Pictures of every page of the review side; needs Debian's chromium.
screenshots: .venv/.dev
	$(BIN)/python -m tests.pages.screenshots

# Gathers what the pages say for translation, and compiles what is translated; needs Debian's gettext.
# -P: modules of the review page are called as some of Python's own.
messages: .venv/.dev
	cd gateway/review && ../../$(BIN)/python -P -m django makemessages --locale cy --no-location --no-wrap --no-obsolete
	cd gateway/review && ../../$(BIN)/python -P -m django compilemessages --locale cy

setup: .venv/.ready

.venv/bin/pip:
	$(PYTHON) -m venv .venv

# Only that there is a pip matters, not when it came: one of the packages installs it anew.
.venv/.ready: requirements.lock pyproject.toml | .venv/bin/pip
	$(BIN)/pip install --quiet --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/pip install --quiet --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# Most of what these bring is never loaded, and is not compiled.
.venv/.dev: .venv/.ready requirements-dev.lock
	$(BIN)/pip install --no-compile --quiet --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.lock
	@touch $@

# Needs uv; writes versions and hashes only, never the address of an index.
lock:
	uv pip compile pyproject.toml --extra build --extra model --extra postgresql --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-header --no-annotate --quiet --output-file requirements.lock
	uv pip compile pyproject.toml --extra build --extra model --extra postgresql --extra tracing --extra dev --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-header --no-annotate --quiet --constraint requirements.lock --output-file requirements-dev.lock

clean:
	rm -rf .venv build *.egg-info
