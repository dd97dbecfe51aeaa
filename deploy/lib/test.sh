# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# `deploy/local test`: everything that proves the project, on servers of its own.
# With arguments it runs only the tests they choose (`--filter NAME`, as `swift test` takes it), for work on one thing.

run_tests() {
    install_packages "${PACKAGES[@]}" "${TEST_PACKAGES[@]}"
    mkdir -p -- "${LOCAL_DIR%/*}" ||
        fail "cannot create ${LOCAL_DIR%/*}" 'set SUITE_LOCAL_DIR to a directory you may write'
    exec 8>"${LOCAL_DIR%/*}/test.lock"
    flock -n 8 || fail 'these tests are running already' 'wait for them, or set SUITE_LOCAL_DIR and SUITE_PORT_BASE'
    lint
    build --build-tests
    check_contracts
    start_afresh
    describe_for_tests
    if (($# > 0)); then
        run_chosen "$@"
    else
        run_suites
        run_short_faults
        conform 5
    fi
}

# run_chosen ARGS...
run_chosen() {
    step "testing $*"
    run_suite tests --no-parallel "$@" || fail 'tests failed' "see above, and the servers' logs in $LOG_DIR"
}

lint() {
    local folders=() folder
    need_swift
    step 'checking format and style'
    for folder in Package.swift Services Shared Tests Benchmarks Fuzz; do
        [[ ! -e $ROOT/$folder ]] || folders+=("$folder")
    done
    (cd "$ROOT" && exec swift format lint --strict --recursive --parallel "${folders[@]}" 8>&-) ||
        fail 'the sources are not formatted' 'run: make format, and mend what it cannot'
}

check_contracts() {
    step 'comparing generated documents with the contracts'
    need_binaries contracts
    (cd "$ROOT" && exec "$BIN_DIR/contracts" check 8>&-) ||
        fail 'generated documents differ from the contracts' 'run: make contracts, and commit what it writes'
}

# A private instance without a past. What a broken run left behind is stopped first.
start_afresh() {
    if [[ -e $LOCAL_DIR ]]; then
        [[ -e $LOCAL_DIR/settings ]] || fail "$LOCAL_DIR is not a directory of tests" 'set another SUITE_LOCAL_DIR'
        down >/dev/null
        rm -rf -- "$LOCAL_DIR"
    fi
    AT_EXIT+=(tear_down)
    share_test_password
    # Every test and schemathesis ask for codes from the same address.
    export CODE_LIMIT_PER_ADDRESS=100000
    start_instance
}

# Tests make databases of their own on the private server with roles.sql, and roles belong to the whole server: the
# services keep their logins because both say the same password (Shared/TestSupport/TestDatabase.swift).
share_test_password() {
    mkdir -p -- "$LOCAL_DIR"
    printf '%s=test-only\n' "${DATABASE_SERVICES[@]}" migrator | write_private "$LOCAL_DIR/secrets"
}

# Its logs stay until the next run.
tear_down() {
    printf 'stopping the private servers (logs: %s)\n' "$LOG_DIR"
    (STEP='stopping the private servers' && down) >/dev/null
    summarize
}

# command_line VERB ARGS...: a shell's command line that aims this script at the private instance.
command_line() {
    printf 'env SUITE_LOCAL_DIR=%q SUITE_PORT_BASE=%q SUITE_CONFIGURATION=%q %q' \
        "$LOCAL_DIR" "$PORT_BASE" "$CONFIGURATION" "$ROOT/deploy/local"
    if (($# > 0)); then printf ' %q' "$@"; fi
}

# Sets TEST_ENVIRONMENT: where the tests find the private servers and how they restart them.
describe_for_tests() {
    mapfile -t TEST_ENVIRONMENT <"$LOCAL_DIR/env"
    TEST_ENVIRONMENT+=(
        SUITE_TEST_POSTGRES="$(postgres_url postgres postgres)"
        SUITE_TEST_AMQP="$(broker_url "$ADMINISTRATOR")"
        SUITE_TEST_POSTGRES_RESTART="$(command_line restart postgres)"
        SUITE_TEST_AMQP_RESTART="$(command_line restart broker)"
        SUITE_TEST_RABBITMQCTL="$(command_line rabbitmqctl)"
        SUITE_TEST_LOCAL="$(command_line)"
    )
}

# One test at a time: they share two cores and one server, and a test must not fail because others are busy.
# Suites named …Outage restart servers under everybody's feet, so they run by themselves, one after the other.
run_suites() {
    local failed=0
    step 'testing'
    run_suite tests --no-parallel --skip 'Outages?/' || failed=1
    step 'testing outages'
    run_suite outages --no-parallel --filter 'Outages?/' || failed=1
    ((failed == 0)) || fail 'tests failed' "see above, and the servers' logs in $LOG_DIR"
    if grep -hE '^[^ ]+ (Test|Suite) .+ skipped(\.|: ".*")$' -- "$LOG_DIR/tests.log" "$LOG_DIR/outages.log"; then
        fail 'tests were skipped' 'here every test has what it needs; see the lines above'
    fi
    grep -qE 'Test run with [1-9][0-9]* tests?' -- "$LOG_DIR/tests.log" || fail 'no test ran' 'see the lines above'
}

# run_suite NAME ARGS...
run_suite() {
    local name=$1
    shift
    (cd "$ROOT" && exec env "${TEST_ENVIRONMENT[@]}" swift test -c "$CONFIGURATION" --skip-build --disable-xctest "$@" \
        </dev/null 2>&1 8>&-) |
        tee "$LOG_DIR/$name.log"
}

# The runner's own summary lines, the larger run's last.
summarize() {
    local name
    for name in outages tests; do
        { grep -E 'Test run with [0-9]+ tests?' -- "$LOG_DIR/$name.log" 2>/dev/null || true; } | tail -n 1
    done
}
