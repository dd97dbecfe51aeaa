// SPDX-License-Identifier: Apache-2.0

/// What sort of failure a problem is; the gateway maps it to an HTTP status in one exhaustive switch.
package enum FailureKind: String, Sendable, CaseIterable {
    case invalid
    case unauthenticated
    case forbidden
    case notFound
    case methodNotAllowed
    case conflict
    case gone
    case stale
    case tooLarge
    case unsupported
    case unprocessable
    case slow
    case unimplemented
    case longTarget
    case longHeader
    case tooMany
    case fault
    case unavailable
    case late
}
