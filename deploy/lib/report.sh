# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# What the person at the terminal sees.

STEP='reading the command line'
REPORTED=false
AT_EXIT=()

step() {
    STEP=$1
    printf '[%4ds] %s\n' "$SECONDS" "$1"
}

note() { printf '        %s\n' "$1"; }

# fail WHAT WHAT_TO_DO: one line, then the end.
fail() {
    REPORTED=true
    printf 'deploy/local: %s: %s\n' "$1" "$2" >&2
    exit 1
}

# The last lines of a log, for a failure's report.
show_log() {
    [[ -s $1 ]] || return 0
    printf -- '--- last lines of %s\n' "$1" >&2
    tail -n 25 -- "$1" >&2
    printf -- '---\n' >&2
}

# Runs when the script ends, however it ends.
finish() {
    local code=$1 action
    trap - EXIT
    trap '' INT TERM
    for action in ${AT_EXIT[@]+"${AT_EXIT[@]}"}; do "$action" || code=1; done
    if ((code == 130 || code == 143)); then
        printf '\ndeploy/local: interrupted while %s: run it again to go on, or deploy/local down\n' "$STEP" >&2
    elif ((code != 0)) && ! $REPORTED; then
        printf 'deploy/local: failed while %s: see the lines above\n' "$STEP" >&2
    fi
    exit "$code"
}

# wait_until SECONDS WHAT TEST...: polls TEST, says every 5 seconds what it waits for.
wait_until() {
    local limit=$1 what=$2 begun=$SECONDS said=0 waited
    shift 2
    until "$@"; do
        waited=$((SECONDS - begun))
        ((waited < limit)) || return 1
        if ((waited >= said + 5)); then
            said=$waited
            note "waiting for $what (${waited}s)"
        fi
        sleep 0.1
    done
}
