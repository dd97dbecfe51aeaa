// SPDX-License-Identifier: Apache-2.0
package import Contract

extension FailureKind {
    /// The HTTP status of a failure, the only place where one is chosen.
    package var status: Int {
        switch self {
        case .invalid: 400
        case .unauthenticated: 401
        case .forbidden: 403
        case .notFound: 404
        case .methodNotAllowed: 405
        case .slow: 408
        case .conflict: 409
        case .gone: 410
        case .stale: 412
        case .tooLarge: 413
        case .longTarget: 414
        case .unsupported: 415
        case .unprocessable: 422
        case .tooMany: 429
        case .longHeader: 431
        case .fault: 500
        case .unimplemented: 501
        case .unavailable: 503
        case .late: 504
        }
    }
}
