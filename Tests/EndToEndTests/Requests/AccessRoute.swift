// SPDX-License-Identifier: Apache-2.0
import Testing

/// One line of the access table.
struct AccessRoute: Sendable, CustomTestStringConvertible {
    /// How far the right of a role goes within the applications of its token.
    enum Reach: Sendable {
        /// What the caller has a part in.
        case own
        /// Everything there.
        case all
    }

    /// What a caller of another application is answered.
    enum Elsewhere: Sendable {
        /// There is no such thing.
        case notFound
        /// The application named in the body is outside the token.
        case forbidden
        /// An answer in which nothing of it is found.
        case nothing
    }

    let method: String
    /// With `{applicationId}`, `{id}`, `{pid}` and `{code}` for an application, an appointment there, its first customer and the
    /// code of their room link.
    let path: String
    /// The roles that pass. Everybody, where no token is needed.
    let reaches: [String: Reach]
    let isOpen: Bool
    /// The status of success.
    let success: Int
    let elsewhere: Elsewhere
    /// What a request with a body sends.
    let body: @Sendable (AccessTarget) -> Body?

    init(
        _ method: String, _ path: String, _ reaches: [String: Reach], success: Int = 200,
        elsewhere: Elsewhere = .notFound, body: @escaping @Sendable (AccessTarget) -> Body? = { _ in nil }
    ) {
        self.init(method, path, reaches, isOpen: false, success: success, elsewhere: elsewhere, body: body)
    }

    /// A route that asks for no token and looks at none.
    static func open(
        _ path: String, method: String = "GET", success: Int = 200,
        body: @escaping @Sendable (AccessTarget) -> Body? = { _ in nil }
    ) -> AccessRoute {
        let everybody = Dictionary(uniqueKeysWithValues: Routes.roles.map { ($0, Reach.all) })
        return AccessRoute(method, path, everybody, isOpen: true, success: success, elsewhere: .nothing, body: body)
    }

    private init(
        _ method: String, _ path: String, _ reaches: [String: Reach], isOpen: Bool, success: Int, elsewhere: Elsewhere,
        body: @escaping @Sendable (AccessTarget) -> Body?
    ) {
        self.method = method
        self.path = path
        self.reaches = reaches
        self.isOpen = isOpen
        self.success = success
        self.elsewhere = elsewhere
        self.body = body
    }

    /// Method and path as the contracts declare them: no query, no slash at the end.
    var template: String {
        let path = path.prefix { $0 != "?" }
        return "\(method) \(path.hasSuffix("/") ? path.dropLast() : path)"
    }

    var testDescription: String { template }

    /// The status for a caller of one role.
    func status(for role: String, _ relation: Relation) -> Int {
        guard !isOpen else { return success }
        guard let reach = reaches[role] else { return 403 }
        switch relation {
        case .takesPart: return success
        case .stranger: return reach == .all ? success : 403
        case .elsewhere where role == "CUSTOMER": return 403
        case .elsewhere:
            switch elsewhere {
            case .notFound: return 404
            case .forbidden: return 403
            case .nothing: return success
            }
        }
    }
}

/// What somebody has to do with an appointment.
enum Relation: String, Sendable, CaseIterable {
    /// Organizes, created or attends it.
    case takesPart
    /// Has a token for its application, but another conference and no part in it.
    case stranger
    /// Has the same name, but a token for another application.
    case elsewhere
}
