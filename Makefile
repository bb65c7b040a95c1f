# pilotent: what a contributor types. Everything else is in docs/.

GO      ?= go
TIMEOUT ?= 1h
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LINT    := $(GO) run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
SERVERS := $(GO) run ./internal/testenv/cmd/with-servers --

.DEFAULT_GOAL := help
.PHONY: help run test interop chaos lint verify bench baseline build release deployed package

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## Talk to the bot in this terminal, with a sample project; needs no server
	bin/pilotent console --sample

# No test may depend on the zone of the machine: Chatham is 12:45 or 13:45 ahead of UTC.
# Of SQLite, which is C made into Go, -race also checks the arithmetic of every pointer, which takes
# a third of the tests' time; races are looked for there as well.
# The walks ask thousands of questions, one after another, and the calm packages are asked one thing at
# a time: -race would take seven times as long there and find nothing. They are run without it.
# Go gives a package ten minutes, which is not enough on a machine that does other things: the
# longest takes one or two when it is alone.
WALKS := TestConversations TestUpgrade TestComposerSaysEveryKindInBothLanguages TestAGuestIsOfferedWhatItMayDo \
	TestWhoHasLeftTheTeamIsToldNothing TestChangesBetweenBatches TestImportsLeaveWhatPeopleRecorded \
	TestHostileArgumentsGetASentence TestSearches TestWhatAColumnCannotSayIsTold TestWhatHistoryCannotSayIsTold \
	TestWhoMayWrite TestWhoMayRead TestOneDigestIsOwedAtATime TestReadSchools TestTheDomainIsDocumented \
	TestTheIndexAnswersAsTheRulesDo TestTheSchoolThatWasMeantIsFound
CALM := commands/when governance/calendar governance/codec governance/wording i18n internal/drawtest \
	internal/licences internal/secrecy message reports sheet
either = ($(shell echo '$1' | tr -s ' \t' '|'))$$

test: ## Run all tests, on a PostgreSQL and a Redis that live as long as they do
	TZ=Pacific/Chatham $(SERVERS) $(GO) test -race -gcflags='modernc.org/sqlite/lib=-d=checkptr=0' -shuffle=on -timeout $(TIMEOUT) -skip '^$(call either,$(WALKS))' $$($(GO) list ./... | grep -vE '/$(call either,$(CALM))')
	TZ=Pacific/Chatham $(SERVERS) $(GO) test -shuffle=on -timeout $(TIMEOUT) -run '^$(call either,$(WALKS))' . ./governance ./governance/lookup ./scheduler
	TZ=Pacific/Chatham $(GO) test -shuffle=on -timeout $(TIMEOUT) $(addprefix ./,$(CALM))

interop: ## Read what is written with LibreOffice, which is installed when it may be (300 MB), and ical.js (npm)
	INTEROP=1 $(GO) test -run Interop -count 1 -timeout 10m ./ics ./reports

CHAOS_ROUNDS ?= 200

chaos: ## Kill, freeze and cut replicas for CHAOS_ROUNDS rounds (200, about half an hour): is all seen once? CHAOS_SEED repeats
	CHAOS_ROUNDS=$(CHAOS_ROUNDS) CHAOS_LONG=1 $(GO) test -run '^(TestChaos|TestJudge|TestJudgePlans)$$' -v -count 1 -timeout 12h .

lint: ## Check format, vet, and the rules of .golangci.yml
	@unformatted="$$(gofmt -l .)"; if [ -n "$$unformatted" ]; then echo "run gofmt -w on:"; echo "$$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(LINT) run

verify: build ## Check what is generated, go.mod, the licences of what is linked, and known vulnerabilities
	$(GO) mod tidy -diff
	$(GO) test -run '^TestReference' ./commands ./config
	$(GO) run ./internal/licences bin/pilotent
	@.ci/vulnerabilities

bench: ## Measure the packages that have benchmarks
	$(SERVERS) $(GO) test -run '^$$' -bench . -benchmem -timeout 1h $$(grep -rl --include='*_test.go' '^func Benchmark' . | xargs -r -n1 dirname | sort -u)

BASE ?= 92ba101

baseline: ## Measure the commit BASE (92ba101) and this tree in one run; BENCH='Read|Claim' and COUNT=6 narrow it
	@$(SERVERS) .ci/baseline "$(BASE)"

build: ## Build bin/pilotent, one static binary
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags "-s -w -X main.version=$(VERSION)" -o bin/pilotent .

release: ## Make dist/: programs and packages for amd64 and arm64, SBOM, licences, checksums; twice the same
	deploy/release dist

deployed: ## Try what is in deploy/ with nginx, Caddy, promtool and systemd, of Debian's packages
	deploy/try

package: release ## Install, upgrade, remove and purge the package in a fresh Debian (root, debootstrap, network)
	deploy/check dist
