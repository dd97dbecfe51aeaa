# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# `deploy/local bench`: how fast the suite is, measured on a private instance. What is measured is in Benchmarks/.

# shellcheck source=../Benchmarks/measurements.sh
source "$ROOT/Benchmarks/measurements.sh"
# shellcheck source=../Benchmarks/load.sh
source "$ROOT/Benchmarks/load.sh"

MEASURING=
readonly MEASUREMENTS=(reads schedule size events memory start reminders)

# bench [NAME...]: all of them, or those named, one after the other. One that can't be taken keeps no other back.
bench() {
    local name chosen=("$@") failed=()
    ((${#chosen[@]} > 0)) || chosen=("${MEASUREMENTS[@]}")
    for name in "${chosen[@]}"; do
        [[ " ${MEASUREMENTS[*]} " == *" $name "* ]] ||
            fail "'$name' is no measurement" "name some of: ${MEASUREMENTS[*]}"
    done
    mkdir -p -- "${LOCAL_DIR%/*}" ||
        fail "cannot create ${LOCAL_DIR%/*}" 'set SUITE_LOCAL_DIR to a directory you may write'
    exec 8>"${LOCAL_DIR%/*}/bench.lock"
    flock -n 8 || fail 'a benchmark is running already' 'wait for it, or set SUITE_LOCAL_DIR and SUITE_PORT_BASE'
    install_packages "${PACKAGES[@]}" wrk gcc libc6-dev bsdextrautils
    build
    start_bench
    for name in "${chosen[@]}"; do
        step "measuring $name"
        # In a shell of its own, so that what fails there ends there; not within a condition, where it would go on.
        "measure_$name" &
        MEASURING=$!
        wait "$MEASURING" || failed+=("$name")
        MEASURING=
        settle
    done
    report_figures
    ((${#failed[@]} == 0)) || fail "not measured: ${failed[*]}" "see the lines above, and $LOG_DIR"
}

# A private instance without a past, and a place for figures that outlives it.
start_bench() {
    if [[ -e $LOCAL_DIR ]]; then
        [[ -e $LOCAL_DIR/settings ]] || fail "$LOCAL_DIR is not a directory of benchmarks" 'set another SUITE_LOCAL_DIR'
        down >/dev/null
        rm -rf -- "$LOCAL_DIR"
    fi
    AT_EXIT+=(end_bench)
    start_instance
    WORK_DIR=$LOCAL_DIR/work
    FIGURES=$WORK_DIR/figures.jsonl
    mkdir -p -- "$WORK_DIR" "$REPORT_DIR"
    : >"$FIGURES"
    cc -O2 -Wall "$ROOT/Benchmarks/subscriber.c" -o "$WORK_DIR/subscriber" -lrabbitmq
    export PYTHONDONTWRITEBYTECODE=1
    LOAD_BEFORE=$(cut -d ' ' -f 1 /proc/loadavg)
}

end_bench() {
    [[ -z $MEASURING ]] || kill -s TERM "$MEASURING" 2>/dev/null || true
    (STEP='stopping the private servers' && down) >/dev/null
}

# Every service as it was configured, and nothing under way that the next measurement would feel.
settle() {
    local name
    write_service_settings
    for name in "${SERVICES[@]}"; do
        start_service "$name" >/dev/null
        await_service "$name"
    done
    wait_until 180 'what is under way' is_drained || note 'something is still under way'
}

is_drained() {
    local waiting
    waiting=$(superuser "$DATABASE" -At -c "
        select (select count(*) from scheduling.outbox where published_at is null)
            + (select count(*) from participants.outbox where published_at is null)
            + (select count(*) from notifications.outbox where published_at is null)")
    [[ $waiting == 0 ]] && ! broker_control -q list_queues name messages |
        awk -v mine="$SUBSCRIBER_QUEUE" '$1 != mine && $1 !~ /dead/ && $2 ~ /^[1-9]/ { found = 1 } END { exit !found }'
}

# figure NAME VALUE UNIT LOWEST HIGHEST AIM N HOW: keeps one figure and shows it. AIM is '>= 0.9', '<= 60' or '-'.
figure() {
    local met=-
    if [[ $6 != - ]]; then
        met=$(awk -v value="$2" -v aim="$6" 'BEGIN {
            split(aim, part, " "); print (part[1] == ">=" ? value >= part[2] : value <= part[2]) ? "yes" : "no" }')
    fi
    jq -cn --arg name "$1" --arg value "$2" --arg unit "$3" --arg lowest "$4" --arg highest "$5" --arg aim "$6" \
        --arg met "$met" --arg n "$7" --arg how "$8" '{$name, value: ($value | tonumber), $unit,
            lowest: (try ($lowest | tonumber) catch null), highest: (try ($highest | tonumber) catch null), $aim, $met, $n, $how}' >>"$FIGURES"
    note "$1: $2 $3 (aim: $6; $7)"
}

# figure_of NAME UNIT AIM N HOW: the same for the median of the numbers on standard input, with their range.
figure_of() {
    local numbers
    mapfile -t numbers < <(sort -g)
    ((${#numbers[@]} > 0)) || return 1
    figure "$1" "${numbers[$(((${#numbers[@]} - 1) / 2))]}" "$2" "${numbers[0]}" "${numbers[-1]}" "$3" "$4" "$5"
}

# Prints the table, and keeps it as JSON and Markdown.
report_figures() {
    local file
    file=$REPORT_DIR/$(date -u +%Y%m%dT%H%M%SZ)
    jq -s --arg at "$(date -u +%Y-%m-%dT%H:%M:%SZ)" --arg commit "$(commit)" --arg build "$CONFIGURATION" \
        --arg processor "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" --arg cores "$(nproc)" \
        --arg load "$LOAD_BEFORE" \
        '{$at, $commit, $build, $processor, cores: ($cores | tonumber), loadBefore: ($load | tonumber), figures: .}' \
        "$FIGURES" >"$file.json"
    {
        jq -r '"Measured \(.at), commit \(.commit), \(.build) build, \(.cores) × \(.processor), load before: " +
            "\(.loadBefore)\n\n| figure | value | lowest, highest | aim | met | N |\n|---|---|---|---|---|---|"' "$file.json"
        jq -r '.figures[] | "| \(.name) | \(.value) \(.unit) | \(.lowest // "-"), \(.highest // "-") | \(.aim) | \(.met)" +
            " | \(.n) |"' "$file.json"
        printf '\nHow:\n\n'
        jq -r '.figures[] | "- \(.name): \(.how)"' "$file.json"
    } >"$file.md"
    step 'what was measured'
    {
        printf 'FIGURE\tVALUE\tLOWEST\tHIGHEST\tAIM\tMET\tN\n'
        jq -r '.figures[] | [.name, "\(.value) \(.unit)", (.lowest // "-"), (.highest // "-"), .aim, .met, .n] | @tsv' \
            "$file.json"
    } | column -t -s $'\t'
    note "kept in $file.md and $file.json"
}

commit() {
    git -C "$ROOT" describe --always --dirty 2>/dev/null || printf 'unknown'
}
