// SPDX-License-Identifier: Apache-2.0

/// Method and path template of a public operation, e.g. `GET /api/appointments/{id}`.
package struct Route: Sendable, Equatable {
    package enum Method: String, Sendable, CaseIterable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case delete = "DELETE"
    }

    package enum Body: Sendable, Equatable {
        /// The route reads no body; its request is made of path and query parameters.
        case none
        /// A JSON object is required; path parameters are laid over its members.
        case object
    }

    package enum Segment: Sendable, Equatable {
        case fixed(String)
        case parameter(String)
    }

    package let method: Method
    /// The template without a trailing slash; the gateway answers both forms.
    package let path: String
    package let body: Body

    package init(_ method: Method, _ path: String, body: Body = .none) {
        self.method = method
        self.path = path
        self.body = body
    }

    package var segments: [Segment] {
        path.split(separator: "/").map { part in
            part.hasPrefix("{") && part.hasSuffix("}")
                ? .parameter(String(part.dropFirst().dropLast())) : .fixed(String(part))
        }
    }
}
