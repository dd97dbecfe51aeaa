# SPDX-License-Identifier: Apache-2.0
# The developer's menu; each entry is one command that can be typed as well.

sources = $(wildcard Package.swift Services Shared Tests Benchmarks Fuzz)

# How long `make fuzz` looks, and how many attempts `make race` makes.
FUZZ_SECONDS ?= 60
RACE_ATTEMPTS ?= 10000
# How many reminders fall due while `make reminders` kills who sends them, and what `make bench` measures (all).
REMINDERS ?= 2000
ONLY ?=

# Cycles of `make faults`, about 25 kills each.
FAULT_CYCLES ?= 40
# How many requests `make rolling` puts through rolling restarts, and how many nodes `make cluster` kills.
ROLLING_REQUESTS ?= 100000
CLUSTER_KILLS ?= 6

.PHONY: build test race reminders faults rolling overload cluster bench fuzz schemathesis lint format contracts up down

build:
	swift build --build-tests

test:
	deploy/local test

# The race for slots in its long form, on servers of its own.
race:
	SUITE_RACE_ATTEMPTS=$(RACE_ATTEMPTS) deploy/local test --filter MixedRaceTests

# Hours of faults on servers of their own, behind the terminal's back; it goes on where it was interrupted.
faults:
	mkdir -p .local
	setsid -f deploy/local faults $(FAULT_CYCLES) >.local/faults.log 2>&1 </dev/null
	@echo "running behind the terminal; follow it with: tail -f .local/faults.log"

# Minutes each, with a release build on servers of their own.
rolling:
	deploy/local rolling $(ROLLING_REQUESTS)

overload:
	deploy/local overload

cluster:
	deploy/local cluster $(CLUSTER_KILLS)
# Reminders exactly once, in its long form.
reminders:
	SUITE_TEST_REMINDERS=$(REMINDERS) deploy/local test --filter OfDispatchersOutage

# How fast it is: reads schedule size events memory start reminders, or those that ONLY names.
bench:
	deploy/local bench $(ONLY)

# lld, because gold warns about every symbol of the sanitizer; Swift's own backtrace would keep a finding from libFuzzer.
fuzz:
	mkdir -p .local/fuzz/corpus
	swiftc -swift-version 6 -package-name appointments -module-name Fuzz -parse-as-library -O -use-ld=lld \
		-enable-upcoming-feature ExistentialAny -enable-upcoming-feature MemberImportVisibility \
		-enable-upcoming-feature InternalImportsByDefault -sanitize=fuzzer,address -warnings-as-errors \
		Shared/Time/*.swift Fuzz/*.swift -o .local/fuzz/time
	SWIFT_BACKTRACE=enable=no .local/fuzz/time -max_total_time=$(FUZZ_SECONDS) -timeout=10 -print_final_stats=1 \
		-artifact_prefix=.local/fuzz/ .local/fuzz/corpus Fuzz/Corpus

schemathesis:
	deploy/local schemathesis

lint:
	swift format lint --strict --recursive --parallel $(sources)
	if command -v shellcheck >/dev/null; then shellcheck -x -a deploy/local deploy/lib/install-packages .ci/run; fi

format:
	swift format format --in-place --recursive --parallel $(sources)

contracts:
	swift run contracts write

up:
	deploy/local up

down:
	deploy/local down
