# The front door. Every target makes the environment first, or finds it up to date, which takes no time.
# Options go in ARGS:  make lab ARGS="--no-browser --port 8899"
# Without make:        python tools/bootstrap.py lab --no-browser --port 8899

PYTHON ?= python3
ARGS ?=

.PHONY: help env lab test check soak bench site lock clean

help:
	@$(PYTHON) tools/bootstrap.py --help

env lab test check soak bench site lock clean:
	@$(PYTHON) tools/bootstrap.py $@ $(ARGS)
