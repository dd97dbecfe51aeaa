# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# What an operator does now and then: subscribers and dead letters.

# The largest limits of a subscriber's queue. The age is what fits into 32 bits as milliseconds; RabbitMQ 3.10 refuses
# one of more than ten years.
readonly SUBSCRIBER_LENGTH_LIMIT=10000000 SUBSCRIBER_BYTES_LIMIT=100000000000 SUBSCRIBER_AGE_LIMIT=4294967
# The subscriber that is being made; whatever ends that early takes it away again.
UNFINISHED_SUBSCRIBER=

# subscriber add NAME --keys KEYS [--length N] [--bytes N] [--age SECONDS] | remove NAME | list
subscriber() {
    local verb=${1:-}
    (($# == 0)) || shift
    need_broker
    case $verb in
        add) add_subscriber "$@" ;;
        remove) remove_subscriber "$@" ;;
        list) list_subscribers ;;
        *) fail "subscriber knows no '$verb'" 'give add, remove or list' ;;
    esac
}

# A subscriber lives in the broker's own durable store, beside the definitions that are loaded at boot: loading adds and
# overwrites, so it survives a restart. Its password is nowhere but in what is printed and, hashed, in the broker.
add_subscriber() {
    local name=${1:-} keys=() length=100000 bytes=100000000 age=86400 password
    need_subscriber_name "$name"
    shift
    while (($# > 0)); do
        [[ -n ${2-} ]] || fail "$1 has no value" 'see: deploy/local help'
        case $1 in
            --keys) IFS=, read -ra keys <<<"${2// /,}" ;;
            --length) length=$2 ;;
            --bytes) bytes=$2 ;;
            --age) age=$2 ;;
            *) fail "subscriber add knows no '$1'" 'see: deploy/local help' ;;
        esac
        shift 2
    done
    need_keys ${keys[@]+"${keys[@]}"}
    need_limit --length "$length" "$SUBSCRIBER_LENGTH_LIMIT"
    need_limit --bytes "$bytes" "$SUBSCRIBER_BYTES_LIMIT"
    need_limit --age "$age" "$SUBSCRIBER_AGE_LIMIT"
    ! has_subscriber "$name" || fail "there is a subscriber $name already" 'remove it first, or take another name'
    UNFINISHED_SUBSCRIBER=$name
    AT_EXIT+=(withdraw_unfinished_subscriber)
    password=$(random_hex 24)
    /usr/bin/python3 "$ROOT/deploy/lib/definitions.py" subscriber "$ROOT/deploy/rabbitmq/definitions.json" \
        "$name" "$length" "$bytes" "$age" "${keys[@]}" <<<"$password" |
        write_private "$(broker_directory)/subscriber.json"
    broker_control -q import_definitions "$(broker_directory)/subscriber.json" >>"$LOG_DIR/provision.log" 2>&1 || {
        show_log "$LOG_DIR/provision.log"
        fail "RabbitMQ did not take the subscriber $name" "see $LOG_DIR/provision.log"
    }
    rm -f -- "$(broker_directory)/subscriber.json"
    printf 'SUBSCRIBER_AMQP_URL=amqp://subscriber-%s:%s@127.0.0.1:%s/%%2F\n' "$name" "$password" "$(port broker)"
    printf 'SUBSCRIBER_QUEUE=subscriber.%s\n' "$name"
    UNFINISHED_SUBSCRIBER=
    note 'The password is not shown again.' >&2
}

withdraw_unfinished_subscriber() {
    [[ -n $UNFINISHED_SUBSCRIBER ]] || return 0
    rm -f -- "$(broker_directory)/subscriber.json" "$(broker_directory)/subscriber.json.new"
    forget_subscriber "$UNFINISHED_SUBSCRIBER"
}

remove_subscriber() {
    local name=${1:-}
    need_subscriber_name "$name"
    has_subscriber "$name" || fail "there is no subscriber $name" 'see: deploy/local subscriber list'
    forget_subscriber "$name"
    note "the subscriber $name is removed"
}

# forget_subscriber NAME: what there is of it. Its connections end with its user, its bindings with its queue; what
# waits there is forgotten.
forget_subscriber() {
    broker_control -q delete_user "subscriber-$1" >>"$LOG_DIR/provision.log" 2>&1 || true
    broker_control -q delete_queue "subscriber.$1" >>"$LOG_DIR/provision.log" 2>&1 || true
    ! has_subscriber "$1" || {
        show_log "$LOG_DIR/provision.log"
        fail "RabbitMQ kept the subscriber $1" "see $LOG_DIR/provision.log"
    }
}

list_subscribers() {
    /usr/bin/python3 "$ROOT/deploy/lib/definitions.py" subscribers \
        <(broker_control -q --formatter json list_queues name arguments messages consumers) \
        <(broker_control -q --formatter json list_bindings source_name destination_name routing_key)
}

# has_subscriber NAME: whether its user or its queue is there.
has_subscriber() {
    local there
    there=$(broker_control -q eval "
        rabbit_amqqueue:exists(rabbit_misc:r(<<\"/\">>, queue, <<\"subscriber.$1\">>)) orelse
        lists:any(fun(User) -> proplists:get_value(user, User) =:= <<\"subscriber-$1\">> end,
            rabbit_auth_backend_internal:list_users()).") ||
        fail 'RabbitMQ does not say who is there' 'see: deploy/local logs broker'
    [[ $there == true ]]
}

need_subscriber_name() {
    [[ ${1-} =~ ^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$ ]] ||
        fail "'${1-}' is no name of a subscriber" 'give up to 63 small letters, digits and hyphens'
    [[ $1 != "${SUBSCRIBER#subscriber-}" ]] || fail "the subscriber $1 belongs to the instance" 'take another name'
}

# need_keys KEY...: binding patterns on the exchange of events.
need_keys() {
    local key
    (($# > 0)) || fail 'there are no keys' "give --keys, for example --keys 'appointment.*.v1,participant.#'"
    for key in "$@"; do
        [[ $key =~ ^([a-z0-9_]+|\*|#)(\.([a-z0-9_]+|\*|#))*$ ]] ||
            fail "'$key' is no pattern of routing keys" 'docs/contracts/asyncapi.yaml lists the events'
    done
}

# need_limit OPTION VALUE MOST
need_limit() {
    if [[ ! $2 =~ ^[1-9][0-9]{0,11}$ ]] || (($2 > $3)); then
        fail "$1 gives '$2'" "give a whole number from 1 to $3"
    fi
}

# dead_letters list [SERVICE] [ARGS...] | show SERVICE ID [--body] | put-back SERVICE ID... | put-back SERVICE --all
dead_letters() {
    local verb=${1:-} name names=()
    (($# == 0)) || shift
    case $verb in
        list | show | put-back) ;;
        *) fail "dead-letters knows no '$verb'" 'give list, show or put-back' ;;
    esac
    for name in "${DATABASE_SERVICES[@]}"; do
        if [[ ${1-} == "$name" ]]; then names=("$name"); fi
    done
    if ((${#names[@]} > 0)); then
        shift
    elif [[ $verb == list ]]; then
        names=("${DATABASE_SERVICES[@]}")
    else
        fail "'${1-}' has no dead letters" "name one of: ${DATABASE_SERVICES[*]}"
    fi
    for name in "${names[@]}"; do
        OPERATOR_AMQP_URL=$(broker_url operator) operate "$name" dead-letters "$verb" "$@"
    done
}
