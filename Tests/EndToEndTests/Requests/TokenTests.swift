// SPDX-License-Identifier: Apache-2.0
import JSON
import Testing

/// Every route against tokens that are none: open routes don't look at them, all others ask for a good one.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct TokenTests {
    /// Open routes answer as ever, the others with 401, and nothing happens.
    private func isNoToken(_ token: String?, _ target: AccessTarget) async throws {
        for route in Routes.all {
            let reply = try await target.ask(route, token: token)
            if route.isOpen {
                #expect(reply.status == route.success, "\(route.template)")
            } else {
                try reply.isProblem(401, "unauthorized")
                #expect(reply.header("WWW-Authenticate")?.hasPrefix("Bearer") == true, "\(route.template)")
            }
        }
        try await target.isUntouched()
    }

    @Test(arguments: [
        nil, "garbage", "a.b.c", "..", "Bearer", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4IiwiZXhwIjo5OTk5OTk5OTk5fQ.",
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4IiwiZXhwIjo5OTk5OTk5OTk5fQ.AAAA", String(repeating: "x", count: 7_000),
    ])
    func garbageIsNoToken(token: String?) async throws {
        try await isNoToken(token, try await AccessScene().target(0))
    }

    @Test func aTokenOfAnotherIssuerIsNone() async throws {
        let scene = try await AccessScene()
        let token = try await Tokens.shared.foreign(Routes.roles, user: "organizer", applications: [scene.tenant.id])
        try await isNoToken(token, try await scene.target(0))
    }

    @Test func aTokenWithAChangedLetterIsNone() async throws {
        let scene = try await AccessScene()
        let target = try await scene.target(0)
        let token = try #require(try await scene.tenant.supervisor().token)
        var parts = token.split(separator: ".").map { Array($0.utf8) }
        for part in 0..<3 {
            let original = parts[part]
            // Of the middle: the last character of a part holds bits that mean nothing.
            let index = original.count / 2
            parts[part][index] = original[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            try await isNoToken(parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "."), target)
            parts[part] = original
        }
    }

    @Test func aTokenDiesWhenItExpiresThoughItWasGoodBefore() async throws {
        let scene = try await AccessScene()
        let target = try await scene.target(0)
        let token = try await Tokens.shared.short(Routes.roles, user: "s", applications: [scene.tenant.id])
        let person = Person(id: "s", token: token)
        #expect(try await person.get(target.appointment.path).status == 200)
        // One second of life and 30 of leeway.
        try await Eventually.holds("end of the token", within: .seconds(45), every: .milliseconds(250)) {
            try await person.get(target.appointment.path).status == 401
        }
        try await isNoToken(token, target)
    }
}
