# make demo   shows a sample page as `jyparse show` does
# make test   runs every check; both set up .venv on a machine that has Python 3.11 or later and make
RECENT := import sys; sys.exit(sys.version_info < (3, 11))
# the first that runs and is recent enough: a name on the path may be the empty shim of a version manager
PYTHON ?= $(shell for p in python3.14 python3.13 python3.12 python3.11 python3 python; do \
	$$p -c '$(RECENT)' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin

.PHONY: demo test test-cluster test-faults bench docs golden clean

demo: .venv/core
	$(BIN)/jyparse show samples/jiangyin.html

test: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

# the programs in examples/ on Ray (two nodes, one of which is lost) and on Spark, in an environment of their own: 700 MB of packages, some minutes
test-cluster: .venv-cluster/ready
	@java -version 2>/dev/null || { echo "Spark needs Java 17 or later (Debian: apt install openjdk-17-jre-headless)" >&2; exit 1; }
	RAY_USAGE_STATS_ENABLED=0 .venv-cluster/bin/python -m pytest -W default examples

# ratios of one run, against bare lxml and against peers; never part of the tests
bench: .venv/dev
	$(BIN)/python -m pip install --quiet trafilatura
	$(BIN)/python bench/speed.py
	$(BIN)/python bench/memory.py
	$(BIN)/python bench/imports.py
	$(BIN)/python bench/patterns.py
	$(BIN)/python bench/keywords.py
	$(BIN)/python bench/search.py

# runs that are killed 50 times a format, each of 2,000 pages; `make test` does less of it
test-faults: .venv/dev
	JYPARSE_FAULT_PAGES=2000 JYPARSE_FAULT_KILLS=50 $(BIN)/python -m pytest tests/test_faults.py

# the files that are made from code and tables: the JSON Schema, the data model, diagnostics, the glossary
docs: .venv/dev
	$(BIN)/python docs/build.py

# the JSON beside the samples; read the difference before you commit it
golden: .venv/dev
	$(BIN)/python tests/golden.py

.venv/pip:
	@test -n "$(PYTHON)" || { echo "jyparse needs Python 3.11 or later; if it is not on the path, say make PYTHON=/where/it/is" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	touch $@

.venv/core: .venv/pip pyproject.toml
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

.venv/dev: .venv/core
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@

.venv-cluster/ready: .venv/pip pyproject.toml
	.venv/bin/python -m venv .venv-cluster
	.venv-cluster/bin/python -m pip install --quiet --upgrade pip
	.venv-cluster/bin/python -m pip install --quiet --editable '.[arrow]' pandas pyspark pytest 'ray[data]'
	touch $@

clean:
	rm -rf .venv .venv-cluster build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
