# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# What is measured. Speed is a ratio within one run: both sides take turns, since a machine's own speed drifts.

# How close a read comes to what its parts allow; the script that says so is another project's (CEILING).
measure_reads() {
    local ceiling=${CEILING:-$ROOT/../shared/bench/ceiling} bearer id inflight aims
    [[ -x $ceiling ]] || fail "there is no $ceiling" 'set CEILING to the path of the script that measures the bound'
    read -r id _ < <(schedule_one "$(bench_token bench CLIENT_SERVICE)")
    bearer=$(bench_token bench SUPERVISOR)
    declare -A aims=([32]='>= 0.90' [128]='>= 1.1')
    for inflight in 32 128; do
        env INFLIGHT="$inflight" ROUNDS="$ROUNDS" SECONDS_EACH="$SECONDS_EACH" GATEWAY_URL="$GATEWAY_URL" \
            AMQP_URL="$(broker_url "$ADMINISTRATOR")" DATABASE_URL="$(postgres_url postgres "$DATABASE")" \
            "$ceiling" "$GATEWAY_URL/api/appointments/$id" "Authorization: Bearer $bearer" |
            tee "$LOG_DIR/ceiling-$inflight.log" | sed 's/^/        /'
        awk '/^http/ { print $NF }' "$LOG_DIR/ceiling-$inflight.log" |
            figure_of "read, through / bound, $inflight in flight" '' "${aims[$inflight]}" \
                "$ROUNDS rounds of $SECONDS_EACH s a part" \
                "GET of one appointment against 1/(1/http + 1/rpc + 1/select) of the script ceiling"
    done
}

# Scheduling over HTTP against the statements it runs, driven by pgbench in an equal database that no service knows.
measure_schedule() {
    local bearer round direct through
    bench_database bench_schedule scheduling participants
    bearer=$(bench_token bench CLIENT_SERVICE)
    for round in $(seq "$ROUNDS"); do
        direct=$("$POSTGRES_BIN/pgbench" -n -M prepared -c 32 -j 2 -T "$SECONDS_EACH" -f "$ROOT/Benchmarks/schedule.sql" \
            "$(postgres_url postgres bench_schedule)" 2>>"$LOG_DIR/pgbench.log" | awk '/^tps/ { print $3 }')
        through=$(requests -c32 -d"${SECONDS_EACH}s" -s "$ROOT/Benchmarks/schedule.lua" "$GATEWAY_URL" \
            -- "$bearer" bench "$round")
        # Those who follow the events work on for a while; pgbench is not to feel it.
        wait_until 180 'what follows from it' is_drained >&2
        awk -v direct="$direct" -v through="$through" 'BEGIN { printf "%.3f %.0f %.0f\n", through / direct, through, direct }'
    done | tee "$WORK_DIR/schedule" | sed 's/^/        ratio, through, direct: /'
    cut -d ' ' -f 1 "$WORK_DIR/schedule" | figure_of 'schedule, HTTP / pgbench, 32 in flight' '' '>= 0.4' \
        "$ROUNDS rounds of $SECONDS_EACH s each" \
        'POST by wrk (own agent, slot and key each, no messages) against Benchmarks/schedule.sql by 32 clients of pgbench'
    cut -d ' ' -f 2 "$WORK_DIR/schedule" | figure_of 'schedule, HTTP' '/s' - "$ROUNDS rounds" 'the same, its rate'
}

# Lists and reads in a large table against the same in a small one; scheduling turns from one database to the other.
measure_size() {
    local small=10000 large=${LARGE:-1000000} size round place rate supervisor agent
    declare -A rows=([small]=$small [large]=$large)
    supervisor=$(bench_token bench SUPERVISOR)
    # Of the 100 appointments of each agent in fill.sql.
    agent=$(bench_token agent-3 AGENT)
    for size in small large; do
        note "filling a table with ${rows[$size]} appointments"
        bench_database "bench_$size" scheduling
        superuser "bench_$size" -v rows="${rows[$size]}" -v applications=$((rows[$size] / small)) \
            -f "$ROOT/Benchmarks/fill.sql"
        superuser "bench_$size" -At -o "$WORK_DIR/ids-$size" \
            -c "select id from scheduling.appointments where application_id = 'bench-0'"
    done
    for round in $(seq "$ROUNDS"); do
        # The second of a pair finds a warmer machine: they take turns at that, too.
        if ((round % 2)); then place='small large'; else place='large small'; fi
        for size in $place; do
            change_setting scheduling DATABASE_URL "$(postgres_url scheduling "bench_$size")" >&2
            list_rate "$supervisor" 1 >/dev/null
            rate=$(list_rate "$supervisor" "$SECONDS_EACH")
            printf '%s %s list %s\n' "$round" "$size" "$rate"
            rate=$(list_rate "$agent" "$SECONDS_EACH")
            printf '%s %s agent-list %s\n' "$round" "$size" "$rate"
            rate=$(requests -c32 -d"${SECONDS_EACH}s" -s "$ROOT/Benchmarks/reads.lua" "$GATEWAY_URL" \
                -- "$supervisor" "$WORK_DIR/ids-$size")
            printf '%s %s read %s\n' "$round" "$size" "$rate"
        done
    done | tee "$WORK_DIR/size" | sed 's/^/        round, table, what, rate: /'
    slowdown list 'list page of an application of 10,000' '25 of 10,000 for a supervisor, with their count'
    slowdown agent-list "list page, an agent's 100 of 10,000" "25 of an agent's 100 in an application of 10,000"
    slowdown read 'read by id' 'a random one of an application of 10,000'
}

list_rate() {
    requests -c32 -d"$2s" -H "Authorization: Bearer $1" "$GATEWAY_URL/api/appointments?applicationId=bench-0"
}

# slowdown KIND NAME HOW
slowdown() {
    awk -v kind="$1" '$3 == kind { rate[$1, $2] = $4; rounds = $1 }
        END { for (n = 1; n <= rounds; n++) printf "%.3f\n", rate[n, "small"] / rate[n, "large"] }' "$WORK_DIR/size" |
        figure_of "$2, times slower in a table of ${LARGE:-1000000} than of 10000" '' '<= 1.2' \
            "$ROUNDS rounds of $SECONDS_EACH s each" "$3; 32 in flight, applications scattered over the table"
}

# From the commit to a subscriber outside the suite.
measure_events() {
    local rate=${RATE:-200} seconds=${EVENT_SECONDS:-30} count lags
    broker_control -q purge_queue "$SUBSCRIBER_QUEUE" >/dev/null
    helper "$WORK_DIR/subscriber" "$(broker_url "$SUBSCRIBER")" "$SUBSCRIBER_QUEUE" \
        >"$WORK_DIR/events" 2>"$LOG_DIR/subscriber.log"
    trap end_helper EXIT
    wait_until 10 'the subscriber' grep -q ready "$LOG_DIR/subscriber.log"
    program paced "$GATEWAY_URL" "$(bench_token bench CLIENT_SERVICE)" bench "$rate" "$seconds" >"$WORK_DIR/answers"
    wait_until 60 'the events' is_drained
    sleep 1
    end_helper
    read -r count lags < <(program lag "$WORK_DIR/answers" "$WORK_DIR/events")
    read -ra lags <<<"$lags"
    figure "commit to outside subscriber, p99 at $rate/s" "${lags[1]}" ms "${lags[0]}" "${lags[2]}" '<= 50' \
        "$count events" "from the event's own time, within the transaction and so before its commit; beside it p50 and longest"
    figure 'the same since the answer to the client' "${lags[4]}" ms "${lags[3]}" "${lags[5]}" - "$count events" \
        'p99, beside it p50 and longest; an event may be there before the answer'
}

# What each process keeps after many requests of all kinds.
measure_memory() {
    local count=${REQUESTS:-100000} reader booker name number
    reader=$(bench_token bench SUPERVISOR)
    booker=$(bench_token bench CLIENT_SERVICE)
    for number in $(seq 50); do schedule_one "$booker"; done >"$WORK_DIR/ids"
    resident_each >"$WORK_DIR/resident-0"
    for number in 1 2; do
        mixed_requests "$count" "$reader" "$booker" "memory-$number"
        wait_until 180 'what follows from it' is_drained
        resident_each >"$WORK_DIR/resident-$number"
    done
    for name in "${SERVICES[@]}"; do
        declare -a kept=()
        for number in 0 1 2; do kept+=("$(sed -n "s/^$name //p" "$WORK_DIR/resident-$number")"); done
        figure "$name, resident after $count requests" "${kept[1]}" MB "${kept[0]}" "${kept[2]}" '<= 60' "$count" \
            'VmRSS; beside it before, and after as many again (reads, lists, customers, calendar entries, bookings)'
        figure "$name, growth over as many again" \
            "$(awk -v a="${kept[1]}" -v b="${kept[2]}" 'BEGIN { printf "%.1f", (b - a) / a * 100 }')" % - - '<= 5' \
            "$count" 'VmRSS after the second lot against after the first'
    done
}

# mixed_requests COUNT READER BOOKER RUN: until so many were answered well.
mixed_requests() {
    local left=$1 seconds=$SECONDS_EACH output refused answered part=0
    while ((left > 0)); do
        part=$((part + 1))
        output=$(wrk -t1 --timeout 10s -c32 -d"${seconds}s" -s "$ROOT/Benchmarks/mixed.lua" "$GATEWAY_URL" \
            -- "$2" "$3" bench "$4-$part" "$WORK_DIR/ids" 2>&1)
        refused=$(awk '/Non-2xx/ { print $NF }' <<<"$output")
        ((${refused:-0} == 0)) || note "$refused requests were refused"
        answered=$(awk -v refused="${refused:-0}" '/requests in/ { print $1 - refused }' <<<"$output")
        ((answered > 0)) || fail 'no request succeeded' "see $LOG_DIR"
        left=$((left - answered))
        seconds=$((left * seconds / answered + 1))
    done
}

# Name and megabytes of each service.
resident_each() {
    local name
    for name in "${SERVICES[@]}"; do
        resident "$name" VmRSS | awk -v name="$name" '{ printf "%s %.1f\n", name, $1 / 1024 }'
    done
}

# From the start of a process to its readiness, with everything it depends on in place.
measure_start() {
    local name round begun
    for name in "${SERVICES[@]}"; do
        for round in $(seq "$ROUNDS"); do
            stop "$name" TERM 20 >&2
            service_environment "$name"
            begun=$EPOCHREALTIME
            spawn "$name" "${SERVICE[@]}" "$BIN_DIR/$name"
            program ready "http://127.0.0.1:$(port "${name}_health")/health/ready" "$begun"
        done | figure_of "$name, ready after" s '<= 1' "$ROUNDS starts" 'from the fork of the process to 200 at /health/ready'
    done
}

# Reminders that fall due at once, and evenly; the mail server only counts.
measure_reminders() {
    local many=${REMINDERS:-10000} few=${SPREAD_REMINDERS:-3000} over=${SPREAD_SECONDS:-30}
    helper /usr/bin/python3 "$ROOT/Benchmarks/counting_sink.py" "$(port counting_smtp)" "$WORK_DIR/counted"
    trap end_helper EXIT
    wait_until 10 'the counting mail server' open_port "$(port counting_smtp)"
    change_setting notifications SMTP_CONNECTIONS "${SMTP_CONNECTIONS:-64}"
    change_setting notifications SMTP_URL "smtp://127.0.0.1:$(port counting_smtp)"
    remind "$many" 0
    figure "$many reminders due at once, until the last is sent" "$(lateness max)" s \
        "$(lateness min)" "$(lateness max)" '<= 3' "$many" \
        'from the second in which they fall due to the last one recorded as sent; mail server: Benchmarks/counting_sink.py'
    remind "$few" "$over"
    figure "lateness of $few reminders over $over s, p99" "$(lateness 0.99)" s "$(lateness min)" "$(lateness max)" '<= 1' \
        "$few" 'what the ledger says: recorded as sent, minus due; beside it the earliest and the latest'
    end_helper
    note "the mail server counted: $(cat "$WORK_DIR/counted")"
    [[ $(cut -d ' ' -f 1 "$WORK_DIR/counted") == $((many + few)) ]] || fail 'not every message was sent once' 'see above'
}

# remind COUNT OVER: so many reminders, and waits until they are settled.
remind() {
    local due=$(($(date +%s) + 20 + $1 / 60))
    DUE_FROM=$due
    program reminders "$GATEWAY_URL" "$(bench_token bench CLIENT_SERVICE)" bench "$1" "$due" "$2"
    wait_until $((20 + $1 / 60)) 'the plans' is_planned "$1" || fail 'they are not planned in time' 'give it more time'
    (($(date +%s) < due)) || fail 'they were planned too late' 'this machine is too slow for so many'
    wait_until $((due - $(date +%s) + $2 + 120)) 'the reminders' is_sent "$1" ||
        fail 'they are not sent' "see $LOG_DIR/notifications.log"
}

is_planned() { [[ $(ledger 'count(*)') == "$1" ]]; }
# Seldom, for asking costs some of the time that is measured.
is_sent() { sleep 1 && [[ $(ledger "count(*) filter (where state = 'sent')") == "$1" ]]; }

# lateness max|min|SHARE: of the reminders that were planned last, in seconds.
lateness() {
    local late='extract(epoch from at - due)'
    case $1 in
        max | min) ledger "round($1($late), 3)" ;;
        *) ledger "round((percentile_disc($1) within group (order by $late))::numeric, 3)" ;;
    esac
}

# ledger EXPRESSION: of the reminders that were planned last.
ledger() {
    superuser "$DATABASE" -At -c "select $1 from notifications.notifications
        where application_id = 'bench' and type = 'REMINDER' and due >= to_timestamp($DUE_FROM)
            and due < to_timestamp($DUE_FROM) + interval '10 minutes'"
}
