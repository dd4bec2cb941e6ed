# Each target does all of the set-up that it needs. Paths are relative, since make cannot cope with spaces in them.

PYTHON = .venv/bin/python
# each process takes its tests file by file, so that what a file builds once is built by one of them
PYTEST = $(PYTHON) -m pytest -n logical --maxprocesses 4 --dist worksteal

.PHONY: demo test test-fast test-without-browser test-all coverage bench bench-floods bench-desk soak upgrade check-pages lighthouse look audit types mutations install-local install-tests

demo: install-local
	@$(PYTHON) -m cluster_site.demo

# Database and settings come from tests/environment.py.
test: install-tests
	@$(PYTEST)

# For the loop of whoever develops: what takes 45 seconds, with what was changed first (tests/selection.py).
test-fast: install-tests
	@$(PYTEST) -m "not browser and not slow" --within 45

test-without-browser: install-tests
	@$(PYTEST) -m "not browser and not slow"

# What make test leaves out: the slow tests, and many more examples of each property. ROUNDS=20 runs
# every pair of services together twenty times (tests/together), not once.
test-all: install-tests
	@$(PYTEST) -m "slow or property" --hypothesis-profile=thorough

# The lines that make test-without-browser and the slow tests of core reach, by package; fails below 95 % where it matters most.
coverage: install-tests
	@mkdir -p .local/coverage && rm -f .local/coverage/*
	@$(PYTHON) -m coverage run $(wordlist 2,9,$(PYTEST)) -m "not browser and not slow"
	@$(PYTHON) -m coverage run $(wordlist 2,9,$(PYTEST)) -m slow tests/core
	@$(PYTHON) -m coverage combine -q
	@$(PYTHON) -m tests.line_coverage

# Public pages under load: needs wrk. SCALE=20000 or 200000 articles for 2,000; DURATION is the seconds of each measurement.
bench: install-tests
	@$(PYTHON) -m core.localpg run $(PYTHON) -m benchmarks.load

# Visitors while 50 clients flood search, forms and preview links: needs wrk. FLOOD is their requests a second together.
bench-floods: install-tests
	@$(PYTHON) -m core.localpg run $(PYTHON) -m benchmarks.load.floods

# Half an hour at 80 % load with an editor who saves every second; MINUTES is another length.
soak: install-tests
	@$(PYTHON) -m core.localpg run $(PYTHON) -m benchmarks.load.soak

# Server times of the desk and the directory, spreadsheets and pictures.
bench-desk: install-tests
	@$(PYTHON) -m core.localpg run $(PYTHON) -m benchmarks
	@$(PYTHON) -m core.localpg run $(PYTHON) -m benchmarks.spreadsheets
	@$(PYTHON) -m core.localpg run $(PYTHON) -m benchmarks.pictures
	@$(PYTHON) -m core.localpg run $(PYTHON) -m benchmarks.desk_at_scale

# A database of an earlier commit, migrated: the same pages, and a desk that opens every record.
# COMMIT is the one before the folders unless it is named. Takes three minutes, and the history.
upgrade: install-tests
	@$(PYTHON) -m core.localpg run $(PYTHON) -m benchmarks.upgrade $(COMMIT)

# The demo has to run; PORT names its port where it is not 8000.
check-pages: install-tests
	@$(PYTHON) -m benchmarks.check_pages

lighthouse: install-tests
	@$(PYTHON) -m benchmarks.lighthouse

# The demo has to run. Six pictures for docs/look.
look: install-tests
	@$(PYTHON) -m benchmarks.look

# Ten rules broken one at a time, each of which the tests must notice.
mutations: install-tests
	@$(PYTHON) -m core.localpg run $(PYTHON) -m tests.mutations

# The packages that pyproject.toml lists under tool.mypy. DEBUG, so that the settings need no environment.
types: install-tests
	@DEBUG=1 $(PYTHON) -m mypy

# ADVISORIES names OSV's export for PyPI: see CONTRIBUTING.md.
audit: install-tests
	@$(PYTHON) requirements/audit.py $(ADVISORIES)

# The first Python that is new enough and can make environments: Debian's cannot without python3-venv.
install-local install-tests:
	@found=; for python in python3.13 python3.12 python3.11 python3; do \
	  $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	  found=$$python; \
	  $$python -c 'import ensurepip, venv' 2>/dev/null || continue; \
	  exec $$python requirements/install.py $(subst install-,,$@); \
	done; \
	if [ "$$found" ]; then echo "$$found cannot make virtual environments: install Debian's package python3-venv, then run make again." >&2; \
	else echo "Python 3.11 or newer is needed and is not on the PATH." >&2; fi; exit 1
