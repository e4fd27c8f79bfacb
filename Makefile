# Every command of the project; each works on a fresh checkout, nothing else is needed first.
STACK ?= dev
SANDBOX := node sandbox/run.mjs

.DEFAULT_GOAL := help
.PHONY: help up preview down doctor install test test-engine lint format

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: node ## provision a stack offline, with policies and cost (STACK=dev)
	@$(SANDBOX) up --stack $(STACK)

preview: node ## show what `make up` would change, refuse and cost (STACK=dev)
	@$(SANDBOX) preview --stack $(STACK)

down: node ## destroy a stack's resources in the sandbox (STACK=dev)
	@$(SANDBOX) down --stack $(STACK)

doctor: node ## what was found on this machine, and what to install
	@$(SANDBOX) doctor

test: install ## types, lint, format, unit, policy, chart and a few engine tests, with coverage
	@$(SANDBOX) exec npm run --silent test

test-engine: install ## the rest: the whole by the real engine
	@$(SANDBOX) exec npm run --silent test:engine

lint: install ## types, lint and format alone
	@npm run --silent check

format: install ## write the format
	@npx prettier --write --log-level warn .

install: node
	@$(SANDBOX) install

node:
	@command -v node >/dev/null || { echo "error: Node.js was not found on PATH; the project runs on 20.19 to 24: install one of them (https://nodejs.org)." >&2; exit 1; }
.PHONY: node
