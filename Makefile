# Every command of the project; each works on a fresh checkout, nothing else is needed first.
STACK ?= dev
# Default: none, the cluster is simulated. `local` is that of `make cluster`; else a kubeconfig (kind, k3d).
CLUSTER ?=
ON_CLUSTER = $(if $(CLUSTER),--cluster "$(CLUSTER)")
SANDBOX := node sandbox/run.mjs

.DEFAULT_GOAL := help
.PHONY: help up preview down doctor cluster cluster-down install test test-engine test-chart test-cluster test-walkthrough soak test-kills mutation golden hostile newcomer bench lint format

help: ## list the commands
	@while IFS=: read -r name rest; do \
	    case "$$name" in ''|*[!a-z-]*) continue ;; esac; \
	    case "$$rest" in *'## '*) printf '  make %-14s %s\n' "$$name" "$${rest#*## }" ;; esac; \
	done < $(firstword $(MAKEFILE_LIST))

up: node ## provision a stack offline, with policies and cost (STACK=dev)
	@$(SANDBOX) up --stack "$(STACK)" $(ON_CLUSTER)

preview: node ## show what `make up` would change, refuse and cost (STACK=dev)
	@$(SANDBOX) preview --stack "$(STACK)" $(ON_CLUSTER)

down: node ## destroy a stack's resources in the sandbox (STACK=dev)
	@$(SANDBOX) down --stack "$(STACK)" $(ON_CLUSTER)

doctor: node ## what was found on this machine, and what to install
	@$(SANDBOX) doctor

cluster: install ## start a real one-node Kubernetes with gateway, database, cache and the sample application's images (root on Linux)
	@$(SANDBOX) cluster up
	@$(SANDBOX) exec node --import tsx test/cluster/sample-images.ts

cluster-down: node ## stop it; nothing of it is left
	@$(SANDBOX) cluster down

test: install ## types, lint, format, unit, policy, chart and a few engine tests, with coverage
	@$(SANDBOX) exec npm run --silent test

test-engine: install ## the rest: the whole by the real engine
	@$(SANDBOX) exec npm run --silent test:engine

test-chart: install ## the chart by its own tools: helm-unittest, kubeconform against three Kubernetes versions, a real nginx
	@$(SANDBOX) exec npm run --silent test:chart

test-cluster: install ## releases on a real Kubernetes on this machine (root on Linux; builds it first)
	@$(SANDBOX) exec npm run --silent test:cluster

test-walkthrough: install ## docs/local-release.md typed in on a real Kubernetes (root on Linux), and compared
	@$(SANDBOX) exec npm run --silent test:walkthrough

soak: install ## show on a real cluster what is promised of releases; writes docs/results/release-*.md (EXPERIMENTS, REQUESTS, RATE; three hours)
	@$(SANDBOX) exec node --import tsx soak/run.ts $(EXPERIMENTS) --requests $(or $(REQUESTS),1000000) --rate $(or $(RATE),200)

test-kills: install ## kill a run 50 times and look what the next one makes of it (KILLS, KILLS_SEED; half an hour)
	@KILLS=$${KILLS:-50} KILLS_TABLE=docs/results/kills.md $(SANDBOX) exec npx mocha test/engine/kills.test.ts

mutation: install ## put faults into planners and rules, and see the tests fail (ARGS=--force)
	@node --import tsx scripts/mutation/run.ts $(ARGS)

golden: install ## write the golden graphs anew: what a review of a change of the graph looks at
	@for stack in dev staging prod; do $(SANDBOX) graph --stack $$stack --output test/engine/golden/graph-$$stack.yaml || exit 1; done

hostile: install ## 10,000 random stacks, 200 of them through the whole program (NUM_RUNS, SEED)
	@NUM_RUNS=$${NUM_RUNS:-10000} SEED=$${SEED:-random} $(SANDBOX) exec npx mocha "test/unit/config/hostile*.test.ts" test/engine/hostile-program.test.ts

newcomer: install ## a newcomer's first commands, many times, with caches removed at random (ROUNDS=10 SEED=1; an hour)
	@node --import tsx scripts/newcomer/trial.ts --rounds $(or $(ROUNDS),10) --seed $(or $(SEED),1)

bench: install ## measure previews, updates and growth; writes docs/results/bench.md (15 minutes)
	@node --import tsx bench/run.ts

lint: install ## types, lint and format alone
	@npm run --silent check

format: install ## write the format
	@npx prettier --write --log-level warn .

install: node
	@$(SANDBOX) install

# An old Node.js cannot even read run.mjs, so its version is looked at first.
node:
	@version=$$(node --version 2>/dev/null); case "$$version" in \
	    v20.19.* | v20.[2-9][0-9].* | v2[1-4].*) ;; \
	    v*) echo "error: Node.js $${version#v} was found; the project runs on 20.19 to 24: install one of them (https://nodejs.org)." >&2; exit 1 ;; \
	    *) echo "error: Node.js was not found on PATH; the project runs on 20.19 to 24: install one of them (https://nodejs.org)." >&2; exit 1 ;; \
	esac
.PHONY: node
