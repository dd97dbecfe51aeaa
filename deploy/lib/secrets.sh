# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Passwords: made once per instance, kept in one file of mode 600, never in git.

random_hex() { od -An -N "$1" -tx1 /dev/urandom | tr -d ' \n'; }

random_base64() { head -c "$1" /dev/urandom | base64 -w 0; }

# secret NAME [COMMAND]: prints the password of that name, making it (with COMMAND) when there is none yet.
secret() {
    local line name=$1
    shift
    if line=$(grep -m 1 "^$name=" "$LOCAL_DIR/secrets" 2>/dev/null); then
        printf '%s' "${line#*=}"
    else
        if (($# > 0)); then line=$("$@"); else line=$(random_hex 24); fi
        (
            umask 077
            printf '%s=%s\n' "$name" "$line" >>"$LOCAL_DIR/secrets"
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
