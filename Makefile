# Each line is a command a person could type. HIKMA_DATA is honoured throughout.
PYTHON ?= python3
BIN = .venv/bin

.PHONY: demo test check app lock clean

demo: .venv/installed
	$(BIN)/hikma models pull
	$(BIN)/hikma ingest corpus
	$(BIN)/hikma ask --questions corpus/demo.jsonl --readable

test: .venv/installed
	$(BIN)/hikma models pull
	$(BIN)/hikma models pull smollm2-135m-instruct
	$(BIN)/python -m pytest -n 2 --dist loadfile

check: .venv/installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

app: .venv/installed
	$(BIN)/hikma app

.venv/installed: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	touch $@

# torch's local build tag is dropped: the pinned version is the same wherever it comes from.
lock:
	$(BIN)/pip-compile --quiet --extra dev --strip-extras --no-annotate --no-emit-options --no-emit-find-links --no-emit-index-url --output-file requirements.lock pyproject.toml
	sed -i 's/^torch==2.13.0+cpu/torch==2.13.0/' requirements.lock

clean:
	rm -rf .venv
