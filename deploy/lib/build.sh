# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Compiling.

need_swift() {
    command -v swift >/dev/null ||
        fail 'there is no swift on the PATH' \
            'install a Swift 6.3 toolchain (swift.org/install) and put it on the PATH; sudo may need env PATH=…'
}

# build [ARGUMENTS...]: everything the package declares, in this instance's configuration. What is released carries
# Swift's libraries within: calls into them cost less so (docs/decisions/0015).
build() {
    need_swift
    [[ $CONFIGURATION != release ]] || set -- --static-swift-stdlib "$@"
    step "building ($CONFIGURATION; the first time takes several minutes)"
    (cd "$ROOT" && exec swift build -c "$CONFIGURATION" "$@" 8>&- 9>&-) ||
        fail "the build failed" "mend what the compiler says above, then run this again"
}

need_binaries() {
    local name
    for name in "$@"; do
        [[ -x $BIN_DIR/$name ]] || fail "$BIN_DIR/$name is not built" "run: deploy/local up"
    done
}
