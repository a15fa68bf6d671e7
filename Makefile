# make run opens the atlas; make test checks it. The steps themselves are in .ci/setup.py.

PYTHON ?=
PORT ?=
BUNDLE ?=
PYTHONS ?=
SYSTEMS ?=
export PYTHON PORT BUNDLE PYTHONS SYSTEMS
# Where the surroundings forbid it, each start of Python would read every source file anew: seconds.
unexport PYTHONDONTWRITEBYTECODE

INSIDE = .venv/bin/python
SETUP = python=$$(sh .ci/python.sh) && "$$python" .ci/setup.py

.PHONY: run test test-long bench data bundle lint format lock assets clean

run:
	@$(SETUP) run

# A busy machine can make a browser miss its time: what failed there is tried once more, alone.
ONCE_MORE = { echo "trying the failed browser tests once more"; \
	$(INSIDE) -m pytest -q --last-failed -m "browser and not (offline or long)"; }

test: test-tools
	$(INSIDE) -m pytest -q -n 2 -m "not (browser or offline or long)"
	$(INSIDE) -m pytest -q -n 2 --dist loadfile -m "browser and not (offline or long)" || $(ONCE_MORE)

test-long: test-tools
	$(INSIDE) -m pytest -q -m "offline or long"

bench: test-tools
	$(INSIDE) .ci/bench.py

data: test-tools
	$(INSIDE) -m pip install -q --require-hashes -r .ci/assets/requirements.lock
	$(INSIDE) .ci/rebuild.py

bundle: assets
	$(INSIDE) .ci/bundle.py

lint: test-tools
	$(INSIDE) -m ruff check .
	$(INSIDE) -m ruff format --check .

format: test-tools
	$(INSIDE) -m ruff check --fix .
	$(INSIDE) -m ruff format .

# Writes the lock files anew from the requirements files: one for all systems, with hashes.
LOCK = $(INSIDE) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links --upgrade
lock: test-tools
	$(INSIDE) -m pip install -q uv==0.13.9
	$(LOCK) requirements.txt -o requirements.lock
	$(LOCK) -c requirements.lock requirements-test.txt -o requirements-test.lock
	$(LOCK) -c requirements.lock .ci/assets/requirements.txt -o .ci/assets/requirements.lock

assets:
	@$(SETUP) assets

.PHONY: test-tools
test-tools:
	@$(SETUP) test-tools

# Removes what set-up made. The records in var/ stay.
clean:
	rm -rf .venv static bundle var/assets var/build .pytest_cache .ruff_cache .hypothesis
