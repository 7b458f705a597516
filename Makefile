# Each line is a command a person could type. HIKMA_DATA is honoured throughout.
PYTHON ?= python3
BIN = .venv/bin
# On processors with AMX llama.cpp crashes at its first prompt: threads lack the kernel's permission, and
# GCC 12 drops what the tiles are configured with (llama.cpp's pull request 26954 has both). Without this
# unit it uses the other vector units; elsewhere the flag changes nothing.
LLAMA = -DCMAKE_C_FLAGS=-U__AMX_INT8__ -DCMAKE_CXX_FLAGS=-U__AMX_INT8__

.PHONY: demo test check app lock clean

demo: .venv/installed
	$(BIN)/hikma models pull
	$(BIN)/hikma ingest corpus
	$(BIN)/hikma ask --questions corpus/demo.jsonl --readable

# Two workers share the processors: a model whose threads spin while they wait slows the other's.
test: export OMP_WAIT_POLICY = passive
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
	CMAKE_ARGS="$(LLAMA) $$CMAKE_ARGS" $(BIN)/python -m pip install --quiet --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	touch $@

# torch's local build tag is dropped: the pinned version is the same wherever it comes from.
lock:
	$(BIN)/pip-compile --quiet --extra dev --strip-extras --no-annotate --no-emit-options --no-emit-find-links --no-emit-index-url --output-file requirements.lock pyproject.toml
	sed -i 's/^torch==2.13.0+cpu/torch==2.13.0/' requirements.lock

clean:
	rm -rf .venv
