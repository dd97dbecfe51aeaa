// SPDX-License-Identifier: Apache-2.0
import Foundation
import JSON
import Testing

/// A mail as a parser that is not ours reads it: Python's `email`.
struct Mail: Sendable {
    struct Part: Sendable {
        let type: String
        let parameters: [String: String]
        let text: String
    }

    let raw: String
    /// Every field of the message itself, decoded, in its order; the sink's envelope lines are among them.
    let headers: [(name: String, value: String)]
    let parts: [Part]
    /// What the parser found wrong.
    let defects: [String]

    init(_ file: String) async throws {
        let output = try await Command.run("/usr/bin/python3", ["-c", Self.parser, file])
        let json = try JSONValue.parse(Array(output.utf8), limits: .message)
        raw = String(decoding: try Data(contentsOf: URL(filePath: file)), as: UTF8.self)
        headers =
            json["headers"]?.elements?.compactMap { pair in
                guard let name = pair.elements?.first?.text, let value = pair.elements?.last?.text else { return nil }
                return (name, value)
            } ?? []
        parts =
            json["parts"]?.elements?.map { part in
                Part(
                    type: part["type"]?.text ?? "",
                    parameters: Dictionary(
                        part["parameters"]?.members?.map { ($0.name, $0.value.text ?? "") } ?? []
                    ) { first, _ in first },
                    text: part["text"]?.text ?? "")
            } ?? []
        defects = json["defects"]?.elements?.compactMap(\.text) ?? []
    }

    /// All values of a field.
    func values(_ name: String) -> [String] {
        headers.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }

    /// The only part of a type.
    func part(_ type: String) throws -> Part {
        let found = parts.filter { $0.type == type }
        try #require(found.count == 1, "\(found.count) parts of type \(type)")
        return found[0]
    }

    private static let parser = """
        import email, email.policy, json, sys
        with open(sys.argv[1], "rb") as file:
            message = email.message_from_binary_file(file, policy=email.policy.default)
        leaves = [part for part in message.walk() if not part.is_multipart()]
        print(json.dumps({
            "headers": [[name, str(value)] for name, value in message.items()],
            "defects": [str(defect) for part in message.walk() for defect in part.defects]
                + [str(defect) for name, value in message.items() for defect in getattr(value, "defects", [])],
            "parts": [{
                "type": part.get_content_type(),
                "parameters": dict(part["content-type"].params),
                "text": part.get_payload(decode=True).decode("utf-8"),
            } for part in leaves],
        }))
        """
}
