# Each target sets up what it needs; nothing else has to be installed by hand on Debian or Ubuntu.
PYTHON ?= python3
BIN := .venv/bin
export OMP_NUM_THREADS ?= 1

.PHONY: demo lab test lint types mutants release revise bench screenshots clean

demo: .venv/ready            ## release the course, grade a sample class, write its feedback
	$(BIN)/autograder demo

lab: .venv/ready             ## open the course in JupyterLab
	cd course && ../$(BIN)/jupyter lab

test: .venv/ready-test lint types   ## everything that is tested
	$(BIN)/autograder release --check
	$(BIN)/python -m pytest -n 2 --dist loadgroup

lint: .venv/ready-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: .venv/ready-test
	$(BIN)/mypy

mutants: .venv/ready-test    ## put small faults into every reference, and print those that no case sees
	$(BIN)/python -m tests.mutants

release: .venv/ready         ## write course/ anew from solutions/
	$(BIN)/autograder release

revise: .venv/ready          ## write the revision sheets and flashcards anew from solutions/
	$(BIN)/autograder revise

bench: .venv/ready-test          ## measure the grader against stock nbgrader, and the explorers against `interact`
	$(BIN)/python -m tests.benchmarks.grading
	$(BIN)/python -m tests.benchmarks.explorers

screenshots: .venv/ready-test   ## take the pictures of the READMEs
	$(BIN)/python tests/browser/screenshots.py

clean:
	rm -rf .venv classroom-demo

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is missing: install python3, or say make PYTHON=/path/to/python3.11."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "Python's venv module is missing: apt install python3-venv."; exit 1; }
	$(PYTHON) -m venv .venv

.venv/ready: .venv/bin/python pyproject.toml course/pyproject.toml constraints.txt
	$(BIN)/pip install --quiet -c constraints.txt -e course -e .
	@rm -rf *.egg-info course/*.egg-info  # what building leaves behind; nothing reads it
	@touch $@

.venv/ready-test: .venv/ready
	$(BIN)/pip install --quiet -c constraints.txt -e course -e '.[test]'
	@rm -rf *.egg-info course/*.egg-info
	@touch $@
