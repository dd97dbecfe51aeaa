# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Debian's packages that the suite needs.

readonly PACKAGES=(
    librabbitmq-dev libpq-dev libcurl4-openssl-dev pkg-config postgresql-15 rabbitmq-server
    python3 python3-aiosmtpd python3-icalendar python3-jsonschema python3-pika python3-yaml jq curl openssl tzdata
)

# What `test` needs beside them: it looks at pages as browsers do.
readonly TEST_PACKAGES=(chromium)

# install_packages PACKAGE...: installs what is missing; asks apt nothing when nothing is.
install_packages() {
    local missing=() package as_root=()
    for package in "$@"; do
        [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
    done
    ((${#missing[@]} > 0)) || return 0
    step "installing ${missing[*]}"
    if ((EUID != 0)); then
        command -v sudo >/dev/null ||
            fail "packages are missing and this is neither root nor is there sudo" \
                "as root: apt-get install ${missing[*]}"
        as_root=(sudo)
    fi
    ${as_root[@]+"${as_root[@]}"} bash "$ROOT/deploy/lib/install-packages" "${missing[@]}" 8>&- 9>&- ||
        fail "installing ${missing[*]} failed" "mend what apt says above, then run this again"
}
