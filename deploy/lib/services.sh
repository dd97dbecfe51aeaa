# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# The five services: their environment, migrations, start and readiness.

before_gateway() { need_ports "$(http_port "$1")" "$(health_port "$1")"; }
before_scheduling() { need_ports "$(health_port "$1")"; }
before_participants() { need_ports "$(health_port "$1")"; }
before_calendar() { need_ports "$(health_port "$1")"; }
before_notifications() { need_ports "$(health_port "$1")"; }

# health_port PROCESS, http_port PROCESS (a gateway's)
health_port() { port "$(service_of "$1")_health" "$(number_of "$1")"; }
http_port() { if balanced; then port gateway_behind "$(number_of "$1")"; else port gateway; fi; }

# service_settings PROCESS: the whole configuration of one process, one KEY=value per line.
service_settings() {
    local process=$1
    set -- "$(service_of "$1")"
    printf 'AMQP_URL=%s\n' "$(broker_urls "$1")"
    printf 'HEALTH_PORT=%s\n' "$(health_port "$process")"
    printf 'LOG_LEVEL=%s\n' "${LOG_LEVEL:-info}"
    # Where spans go, as this shell says it (docs/observability.md).
    env | grep -E '^OTEL_(EXPORTER_OTLP_ENDPOINT|TRACES_SAMPLER_ARG)=' || true
    if [[ $1 == gateway ]]; then
        printf 'HTTP_HOST=127.0.0.1\n'
        printf 'HTTP_PORT=%s\n' "$(http_port "$process")"
        if balanced; then
            printf 'TRUSTED_PROXIES=127.0.0.1\n'
            # Time for the balancer, which asks every 250 ms, to see that it is not ready any more.
            printf 'HTTP_DRAIN_SECONDS=1\n'
        fi
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
        printf 'CODE_LIMIT_PER_ADDRESS=%s\n' "${CODE_LIMIT_PER_ADDRESS:-1000}"
        printf 'CODE_LIMIT_PER_APPLICATION=100000\n'
        printf 'SMS_URL=http://127.0.0.1:%s/sms\n' "$(port sms)"
        printf 'SMS_FROM=Appointments\n'
        # What applications configure may lead to the sink as well.
        printf 'TWILIO_BASE_URL=http://127.0.0.1:%s\n' "$(port sms)"
        printf 'PROVIDER_ALLOW=127.0.0.1,localhost\n'
    fi
}

write_service_settings() {
    local process
    for process in $(service_processes); do
        service_settings "$process" | write_private "$LOCAL_DIR/services/$process.env"
    done
}

# service_environment PROCESS: sets SERVICE, the command prefix that gives a process its configuration and nothing of
# this shell's.
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

# start_service PROCESS
start_service() {
    local process=$1 binary command
    binary=$BIN_DIR/$(service_of "$process")
    service_environment "$process"
    command=("${SERVICE[@]}" "$binary")
    # What it refuses must not wait for the processor behind the work that there is too much of.
    [[ $(service_of "$process") != gateway ]] || command=("$ROOT/deploy/lib/preferred" "${command[@]}")
    ensure "$process" "$({ file_version "$binary" && cat -- "$LOCAL_DIR/services/$process.env"; } | fingerprint)" \
        "${command[@]}"
    if $STARTED; then note "started $process (process $PID)"; fi
}

start_services() {
    local process processes
    mapfile -t processes < <(service_processes)
    step 'starting the services'
    for process in "${processes[@]}"; do start_service "$process"; done
    step 'waiting until every service is ready'
    for process in "${processes[@]}"; do await_service "$process"; done
    ! balanced || start_balancer
}

service_is_ready() {
    curl -fs -o /dev/null --max-time 2 "http://127.0.0.1:$(health_port "$1")/health/ready" 2>/dev/null
}

service_is_ready_or_ended() { not_running "$1" || service_is_ready "$1"; }

await_service() {
    local name=$1
    if wait_until 60 "$name" service_is_ready_or_ended "$name" && running "$name"; then return 0; fi
    show_log "$LOG_DIR/$name.log"
    if running "$name"; then
        fail "$name runs but is not ready" "see why with: curl http://127.0.0.1:$(health_port "$name")/health/ready"
    fi
    fail "$name ended while starting" "see $LOG_DIR/$name.log, then run this again"
}

stop_services() {
    local processes
    mapfile -t processes < <(service_processes)
    stop_all "${processes[@]}"
    stop_balancer
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
