# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# `deploy/local demo`: two appointments' way through the suite, with the commands a client would use. It may be run again
# and again: the application is always the same one, agent and customers are new ones each time.

readonly DEMO_APPLICATION=demo-journey
readonly REMINDER_SUBJECT='Your video appointment begins soon'

demo() {
    exclusively up
    # Reads the subscriber's queue from the command line.
    install_packages amqp-tools
    DEMO_AGENT=agent-$(random_hex 3)
    demo_settings
    demo_agent
    demo_customer
    step "that was the journey; the suite stays up at $GATEWAY_URL (deploy/local down stops it)"
}

# What customers are sent: a confirmation at once and a reminder ten minutes before the start.
demo_settings() {
    local bearer
    bearer=$(demo_token ADMIN administrator)
    step "1. an administrator says what customers are sent: PUT /api/notifications/settings/$DEMO_APPLICATION"
    ask "$bearer" -X PUT "$GATEWAY_URL/api/notifications/settings/$DEMO_APPLICATION" \
        -H 'Content-Type: application/json' -d "$(settings_body)" |
        jq '{active, autoActivate, locale, notifications: [.notifications[] | {type, channel, period, subject}]}' ||
        fail 'setting them failed' 'see: deploy/local logs notifications'
}

# An agent's appointment for tomorrow: calendar file, confirmation, event.
demo_agent() {
    local bearer id customer answer
    customer=ada-$(random_hex 3)@example.org
    bearer=$(demo_token AGENT "$DEMO_AGENT")

    step '2. an agent schedules an appointment: POST /api/appointments/'
    answer=$(ask "$bearer" -X POST "$GATEWAY_URL/api/appointments/" -H 'Content-Type: application/json' \
        -d "$(schedule_body "$customer" | jq -c --arg application "$DEMO_APPLICATION" '.applicationId = $application')"
    ) || fail 'scheduling failed' 'see: deploy/local logs'
    jq 'del(.notifications)' <<<"$answer"
    id=$(jq -er .id <<<"$answer") || fail 'the answer has no id' 'see: deploy/local logs gateway'

    step "3. and reads it: GET /api/appointments/$id"
    ask "$bearer" "$GATEWAY_URL/api/appointments/$id" | jq -c '{id, start, duration, timezone, state: .interaction.state}' ||
        fail 'reading it failed' 'see: deploy/local logs scheduling'

    step "4. anybody with the link takes it into a calendar: GET /api/cal/events/ical/$id/event"
    curl -sS --fail-with-body "$GATEWAY_URL/api/cal/events/ical/$id/event" | tr -d '\r' ||
        fail 'the calendar link failed' 'see: deploy/local logs calendar'

    step "5. the customer's mail arrives in the sink"
    show_mail "$customer" 20

    step "6. another platform hears of it from its queue $SUBSCRIBER_QUEUE"
    wait_until 20 "the event of appointment $id" take_event "$id" ||
        fail "no event of appointment $id in $SUBSCRIBER_QUEUE" 'see: deploy/local logs scheduling'
    jq . <<<"$EVENT"
}

# A customer without a token: a code by mail, an appointment that begins in ten minutes, its reminder, its room link.
demo_customer() {
    local customer verification code answer id link
    customer=grace-$(random_hex 3)@example.org

    step '7. a customer without a token asks for a code: POST /api/notifications/otp'
    verification=$(curl -sS --fail-with-body "$GATEWAY_URL/api/notifications/otp" -H 'Content-Type: application/json' \
        -d "$(jq -cn --arg application "$DEMO_APPLICATION" --arg to "$customer" \
            '{applicationId: $application, channel: "EMAIL", to: $to, locale: "en"}')" | jq -er .id) ||
        fail 'asking for a code failed' 'see: deploy/local logs notifications'
    note "verification $verification"
    show_mail "$customer" 20
    code=$(/usr/bin/python3 "$ROOT/deploy/lib/mail.py" "$MAIL" | sed -n 's/^Your code is \([0-9]\{6\}\)$/\1/p')
    [[ -n $code ]] || fail "there is no code in $MAIL" 'see: deploy/local logs notifications'

    step "8. and books with it: POST /api/appointments/basic, an appointment that begins in ten minutes"
    answer=$(curl -sS --fail-with-body -u "$verification:$code" "$GATEWAY_URL/api/appointments/basic" \
        -H 'Content-Type: application/json' -d "$(booking_body "$customer")") ||
        fail "booking failed: $answer" 'see: deploy/local logs scheduling'
    jq -c '{id, start, duration, organizer, state: .interaction.state}' <<<"$answer"
    id=$(jq -er .id <<<"$answer") || fail 'the answer has no id' 'see: deploy/local logs gateway'
    jq -e 'any(.notifications[]; .type == "REMINDER" and .period == "PT10M")' <<<"$answer" >/dev/null ||
        fail 'the settings of step 1 have not reached scheduling' 'run it again; see: deploy/local logs scheduling'

    step '9. the reminder falls due ten minutes before the start, in a few seconds, and arrives in the sink'
    show_mail "$customer" 60 "$REMINDER_SUBJECT"
    link=$(/usr/bin/python3 "$ROOT/deploy/lib/mail.py" "$MAIL" | grep -oE 'https?://[^ ]+/q/[0-9a-z]+') ||
        fail "there is no room link in $MAIL" 'see: deploy/local logs scheduling'

    step "10. the link in it opens a page to wait on until the start: GET $link"
    curl -sS --fail-with-body -H 'Accept: text/html' "$link" | sed -n 's/.*<p class="state">\(.*\)<\/p>.*/\1/p' |
        grep . || fail 'the link does not open' 'see: deploy/local logs scheduling'

    step "11. the ledger tells what became of each message: GET /api/appointments/$id/notifications"
    wait_until 20 'the ledger to say that both were sent' both_are_sent "$id" ||
        fail "the ledger does not say so: $LEDGER" 'see: deploy/local logs notifications'
    jq -c '.[]' <<<"$LEDGER"
}

demo_token() { token --role "$1" --user "$2" --application "$DEMO_APPLICATION" | tail -n 1; }

settings_body() {
    jq -cn --arg reminder "$REMINDER_SUBJECT" '{
        locale: "en",
        notifications: [
            {type: "CREATE", channel: "EMAIL", subject: "Your video appointment: {{longDate}}, {{time24}}",
             textBody: ("Dear {{firstName}},\n\nyour video appointment is on {{weekday}}, {{longDate}} at {{time24}} "
                 + "({{zone}}).\n\nYour video room: {{roomLink}}\nAdd it to your calendar: {{calendarLink}}")},
            {type: "REMINDER", channel: "EMAIL", period: "PT10M", subject: $reminder,
             textBody: "Dear {{firstName}},\n\nwe see you at {{time24}} ({{zone}}).\n\nYour video room: {{roomLink}}"}
        ]
    }'
}

# booking_body CUSTOMER_MAIL: an appointment whose reminder falls due in ten seconds.
booking_body() {
    schedule_body "$1" | jq -c --arg application "$DEMO_APPLICATION" --arg agent "$DEMO_AGENT" \
        --arg start "$(date -u -d '+10 minutes +10 seconds' +%Y-%m-%dT%H:%M:%SZ)" \
        '.applicationId = $application | .userId = $agent | .start = $start
         | .customer.name = {firstName: "Grace", lastName: "Hopper"}'
}

ask() {
    local bearer=$1
    shift
    curl -sS --fail-with-body -H "Authorization: Bearer $bearer" "$@"
}

# show_mail ADDRESS SECONDS [SUBJECT]: waits for a mail and prints it; sets MAIL.
show_mail() {
    MAIL=
    wait_until "$2" "the mail to $1" find_mail "$1" "${3-}" ||
        fail "no mail to $1 in $SINK_DIR/mail" 'see: deploy/local logs notifications'
    note "$MAIL"
    /usr/bin/python3 "$ROOT/deploy/lib/mail.py" "$MAIL"
}

# find_mail ADDRESS [SUBJECT]: sets MAIL to the newest file that is addressed to it, of that subject if one is given.
find_mail() {
    local files
    mapfile -t files < <(grep -lis -m 1 -F "X-Envelope-To: $1" -- "$SINK_DIR"/mail/*.eml)
    ((${#files[@]} > 0)) || return 1
    MAIL=$(grep -ls -m 1 -F "Subject: ${2-}" -- "${files[@]}" | tail -n 1) && [[ -n $MAIL ]]
}

# both_are_sent APPOINTMENT: sets LEDGER to what the ledger says of it.
both_are_sent() {
    LEDGER=$(ask "$(demo_token SUPERVISOR supervisor)" "$GATEWAY_URL/api/appointments/$1/notifications") &&
        jq -e '[.[] | select(.state == "sent").type] | sort == ["CREATE", "REMINDER"]' <<<"$LEDGER" >/dev/null
}

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
