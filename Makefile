# Two commands do everything: `make demo` and `make test`. The others are parts of them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test test-pythons check bench soak pictures lab-packages clean lock notices deb

$(VENV)/runtime.stamp: requirements.lock requirements-build.lock pyproject.toml $(wildcard gbdt_console/text/locale/*/LC_MESSAGES/*.po)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/pip install --quiet --require-hashes --requirement requirements-build.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/dev.stamp: requirements-dev.lock $(VENV)/runtime.stamp
	$(BIN)/pip install --quiet --require-hashes --requirement requirements-dev.lock
	touch $@

demo: $(VENV)/runtime.stamp
	$(BIN)/gbdt-console demo --autopilot

lab-packages:
	@tests/lab/install-packages.sh

check: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: $(VENV)/dev.stamp lab-packages
	$(BIN)/python -m tests.run_all

test-pythons: $(VENV)/dev.stamp
	$(BIN)/python -m tests.support.runner.pythons

bench: $(VENV)/dev.stamp
	@tests/lab/install-packages.sh gcc libc6-dev libsnmp-dev fping
	$(BIN)/python -m bench

soak: $(VENV)/dev.stamp lab-packages
	$(BIN)/python -m pytest -m "soak or search"

pictures: $(VENV)/dev.stamp
	$(BIN)/python -m pytest --quiet tests/screen/screens/test_pictures.py --snapshot-update
	$(BIN)/python -m tests.support.guide_pictures
	$(BIN)/python -m tests.support.papers.pictures

lock:
	env -u PIP_FIND_LINKS uv pip compile --universal --generate-hashes --python-version 3.11 --no-header pyproject.toml -o requirements.lock
	env -u PIP_FIND_LINKS uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --extra dev --extra notify --extra standby --extra stills --extra web pyproject.toml -o requirements-dev.lock
	env -u PIP_FIND_LINKS uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --extra notify --extra standby --extra stills --extra web --constraint requirements.lock pyproject.toml -o requirements-web.lock
	env -u PIP_FIND_LINKS uv pip compile --universal --generate-hashes --python-version 3.11 --no-header requirements-build.in -o requirements-build.lock
	sed -n '/^[a-z0-9]/s/ \\$$//p' requirements-web.lock > constraints.txt

notices: $(VENV)/dev.stamp
	$(BIN)/python write_notices.py

deb: $(VENV)/runtime.stamp
	$(BIN)/python -m deb.build build/deb

clean:
	rm -rf $(VENV) build dist
