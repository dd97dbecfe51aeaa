// SPDX-License-Identifier: Apache-2.0
import JSON
import Testing

/// An answer of the gateway, read whole.
struct Reply: Sendable {
    let status: Int
    let headers: [(String, String)]
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }

    /// The value of a field, the first if there are several.
    func header(_ name: String) -> String? {
        headers.first { $0.0.lowercased() == name.lowercased() }?.1
    }

    /// The body, which has to be JSON.
    var json: JSONValue {
        get throws {
            do {
                return try JSONValue.parse(body, limits: .message)
            } catch {
                throw NoJSON(description: "\(status) \(text.prefix(300)): \(error)")
            }
        }
    }

    struct NoJSON: Error, CustomStringConvertible {
        let description: String
    }

    /// The members of a JSON array of objects, or of the member of that name, by one of their names.
    func texts(_ name: String, of list: String) throws -> [String] {
        try json[list]?.elements?.compactMap { $0[name]?.text } ?? []
    }

    /// Expects success with a JSON document, and hands it out.
    @discardableResult
    func document(_ location: SourceLocation = #_sourceLocation) throws -> JSONValue {
        try #require(status == 200, "\(status): \(text.prefix(600))", sourceLocation: location)
        #expect(header("Content-Type") == "application/json", sourceLocation: location)
        return try json
    }

    /// Expects a problem document of this kind, complete as RFC 9457 and the suite's conventions want it.
    @discardableResult
    func isProblem(_ status: Int, _ slug: String, _ location: SourceLocation = #_sourceLocation) throws -> JSONValue {
        #expect(self.status == status, "\(text.prefix(600))", sourceLocation: location)
        #expect(header("Content-Type") == "application/problem+json", sourceLocation: location)
        let problem = try json
        #expect(problem["type"]?.text == "/problems/\(slug)", sourceLocation: location)
        #expect(problem["title"]?.text?.isEmpty == false, sourceLocation: location)
        #expect(problem["status"]?.integer == Int64(status), sourceLocation: location)
        #expect(problem["detail"]?.text?.isEmpty == false, sourceLocation: location)
        #expect(problem["instance"]?.text == header("X-Request-Id"), sourceLocation: location)
        #expect(problem["instance"]?.text?.isEmpty == false, sourceLocation: location)
        return problem
    }

    /// Expects the problem of invalid members with exactly these pointers.
    func isInvalid(at pointers: Set<String>, _ location: SourceLocation = #_sourceLocation) throws {
        let problem = try isProblem(400, "invalid-request", location)
        let errors = problem["errors"]?.elements ?? []
        #expect(Set(errors.compactMap { $0["pointer"]?.text }) == pointers, sourceLocation: location)
        #expect(errors.allSatisfy { $0["detail"]?.text?.isEmpty == false }, sourceLocation: location)
    }
}
