# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# A private RabbitMQ: Debian's binaries, node, cookie, epmd and directories of its own, 127.0.0.1 only.

broker_directory() { printf '%s' "$LOCAL_DIR/rabbitmq"; }

# The folder with RabbitMQ's own scripts; Debian's wrapper in /usr/sbin insists on the user rabbitmq.
broker_scripts() {
    local found
    found=$(compgen -G '/usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin' | sort -V | tail -n 1) || true
    [[ -n $found ]] || fail 'RabbitMQ is not installed' 'as root: apt-get install rabbitmq-server'
    printf '%s' "$found"
}

# Sets BROKER: the command prefix with the whole environment of the node, and nothing of a system node's.
broker_environment() {
    local directory
    directory=$(broker_directory)
    BROKER=(
        env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 HOME="$directory/home"
        ERL_EPMD_ADDRESS=127.0.0.1 ERL_EPMD_PORT="$(port epmd)"
        RABBITMQ_NODENAME="appointments-$PORT_BASE@localhost"
        RABBITMQ_CONF_ENV_FILE="$directory/none" RABBITMQ_ADVANCED_CONFIG_FILE="$directory/none"
        RABBITMQ_CONFIG_FILE="$directory/rabbitmq.conf" RABBITMQ_ENABLED_PLUGINS_FILE="$directory/enabled_plugins"
        RABBITMQ_MNESIA_BASE="$directory/data" RABBITMQ_LOG_BASE="$directory" RABBITMQ_LOGS=-
        RABBITMQ_PID_FILE="$directory/pid" RABBITMQ_DIST_PORT="$(port distribution)"
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=-kernel inet_dist_use_interface {127,0,0,1}"
        "RABBITMQ_CTL_ERL_ARGS=-kernel inet_dist_use_interface {127,0,0,1}"
        RABBITMQ_CTL_DIST_PORT_MIN="$(port control)" RABBITMQ_CTL_DIST_PORT_MAX="$(($(port control) + 3))"
        # One process instead of a shell that watches it: the recorded pid is the node's.
        RUNNING_UNDER_SYSTEMD=true
    )
}

before_epmd() { need_ports "$(port epmd)"; }
before_broker() { need_ports "$(port broker)" "$(port distribution)"; }

write_broker_configuration() {
    local directory
    directory=$(broker_directory)
    mkdir -p -- "$directory/home" "$directory/data"
    printf '[].\n' >"$directory/enabled_plugins"
    cat >"$directory/rabbitmq.conf" <<END
listeners.tcp.1 = 127.0.0.1:$(port broker)
load_definitions = $directory/definitions.json
log.console = true
log.console.level = info
END
}

# Joins the checked-in definitions with this instance's users, passwords and subscriber. When something was taken out
# or changed since the node last loaded them, it is taken out of the node first: loading only ever adds.
prepare_definitions() {
    local directory definitions stale user
    directory=$(broker_directory)
    definitions=$ROOT/deploy/rabbitmq/definitions.json
    for user in $(/usr/bin/python3 "$ROOT/deploy/lib/definitions.py" users "$definitions"); do
        secret "broker-$user" >/dev/null
    done
    /usr/bin/python3 "$ROOT/deploy/lib/definitions.py" merge "$definitions" "$LOCAL_DIR/secrets" |
        write_private "$directory/definitions.next" ||
        fail 'cannot make the broker definitions' 'run: make contracts (writes deploy/rabbitmq/definitions.json)'
    if [[ -e $directory/definitions.json ]]; then
        stale=$(/usr/bin/python3 "$ROOT/deploy/lib/definitions.py" stale \
            "$directory/definitions.json" "$directory/definitions.next")
        if [[ -n $stale ]]; then
            run_broker
            step 'taking changed objects out of RabbitMQ'
            broker_control -q eval "$stale" >>"$LOG_DIR/provision.log" 2>&1 || {
                show_log "$LOG_DIR/provision.log"
                fail 'RabbitMQ kept objects that the definitions no longer hold' "see $LOG_DIR/provision.log"
            }
        fi
    fi
    mv -f -- "$directory/definitions.next" "$directory/definitions.json"
}

# Starts epmd and the node with the definitions that lie ready; waits until it takes connections.
run_broker() {
    local directory scripts
    directory=$(broker_directory)
    scripts=$(broker_scripts)
    broker_environment
    write_broker_configuration
    ensure epmd "$(port epmd)" "${BROKER[@]}" epmd -port "$(port epmd)" -address 127.0.0.1
    wait_until 10 epmd open_port "$(port epmd)" || fail 'epmd did not start' "see $LOG_DIR/epmd.log"
    ensure broker "$(cat -- "$directory/rabbitmq.conf" "$directory/definitions.json" <(printf '%s\n' "${BROKER[@]}") |
        fingerprint)" "${BROKER[@]}" "$scripts/rabbitmq-server"
    if $STARTED; then step "starting RabbitMQ on 127.0.0.1:$(port broker) (about 10 s)"; fi
    # Listeners are opened last, when the definitions are in.
    if ! { wait_until 120 RabbitMQ broker_answers_or_ended && open_port "$(port broker)"; }; then
        show_log "$LOG_DIR/broker.log"
        fail 'RabbitMQ did not start' "see $LOG_DIR/broker.log"
    fi
}

start_broker() {
    broker_environment
    write_broker_configuration
    prepare_definitions
    run_broker
}

broker_answers_or_ended() { not_running broker || open_port "$(port broker)"; }

stop_broker() {
    stop broker TERM 40
    stop epmd TERM 5
}

# broker_control ARGS...: rabbitmqctl for the private node.
broker_control() {
    broker_environment
    "${BROKER[@]}" "$(broker_scripts)/rabbitmqctl" "$@" 8>&- 9>&-
}

# broker_url USER
broker_url() { printf 'amqp://%s:%s@127.0.0.1:%s/%%2F' "$1" "$(secret "broker-$1")" "$(port broker)"; }
