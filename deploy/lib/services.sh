# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# The five services: their environment, migrations, start and readiness.

before_gateway() { need_ports "$(port gateway)" "$(port gateway_health)"; }
before_scheduling() { need_ports "$(port scheduling_health)"; }
before_participants() { need_ports "$(port participants_health)"; }
before_calendar() { need_ports "$(port calendar_health)"; }
before_notifications() { need_ports "$(port notifications_health)"; }

# service_settings NAME: the whole configuration of one service, one KEY=value per line.
service_settings() {
    printf 'AMQP_URL=%s\n' "$(broker_url "$1")"
    printf 'HEALTH_PORT=%s\n' "$(port "$1_health")"
    printf 'LOG_LEVEL=%s\n' "${LOG_LEVEL:-info}"
    if [[ $1 == gateway ]]; then
        printf 'HTTP_HOST=127.0.0.1\n'
        printf 'HTTP_PORT=%s\n' "$(port gateway)"
        printf 'JWKS_FILE=%s\n' "$KEYS_DIR/jwks.json"
        printf 'LIMIT_PER_SUBJECT=100000\n'
        printf 'LIMIT_PER_ADDRESS=100000\n'
    else
        printf 'DATABASE_URL=%s\n' "$(postgres_url "$1" "$DATABASE")"
        printf 'PUBLIC_URL=%s\n' "$GATEWAY_URL"
    fi
    if [[ $1 == scheduling ]]; then
        printf 'LINK_KEY=%s\n' "$(secret link-key)"
        printf 'TICKET_GUESSES=100000\n'
    fi
    if [[ $1 == calendar || $1 == notifications ]]; then
        printf 'CALENDAR_DOMAIN=appointments.localhost\n'
        printf 'PLATFORM_FROM_ADDRESS=appointments@appointments.localhost\n'
        printf 'PLATFORM_FROM_NAME=Appointments\n'
    fi
    if [[ $1 == notifications ]]; then
        printf 'SMTP_URL=smtp://127.0.0.1:%s\n' "$(port smtp)"
        printf 'SEALING_KEYS=local:%s\n' "$(secret sealing_key random_base64 32)"
        printf 'CODE_PEPPER=%s\n' "$(secret code_pepper)"
        printf 'CODE_LIMIT_PER_ADDRESS=1000\n'
        printf 'CODE_LIMIT_PER_APPLICATION=100000\n'
        printf 'SMS_URL=http://127.0.0.1:%s/sms\n' "$(port sms)"
        printf 'SMS_FROM=Appointments\n'
        # What applications configure may lead to the sink as well.
        printf 'TWILIO_BASE_URL=http://127.0.0.1:%s\n' "$(port sms)"
        printf 'PROVIDER_ALLOW=127.0.0.1,localhost\n'
    fi
}

write_service_settings() {
    local name
    for name in "${SERVICES[@]}"; do
        service_settings "$name" | write_private "$LOCAL_DIR/services/$name.env"
    done
}

# Sets SERVICE: the command prefix that gives a service its configuration and nothing of this shell's.
service_environment() {
    local lines
    mapfile -t lines <"$LOCAL_DIR/services/$1.env"
    SERVICE=(env -i PATH=/usr/local/bin:/usr/bin:/bin LANG=C.UTF-8 HOME="$LOCAL_DIR" "${lines[@]}")
}

migrate() {
    local name
    step 'migrating the database'
    for name in "${DATABASE_SERVICES[@]}"; do
        service_environment "$name"
        "${SERVICE[@]}" MIGRATOR_DATABASE_URL="$(postgres_url migrator "$DATABASE")" "$BIN_DIR/$name" migrate \
            >"$LOG_DIR/migrate-$name.log" 2>&1 8>&- 9>&- || {
            show_log "$LOG_DIR/migrate-$name.log"
            fail "the migrations of $name failed" "see $LOG_DIR/migrate-$name.log and Services/$name/Migrations"
        }
    done
}

make_keys() {
    [[ ! -s $KEYS_DIR/jwks.json || ! -s $KEYS_DIR/issuer.json ]] || return 0
    step 'making the keys that sign tokens'
    mkdir -p -- "$KEYS_DIR"
    "$BIN_DIR/gateway" keys --directory "$KEYS_DIR" >"$LOG_DIR/keys.log" 2>&1 || {
        show_log "$LOG_DIR/keys.log"
        fail 'making the keys failed' "see $LOG_DIR/keys.log"
    }
}

start_service() {
    local name=$1
    service_environment "$name"
    ensure "$name" "$(cat -- "$BIN_DIR/$name" "$LOCAL_DIR/services/$name.env" | fingerprint)" \
        "${SERVICE[@]}" "$BIN_DIR/$name"
    if $STARTED; then note "started $name (process $PID)"; fi
}

start_services() {
    local name
    step 'starting the services'
    for name in "${SERVICES[@]}"; do start_service "$name"; done
    step 'waiting until every service is ready'
    for name in "${SERVICES[@]}"; do await_service "$name"; done
}

service_is_ready() {
    curl -fs -o /dev/null --max-time 2 "http://127.0.0.1:$(port "$1_health")/health/ready" 2>/dev/null
}

service_is_ready_or_ended() { not_running "$1" || service_is_ready "$1"; }

await_service() {
    local name=$1
    if wait_until 60 "$name" service_is_ready_or_ended "$name" && running "$name"; then return 0; fi
    show_log "$LOG_DIR/$name.log"
    if running "$name"; then
        fail "$name runs but is not ready" "see why with: curl http://127.0.0.1:$(port "${name}_health")/health/ready"
    fi
    fail "$name ended while starting" "see $LOG_DIR/$name.log, then run this again"
}

# All are asked at once, so that the slowest decides and not the sum.
stop_services() {
    local name
    for name in "${SERVICES[@]}"; do
        if running "$name"; then kill -s TERM "$PID" 2>/dev/null || true; fi
    done
    # A service takes at most 15 s to finish what it has begun.
    for name in "${SERVICES[@]}"; do stop "$name" TERM 20; done
}

# token ARGS...: one token of the local issuer, for trying things out.
token() {
    need_binaries gateway
    [[ -s $KEYS_DIR/issuer.json ]] || fail "there are no keys in $KEYS_DIR" 'run: deploy/local up'
    "$BIN_DIR/gateway" token --keys "$KEYS_DIR" "$@"
}

# operate NAME ARGS...: a service's own command for operators, configured as the service is.
operate() {
    local name=$1
    shift
    need_binaries "$name"
    [[ -s $LOCAL_DIR/services/$name.env ]] || fail "there is no configuration of $name" 'run: deploy/local up'
    service_environment "$name"
    # It says itself what is wrong.
    REPORTED=true
    # The operator's login is for the commands that need it, never for the service.
    [[ -z ${OPERATOR_AMQP_URL:-} ]] || SERVICE+=(OPERATOR_AMQP_URL="$OPERATOR_AMQP_URL")
    "${SERVICE[@]}" LOG_LEVEL=error "$BIN_DIR/$name" "$@"
}
