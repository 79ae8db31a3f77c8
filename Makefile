# The front door. Every target sets up what it needs: Python 3.11, 3.12 or 3.13 and make are enough.
# Without PYTHON= it is the Python of .venv, where there is one.
PYTHON ?= $(or $(realpath .venv/bin/python),python3)
UV_VERSION := 0.13.9
UV := .bootstrap/bin/uv
PY := .venv/bin/python
READY := .venv/.ready
CHOSEN := .bootstrap/python
LOG := .bootstrap/log
BUILD ?=
WHERE = $(if $(MIRROR),--mirror "$(MIRROR)")
OF = $(if $(SAMPLE),--sample)
AS_JSON = $(if $(JSON),--json)

export UV_PYTHON_DOWNLOADS := manual
export UV_PYTHON_INSTALL_DIR := $(CURDIR)/.bootstrap/pythons
export UV_COMPILE_BYTECODE := 1
export UV_SYSTEM_CERTS := 1
export DO_NOT_TRACK := 1

.DEFAULT_GOAL := help
.PHONY: help setup run refresh fetch calendar check-updates release diff sign-off publish rollback export extract benchmark brief app sql \
	test test-machines test-mirror test-browser test-kill lint format docs bench recovery clean always

help:  ## This menu
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

IS_SUPPORTED = "$(PYTHON)" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'
WHICH = import sys; print("%d.%d.%d " % sys.version_info[:3] + getattr(sys, "base_prefix", sys.prefix))
NAME_ONE = install Python 3.13 and name it, as in: make run PYTHON=/usr/bin/python3.13
NO_PYTHON = $(PYTHON) does not run as Python: $(NAME_ONE)
OTHER_PYTHON = Python 3.11, 3.12 or 3.13 is needed, $(PYTHON) is $$(cut -d' ' -f1 $(CHOSEN)), and no other could be downloaded: $(NAME_ONE)
NO_VENV = $(PYTHON) makes no virtual environment with pip: install its venv and pip (Debian: apt install python3-venv), or $(NAME_ONE)
NO_UV = pip could not install uv, which installs the packages: is there a network? $(LOG) says what happened
NO_PACKAGES = The packages could not be installed: is there a network? $(LOG) says what happened
stop = { echo "$(1)." >&2; exit 1; }
stop_unless_other = { $(IS_SUPPORTED) || $(call stop,$(OTHER_PYTHON)); $(call stop,$(1)); }

# Which Python it is, written anew only where it is another than before: .venv is then made with that one.
$(CHOSEN): always
	@mkdir -p .bootstrap
	@"$(PYTHON)" -c '$(WHICH)' > $@.new 2> $(LOG) || $(call stop,$(NO_PYTHON))
	@if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi

$(UV): | $(CHOSEN)
	@"$(PYTHON)" -m venv .bootstrap > $(LOG) 2>&1 || $(call stop_unless_other,$(NO_VENV))
	@.bootstrap/bin/python -m pip install --quiet --retries 1 uv==$(UV_VERSION) > $(LOG) 2>&1 || $(call stop_unless_other,$(NO_UV))

# Beside a Python that is not supported uv brings one of its own.
$(READY): uv.lock pyproject.toml $(CHOSEN) | $(UV)
	@$(IS_SUPPORTED) || UV_HTTP_TIMEOUT=10 UV_HTTP_RETRIES=1 $(UV) python install --no-bin 3.13 > $(LOG) 2>&1 || $(call stop,$(OTHER_PYTHON))
	@if $(IS_SUPPORTED); then with="$(PYTHON)"; else with="$$($(UV) python find --managed-python 3.13)"; fi; \
		$(UV) sync --frozen --quiet --python "$$with" 2> $(LOG) || $(call stop,$(NO_PACKAGES))
	@touch $@

setup: $(READY)  ## The locked environment, in .venv

run: $(READY)  ## The main job on the embedded synthetic sample: warehouse, gradients, what to type next
	@$(PY) -m ingestion refresh --sample

refresh: $(READY)  ## The main job on the official files; MIRROR=DIR takes each from a local mirror; FORCE=1, HOLD=1, ACCEPT_REVISIONS=1 REASON=
	@$(PY) -m ingestion refresh $(WHERE) $(if $(FORCE),--force) $(if $(HOLD),--hold) \
		$(if $(ACCEPT_REVISIONS),--accept-revisions "$(if $(NAME),$(NAME): )$(REASON)") $(AS_JSON)

fetch: $(READY)  ## Only download and verify the official files; MIRROR=DIR as above
	@$(PY) -m ingestion fetch $(WHERE) $(AS_JSON)

calendar: $(READY)  ## What is due or overdue, by the day it should come out; asks nobody
	@$(PY) -m ingestion calendar $(AS_JSON)

check-updates: $(READY)  ## Asks the publishers for newer releases, changes nothing; VERIFY=1 opens every address
	@$(PY) -m ingestion check-updates $(if $(VERIFY),--verify) $(AS_JSON)

release: $(READY)  ## The registry entry to paste: SOURCE=ID VINTAGE=YEAR; FROM=FOLDER or ZIP, copied into MIRROR=DIR if given; or URL=
	@test -n "$(SOURCE)" -a -n "$(VINTAGE)" || { echo "Say which: make release SOURCE=dfe_children_in_need VINTAGE=2026"; exit 2; }
	@$(PY) -m ingestion release "$(SOURCE)" "$(VINTAGE)" $(WHERE) $(if $(FROM),--from "$(FROM)") $(if $(URL),--url "$(URL)") $(AS_JSON)

diff: $(READY)  ## What changed between two builds, large revisions first: FROM=BUILD TO=BUILD, or the last two
	@$(PY) -m ingestion diff $(if $(FROM),--from "$(FROM)") $(if $(TO),--to "$(TO)") $(OF) $(AS_JSON)

sign-off: $(READY)  ## Vouch for a build in the QA log: NAME= REASON=, and BUILD= if not the newest
	@$(PY) -m ingestion sign-off --name "$(NAME)" --reason "$(REASON)" $(if $(BUILD),--build "$(BUILD)") $(OF) $(AS_JSON)

publish: $(READY)  ## Publish a finished build that is signed off: BUILD=ID, or the one that was held
	@$(PY) -m ingestion publish $(or $(BUILD),held) $(OF) $(AS_JSON)

rollback: $(READY)  ## Point readers back to the build before the published one
	@$(PY) -m ingestion rollback $(OF) $(AS_JSON)

export: $(READY)  ## Every mart and result as CSV and Parquet with datapackage.json, into data/exports: BUILD=ID
	@$(PY) -m ingestion export --build "$(or $(BUILD),current)" $(OF) $(AS_JSON)

extract: $(READY)  ## An authority's own records into its private warehouse: FILE=… LA=… [CHILDREN=…] [POSTCODES=…] [YEARS=…] [THRESHOLD=…] [ROUNDING=…]
	@test -n "$(FILE)" -a -n "$(LA)" || { echo "Say which: make extract FILE=events.csv LA=E06000001"; exit 2; }
	@$(PY) -m ingestion extract "$(FILE)" --la "$(LA)" $(if $(CHILDREN),--children "$(CHILDREN)") \
		$(if $(POSTCODES),--postcodes "$(POSTCODES)") $(if $(YEARS),--years "$(YEARS)") \
		$(if $(THRESHOLD),--threshold "$(THRESHOLD)") $(if $(ROUNDING),--rounding "$(ROUNDING)")

benchmark: $(READY)  ## Synthetic populations whose truth is known, beside what the warehouse holds
	@$(PY) -m ingestion benchmark

brief: $(READY)  ## The area brief, one HTML file that prints on two pages: LA=CODE or NAME, or ALL=1
	@$(PY) -m analysis brief $(if $(ALL),--all,$(if $(LA),"$(LA)")) $(AS_JSON)

app: $(READY)  ## The pages: the real warehouse if there is one, else the sample with its banner
	@.venv/bin/streamlit run streamlit_app/app.py

sql: $(READY)  ## A read-only SQL prompt: the real warehouse if there is one, else the sample; .help in it says more
	@$(PY) -m ingestion sql $(OF)

test: $(READY)  ## The test suite, without network; CSC_MIRROR=DIR adds a slice of the real files
	@$(PY) -m pytest

test-machines: $(READY)  ## The numeric tests as other machines compute: other kernels, fewer CPU features, one thread
	@$(PY) -m tests.machines

test-kill: $(READY)  ## Kill ten refreshes of the sample at random moments: the published warehouse stays as it was
	@$(PY) -m tests.kill

test-mirror: $(READY)  ## The whole mirror end to end: CSC_MIRROR=DIR
	@$(PY) -m pytest -m mirror -n 0

test-browser: $(READY)  ## The app in a real browser (Debian's chromium): drawing, keyboard, axe-core; pictures in screenshots/
	@$(PY) -m pytest -m browser -n 0 tests/browser

lint: $(READY)  ## Formatting, linting and types of Python and SQL; generated files are current
	@.venv/bin/ruff format --check . && .venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/sqlfluff lint dbt_project queries
	@$(PY) -m ingestion sources --check > /dev/null
	@$(PY) -m analysis documents --check

format: $(READY)  ## Put Python and SQL into shape
	@.venv/bin/ruff format . && .venv/bin/ruff check --fix .
	@.venv/bin/sqlfluff fix dbt_project queries

docs: $(READY)  ## Generated documents and dbt files anew, and the dbt project as one page to open in a browser
	@$(PY) -m ingestion sources --write > /dev/null
	@$(PY) -m analysis documents --write
	@$(PY) -m ingestion docs

bench: $(READY)  ## Time and peak memory of the main jobs, and how long a visitor waits
	@$(PY) -m tests.bench
	@$(PY) -m tests.bench_events
	@$(PY) -m tests.bench_extract
	@$(PY) -m tests.bench_app

recovery: $(READY)  ## How often the curvature protocol is right, on known truths: docs/recovery.md (about half an hour)
	@$(PY) -m tests.recovery

clean:  ## Remove the environment and the sample, never the real warehouse
	rm -rf .venv .bootstrap data/sample
