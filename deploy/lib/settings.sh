# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Names, places and ports of one instance.
#
# Every port is SUITE_PORT_BASE plus the offset of this table, and every one is bound to 127.0.0.1 only. What runs more
# than once has the table's ports for the first; the second has them 30 higher, the third 40, up to the eighth 90.
declare -A PORT_OFFSETS=(
    [gateway]=0               # REST
    [gateway_health]=1        # /health/live, /health/ready and /metrics of each process
    [scheduling_health]=2
    [participants_health]=3
    [calendar_health]=4
    [notifications_health]=5
    [gateway_behind]=7        # REST of each gateway where a balancer has the port of the first line
    [balancer_status]=8       # the balancer's own figures
    [broker_node]=8           # AMQP and node to node of the second and third RabbitMQ
    [distribution_node]=9
    [postgres]=10
    [broker]=11               # AMQP
    [distribution]=12         # Erlang node to node, used by rabbitmqctl
    [epmd]=13                 # Erlang's port mapper
    [control]=14              # rabbitmqctl's own end, 14 to 17
    [smtp]=20                 # the sink's two ends
    [sms]=21
)
readonly PORTS_USED=100
# So many of each service at most.
readonly REPLICAS_LIMIT=8

# In the order in which they start.
readonly SERVICES=(scheduling participants calendar notifications gateway)
readonly DATABASE_SERVICES=(scheduling participants calendar notifications)
readonly DATABASE=appointments
readonly SUBSCRIBER=subscriber-local
readonly SUBSCRIBER_QUEUE=subscriber.local
readonly ADMINISTRATOR=administrator

# port NAME [NUMBER]: of the first, or of the one with that number.
port() {
    local number=${2:-1}
    printf '%d' $((PORT_BASE + PORT_OFFSETS[$1] + (number > 1 ? 10 + 10 * number : 0)))
}

# configure DIRECTORY PORT_BASE CONFIGURATION: sets the places of an instance.
configure() {
    LOCAL_DIR=$1 PORT_BASE=$2 CONFIGURATION=$3
    [[ $LOCAL_DIR == /* ]] || LOCAL_DIR=$ROOT/$LOCAL_DIR
    LOCAL_DIR=$(realpath -m -- "$LOCAL_DIR")
    if [[ ! $PORT_BASE =~ ^[1-9][0-9]{3,4}$ ]] || ((PORT_BASE < 1024 || PORT_BASE > 65536 - PORTS_USED)); then
        fail "SUITE_PORT_BASE gives '$PORT_BASE'" "give a number from 1024 to $((65036 - PORTS_USED))"
    fi
    case $CONFIGURATION in
        release | debug) ;;
        *) fail "SUITE_CONFIGURATION is '$CONFIGURATION'" "give release or debug" ;;
    esac
    RUN_DIR=$LOCAL_DIR/run
    LOG_DIR=$LOCAL_DIR/logs
    KEYS_DIR=$LOCAL_DIR/keys
    SINK_DIR=$LOCAL_DIR/sink
    BIN_DIR=$ROOT/.build/$CONFIGURATION
    GATEWAY_URL=http://127.0.0.1:$(port gateway)
    read_replicas
}

# The instance as its last `up` left it; the environment still wins.
configure_as_left() {
    local directory=$1 base=28000 configuration=release file
    [[ $directory == /* ]] || directory=$ROOT/$directory
    file=$directory/settings
    if [[ -r $file ]]; then
        read -r base configuration <"$file" || true
    fi
    configure "$directory" "${SUITE_PORT_BASE:-$base}" "${SUITE_CONFIGURATION:-$configuration}"
}

# `test` never meets a running `up`: a directory and ports of its own.
configure_test() {
    configure "${SUITE_LOCAL_DIR:-.local}" "${SUITE_PORT_BASE:-28000}" "${SUITE_CONFIGURATION:-debug}"
    configure "$LOCAL_DIR/test" $((PORT_BASE + 500)) "$CONFIGURATION"
}

# Neither does `bench`. Its figures are kept beside it.
configure_bench() {
    configure "${SUITE_LOCAL_DIR:-.local}" "${SUITE_PORT_BASE:-28000}" "${SUITE_CONFIGURATION:-release}"
    REPORT_DIR=$LOCAL_DIR/benchmarks
    configure "$LOCAL_DIR/bench" $((PORT_BASE + 1000)) "$CONFIGURATION"
}

make_directories() {
    mkdir -p -- "$RUN_DIR" "$LOG_DIR" "$SINK_DIR/mail" "$LOCAL_DIR/services" ||
        fail "cannot create $LOCAL_DIR" "set SUITE_LOCAL_DIR to a directory you may write"
    # Postgres runs as another user when this runs as root; what is secret has mode 600 by itself.
    chmod 755 -- "$LOCAL_DIR"
    printf '%s %s\n' "$PORT_BASE" "$CONFIGURATION" >"$LOCAL_DIR/settings"
}
