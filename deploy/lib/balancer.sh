# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Debian's HAProxy in front of several gateways, on the port that a single one has.

before_balancer() { need_ports "$(port gateway)" "$(port balancer_status)"; }

# Every gateway there may ever be is in it; those that are not there are down. So it never has to be restarted for one
# that comes or goes.
write_balancer_configuration() {
    local number
    mkdir -p -- "$LOCAL_DIR/balancer"
    {
        cat <<END
global
    log stdout format raw local0 warning
    maxconn 4000
    hard-stop-after 4s
defaults
    mode http
    log global
    # A request that reached nobody goes to another gateway; one that was sent goes nowhere twice.
    option redispatch
    retries 3
    retry-on conn-failure
    timeout connect 1s
    # One that is busy is not one that is away.
    timeout check 5s
    timeout client 75s
    # The longest deadline is 20 s.
    timeout server 30s
    timeout http-request 15s
    timeout queue 1s
    option http-keep-alive
frontend edge
    bind 127.0.0.1:$(port gateway)
    # Who asks is known from the socket; what a client says of it is nobody's proof.
    http-request del-header X-Forwarded-For
    option forwardfor
    http-request set-var(txn.id) uuid()
    default_backend gateways
backend gateways
    balance leastconn
    option httpchk GET /health/ready
    http-check expect status 200
    default-server check inter 250ms fastinter 250ms downinter 250ms fall 1 rise 1
END
        balancer_problem 503 unavailable 'Not available right now' 503 \
            'A part of the system is away or over its limit. Nothing was done; ask again shortly.'
        # A gateway that went away, or said nothing, may have passed the request on.
        balancer_problem 502 late 'No answer in time' 504 \
            'The request may have been carried out or not. Ask again with the same idempotency key.'
        balancer_problem 504 late 'No answer in time' 504 \
            'The request may have been carried out or not. Ask again with the same idempotency key.'
        printf '    http-after-response set-status 504 if { status 502 }\n'
        for ((number = 1; number <= REPLICAS_LIMIT; number++)); do
            printf '    server %s 127.0.0.1:%s\n' "$(process_of gateway "$number")" "$(port gateway_behind "$number")"
        done
        cat <<END
frontend status
    bind 127.0.0.1:$(port balancer_status)
    http-request use-service prometheus-exporter if { path /metrics }
    stats enable
    stats uri /
END
    } >"$LOCAL_DIR/balancer/haproxy.cfg"
}

# balancer_problem STATUS SLUG TITLE SHOWN DETAIL: what the balancer answers by itself looks like a gateway's answer.
balancer_problem() {
    local body="{\"type\":\"/problems/$2\",\"title\":\"$3\",\"status\":$4,"
    body+="\"detail\":\"$5\",\"instance\":\"%[var(txn.id)]\"}"
    printf "    http-error status %s content-type application/problem+json lf-string '%s'" "$1" "$body"
    printf " hdr X-Request-Id '%%[var(txn.id)]' hdr Retry-After 1 hdr Cache-Control no-store\n"
}

start_balancer() {
    install_packages haproxy
    write_balancer_configuration
    ensure balancer "$(fingerprint <"$LOCAL_DIR/balancer/haproxy.cfg")" \
        env -i PATH=/usr/sbin:/usr/bin LANG=C.UTF-8 /usr/sbin/haproxy -q -db -f "$LOCAL_DIR/balancer/haproxy.cfg"
    if $STARTED; then step "starting the balancer on 127.0.0.1:$(port gateway)"; fi
    if ! { wait_until 20 'the balancer' balancer_answers_or_ended && balancer_is_ready; }; then
        show_log "$LOG_DIR/balancer.log"
        fail 'the balancer did not start' "see $LOG_DIR/balancer.log"
    fi
}

balancer_is_ready() { curl -fs -o /dev/null --max-time 2 "$GATEWAY_URL/health/ready" 2>/dev/null; }
balancer_answers_or_ended() { not_running balancer || balancer_is_ready; }

# SIGUSR1 is HAProxy's soft stop: it listens no more and lets what is under way end.
stop_balancer() { stop balancer USR1 5; }

# sees_up PROCESS: whether the balancer sends requests to that gateway.
sees_up() {
    curl -fs --max-time 2 "http://127.0.0.1:$(port balancer_status)/;csv" 2>/dev/null |
        grep -qE "^gateways,$1,(([^,]*,){15})UP"
}

await_balanced() {
    wait_until 10 "the balancer to see $1" sees_up "$1" ||
        fail "the balancer does not see $1" "see $LOG_DIR/balancer.log"
}
