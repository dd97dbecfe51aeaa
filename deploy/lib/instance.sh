# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# One instance as a whole: up, down, status, logs, restart.

up() {
    install_packages "${PACKAGES[@]}"
    build
    start_instance
    announce
}

# Everything after the build; also what the tests start for themselves.
start_instance() {
    need_binaries "${SERVICES[@]}"
    make_directories
    start_postgres
    provision_postgres
    start_broker
    make_keys
    write_service_settings
    migrate
    start_sink
    start_services
    write_environment
}

# For whoever talks to the suite from outside: tests, tools, the curious.
write_environment() {
    write_private "$LOCAL_DIR/env" <<END
GATEWAY_URL=$GATEWAY_URL
AMQP_URL=$(broker_url "$ADMINISTRATOR")
SUBSCRIBER_AMQP_URL=$(broker_url "$SUBSCRIBER")
SUBSCRIBER_QUEUE=$SUBSCRIBER_QUEUE
INBOUND_AMQP_URL=$(broker_url video-platform)
DATABASE_URL=$(postgres_url postgres "$DATABASE")
JWKS_FILE=$KEYS_DIR/jwks.json
SINK_DIR=$SINK_DIR
SMTP_HOST=127.0.0.1
SMTP_PORT=$(port smtp)
SMS_URL=http://127.0.0.1:$(port sms)/sms
METRICS_URLS=$(metrics_urls)
END
}

# Of every process, separated by commas.
metrics_urls() {
    local process urls=()
    for process in $(service_processes); do urls+=("http://127.0.0.1:$(health_port "$process")/metrics"); done
    (IFS=, && printf '%s' "${urls[*]}")
}

# schedule_body CUSTOMER_MAIL: an appointment tomorrow.
schedule_body() {
    jq -cn --arg start "$(date -u -d 'tomorrow 10:00' +%Y-%m-%dT%H:%M:%SZ)" --arg mail "$1" '{
        applicationId: "demo", start: $start, duration: "PT30M", timezone: "Europe/Berlin", locale: "en",
        title: "Video consultation",
        customer: {username: $mail, name: {firstName: "Ada", lastName: "Lovelace"}, contact: {primaryEmail: $mail}}
    }'
}

announce() {
    local bearer headers
    bearer=$(token --role AGENT --user "agent-$(random_hex 3)" --application demo | tail -n 1) ||
        fail 'making a token failed' 'try: deploy/local token --role AGENT --user me --application demo'
    headers="-H 'Authorization: Bearer $bearer' -H 'Content-Type: application/json'"
    # A key, so that pasting the line twice gives the same answer twice.
    headers+=" -H 'Idempotency-Key: $(random_hex 8)'"
    step "the suite is up: $GATEWAY_URL"
    cat <<END

Schedule an appointment for tomorrow (the mail to the customer lands in $SINK_DIR/mail):

curl -sS -X POST $GATEWAY_URL/api/appointments/ $headers -d '$(schedule_body ada@example.org)'

More: deploy/local demo · status · logs · token · down
END
}

down() {
    if [[ ! -d $RUN_DIR ]]; then
        note "nothing was ever started in $LOCAL_DIR"
        return 0
    fi
    step 'stopping the services'
    stop_services
    stop_sink
    step 'stopping RabbitMQ and Postgres'
    stop_broker
    stop_postgres
}

status() {
    local name place state ready all=0
    printf '%-15s %-10s %-8s %-7s %s\n' NAME STATE PROCESS READY PLACE
    for name in postgres $(processes_of broker) epmd sink $(service_processes) $(balancer_process); do
        state=down ready=- PID=
        case $name in
            balancer) place=$GATEWAY_URL ;;
            gateway*) place=http://127.0.0.1:$(http_port "$name") ;;
            sink) place="smtp://127.0.0.1:$(port smtp) http://127.0.0.1:$(port sms)/sms" ;;
            broker*) place=127.0.0.1:$(broker_port "$name") ;;
            postgres | epmd) place=127.0.0.1:$(port "$name") ;;
            *) place=http://127.0.0.1:$(health_port "$name")/health/ready ;;
        esac
        if running "$name"; then
            state=running ready=no
            case $name in
                broker*) ! open_port "$(broker_port "$name")" || ready=yes ;;
                postgres | epmd) ! open_port "$(port "$name")" || ready=yes ;;
                balancer) ! balancer_is_ready || ready=yes ;;
                sink) ! sink_answers || ready=yes ;;
                *) ! service_is_ready "$name" || ready=yes ;;
            esac
        else
            PID=-
        fi
        [[ $ready == yes ]] || all=1
        printf '%-15s %-10s %-8s %-7s %s\n' "$name" "$state" "$PID" "$ready" "$place"
    done
    REPORTED=true
    return "$all"
}

# logs [NAME] [-f]
logs() {
    local name='' follow=() files
    while (($# > 0)); do
        case $1 in
            -f | --follow) follow=(-F) ;;
            *) name=$1 ;;
        esac
        shift
    done
    if [[ -n $name ]]; then
        known_name "$name"
        files=("${NAMED[@]/#/$LOG_DIR/}")
        files=("${files[@]/%/.log}")
        [[ -e ${files[0]} ]] || fail "there is no log of $name in $LOG_DIR" 'run: deploy/local up'
        tail -n 100 ${follow[@]+"${follow[@]}"} -- "${files[@]}"
    else
        files=("$LOG_DIR"/*.log)
        [[ -e ${files[0]} ]] || fail "there are no logs in $LOG_DIR" 'run: deploy/local up'
        tail -n 20 ${follow[@]+"${follow[@]}"} -- "${files[@]}"
    fi
}

# known_name NAME: sets NAMED to the processes that a name stands for.
known_name() {
    local known number
    for known in postgres broker sink balancer "${SERVICES[@]}"; do
        [[ $(service_of "${1-}") == "$known" ]] || continue
        mapfile -t NAMED < <(processes_of "$known")
        [[ ${1-} == *.* ]] || return 0
        for number in "${!NAMED[@]}"; do
            [[ $1 == "$known.$((number + 1))" ]] || continue
            NAMED=("${NAMED[number]}")
            return 0
        done
    done
    fail "'${1-}' is nothing that runs here" \
        "name one of: postgres broker sink ${SERVICES[*]}, or one replica: gateway.2"
}

# The balancer's name where there is one.
balancer_process() { ! balanced || printf 'balancer'; }

# restart NAME: with the binary and the settings as they are now; all of them where there are several.
restart() {
    local process
    known_name "$@"
    [[ -e $LOCAL_DIR/env || -e $RUN_DIR/${NAMED[0]}.made ]] ||
        fail "$1 was never started in $LOCAL_DIR" 'run: deploy/local up'
    STEP="restarting $1"
    case $(service_of "$1") in
        postgres)
            stop_postgres
            start_postgres
            ;;
        broker)
            for process in "${NAMED[@]}"; do stop "$process" TERM 40; done
            run_broker
            ;;
        sink)
            stop_sink
            start_sink
            ;;
        balancer)
            balanced || fail 'there is one gateway and no balancer' 'run: deploy/local scale gateway 2'
            stop_balancer
            start_balancer
            ;;
        *)
            need_binaries "$(service_of "$1")"
            stop_all "${NAMED[@]}"
            for process in "${NAMED[@]}"; do start_service "$process"; done
            for process in "${NAMED[@]}"; do await_service "$process"; done
            ;;
    esac
}
