# The same few words on every machine: run, test, bench, docs. Everything sets itself up in .venv first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ALLIANCES ?= alliances/nl-strafrechtketen alliances/nl-mensenhandel alliances/ar-linea-145
OUT ?= build/release
PORT ?= 8000
DESK_ALLIANCE ?= alliances/nl-mensenhandel
DESK_PORT ?= 8010
# More than two cores, since many tests wait for processes of their own.
TEST_PROCESSES ?= 3
# Tests write and remove some hundred thousand files: in memory where 8 GB of it is free for them, else on the disk.
TEST_FOLDER ?= $(shell df --output=avail --block-size=1G /dev/shm 2>/dev/null | awk 'NR > 1 && $$1 >= 8 {print "/dev/shm"}')
UV_VERSION := 0.13.9
PACKAGES := $(sort $(wildcard packages/*))
CODE := src stubs packages tests benchmarks docs
# The lock holds what others made; our own packages stand beside it.
OURS := $(patsubst packages/%,--no-emit-package schakel-%,$(PACKAGES))

# Python keeps the bytecode that it makes, whatever the shell says: a run of the tests starts hundreds of processes.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run desk test tests test-slow lint bench bench-scale docs lock clean

run: $(VENV)/.run
	$(BIN)/schakel run $(ALLIANCES) --out $(OUT)
ifneq ($(SERVE),no)
	$(BIN)/schakel serve $(OUT) --port $(PORT)
endif

# The desk of the Dutch alliance, with an invented person for each role.
desk: $(VENV)/.desk
	$(BIN)/schakel desk $(DESK_ALLIANCE) --port $(DESK_PORT) --demonstration

# Lint takes one core for a while, so the tests begin beside it.
test: $(VENV)/.test
	$(MAKE) --no-print-directory --jobs 2 lint tests

# Collected once (tests/collected_once.py); by file, so that what a file sets up is set up once; the longest begin first.
tests: $(VENV)/.test
	$(if $(TEST_FOLDER),PYTEST_DEBUG_TEMPROOT=$(TEST_FOLDER)) $(BIN)/python -m pytest --processes $(TEST_PROCESSES)

# Matrices of tests are small, and a core is there for each process: threads that share them wait for each other.
tests test-slow: export OPENBLAS_NUM_THREADS := 1

test-slow: $(VENV)/.test
	$(BIN)/python -m pytest -m slow
	$(BIN)/python -m pytest --hypothesis-profile thorough tests/property $(wildcard packages/*/tests/property)

lint: $(VENV)/.test
	$(BIN)/ruff check --ignore-noqa $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.test
	$(BIN)/python -m benchmarks

# Every figure of docs/scale.md with a goal: three and ten national years, a month more, Spark, and both alliances. Some
# twenty minutes on two processors that nobody else uses, and 12 GB of memory and disk.
bench-scale: $(VENV)/.test
	$(BIN)/python -m benchmarks.scale

# One site of guides, manual, libraries and decisions, in build/docs; whatever is wrong with a link ends it.
docs: $(VENV)/.test
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build

lock: $(VENV)/.uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		$(OURS) \
		pyproject.toml --group build -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		$(OURS) \
		pyproject.toml --extra desk --group build -o requirements-desk.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		$(OURS) \
		pyproject.toml --extra desk --group dev -o requirements-dev.lock

# uv itself comes by pip into the environment, so that a bare machine needs nothing but Python.
$(VENV)/.uv:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

# The bytecode of what a run loads is made here, once: otherwise the first processes make it at the same time. To make all
# that there is of the libraries takes four times as long.
$(VENV)/.run: $(VENV)/.uv requirements.lock pyproject.toml $(addsuffix /pyproject.toml,$(PACKAGES))
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation \
		$(addprefix --editable ,$(PACKAGES)) --editable .
	$(BIN)/python -m compileall -q src packages
	$(BIN)/python -c "import schakel.cli.preloaded, schakel.research.prevalence.asking, schakel.verbs.running"
	@touch $@

$(VENV)/.desk: $(VENV)/.run requirements-desk.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-desk.lock
	@touch $@

$(VENV)/.test: $(VENV)/.run requirements-dev.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.lock
	@touch $@

clean:
	rm -rf $(VENV) build
