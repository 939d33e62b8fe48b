# make run     set up .venv and run the main job: the base company's runway and survival
# make test    set up and pass lint, types and tests      make check   the long statistical tests
# make bench   the benchmark (docs/benchmarks.md)         make sanity  the base company beside published figures
# make claims  docs/claims.md; make claims-sample runs twenty claims drawn at random (SEED=… for the same ones)
# make mutants   breaks each mechanism, and shows which law notices (docs/laws.md)
# make ablation  the base company beside itself with each mechanism switched (docs/ablation.md)
# make gallery  docs/gallery/: one figure and one sentence for each way to die, beside its healthy twin
# make studies the questions of experiments/, one page each (docs/studies); STUDIES="billing starvation" for some
# make docs    the documentation as a site that needs no network: build/site/index.html
# make lock    pin the dependencies anew (needs uv)
# make clean   remove what was set up and cached; runs/ stays

PYTHON ?= python3
UV ?= uv
JOBS ?= 2
TRIALS ?= 500
SCENARIO ?= base
SEED ?=
STUDIES ?= $(shell $(BIN)/python -c 'from experiments.paper import ALL; print(*ALL)')

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
LOCK := $(UV) pip compile --quiet --no-config --universal --generate-hashes --no-header --python-version 3.11

.PHONY: run setup test lint check bench sanity claims claims-sample mutants ablation gallery studies docs lock clean
.SUFFIXES:

run: $(VENV)/run.stamp
	@$(BIN)/python -m sim run $(SCENARIO) --trials $(TRIALS)

setup: $(VENV)/dev.stamp

test: lint
	@$(BIN)/python -m pytest -n $(JOBS) -q

lint: $(VENV)/dev.stamp
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy

check: $(VENV)/dev.stamp
	@$(BIN)/python -m pytest -n $(JOBS) -q -m slow

bench: $(VENV)/run.stamp
	@$(BIN)/python -m experiments.bench

sanity: $(VENV)/run.stamp
	@$(BIN)/python -m experiments.sanity

claims: $(VENV)/run.stamp
	@$(BIN)/python -m experiments.claims
	@$(BIN)/python -m experiments.parameters

claims-sample: $(VENV)/dev.stamp
	@$(BIN)/python -m experiments.claims --sample 20 $(if $(SEED),--seed $(SEED))

mutants: $(VENV)/dev.stamp
	@$(BIN)/python -m experiments.mutants --workers $(JOBS)

ablation: $(VENV)/run.stamp
	@$(BIN)/python -m experiments.ablation --workers $(JOBS)

gallery: $(VENV)/run.stamp
	@$(BIN)/python -m experiments.gallery --workers $(JOBS)

studies: $(VENV)/run.stamp
	@for study in $(STUDIES); do $(BIN)/python -m experiments.$$study --out docs/studies || exit 1; done

docs: $(VENV)/docs.stamp
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict
	@echo "build/site/index.html"

$(VENV)/venv.stamp: requirements-build.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "saas-sim needs Python 3.11 or newer, and '$(PYTHON)' is not one: try  make PYTHON=/path/to/python3.12" >&2; \
	  exit 1; }
	@echo "setting up $(VENV)" >&2
	@$(PYTHON) -m venv --clear $(VENV)
	@$(PIP) --require-hashes -r requirements-build.lock
	@touch $@

# One library comes as source only: it is built with the pinned tools above, so that nothing unpinned is fetched.
$(VENV)/run.stamp: $(VENV)/venv.stamp requirements.lock pyproject.toml
	@$(PIP) --no-build-isolation --require-hashes -r requirements.lock
	@$(PIP) --no-build-isolation --no-deps --no-index --editable .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp requirements-dev.lock
	@$(PIP) --no-build-isolation --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/docs.stamp: $(VENV)/run.stamp requirements-docs.lock
	@$(PIP) --no-build-isolation --require-hashes -r requirements-docs.lock
	@touch $@

lock:
	@command -v $(UV) >/dev/null 2>&1 || { echo "make lock needs uv (pip install uv), or  make lock UV=/path/to/uv" >&2; exit 1; }
	$(LOCK) pyproject.toml --output-file requirements.lock
	$(LOCK) pyproject.toml --group dev --constraint requirements.lock --output-file requirements-dev.lock
	$(LOCK) --group docs --constraint requirements-dev.lock --output-file requirements-docs.lock
	$(LOCK) --group build --constraint requirements-dev.lock --output-file requirements-build.lock

clean:
	rm -rf $(VENV) dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find sim tests experiments -name __pycache__ -type d -prune -exec rm -rf {} +
