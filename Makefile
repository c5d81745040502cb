# Two doors: `make run` (the main job on the built-in market) and `make test` (every check).
# Both set up .venv themselves from requirements.lock; nothing but Python 3.11+, pip, venv and make is needed.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
PEERS := .venv/compare

.PHONY: run flow test check soak bench marts prove coverage accuracy realism payloads compare validate clean

run: $(STAMP)          ## fetch, build and publish the sample market: CSVs, report, printed table
	$(BIN)/paybands run --sample

flow: $(STAMP)         ## the same through Prefect on its embedded server
	$(BIN)/paybands run --sample --prefect

test: check            ## every check: format, lint, strict types, tests

check: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2

soak: $(STAMP)         ## the slow tests: kill tests, the scheduled server, coverage over many seeds
	$(BIN)/pytest -m slow

bench: $(STAMP)        ## postings a second, stage by stage, beside a bare limit and a naive reader
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench_fetch

marts: $(STAMP)        ## every benchmark over a million made-up postings, and the questions of COOKBOOK.md, beside a plain group-by
	$(BIN)/python -m tests.bench_marts

prove: $(STAMP)        ## every estimator against truths known by simulation: coverage, bias, error
	$(BIN)/python -m tests.prove

coverage: $(STAMP)     ## published intervals against the known truth of the sample market, over 20 seeds
	$(BIN)/python -m tests.coverage

accuracy: $(STAMP)     ## what was read from the sample market beside what was drawn
	$(BIN)/python -m tests.accuracy

realism: $(STAMP)      ## the sample market beside real postings (needs PAYBANDS_SHARED)
	$(BIN)/python -m tests.realism

payloads: $(STAMP)     ## what becomes of every recorded payload (needs PAYBANDS_SHARED)
	$(BIN)/python -m tests.payloads

validate: $(STAMP)     ## our cells of real postings beside figures of BLS, ai-jobs.net and Indeed (needs PAYBANDS_SHARED)
	$(BIN)/python -m tests.validate

compare: $(STAMP) $(PEERS)/.installed   ## our pay reader beside two open ones on the walls and, with PAYBANDS_SHARED, the labelled cases
	$(BIN)/python -m tests.compare

clean:
	rm -rf .venv data/sample bench-out

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(STAMP)

$(PEERS)/.installed: tests/compare.lock
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r tests/compare.lock
	touch $@
