# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Where mail and SMS go on this machine: files, not people.

before_sink() { need_ports "$(port smtp)" "$(port sms)"; }

start_sink() {
    local command
    command=(
        env -i PATH=/usr/bin:/bin LANG=C.UTF-8 PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
        /usr/bin/python3 "$ROOT/deploy/lib/sink.py" "$SINK_DIR" "$(port smtp)" "$(port sms)"
    )
    ensure sink "$(cat -- "$ROOT/deploy/lib/sink.py" <(printf '%s\n' "${command[@]}") | fingerprint)" "${command[@]}"
    if $STARTED; then step "starting the mail and SMS sink on 127.0.0.1:$(port smtp) and $(port sms)"; fi
    if ! { wait_until 20 'the sink' sink_answers_or_ended && sink_answers; }; then
        show_log "$LOG_DIR/sink.log"
        fail 'the mail and SMS sink did not start' "see $LOG_DIR/sink.log"
    fi
}

sink_answers() { open_port "$(port smtp)" && open_port "$(port sms)"; }
sink_answers_or_ended() { not_running sink || sink_answers; }
stop_sink() { stop sink TERM 5; }
