# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# `deploy/local faults`: a private instance is broken under load, again and again, and what it answered is compared with
# what is there (Tests/Faults, docs/reliability.md).

# `faults` never meets a running `up` or `test`: a directory and ports of its own.
configure_faults() {
    configure "${SUITE_LOCAL_DIR:-.local}" "${SUITE_PORT_BASE:-28000}" "${SUITE_CONFIGURATION:-release}"
    configure "$LOCAL_DIR/faults" $((PORT_BASE + 750)) "$CONFIGURATION"
}

# run_faults [CYCLES]: the long form; it goes on where the last one was interrupted.
# run_faults short: one cycle of what breaks most, afresh.
run_faults() {
    local cycles=${1:-40} form=(--cycles "${1:-40}")
    if [[ $cycles == short ]]; then
        form=(--short)
    elif [[ ! $cycles =~ ^[1-9][0-9]{0,4}$ ]]; then
        fail "'$cycles' is no number of cycles" 'give one from 1 to 99999, or: short'
    fi
    install_packages "${PACKAGES[@]}"
    mkdir -p -- "$LOCAL_DIR" || fail "cannot create $LOCAL_DIR" 'set SUITE_LOCAL_DIR to a directory you may write'
    exec 8>"$LOCAL_DIR/faults.lock"
    flock -n 8 || fail 'a run is under way already' "follow it with: tail -f ${LOCAL_DIR%/faults}/faults.log"
    build
    AT_EXIT+=(tear_down_faults)
    start_instance
    step "breaking the suite, cycles: $cycles (report: $LOCAL_DIR/reliability/report.md)"
    break_suite "${form[@]}" ||
        fail 'the suite did not survive, or the harness did not' "see $LOCAL_DIR/reliability/report.md and $LOG_DIR"
}

# The short form, a step of `deploy/local test` on its private instance.
run_short_faults() {
    step 'breaking the suite under load'
    break_suite --short 2>&1 | tee "$LOG_DIR/faults.log" ||
        fail 'the suite did not survive its faults' "see above, and $LOG_DIR/faults.log"
}

# break_suite ARGS...: the short form begins afresh, the long one goes on.
break_suite() {
    need_binaries faults
    describe_for_tests
    [[ $1 != --short ]] || rm -rf -- "$LOCAL_DIR/reliability"
    env "${TEST_ENVIRONMENT[@]}" "$BIN_DIR/faults" --directory "$LOCAL_DIR/reliability" "$@" 8>&- 9>&-
}

# What was stored stays, for the next run to go on with and for whoever looks into a finding.
tear_down_faults() {
    printf 'stopping the private servers (logs: %s)\n' "$LOG_DIR"
    (STEP='stopping the private servers' && down) >/dev/null
}
