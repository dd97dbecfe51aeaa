# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# A private Postgres: Debian's binaries, a data directory of its own, 127.0.0.1 only.

readonly POSTGRES_BIN=/usr/lib/postgresql/15/bin
AS_POSTGRES=()

postgres_directory() { printf '%s' "$LOCAL_DIR/postgres"; }

# The server refuses root. As root it runs as Debian's user postgres, which must reach the data directory: through
# directories open to everybody, else (a checkout under /root) with nothing more than the right to pass through.
choose_postgres_user() {
    local directory capability
    directory=$(postgres_directory)
    mkdir -p -- "$directory"
    AS_POSTGRES=()
    ((EUID == 0)) || return 0
    chown postgres: -- "$directory"
    for capability in '' dac_read_search dac_override; do
        AS_POSTGRES=(setpriv --reuid=postgres --regid=postgres --init-groups)
        [[ -z $capability ]] || AS_POSTGRES+=(--inh-caps="+$capability" --ambient-caps="+$capability")
        ! "${AS_POSTGRES[@]}" ls -d -- "$directory/." >/dev/null 2>&1 || return 0
    done
    fail "the user postgres cannot reach $directory" \
        "set SUITE_LOCAL_DIR to a directory that others may pass through, for example /var/lib/appointments"
}

as_postgres() { (cd / && exec ${AS_POSTGRES[@]+"${AS_POSTGRES[@]}"} "$@"); }

create_cluster() {
    local directory password_file
    directory=$(postgres_directory)
    [[ ! -e $directory/data/PG_VERSION ]] || return 0
    step 'creating the private Postgres cluster'
    password_file=$directory/password
    rm -rf -- "$directory/data.new"
    secret postgres | write_private "$password_file"
    ((EUID != 0)) || chown postgres: -- "$password_file"
    # C.UTF-8 sorts by code point, the same on every machine.
    as_postgres "$POSTGRES_BIN/initdb" -D "$directory/data.new" -U postgres --pwfile="$password_file" \
        --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 >"$LOG_DIR/initdb.log" 2>&1 8>&- 9>&- || {
        show_log "$LOG_DIR/initdb.log"
        fail 'initdb failed' "mend what it says above, then run this again"
    }
    rm -f -- "$password_file"
    mv -- "$directory/data.new" "$directory/data"
}

# Backends of a postmaster that was killed end by themselves a little later; two servers on one directory would ruin
# it. Every process of Postgres works in its data directory.
postgres_leftovers() {
    local data process
    data=$(postgres_directory)/data
    LEFTOVERS=()
    for process in /proc/[0-9]*; do
        [[ ! $process/cwd -ef $data ]] || LEFTOVERS+=("${process#/proc/}")
    done
    ((${#LEFTOVERS[@]} > 0))
}

no_postgres_leftovers() { ! postgres_leftovers; }

before_postgres() {
    if ! wait_until 5 'the last Postgres to end' no_postgres_leftovers; then
        kill -s QUIT "${LEFTOVERS[@]}" 2>/dev/null || true
        if ! wait_until 10 'the last Postgres to end' no_postgres_leftovers; then
            kill -9 "${LEFTOVERS[@]}" 2>/dev/null || true
            wait_until 5 'the last Postgres to end' no_postgres_leftovers || true
        fi
    fi
    # Nobody works there, whoever has the pid in this file now.
    rm -f -- "$(postgres_directory)/data/postmaster.pid"
    need_ports "$(port postgres)"
}

start_postgres() {
    local command
    choose_postgres_user
    create_cluster
    command=(
        ${AS_POSTGRES[@]+"${AS_POSTGRES[@]}"} "$POSTGRES_BIN/postgres" -D "$(postgres_directory)/data"
        -c listen_addresses=127.0.0.1 -c port="$(port postgres)" -c unix_socket_directories=
        -c max_connections=200 -c password_encryption=scram-sha-256 -c timezone=UTC -c log_timezone=UTC
        -c "log_line_prefix=%m [%p] %q%u@%d %a "
    )
    ensure postgres "$(printf '%s\n' "${command[@]}" | fingerprint)" "${command[@]}"
    if $STARTED; then step "starting Postgres on 127.0.0.1:$(port postgres)"; fi
    if ! { wait_until 60 Postgres postgres_answers_or_ended && postgres_answers; }; then
        show_log "$LOG_DIR/postgres.log"
        fail 'Postgres did not start' "see $LOG_DIR/postgres.log"
    fi
}

postgres_answers() {
    [[ $(PGPASSWORD=$(secret postgres) PGCONNECT_TIMEOUT=2 psql -XAtq -h 127.0.0.1 -p "$(port postgres)" \
        -U postgres -d postgres -c 'select 1' 2>/dev/null) == 1 ]]
}

postgres_answers_or_ended() { not_running postgres || postgres_answers; }

# SIGINT is Postgres' fast shutdown: sessions are ended, data is written.
stop_postgres() { stop postgres INT 30; }

# postgres_url USER DATABASE
postgres_url() { printf 'postgresql://%s:%s@127.0.0.1:%s/%s' "$1" "$(secret "$1")" "$(port postgres)" "$2"; }

# superuser DATABASE ARGS...: psql as the superuser.
superuser() {
    local database=$1
    shift
    PGPASSWORD=$(secret postgres) psql -Xq -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$(port postgres)" -U postgres \
        -d "$database" "$@"
}

# The database, its roles and their passwords; the passwords go in by standard input, not by the command line.
provision_postgres() {
    local name
    step 'providing database, roles and schemas'
    if [[ $(superuser postgres -At -c "select 1 from pg_database where datname = '$DATABASE'") != 1 ]]; then
        superuser postgres -c "create database $DATABASE" ||
            fail "cannot create database $DATABASE" 'see the line above'
    fi
    {
        for name in "${DATABASE_SERVICES[@]}" migrator; do
            printf '\\set %s_password %s\n' "$name" "$(secret "$name")"
        done
        cat -- "$ROOT/deploy/postgres/roles.sql"
    } | superuser "$DATABASE" -f - >"$LOG_DIR/provision.log" 2>&1 || {
        show_log "$LOG_DIR/provision.log"
        fail 'deploy/postgres/roles.sql failed' 'see the lines above'
    }
}
