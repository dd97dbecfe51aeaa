# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Whether the running suite does what its own /openapi.json says, asked by schemathesis (PyPI).

readonly SCHEMATHESIS_VERSION=4.32.5

# Two at a time, so that neither core waits for the other's role.
readonly ROLE_LANES=('AGENT CUSTOMER ADMIN' 'SUPERVISOR CLIENT_SERVICE')

# `deploy/local schemathesis [EXAMPLES]`: the long form, on the suite that is up.
conform_at_length() {
    service_is_ready gateway || fail "nothing answers at $GATEWAY_URL" 'run: deploy/local up'
    conform "${1:-1000}" all-operations
}

# conform EXAMPLES [all-operations|SEED]: every check in every phase with a token of each role. A role meets the
# operations that admit it, ADMIN those that admit everybody; with all-operations each meets each.
conform() {
    local scope=${2:-1} lane pids=() pid failed=0
    install_schemathesis
    step "comparing what the suite does with what it says ($1 examples for each operation)"
    curl -fsS --max-time 10 -o "$SCHEMATHESIS_DIR/openapi.json" "$GATEWAY_URL/openapi.json" ||
        fail 'the suite does not show its description' "try: curl $GATEWAY_URL/openapi.json"
    cp -- "$ROOT/deploy/schemathesis.toml" "$SCHEMATHESIS_DIR/"
    days_to_come >"$SCHEMATHESIS_DIR/starts.dict"
    for lane in "${ROLE_LANES[@]}"; do
        # shellcheck disable=SC2086 # a lane is a list of words
        conform_as "$1" "$scope" $lane 8>&- 9>&- &
        pids+=("$!")
    done
    for pid in "${pids[@]}"; do wait "$pid" || failed=1; done
    ((failed == 0)) || fail 'the suite does not do what it says' "see $LOG_DIR/schemathesis-*.log"
}

# conform_as EXAMPLES SCOPE ROLE...
conform_as() {
    local examples=$1 scope=$2 role log options name failed=0
    shift 2
    for role in "$@"; do
        log=$LOG_DIR/schemathesis-$role.log
        options=(--max-examples "$examples" --no-color)
        if [[ $scope != all-operations ]]; then
            options+=(--seed "$scope")
            while read -r name; do options+=(--include-operation-id "$name"); done < <(operations_of "$role")
            # Sequences begin with what only some roles may make.
            may_begin "$role" || options+=(--phases "examples,coverage,fuzzing")
        fi
        mkdir -p -- "$SCHEMATHESIS_DIR/$role"
        # It leaves what it learned in the directory it runs in.
        if (cd "$SCHEMATHESIS_DIR/$role" && SUITE_TOKEN=$(conformance_token "$role") exec \
            "$SCHEMATHESIS_DIR/venv/bin/schemathesis" --config-file "$SCHEMATHESIS_DIR/schemathesis.toml" \
            run "$SCHEMATHESIS_DIR/openapi.json" --url "$GATEWAY_URL" "${options[@]}") >"$log" 2>&1; then
            note "$role: $(grep -E '[0-9]+ generated' "$log" | head -n 1 | xargs)"
        else
            failed=1
            sed -n '/^=* \(FAILURES\|ERRORS\) /,/^=* WARNINGS /p' "$log" | head -n 150 >&2
            show_log "$log"
        fi
    done
    return "$failed"
}

# days_to_come: starts that are neither past nor too far ahead.
days_to_come() {
    local days
    for days in 1 2 30 400; do date -u -d "+$days days" '+"%Y-%m-%dT%H:00:00Z"'; done
}

# operations_of ROLE: their ids.
operations_of() { admitting "$1" '.operationId'; }

# may_begin ROLE: whether an operation that admits it leads to others.
may_begin() { admitting "$1" '.responses[].links // empty' | grep -q .; }

# admitting ROLE FILTER: what the filter finds in the operations that admit a role.
admitting() {
    jq -r --arg role "ROLE_$1" ".paths[][] | select((.\"x-roles\" // [\"ROLE_ADMIN\"]) | index(\$role)) | $2" \
        "$SCHEMATHESIS_DIR/openapi.json"
}

conformance_token() { token --role "$1" --user "conformance-$1" --application conformance | tail -n 1; }

# Sets SCHEMATHESIS_DIR: beside the instances, for they are made anew and this need not be.
install_schemathesis() {
    local tool
    SCHEMATHESIS_DIR=${LOCAL_DIR%/test}/schemathesis
    tool=$SCHEMATHESIS_DIR/venv/bin/schemathesis
    if [[ -x $tool && $("$tool" --version) == *" $SCHEMATHESIS_VERSION" ]]; then return 0; fi
    python3 -c 'import ensurepip, venv' 2>/dev/null || install_packages python3-venv
    step "installing schemathesis $SCHEMATHESIS_VERSION from PyPI"
    rm -rf -- "$SCHEMATHESIS_DIR/venv"
    if ! { python3 -m venv "$SCHEMATHESIS_DIR/venv" &&
        "$SCHEMATHESIS_DIR/venv/bin/pip" install --quiet "schemathesis==$SCHEMATHESIS_VERSION"; } \
        >"$LOG_DIR/schemathesis-install.log" 2>&1 8>&- 9>&-; then
        show_log "$LOG_DIR/schemathesis-install.log"
        fail 'installing schemathesis failed' 'see the lines above; it needs PyPI or a mirror of it (PIP_INDEX_URL)'
    fi
}
