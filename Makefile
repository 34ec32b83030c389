# Schakel: build, run and test on one machine. `make` alone explains.
# Needs Go and a network for the first build; `make deps` installs the rest.

SHELL       := bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS   += --no-print-directory
.DEFAULT_GOAL := help

GO      ?= go
ARGS    ?=
TOOLS   := $(CURDIR)/.cache/bin
LDFLAGS := -s -w

include make/versions.mk

# These two packages start real servers; everything else is a unit test.
MET_SERVERS := ./internal/integratie/... ./internal/solo/...
IN_EEN_BROWSER := ./internal/browser/...
ALLEEN_UNIT  = $(shell $(GO) list ./... | grep -vE '/internal/(integratie|solo|browser)(/|$$)')

TEMPORALD_SRC := $(wildcard cmd/temporald/*.go) cmd/temporald/go.mod cmd/temporald/go.sum

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z\/.-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

## ---- build and run

.PHONY: build
build: bin/temporald bin/schakel ## both programs, into bin/ (the first time about ten minutes, then seconds)

bin/temporald: $(TEMPORALD_SRC) ## the local Temporal server; only built again when its sources change
	@mkdir -p bin
	@echo "bin/temporald: building the local Temporal server. The first time this downloads 450 modules and compiles"
	@echo "for five to fifteen minutes; afterwards it is only built again when cmd/temporald changes."
	@begin=$$SECONDS; \
	( while sleep 60 >/dev/null 2>&1; do echo "bin/temporald: still building, $$(( (SECONDS - begin) / 60 )) min ..."; done ) & teller=$$!; \
	trap 'kill $$teller 2>/dev/null || true' EXIT; \
	cd cmd/temporald && $(GO) build -trimpath -ldflags="$(LDFLAGS)" -o ../../bin/temporald.nieuw . && mv ../../bin/temporald.nieuw ../../bin/temporald; \
	echo "bin/temporald: done in $$(( SECONDS - begin )) s"

# What browsers get of others: out of npm packages into the program. Nothing of it is committed.
STATISCH := internal/werkbank/statisch/npm
.PHONY: statisch
statisch: npm ## style sheets and scripts of the workbench, out of the npm packages
	@cp -u node_modules/@utrecht/component-library-css/dist/index.css $(STATISCH)/utrecht.css
	@cp -u node_modules/htmx.org/dist/htmx.min.js $(STATISCH)/htmx.js

.PHONY: bin/schakel
bin/schakel: statisch ## the product itself; Go decides what has to be compiled
	@mkdir -p bin
	@echo "bin/schakel: building the product"
	@$(GO) build -trimpath -ldflags="$(LDFLAGS)" -o bin/schakel ./cmd/schakel

.PHONY: solo
solo: deps build ## build and run everything on this machine; flags go in ARGS, e.g. make solo ARGS="--demo"
	@exec bin/schakel solo $(ARGS)

.PHONY: deps
deps: ## install what is missing on this machine: PostgreSQL's programs, curl, jq, npm and Chromium (apt-get)
	@nodig=""; \
	ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || nodig="$$nodig postgresql"; \
	for p in curl jq npm; do command -v $$p >/dev/null || nodig="$$nodig $$p"; done; \
	command -v chromium >/dev/null || command -v google-chrome >/dev/null || nodig="$$nodig chromium"; \
	if [ -z "$$nodig" ]; then exit 0; fi; \
	if ! command -v apt-get >/dev/null; then echo "deps: install by hand:$$nodig" >&2; exit 1; fi; \
	sudo=""; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	echo "deps: installing with apt-get:$$nodig (PostgreSQL only for its programs: Schakel starts its own server)"; \
	$$sudo apt-get update -qq; \
	DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq --no-install-recommends $$nodig >/dev/null; \
	echo "deps: done"

# What comes from npm (tools only): installed once per package-lock.json, then never asked for again.
NPM_KLAAR := node_modules/.klaar-$(shell sha256sum package-lock.json | cut -c1-16)
.PHONY: npm
npm: $(NPM_KLAAR)
$(NPM_KLAAR): package-lock.json
	@echo "npm: installing the tools of package-lock.json (once)"
	@npm ci --silent --no-progress
	@touch $@

## ---- tests

.PHONY: test
test: lint unit replay integration browser ## everything that must pass before a change lands

.PHONY: lint
lint: $(TOOLS)/templ-$(TEMPL_VERSION) $(TOOLS)/golangci-lint-$(GOLANGCI_VERSION) $(TOOLS)/gofumpt-$(GOFUMPT_VERSION) $(TOOLS)/workflowcheck-$(WORKFLOWCHECK_VERSION) ## format, linters, determinism of workflows
	@echo "lint: gofumpt"; anders=$$($(TOOLS)/gofumpt-$(GOFUMPT_VERSION) -l .); \
	if [ -n "$$anders" ]; then echo "not formatted (make fmt):"; echo "$$anders"; exit 1; fi
	@echo "lint: pages"; voor=$$(cat internal/werkbank/*_templ.go | sha256sum); $(MAKE) pagina; \
	if [ "$$voor" != "$$(cat internal/werkbank/*_templ.go | sha256sum)" ]; then echo "the pages were not made anew; now they are (make pagina)"; exit 1; fi
	@echo "lint: golangci-lint"; $(TOOLS)/golangci-lint-$(GOLANGCI_VERSION) run ./...
	@echo "lint: workflowcheck"; $(TOOLS)/workflowcheck-$(WORKFLOWCHECK_VERSION) ./workflows/...
	@if docker compose version >/dev/null 2>&1; then echo "lint: docker compose config"; SCHAKEL_GID=0 docker compose --profile kijken config -q; \
	else echo "lint: no docker here, docker compose config is left to CI"; fi

.PHONY: api-regels
api-regels: npm ## what the Dutch API design rules find in our description, in words (spectral/regels.yaml)
	@mkdir -p .cache; $(GO) run ./cmd/schakel openapi > .cache/openapi.json
	@node_modules/.bin/spectral lint --ruleset spectral/regels.yaml --fail-severity warn .cache/openapi.json

.PHONY: api-wijzigingen
api-wijzigingen: $(TOOLS)/oasdiff-$(OASDIFF_VERSION) ## what changed in the API since the last release, breaking or not
	@mkdir -p .cache; $(GO) run ./cmd/schakel openapi > .cache/openapi.json
	@$(TOOLS)/oasdiff-$(OASDIFF_VERSION) changelog "$$(ls api/testdata/openapi/*.json | sort -V | tail -1)" .cache/openapi.json

.PHONY: unit
unit: deps statisch $(TOOLS)/oasdiff-$(OASDIFF_VERSION) ## tests of every package that starts no servers
	@echo "unit"; $(GO) test -timeout 20m $(ALLEEN_UNIT)

.PHONY: replay
replay: ## today's workflow code on the histories of every release
	@echo "replay"; $(GO) test ./workflows/ -run Replay

.PHONY: integration
integration: deps build ## tests on a real PostgreSQL and Temporal, which they start themselves
	@echo "integration"; $(GO) test -count=1 -timeout 30m $(MET_SERVERS)
	@echo "integration: without encryption of columns"; $(GO) test -count=1 -timeout 10m -tags zonderslot -run '^TestZonderSlot$$' ./internal/integratie

.PHONY: browser
browser: deps build ## the workbench in a real Chromium: a case through the chain, every page of every role, accessibility (axe)
	@echo "browser"; $(GO) test -count=1 -timeout 35m $(IN_EEN_BROWSER)

.PHONY: screenshots
screenshots: deps build ## pictures of the main pages, desk and telephone, light and dark, into docs/beelden (KIJK=folder: every page in every way, to look at)
	@$(GO) test -count=1 -timeout 10m $(IN_EEN_BROWSER) $(if $(KIJK),-beelden $(abspath $(KIJK)),-run '^TestPlaten$$' -platen $(CURDIR)/docs/beelden)

.PHONY: faults
faults: deps build ## kill -9 at 100 random moments; every acknowledged step must be there exactly once
	@$(GO) test -count=1 -timeout 60m ./internal/integratie -run Faults -faults=100 -v

.PHONY: bench
bench: deps build ## what steps, reading, terms and rest cost, into docs/performance.md (half an hour; BENCH="-kort": see that it works)
	@$(GO) run ./internal/bench $(or $(BENCH),-doc docs/performance.md)

.PHONY: sbom
sbom: npm ## what the programs are made of: bin/*.cdx.json (CycloneDX) and docs/licenties.md; fails on a licence that may not come along
	@$(GO) run ./internal/sbom

.PHONY: record
record: deps bin/temporald ## record the workflow histories that `make replay` plays back (SCENARIO=x: only that one)
	@$(GO) test -count=1 ./workflows -run Record -record $(if $(SCENARIO),-scenario $(SCENARIO))

## ---- housekeeping

.PHONY: pagina
pagina: $(TOOLS)/templ-$(TEMPL_VERSION) ## make Go of the pages (*.templ)
	@$(TOOLS)/templ-$(TEMPL_VERSION) generate -path internal/werkbank -include-version=false >/dev/null 2>&1

.PHONY: fmt
fmt: $(TOOLS)/gofumpt-$(GOFUMPT_VERSION) ## format all Go code
	@$(TOOLS)/gofumpt-$(GOFUMPT_VERSION) -w .

.PHONY: clean
clean: ## remove what was built; never the data folder
	@rm -rf bin .cache

# Tools carry their version in their name, so that a new pin installs by itself. $(1) is the name, $(2) the version, $(3) the
# package.
define tool
$(TOOLS)/$(1)-$(2):
	@echo "tools: installing $(1) $(2) into .cache/bin (once)"
	@mkdir -p $(TOOLS)
	@GOBIN=$(TOOLS) $(GO) install $(3)@$(2)
	@mv $(TOOLS)/$(1) $$@
endef
$(eval $(call tool,golangci-lint,$(GOLANGCI_VERSION),github.com/golangci/golangci-lint/v2/cmd/golangci-lint))
$(eval $(call tool,gofumpt,$(GOFUMPT_VERSION),mvdan.cc/gofumpt))
$(eval $(call tool,oasdiff,$(OASDIFF_VERSION),github.com/oasdiff/oasdiff))
$(eval $(call tool,templ,$(TEMPL_VERSION),github.com/a-h/templ/cmd/templ))
$(eval $(call tool,workflowcheck,$(WORKFLOWCHECK_VERSION),go.temporal.io/sdk/contrib/tools/workflowcheck))
