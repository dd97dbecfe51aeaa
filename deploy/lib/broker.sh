# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# A private RabbitMQ: Debian's binaries, node, cookie, epmd and directories of its own, 127.0.0.1 only. Three nodes of
# one cluster where `scale broker 3` said so before the first start: broker, broker.2 and broker.3.

broker_directory() { printf '%s' "$LOCAL_DIR/rabbitmq"; }

# The folder with RabbitMQ's own scripts; Debian's wrapper in /usr/sbin insists on the user rabbitmq.
broker_scripts() {
    local found
    found=$(compgen -G '/usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin' | sort -V | tail -n 1) || true
    [[ -n $found ]] || fail 'RabbitMQ is not installed' 'as root: apt-get install rabbitmq-server'
    printf '%s' "$found"
}

# A consumer keeps its messages while its database is away. RabbitMQ would take them back after 30 minutes, as a failed
# delivery, and in 21 such rounds they would be dead letters; so it waits a week, in milliseconds.
readonly CONSUMER_TIMEOUT=604800000
# What services take at most (Shared/AMQP): a larger message would cost its consumer the connection, again and again.
readonly MOST_BYTES=16777216

# broker_port PROCESS, distribution_port PROCESS
broker_port() { if [[ $1 == *.* ]]; then port broker_node "$(number_of "$1")"; else port broker; fi; }
distribution_port() {
    if [[ $1 == *.* ]]; then port distribution_node "$(number_of "$1")"; else port distribution; fi
}

# node_name PROCESS: appointments-28000@localhost, appointments-28000-2@localhost
node_name() {
    if [[ $1 == *.* ]]; then
        printf 'appointments-%s-%s@localhost' "$PORT_BASE" "$(number_of "$1")"
    else
        printf 'appointments-%s@localhost' "$PORT_BASE"
    fi
}

# broker_environment [PROCESS]: sets BROKER, the command prefix with the whole environment of a node, and nothing of a
# system node's.
broker_environment() {
    local directory process=${1:-broker}
    directory=$(broker_directory)
    BROKER=(
        env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 HOME="$directory/home"
        ERL_EPMD_ADDRESS=127.0.0.1 ERL_EPMD_PORT="$(port epmd)"
        RABBITMQ_NODENAME="$(node_name "$process")"
        RABBITMQ_CONF_ENV_FILE="$directory/none" RABBITMQ_ADVANCED_CONFIG_FILE="$directory/none"
        RABBITMQ_CONFIG_FILE="$directory/rabbitmq${process#broker}.conf"
        RABBITMQ_ENABLED_PLUGINS_FILE="$directory/enabled_plugins"
        RABBITMQ_MNESIA_BASE="$directory/data" RABBITMQ_LOG_BASE="$directory" RABBITMQ_LOGS=-
        RABBITMQ_PID_FILE="$directory/pid${process#broker}" RABBITMQ_DIST_PORT="$(distribution_port "$process")"
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=-kernel inet_dist_use_interface {127,0,0,1}"
        "RABBITMQ_CTL_ERL_ARGS=-kernel inet_dist_use_interface {127,0,0,1}"
        RABBITMQ_CTL_DIST_PORT_MIN="$(port control)" RABBITMQ_CTL_DIST_PORT_MAX="$(($(port control) + 3))"
        # One process instead of a shell that watches it: the recorded pid is the node's.
        RUNNING_UNDER_SYSTEMD=true
    )
}

before_epmd() { need_ports "$(port epmd)"; }
before_broker() { need_ports "$(broker_port "$1")" "$(distribution_port "$1")"; }

write_broker_configuration() {
    local directory process
    directory=$(broker_directory)
    mkdir -p -- "$directory/home" "$directory/data"
    printf '[].\n' >"$directory/enabled_plugins"
    for process in $(processes_of broker); do
        {
            cat <<END
listeners.tcp.1 = 127.0.0.1:$(broker_port "$process")
log.console = true
log.console.level = info
consumer_timeout = $CONSUMER_TIMEOUT
max_message_size = $MOST_BYTES
END
            # The others have what the first has loaded, for they join it.
            [[ $process != broker ]] || printf 'load_definitions = %s\n' "$directory/definitions.json"
            (($(replicas broker) == 1)) || printf 'cluster_partition_handling = pause_minority\n'
            [[ $process == broker ]] || cat <<END
cluster_formation.peer_discovery_backend = classic_config
cluster_formation.classic_config.nodes.1 = $(node_name broker)
cluster_formation.classic_config.nodes.2 = $(node_name "$process")
END
        } >"$directory/rabbitmq${process#broker}.conf"
    done
}

# choose_broker_nodes N: one node or a cluster of three. What the first start made of it stays: queues know their nodes.
choose_broker_nodes() {
    [[ $1 == [13] ]] || fail "'$1' nodes of RabbitMQ" 'give 1, or 3 for a cluster'
    [[ ! -e $(broker_directory)/data || $1 == "$(replicas broker)" ]] ||
        fail 'this RabbitMQ has been started already' 'choose its nodes before the first up, in another SUITE_LOCAL_DIR'
    write_replicas broker "$1"
    note "RabbitMQ will have $1 node(s) from the first deploy/local up"
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
    /usr/bin/python3 "$ROOT/deploy/lib/definitions.py" merge "$definitions" "$LOCAL_DIR/secrets" \
        "$(replicas broker)" |
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
    local directory scripts process processes
    directory=$(broker_directory)
    scripts=$(broker_scripts)
    mapfile -t processes < <(processes_of broker)
    broker_environment
    write_broker_configuration
    ensure epmd "$(port epmd)" "${BROKER[@]}" epmd -port "$(port epmd)" -address 127.0.0.1
    wait_until 10 epmd open_port "$(port epmd)" || fail 'epmd did not start' "see $LOG_DIR/epmd.log"
    for process in "${processes[@]}"; do
        broker_environment "$process"
        ensure "$process" "$(cat -- "$directory/rabbitmq${process#broker}.conf" "$directory/definitions.json" \
            <(printf '%s\n' "${BROKER[@]}") | fingerprint)" "${BROKER[@]}" "$scripts/rabbitmq-server"
        if $STARTED; then step "starting RabbitMQ on 127.0.0.1:$(broker_port "$process") (about 10 s)"; fi
        # A node joins one that is up; one that comes back waits for the others, so it is not waited for here.
        [[ -e $directory/joined ]] || await_broker "$process"
    done
    for process in "${processes[@]}"; do await_broker "$process"; done
    [[ -e $directory/joined ]] || join_nodes "${processes[@]}"
}

# Listeners are opened last, when the definitions are in.
await_broker() {
    if ! { wait_until 120 RabbitMQ broker_answers_or_ended "$1" && open_port "$(broker_port "$1")"; }; then
        show_log "$LOG_DIR/$1.log"
        fail 'RabbitMQ did not start' "see $LOG_DIR/$1.log"
    fi
}

# join_nodes PROCESS...: quorum queues were made when the first was alone; each gets a member on every node.
join_nodes() {
    local process
    for process in "${@:2}"; do
        step "giving quorum queues a member on $(node_name "$process")"
        broker_environment
        "${BROKER[@]}" "$(broker_scripts)/rabbitmq-queues" grow "$(node_name "$process")" all \
            >>"$LOG_DIR/provision.log" 2>&1 8>&- 9>&- || {
            show_log "$LOG_DIR/provision.log"
            fail 'the queues did not grow' "see $LOG_DIR/provision.log"
        }
    done
    : >"$(broker_directory)/joined"
}

start_broker() {
    broker_environment
    write_broker_configuration
    prepare_definitions
    run_broker
}

# broker_answers_or_ended PROCESS
broker_answers_or_ended() { not_running "$1" || open_port "$(broker_port "$1")"; }

# The first node goes last: a cluster starts again from the node that stopped last.
stop_broker() {
    local process
    for process in $(processes_of broker | tac); do stop "$process" TERM 40; done
    stop epmd TERM 5
}

# For what an operator asks of the node: rabbitmqctl without one would start a daemon of its own on its port (epmd).
need_broker() {
    running broker || fail 'RabbitMQ does not run' 'run: deploy/local up'
}

# broker_control ARGS...: rabbitmqctl for the private node.
broker_control() {
    broker_environment
    "${BROKER[@]}" "$(broker_scripts)/rabbitmqctl" "$@" 8>&- 9>&-
}

# broker_urls USER: every node's, separated by commas, as a service takes them.
broker_urls() {
    local process urls=()
    for process in $(processes_of broker); do
        urls+=("amqp://$1:$(secret "broker-$1")@127.0.0.1:$(broker_port "$process")/%2F")
    done
    (IFS=, && printf '%s' "${urls[*]}")
}

# broker_url USER: the first node's.
broker_url() { printf 'amqp://%s:%s@127.0.0.1:%s/%%2F' "$1" "$(secret "broker-$1")" "$(port broker)"; }
