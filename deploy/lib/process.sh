# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Starting and stopping processes by name. A process is known by pid, start time and boot, so that a pid file that
# outlived its process never points at a stranger who got the same pid.

BOOT=$(</proc/sys/kernel/random/boot_id)

# start_time PID: in ticks since boot (proc(5), field 22); fails for a dead or unreaped process. One whose first thread
# is a zombie holds its ports until the last of its threads (field 20) is gone.
start_time() {
    local line fields
    { line=$(<"/proc/$1/stat"); } 2>/dev/null || return 1
    read -ra fields <<<"${line##*) }"
    [[ ${fields[0]} != X ]] && [[ ${fields[0]} != Z || ${fields[17]} -gt 1 ]] || return 1
    printf '%s' "${fields[19]}"
}

# running NAME: whether it runs; sets PID.
running() {
    local started boot now
    PID=
    [[ -r $RUN_DIR/$1.pid ]] || return 1
    read -r PID started boot <"$RUN_DIR/$1.pid" || return 1
    [[ $boot == "$BOOT" ]] && now=$(start_time "$PID") && [[ $now == "$started" ]]
}

not_running() { ! running "$1"; }

# resident NAME FIELD: VmRSS or another memory of /proc/PID/status, in kB.
resident() {
    running "$1" || fail "$1 ended" "see $LOG_DIR/$1.log"
    awk -v field="$2:" '$1 == field { print $2 }' "/proc/$PID/status"
}

# open_port PORT: whether something accepts connections there.
open_port() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# need_ports PORT...: fails when a stranger holds one of them.
need_ports() {
    local number
    for number in "$@"; do
        if open_port "$number"; then
            fail "port $number is taken by another program" "stop it, or choose other ports with SUITE_PORT_BASE"
        fi
    done
}

# spawn NAME COMMAND...: starts a process that outlives this script and the terminal.
spawn() {
    local name=$1 log=$LOG_DIR/$1.log
    shift
    if [[ -e $log && $(stat -c %s -- "$log") -gt 50000000 ]]; then mv -- "$log" "$log.1"; fi
    (
        # Recorded by the process itself: an interrupted start leaves nothing that `down` could not find.
        PID=$BASHPID
        printf '%s %s %s\n' "$PID" "$(start_time "$PID")" "$BOOT" >"$RUN_DIR/$name.pid"
        cd /
        exec setsid -- "$@"
    ) </dev/null >>"$log" 2>&1 8>&- 9>&- &
    PID=$!
    # Its end is nothing the shell has to tell of.
    disown "$PID"
    until [[ -s $RUN_DIR/$name.pid ]] && [[ $(<"$RUN_DIR/$name.pid") == "$PID "* ]]; do
        kill -0 "$PID" 2>/dev/null || break
        sleep 0.01
    done
}

# ensure NAME FINGERPRINT COMMAND...: starts it unless it runs already and was started with the same fingerprint.
# Sets STARTED to whether it had to.
ensure() {
    local name=$1 fingerprint=$2
    shift 2
    STARTED=false
    if running "$name" && [[ -r $RUN_DIR/$name.made ]] && [[ $(<"$RUN_DIR/$name.made") == "$fingerprint" ]]; then
        return 0
    fi
    stop "$name"
    "before_${name%%.*}" "$name"
    spawn "$name" "$@"
    printf '%s' "$fingerprint" >"$RUN_DIR/$name.made"
    STARTED=true
}

fingerprint() { sha256sum | cut -d ' ' -f 1; }

# file_version FILE: changes when the file is written anew. Reading a debug build's executable takes seconds under load,
# and while one is replaced its service is away.
file_version() { stat -L -c '%n %i %s %y' -- "$1"; }

# stop NAME [SIGNAL [SECONDS]]: asks it to end, insists with signal 9 when it has not after so many seconds. Sets KILLED
# to whether it had to.
stop() {
    local name=$1 signal=${2:-TERM} limit=${3:-15}
    KILLED=false
    if running "$name"; then
        kill -s "$signal" "$PID" 2>/dev/null || true
        if ! wait_until "$limit" "$name to end" not_running "$name"; then
            note "$name does not end; killing it"
            KILLED=true
            kill -9 "$PID" 2>/dev/null || true
            wait_until 10 "$name to die" not_running "$name" ||
                fail "$name (process $PID) cannot be killed" "end it by hand"
        fi
    fi
    rm -f -- "$RUN_DIR/$name.pid"
}

# kill_process NAME: signal 9; the pid file stays, as after a crash. All of them where there are several.
kill_process() {
    local name pids=()
    known_name "$@"
    for name in "${NAMED[@]}"; do
        ! running "$name" || pids+=("$PID")
    done
    ((${#pids[@]} > 0)) || fail "$1 does not run" "start it with: deploy/local restart $1"
    kill -9 "${pids[@]}"
    for name in "${NAMED[@]}"; do
        wait_until 10 "$name to die" not_running "$name" ||
            fail "$name (process $PID) cannot be killed" "end it by hand"
    done
}

# stop_all PROCESS...: gently, and asked all at once, so that the slowest decides and not the sum.
stop_all() {
    local name
    for name in "$@"; do
        if running "$name"; then kill -s TERM "$PID" 2>/dev/null || true; fi
    done
    # A service takes at most 15 s to finish what it has begun.
    for name in "$@"; do stop "$name" TERM 20; done
}

# exclusively FUNCTION ARGS...: one change at a time to one instance.
exclusively() {
    mkdir -p -- "$LOCAL_DIR" || fail "cannot create $LOCAL_DIR" "set SUITE_LOCAL_DIR to a directory you may write"
    exec 9>"$LOCAL_DIR/lock"
    if ! flock -n 9; then
        note "another deploy/local works on $LOCAL_DIR; waiting for it"
        flock 9
    fi
    "$@"
    exec 9>&-
}
