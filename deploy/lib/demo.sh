# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# `deploy/local demo`: one appointment's way through the suite, with the commands a client would use.

demo() {
    local bearer id customer answer
    exclusively up
    # Reads the subscriber's queue from the command line.
    install_packages amqp-tools
    customer=ada-$(random_hex 3)@example.org
    bearer=$(token --role AGENT --user "agent-$(random_hex 3)" --application demo | tail -n 1)

    step '1. an agent schedules an appointment: POST /api/appointments/'
    answer=$(ask "$bearer" -X POST "$GATEWAY_URL/api/appointments/" -H 'Content-Type: application/json' \
        -d "$(schedule_body "$customer")") || fail 'scheduling failed' 'see: deploy/local logs'
    jq . <<<"$answer"
    id=$(jq -er .id <<<"$answer") || fail 'the answer has no id' 'see: deploy/local logs gateway'

    step "2. and reads it: GET /api/appointments/$id"
    ask "$bearer" "$GATEWAY_URL/api/appointments/$id" | jq -c '{id, start, duration, timezone, state}' ||
        fail 'reading it failed' 'see: deploy/local logs scheduling'

    step "3. anybody with the link takes it into a calendar: GET /api/cal/events/ical/$id/event"
    curl -sS --fail-with-body "$GATEWAY_URL/api/cal/events/ical/$id/event" | tr -d '\r' ||
        fail 'the calendar link failed' 'see: deploy/local logs calendar'

    step "4. the customer's mail arrives in the sink"
    MAIL=
    wait_until 20 "the mail to $customer" find_mail "$customer" ||
        fail "no mail to $customer in $SINK_DIR/mail" 'see: deploy/local logs notifications'
    note "$MAIL"
    /usr/bin/python3 "$ROOT/deploy/lib/mail.py" "$MAIL"

    step "5. another platform hears of it from its queue $SUBSCRIBER_QUEUE"
    wait_until 20 "the event of appointment $id" take_event "$id" ||
        fail "no event of appointment $id in $SUBSCRIBER_QUEUE" 'see: deploy/local logs scheduling'
    jq . <<<"$EVENT"
    step "that was the journey; the suite stays up at $GATEWAY_URL (deploy/local down stops it)"
}

ask() {
    local bearer=$1
    shift
    curl -sS --fail-with-body -H "Authorization: Bearer $bearer" "$@"
}

# find_mail ADDRESS: sets MAIL to the file addressed to it.
find_mail() { MAIL=$(grep -lis -m 1 -F "X-Envelope-To: $1" -- "$SINK_DIR"/mail/*.eml | head -n 1) && [[ -n $MAIL ]]; }

# take_event APPOINTMENT: takes what waits in the subscriber's queue, until `appointment.scheduled` of that one.
take_event() {
    while EVENT=$(amqp-get --url="$(broker_url "$SUBSCRIBER")" --queue="$SUBSCRIBER_QUEUE" 2>/dev/null); do
        if [[ -z $EVENT ]]; then return 1; fi
        if jq -e --arg id "$1" '.subject == $id and (.type | contains("appointment.scheduled"))' \
            <<<"$EVENT" >/dev/null; then
            return 0
        fi
    done
    return 1
}
