# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Load, and what it needs.

SECONDS_EACH=${SECONDS_EACH:-5}
ROUNDS=${ROUNDS:-5}
# Beside those of an instance.
PORT_OFFSETS+=([counting_smtp]=90)

# bench_token USER ROLE...: for the application `bench` and one of fill.sql's.
bench_token() {
    local user=$1
    shift
    token "${@/#/--role=}" --user "$user" --application bench --application bench-0 | tail -n 1
}

# requests ARGS...: runs wrk with one thread and prints requests a second; fails when an answer was no success or none
# came.
requests() {
    local output
    output=$(wrk -t1 --timeout 10s "$@" 2>&1) || return 1
    if grep -qE 'Non-2xx|Socket errors|^ +0 requests in' <<<"$output"; then
        printf '%s\n' "$output" >&2
        return 1
    fi
    awk '/^Requests\/sec/ { print $2 }' <<<"$output"
}

# bench_database NAME SERVICE...: an empty database with these services' tables, which no running service knows.
bench_database() {
    local database=$1 name
    shift
    superuser postgres -c "create database $database"
    {
        for name in "${DATABASE_SERVICES[@]}" migrator; do printf '\\set %s_password %s\n' "$name" "$(secret "$name")"; done
        cat -- "$ROOT/deploy/postgres/roles.sql"
    } | superuser "$database" -f - >"$LOG_DIR/$database.log" 2>&1
    for name in "$@"; do
        service_environment "$name"
        "${SERVICE[@]}" MIGRATOR_DATABASE_URL="$(postgres_url migrator "$database")" "$BIN_DIR/$name" migrate \
            >>"$LOG_DIR/$database.log" 2>&1
    done
}

# change_setting SERVICE KEY VALUE: until the next `settle`; restarts the service when that changes anything.
change_setting() {
    local file=$LOCAL_DIR/services/$1.env
    { grep -v "^$2=" "$file" && printf '%s=%s\n' "$2" "$3"; } | write_private "$file"
    start_service "$1" >/dev/null
    await_service "$1"
}

# schedule_one TOKEN: prints the id of a new appointment and of its customer.
schedule_one() {
    schedule_body "ada-$(random_hex 3)@example.org" | jq -c --arg user "agent-$(random_hex 6)" \
        '. + {applicationId: "bench", userId: $user, notifications: []}' |
        ask "$1" -X POST "$GATEWAY_URL/api/appointments/" -H 'Content-Type: application/json' -d @- |
        jq -er '"\(.id) \(.participantIds[] | select(.type == "CUSTOMER") | .id)"'
}

# program NAME ARGS...: one of those beside this file.
program() {
    local name=$1
    shift
    /usr/bin/python3 "$ROOT/Benchmarks/$name.py" "$@"
}

# A program in the background that is not one of the instance's; sets HELPER.
helper() {
    "$@" 8>&- 9>&- &
    HELPER=$!
}

# Asks it to end and waits until it has.
end_helper() {
    kill -s TERM "$HELPER" 2>/dev/null || true
    wait "$HELPER" 2>/dev/null || true
}
