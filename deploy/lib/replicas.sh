# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# How many there are of each service, and what they are called: the first has the service's own name, the others
# NAME.2, NAME.3 and so on. A plain name stands for all of them, NAME.1 for the first alone.

# How many, by name, where more than one; what `scale` wrote down.
declare -A REPLICAS=()

read_replicas() {
    local name count
    REPLICAS=()
    [[ -r $LOCAL_DIR/replicas ]] || return 0
    while read -r name count; do REPLICAS[$name]=$count; done <"$LOCAL_DIR/replicas"
}

replicas() { printf '%d' "${REPLICAS[$1]:-1}"; }

# service_of PROCESS, number_of PROCESS: scheduling and 2 of scheduling.2.
service_of() { printf '%s' "${1%%.*}"; }
number_of() {
    local number=${1#*.}
    [[ $1 == *.* ]] || number=1
    printf '%d' "$number"
}

# process_of NAME NUMBER
process_of() { if (($2 == 1)); then printf '%s' "$1"; else printf '%s.%d' "$1" "$2"; fi; }

# processes_of NAME: one per line.
processes_of() {
    local number
    for ((number = 1; number <= $(replicas "$1"); number++)); do printf '%s\n' "$(process_of "$1" "$number")"; done
}

# Every service's processes, in the order in which they start.
service_processes() {
    local name
    for name in "${SERVICES[@]}"; do processes_of "$name"; done
}

# Whether several gateways share the gateway's port.
balanced() { (($(replicas gateway) > 1)); }

# scale NAME N: so many side by side from now on; those too many end gently.
scale() {
    local name=${1-} count=${2-}
    if [[ $name == broker ]]; then
        choose_broker_nodes "$count"
        return
    fi
    [[ " ${SERVICES[*]} " == *" $name "* ]] || fail "'$name' cannot be scaled" "name one of: ${SERVICES[*]} broker"
    [[ $count =~ ^[1-9]$ && $count -le $REPLICAS_LIMIT ]] ||
        fail "'$count' is not a number of replicas" "give one from 1 to $REPLICAS_LIMIT"
    write_replicas "$name" "$count"
    if ! running postgres; then
        note "$name will run $count times from the next deploy/local up"
        return
    fi
    need_binaries "${SERVICES[@]}"
    # What starts them must find the server as it was left.
    [[ $name != gateway ]] || ((count < 2)) || install_packages haproxy
    write_service_settings
    stop_surplus
    start_services
    write_environment
}

# write_replicas NAME N
write_replicas() {
    local name
    REPLICAS[$1]=$2
    for name in "${!REPLICAS[@]}"; do printf '%s %s\n' "$name" "${REPLICAS[$name]}"; done |
        sort | write_private "$LOCAL_DIR/replicas"
}

# Ends the processes that are no longer wanted, all asked at once.
stop_surplus() {
    local name number surplus=()
    balanced || stop_balancer
    for name in "${SERVICES[@]}"; do
        for ((number = $(replicas "$name") + 1; number <= REPLICAS_LIMIT; number++)); do
            surplus+=("$name.$number")
        done
    done
    stop_all "${surplus[@]}"
}

# roll [NAME]: the processes of a service, or of all, one after the other: stopped gently, started, waited for.
roll() {
    local name process processes
    if (($# > 0)); then
        known_name "$1"
        [[ " ${SERVICES[*]} " == *" $(service_of "$1") "* ]] || fail "'$1' is no service" "name one of: ${SERVICES[*]}"
        processes=("${NAMED[@]}")
    else
        mapfile -t processes < <(service_processes)
    fi
    [[ -e $LOCAL_DIR/env ]] || fail "nothing was ever started in $LOCAL_DIR" 'run: deploy/local up'
    need_binaries "${SERVICES[@]}"
    for process in "${processes[@]}"; do
        step "rolling $process"
        [[ $process != gateway ]] || balanced || note 'it is the only gateway: nobody answers in between'
        stop "$process" TERM 20
        ! $KILLED || fail "$process did not drain in 20 s" "see $LOG_DIR/$process.log"
        start_service "$process"
        await_service "$process"
        [[ $(service_of "$process") != gateway ]] || ! balanced || await_balanced "$process"
    done
}
