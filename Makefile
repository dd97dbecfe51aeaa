# SPDX-License-Identifier: Apache-2.0
# The developer's menu; each entry is one command that can be typed as well.

sources = $(wildcard Package.swift Services Shared Tests Benchmarks)

.PHONY: build test schemathesis lint format contracts up down

build:
	swift build --build-tests

test:
	deploy/local test

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
