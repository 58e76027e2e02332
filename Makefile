# Two commands need only python3 and make:  make run,  make test.  Everything else follows from them.
PY   ?= python3
V    := .venv
B    := $(V)/bin
DATA ?= data
PORT ?= 8000
LOCKS := requirements/uv requirements/run requirements/dev requirements/generators
NODE := tests/node
# One process more than there are cores: many tests wait for servers that they start.
ON_ALL_CORES := -n $(shell $(PY) -c 'import os; print((os.cpu_count() or 1) + 1)') --dist worksteal

.PHONY: run test soak check rules bench lock clean

run: $(V)/.run  ## start the demonstration on http://127.0.0.1:$(PORT)
	@exec $(B)/anjuan serve --demo --data $(DATA) --port $(PORT)

test: $(V)/.dev  ## the whole suite on real SQLite and PostgreSQL
	$(B)/python -m pytest -q $(ON_ALL_CORES)

soak: $(V)/.dev  ## long kill runs, hostile inputs, the large Hypothesis profile; MINUTES= bounds it
	MINUTES=$(or $(MINUTES),60) HYPOTHESIS_PROFILE=soak \
	  $(B)/python -m pytest -q $(ON_ALL_CORES) -m "soak or not soak" --timeout 7200

check: $(V)/.dev  ## formatting, types, import contracts
	$(B)/ruff format --check .
	$(B)/ruff check .
	$(B)/mypy
	$(B)/lint-imports

rules: $(V)/.dev  ## how each rule of the regulations is kept; STRICT=1 fails while one is not
	$(B)/python -m tools.rules

bench: $(V)/.dev  ## the benchmarks; ONLY=name for one
	$(B)/python -m tools.bench $(ONLY)

lock: $(V)/.dev  ## new lock files: hashes, and no host name
	for lock in $(LOCKS); do \
	  $(B)/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	    --no-header --no-annotate $$lock.in -o $$lock.txt; \
	done
	$(B)/npm install --prefix $(NODE) --package-lock-only --omit-lockfile-registry-resolved
	! grep -nE '://|--(extra-)?index|--find-links' requirements/*.txt
	! grep -n '"resolved"' $(NODE)/package-lock.json

$(B)/python:
	$(PY) -c 'import sys; sys.exit("Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
	$(PY) -m venv $(V)

$(B)/uv: requirements/uv.txt | $(B)/python
	$(B)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

$(V)/.run: requirements/run.txt pyproject.toml $(B)/uv
	VIRTUAL_ENV=$(V) $(B)/uv pip install -q --require-hashes -r requirements/run.txt
	VIRTUAL_ENV=$(V) $(B)/uv pip install -q --no-deps --no-build-isolation -e .
	@touch $@

$(V)/.dev: requirements/dev.txt $(V)/.generators $(NODE)/package-lock.json $(V)/.run
	VIRTUAL_ENV=$(V) $(B)/uv pip install -q --require-hashes -r requirements/dev.txt
	$(B)/npm ci --prefix $(NODE) --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(V)/.generators: requirements/generators.txt $(B)/uv  # apart: their pins are not ours
	$(B)/uv venv -q --clear --python $(B)/python $(V)/generators
	VIRTUAL_ENV=$(V)/generators $(B)/uv pip install -q --require-hashes -r requirements/generators.txt
	@touch $@

clean:
	rm -rf $(V) build $(NODE)/node_modules
