// SPDX-License-Identifier: Apache-2.0
import CalendarContract
import Contract
import NotificationsContract
import OpenAPI
import ParticipantsContract
import SchedulingContract
import Testing

/// What the contracts say of answers, held against every answer that a test gets.
enum Conformance {
    private static let open: [(route: Route, reply: ReplyForm)] = [
        Scheduling.contract, Participants.contract, Calendar.contract, Notifications.contract,
    ].flatMap(\.operations).compactMap { operation in
        guard case .open(let route, _, let reply) = operation.reach else { return nil }
        return (route, reply)
    }

    /// Expects a success to have the form that its operation declares; other answers are the tests' to judge.
    static func check(_ reply: Reply, to method: String, _ path: String) throws {
        guard (200..<300).contains(reply.status), let form = form(of: method, path) else { return }
        switch form {
        case .document(let schema, let isVersioned):
            let complaints = SchemaValidator(schema, isClosed: true).complaints(about: try reply.json)
            #expect(complaints.isEmpty, "\(method) \(path): \(complaints)")
            #expect((reply.header("ETag") != nil) == isVersioned, "\(method) \(path)")
        case .accepted:
            #expect(reply.status == 202 && reply.body.isEmpty, "\(method) \(path)")
        case .noContent:
            #expect(reply.status == 204 && reply.body.isEmpty, "\(method) \(path)")
        case .file(let type):
            #expect(reply.header("Content-Type")?.hasPrefix(type) == true, "\(method) \(path)")
        case .page:
            #expect(reply.status == 200, "\(method) \(path)")
            #expect(reply.header("Content-Type") == "text/html; charset=utf-8", "\(method) \(path)")
        case .redirect:
            Issue.record("\(method) \(path) is no redirect")
        }
    }

    /// That of the route that fits with the fewest parameters, for fixed segments win over them.
    private static func form(of method: String, _ path: String) -> ReplyForm? {
        let segments = path.prefix { $0 != "?" }.split(separator: "/")
        let fitting = open.filter { route, _ in
            guard route.method.rawValue == method, route.segments.count == segments.count else { return false }
            return zip(route.segments, segments).allSatisfy { segment, text in
                switch segment {
                case .fixed(let fixed): fixed == text
                case .parameter: true
                }
            }
        }
        return fitting.min { parameters(of: $0.route) < parameters(of: $1.route) }?.reply
    }

    private static func parameters(of route: Route) -> Int {
        route.segments.count { segment in
            switch segment {
            case .fixed: false
            case .parameter: true
            }
        }
    }
}
