// SPDX-License-Identifier: Apache-2.0
import Contract

/// The parameters of a query, decoded, in the order of their first appearance.
struct QueryParameters: Sendable, Equatable {
    /// A name given several times has its values joined by commas, as the API's lists are written.
    private(set) var values: [(name: String, value: String)] = []

    init() {}

    /// - Parameter query: the part behind `?`, as the client sent it.
    /// - Throws: ``ProblemType/invalidRequest`` naming what is not percent-encoded UTF-8, holds a NUL or is too much.
    init(_ query: some StringProtocol) throws(Problem) {
        let pairs = query.utf8.split(separator: UInt8(ascii: "&"))
        guard pairs.count <= Self.limit else {
            throw Problem(.invalidRequest, "The query has more than \(Self.limit) parameters.")
        }
        for pair in pairs {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.text(parts[0]) else {
                throw Self.malformed("")
            }
            guard let value = parts.count == 2 ? Self.text(parts[1]) : "" else {
                throw Self.malformed(name)
            }
            if let index = values.firstIndex(where: { $0.name == name }) {
                values[index].value += "," + value
            } else {
                values.append((name, value))
            }
        }
    }

    /// More than any operation has, few enough to search one by one.
    private static let limit = 64

    private static func text(_ encoded: some Collection<UInt8>) -> String? {
        guard let bytes = PercentEncoding.decode(encoded, plusIsSpace: true), !bytes.contains(0) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func malformed(_ name: String) -> Problem {
        let pointer = "/" + name.replacing("~", with: "~0").replacing("/", with: "~1")
        return Problem(
            .invalidRequest,
            faults: [Fault(pointer: pointer, detail: "must be percent-encoded UTF-8 without NUL")])
    }

    static func == (left: QueryParameters, right: QueryParameters) -> Bool {
        left.values.elementsEqual(right.values) { $0 == $1 }
    }
}
