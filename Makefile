# Two commands: `make demo` shows everything on a simulated shop, `make test` proves it. `make` alone lists the targets.
#
# The first run makes .venv from constraints.txt; later runs start at once, without a network, until pyproject.toml or
# the lock changes. DEEP=1, or torch that is already there, adds the extra `deep`.

# The Python that makes the environment: the first of these that is 3.11 or newer. Or say: make PYTHON=/path/to/python
PYTHON = $$(for p in python3 python3.13 python3.12 python3.11 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)

# Where the environment lies, and its folder of commands (Scripts on Windows).
VENV = .venv
BIN = $(VENV)/bin

# Processes that pytest uses (0: one, in the foreground), and anything else for it: make test ARGS="-k fold"
JOBS = 2
ARGS =
DEEP =

# The folder that the demo fills, and how many people shop in it.
SHOP = demo-shop
PEOPLE =

ENVIRONMENT = DEEP="$(DEEP)"; export DEEP; python="$(PYTHON)"; \
	"$${python:-python3}" tools/environment.py "$(VENV)"
PYTEST = "$(BIN)/python" -m pytest -n $(JOBS) --dist loadfile

.PHONY: help install develop demo lint fast test test-all docs clean

# What there is.
help:
	@echo 'make demo       simulate a shop, build every stage, serve it on 127.0.0.1 (Ctrl-C ends all)'
	@echo 'make test       linters, types, import rules, fast tests'
	@echo 'make test-all   the same with the slow tests'
	@echo 'make lint       linters, types and import rules alone'
	@echo 'make fast       the fast tests alone'
	@echo 'make docs       the documentation in Chinese and English as a site: build/site/index.html'
	@echo 'make install    the package in .venv from the lock, without the tools of developers'
	@echo 'make clean      remove .venv, caches, builds and the demo shop'

# The package and what it needs, from the lock.
install:
	@$(ENVIRONMENT)

# The same with the tools of developers.
develop:
	@$(ENVIRONMENT) dev

# A simulated shop: made, built, served. It prints the address; Ctrl-C ends everything it started.
demo: install
	@exec "$(BIN)/huaxiang" demo "$(SHOP)" $${PEOPLE:+--people "$$PEOPLE"}

# Style, types and import rules. Each of them stops at its first complaint.
lint: develop
	@"$(BIN)/ruff" check .
	@"$(BIN)/ruff" format --check --quiet . || { echo 'run: $(BIN)/ruff format .' >&2; exit 1; }
	@"$(BIN)/mypy"
	@"$(BIN)/lint-imports" --no-cache

# The tests that take seconds, with the examples of the docstrings.
fast: develop
	@$(PYTEST) -m "not slow" $(ARGS)

# What has to be green before a change is handed in.
test: lint fast

# Everything, the slow tests too.
test-all: lint
	@$(PYTEST) $(ARGS)

# The documentation as a site that opens without a server; a page without its twin or a link to nothing is an error.
docs:
	@$(ENVIRONMENT) docs
	@NO_MKDOCS_2_WARNING=1 "$(BIN)/mkdocs" build --strict --quiet
	@echo 'build/site/index.html'

# Back to a fresh clone, but for files that a person wrote.
clean:
	rm -rf "$(VENV)" build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache "$(SHOP)"
	find src tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
