# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Passwords: made once per instance, kept in one file of mode 600, never in git.

random_hex() { od -An -N "$1" -tx1 /dev/urandom | tr -d ' \n'; }

# secret NAME: prints the password of that name, making it when there is none yet.
secret() {
    local line
    if line=$(grep -m 1 "^$1=" "$LOCAL_DIR/secrets" 2>/dev/null); then
        printf '%s' "${line#*=}"
    else
        line=$(random_hex 24)
        (
            umask 077
            printf '%s=%s\n' "$1" "$line" >>"$LOCAL_DIR/secrets"
        )
        printf '%s' "$line"
    fi
}

# write_private FILE: stores standard input with mode 600, whole or not at all.
write_private() {
    (
        umask 077
        cat >"$1.new"
    )
    mv -f -- "$1.new" "$1"
}
