# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# What takes minutes to prove, each on servers of its own with a release build: `rolling`, `overload` and `cluster`.

readonly LOAD=$ROOT/deploy/lib/load.lua
# Gateway, participants and the rest know of no other.
readonly TRIAL_APPLICATION=trial

# `rolling`, `overload` and `cluster` never meet a running `up` or `test`: a directory and ports of their own.
configure_trial() {
    configure "${SUITE_LOCAL_DIR:-.local}" "${SUITE_PORT_BASE:-28000}" "${SUITE_CONFIGURATION:-release}"
    configure "$LOCAL_DIR/trial" $((PORT_BASE + 600)) "$CONFIGURATION"
}

# begin_trial [NAME N]...: a private instance without a past, scaled as said, with one appointment in it.
begin_trial() {
    install_packages "${PACKAGES[@]}" wrk
    mkdir -p -- "${LOCAL_DIR%/*}" ||
        fail "cannot create ${LOCAL_DIR%/*}" 'set SUITE_LOCAL_DIR to a directory you may write'
    exec 8>"${LOCAL_DIR%/*}/trial.lock"
    flock -n 8 || fail 'a trial is running already' 'wait for it, or set SUITE_LOCAL_DIR and SUITE_PORT_BASE'
    # Loads open more connections than a shell allows.
    ulimit -n "$(ulimit -Hn)"
    build
    if [[ -e $LOCAL_DIR ]]; then
        [[ -e $LOCAL_DIR/settings || -e $LOCAL_DIR/replicas ]] ||
            fail "$LOCAL_DIR is not a directory of trials" 'set another SUITE_LOCAL_DIR'
        down >/dev/null
        rm -rf -- "$LOCAL_DIR"
    fi
    mkdir -p -- "$LOCAL_DIR"
    read_replicas
    AT_EXIT+=(end_trial)
    while (($# > 1)); do
        write_replicas "$1" "$2"
        shift 2
    done
    start_instance
    TRIAL_TOKEN=$(token --role SUPERVISOR --user trial --application "$TRIAL_APPLICATION" | tail -n 1)
    TRIAL_BODY=$(schedule_body ada@example.org | jq -c --arg application "$TRIAL_APPLICATION" \
        '.applicationId = $application | .notifications = []')
    TRIAL_APPOINTMENT=$(curl -sS --fail-with-body -X POST "$GATEWAY_URL/api/appointments/" \
        -H "Authorization: Bearer $TRIAL_TOKEN" -H 'Content-Type: application/json' -d "$TRIAL_BODY" | jq -er .id) ||
        fail 'scheduling failed' "see the logs in $LOG_DIR"
}

# Its logs stay until the next trial.
end_trial() {
    printf 'stopping the private servers (logs: %s)\n' "$LOG_DIR"
    (STEP='stopping the private servers' && down) >/dev/null
}

# What the load is run with.
LOAD_RUNNER=()

# put_load MODE CONNECTIONS SECONDS [PAUSE]: sets LOAD_FIGURES, the line that load.lua prints.
put_load() {
    "${LOAD_RUNNER[@]}" wrk -t1 -c"$2" -d"$3s" --timeout 30s -s "$LOAD" "$GATEWAY_URL" -- \
        "$1" "$TRIAL_TOKEN" "$TRIAL_BODY" "$TRIAL_APPOINTMENT" "${4:-0}" >"$LOG_DIR/load.log" 2>&1 8>&- 9>&- || {
        show_log "$LOG_DIR/load.log"
        fail 'wrk failed' "see $LOG_DIR/load.log"
    }
    LOAD_FIGURES=$(grep '^seconds=' "$LOG_DIR/load.log") || fail 'wrk said nothing' "see $LOG_DIR/load.log"
}

# start_load MODE CONNECTIONS [PAUSE]: puts load in the background until finish_load, which sets LOAD_FIGURES.
start_load() {
    (put_load "$1" "$2" 86400 "${3:-0}" && printf '%s\n' "$LOAD_FIGURES" >"$LOCAL_DIR/load") &
    LOAD_SHELL=$!
}

finish_load() {
    # Interrupted, wrk says what it has measured so far.
    pkill -INT -x -P "$LOAD_SHELL" wrk || fail 'the load ended too early' "see $LOG_DIR/load.log"
    wait "$LOAD_SHELL" || fail 'the load failed' "see $LOG_DIR/load.log"
    LOAD_FIGURES=$(<"$LOCAL_DIR/load")
}

# load_figure NAME: one of LOAD_FIGURES.
load_figure() {
    local word
    for word in $LOAD_FIGURES; do
        if [[ $word == "$1="* ]]; then
            printf '%s' "${word#*=}"
            return
        fi
    done
    fail "there is no figure $1" "see $LOG_DIR/load.log"
}

# calculate EXPRESSION: with awk, for bash has whole numbers only.
calculate() { awk "BEGIN { print $1 }"; }

# `deploy/local rolling [REQUESTS]`: every process is replaced again and again while two gateways answer reads and
# writes, until so many requests were answered (default 100000). None may fail.
rolling() {
    local wanted=${1:-100000} answered=0 failed=0 rolls=0 begun=$SECONDS name
    begin_trial gateway 2 scheduling 2
    while ((answered < wanted)); do
        step "round $((rolls + 1)): $answered of $wanted requests answered, $failed failed"
        start_load mixed 32
        sleep 1
        for name in "${SERVICES[@]}" "${SERVICES[@]}"; do roll "$name" >>"$LOG_DIR/roll.log"; done
        finish_load
        answered=$((answered + $(load_figure answered)))
        failed=$((failed + $(load_figure refused) + $(load_figure failed) + $(load_figure unanswered)))
        rolls=$((rolls + 2))
    done
    check_exits
    printf '\nrequests %d, failed %d, rolls of %d processes %d, in %d s\n' \
        "$((answered + failed))" "$failed" "$(service_processes | wc -l)" "$rolls" "$((SECONDS - begun))"
    ((failed == 0)) || fail "$failed requests failed" "see $LOG_DIR"
}

# Each process says so when it ended in order; those of the last roll still run.
check_exits() {
    local process began ended
    for process in $(service_processes); do
        began=$(grep -c '"message":"starting"' "$LOG_DIR/$process.log")
        ended=$(grep -c '"message":"stopped"' "$LOG_DIR/$process.log")
        ((began == ended + 1)) || fail "$process ended out of order" "see $LOG_DIR/$process.log"
    done
}

# `deploy/local overload`: what is answered when five times as much is asked as can be answered, for reads and for
# writes: goodput against its peak, how quick refusals are, how much memory the processes take. Those of writes and the
# memory have bounds.
overload() {
    local process peak
    begin_trial
    # Elsewhere the clients have a machine of their own.
    LOAD_RUNNER=(setsid --wait "$ROOT/deploy/lib/preferred")
    printf '\n%-6s %10s %10s %8s %10s %12s %12s %12s\n' \
        MODE PEAK/s OFFERED/s TIMES GOODPUT/s OF-PEAK ANSWER-P99 REFUSAL-P99
    overload_with write
    overload_with read
    printf '\nresident memory, kB\n%-16s %10s %10s %10s\n' PROCESS BEFORE PEAK AFTER
    for process in $(service_processes); do
        peak=$(resident "$process" VmHWM)
        printf '%-16s %10s %10s %10s\n' "$process" "${MEMORY[$process]}" "$peak" "$(resident "$process" VmRSS)"
        ((peak <= OVERLOAD_MEMORY)) || MISSED+=("$process took $peak kB, more than $OVERLOAD_MEMORY")
    done
    ((${#MISSED[@]} == 0)) || {
        printf '\nmissed: %s\n' "${MISSED[@]}"
        fail 'too much to do is too much' "see the figures above, and $LOG_DIR"
    }
}

declare -A MEMORY=()
MISSED=()
# What must hold while five times too much is asked: goodput of writes in percent of its peak, how late one in a hundred
# refusals may be, in milliseconds, and the memory that a process may ever take, in kB.
readonly OVERLOAD_GOODPUT=90 OVERLOAD_REFUSAL=100 OVERLOAD_MEMORY=262144

overload_with() {
    local mode=$1 connections peak=0 rate offered waiting clients process goodput
    put_load "$mode" 32 5
    for process in $(service_processes); do MEMORY[$process]=${MEMORY[$process]:-$(resident "$process" VmRSS)}; done
    for connections in 32 64 128 256; do
        put_load "$mode" "$connections" 8
        rate=$(calculate "int($(load_figure answered) / $(load_figure seconds))")
        ((rate <= peak)) || peak=$rate
    done
    # As many as the peak, and some more, wait about a second for their answer; the others are refused and ask again after
    # the pause. wrk looks through all that pause at each step, so they are few with a short one, not many with a long one.
    waiting=$((peak < 1024 ? peak : 1024))
    clients=$((waiting + peak * 6 / 5))
    ((clients <= 3000)) || clients=3000
    put_load "$mode" "$clients" 30 "$(calculate "int(($clients - $waiting) * 1000 / ($peak * 5))")"
    offered=$(($(load_figure answered) + $(load_figure refused) + $(load_figure failed)))
    goodput=$(calculate "int($(load_figure answered) / $(load_figure seconds) / $peak * 100)")
    printf '%-6s %10d %10d %8s %10d %11s%% %9s ms %9s ms\n' "$mode" "$peak" \
        "$(calculate "int($offered / $(load_figure seconds))")" "$(calculate "$offered / $(load_figure seconds) / $peak")" \
        "$(calculate "int($(load_figure answered) / $(load_figure seconds))")" \
        "$goodput" "$(load_figure answered_p99)" "$(load_figure refused_p99)"
    note "$LOAD_FIGURES"
    note "failed otherwise: $(load_figure failed), without an answer: $(load_figure unanswered)"
    (($(load_figure refused) > 0)) || MISSED+=("$mode: nothing was refused, so it wasn't too much")
    # Refusing four times as many reads as can be answered is more than a machine does that the clients share.
    [[ $mode == write ]] || return 0
    ((goodput >= OVERLOAD_GOODPUT)) || MISSED+=("$mode: goodput is $goodput % of its peak, not $OVERLOAD_GOODPUT")
    (($(load_figure refused_p99) < OVERLOAD_REFUSAL)) ||
        MISSED+=("$mode: the slowest refusals took $(load_figure refused_p99) ms, not less than $OVERLOAD_REFUSAL")
}

# `deploy/local cluster [KILLS]`: three RabbitMQ nodes; one after the other is killed under load and comes back, so many
# times in all (default 6). What was accepted must be there afterwards, and the subscriber must have every event.
cluster() {
    local kills=${1:-6} number process before
    install_packages python3-pika
    begin_trial broker 3
    # Fewer events than the subscriber's queue may hold.
    LOAD_LEDGER=$LOCAL_DIR/ledger start_load mixed 16 40
    sleep 5
    for ((number = 0; number < kills; number++)); do
        process=$(process_of broker $((number % 3 + 1)))
        step "killing $process"
        kill_process "$process"
        sleep 8
        step "starting $process"
        run_broker >/dev/null
        wait_until 60 "queues of $process in step" cluster_is_whole ||
            fail 'the cluster does not find itself again' "see $LOG_DIR"
    done
    finish_load
    before=$SECONDS
    wait_until 60 'the outboxes to empty' outboxes_are_empty || fail 'events are stuck in an outbox' "see $LOG_DIR"
    wait_until 60 'the consumers to finish' queues_are_empty || fail 'events are stuck in a queue' "see $LOG_DIR"
    step "everything was delivered $((SECONDS - before)) s after the load"
    note "$LOAD_FIGURES"
    check_ledger "$kills"
}

# Every quorum queue has all its members in step.
cluster_is_whole() {
    local process
    for process in $(processes_of broker); do
        broker_environment
        "${BROKER[@]}" "$(broker_scripts)/rabbitmq-queues" -q -n "$(node_name "$process")" \
            check_if_node_is_quorum_critical >/dev/null 2>&1 8>&- 9>&- || return 1
    done
}

outboxes_are_empty() {
    local name
    for name in "${DATABASE_SERVICES[@]}"; do
        [[ $(count_rows "select count(*) from $name.outbox where published_at is null") == 0 ]] || return 1
    done
}

# The services' own queues; the subscriber's is full of what is to be compared.
queues_are_empty() {
    [[ $(broker_control -q list_queues name messages --no-table-headers 2>/dev/null |
        awk '$1 ~ /\.events$/ { sum += $2 } END { print sum + 0 }') == 0 ]]
}

count_rows() { superuser "$DATABASE" -At -c "$1"; }

# check_ledger KILLS: accepted over HTTP, in the database, published, received by the subscriber, and nothing dead.
check_ledger() {
    local name accepted uncommitted unpublished published received missing dead
    for name in "${DATABASE_SERVICES[@]}"; do
        superuser "$DATABASE" -At -c "select message_id from $name.outbox"
    done | sort >"$LOCAL_DIR/published"
    accepted=$(sort -u "$LOCAL_DIR/ledger" | wc -l)
    superuser "$DATABASE" -At -c "select id from scheduling.appointments" | sort >"$LOCAL_DIR/committed"
    superuser "$DATABASE" -At -c "select distinct subject from scheduling.outbox" | sort >"$LOCAL_DIR/subjects"
    uncommitted=$(sort -u "$LOCAL_DIR/ledger" | comm -23 - "$LOCAL_DIR/committed" | wc -l)
    unpublished=$(comm -23 "$LOCAL_DIR/committed" "$LOCAL_DIR/subjects" | wc -l)
    published=$(wc -l <"$LOCAL_DIR/published")
    /usr/bin/python3 "$ROOT/deploy/lib/drain.py" "$(broker_url "$SUBSCRIBER")" "$SUBSCRIBER_QUEUE" \
        >"$LOCAL_DIR/received.all" || fail 'reading the subscriber queue failed' "see $LOG_DIR"
    received=$(sort -u "$LOCAL_DIR/received.all" | wc -l)
    missing=$(sort -u "$LOCAL_DIR/received.all" | comm -23 "$LOCAL_DIR/published" - | wc -l)
    dead=$(broker_control -q list_queues name messages --no-table-headers |
        awk '$1 ~ /\.dead$/ { sum += $2 } END { print sum + 0 }')
    printf '\nkills %d\naccepted %d, of these not in the database %d\nappointments %d, of these without an event %d\n' \
        "$1" "$accepted" "$uncommitted" "$(wc -l <"$LOCAL_DIR/committed")" "$unpublished"
    printf 'events published %d, received %d in %d deliveries, missing %d, dead %d\n' \
        "$published" "$received" "$(wc -l <"$LOCAL_DIR/received.all")" "$missing" "$dead"
    ((accepted > 0 && uncommitted == 0 && unpublished == 0 && missing == 0 && dead == 0)) ||
        fail 'events were lost' "compare $LOCAL_DIR/published with received.all"
}
