// SPDX-License-Identifier: Apache-2.0
import Contract

/// What a method and a path lead to, built once from the contracts.
///
/// Fixed segments win over parameters, at every level and whatever the method: a reserved word is never an identifier.
/// A path answers with and without its trailing slash. Segments are percent-decoded, each for itself; one that isn't
/// UTF-8 or holds a NUL leads nowhere.
struct RouteTable: Sendable {
    private struct Node {
        var fixed: [(segment: [UInt8], node: Int)] = []
        var parameter: Int?
        var targets: [(method: Route.Method, target: RouteTarget)] = []
    }

    private var nodes = [Node()]

    /// - Parameter documents: what is served to everybody beside the operations.
    /// - Throws: ``RouteConflict`` where two operations claim the same method and path.
    init(_ contracts: [ServiceContract], documents: [ServedDocument] = []) throws(RouteConflict) {
        try insert(Route(.get, "/health/live"), .live)
        try insert(Route(.get, "/health/ready"), .ready)
        try insert(Route(.get, "/problems/{slug}"), .problem)
        for document in documents {
            try insert(Route(.get, document.path), .document(document))
        }
        for contract in contracts {
            for operation in contract.operations {
                switch operation.reach {
                case .open(let route, let access, let reply):
                    let open = OpenOperation(
                        operation, of: contract.service, route: route, access: access, reply: reply)
                    try insert(route, .operation(open))
                case .between: break
                }
            }
        }
    }

    /// - Parameters:
    ///   - method: as the client sent it; methods are case-sensitive (RFC 9110 section 9.1).
    ///   - path: without query, as the client sent it.
    func match(method: String, path: some StringProtocol) -> RouteMatch {
        let bytes = path.utf8.withContiguousStorageIfAvailable { match(method: method, path: $0) }
        return bytes ?? Array(path.utf8).withUnsafeBufferPointer { match(method: method, path: $0) }
    }

    private func match(method: String, path: UnsafeBufferPointer<UInt8>) -> RouteMatch {
        let slash = UInt8(ascii: "/")
        guard path.first == slash else { return .unknown }
        var parameters: [String] = []
        var node = 0
        var start = 1
        while start < path.count {
            var end = start
            while end < path.count, path[end] != slash { end += 1 }
            guard let next = step(from: node, UnsafeBufferPointer(rebasing: path[start..<end]), &parameters) else {
                return .unknown
            }
            node = next
            start = end + 1
        }
        let targets = nodes[node].targets
        guard !targets.isEmpty else { return .unknown }
        guard
            let found = targets.first(where: { $0.method.rawValue == method || method == "HEAD" && $0.target.hasHead })
        else {
            return .notAllowed(targets.map(\.method))
        }
        return .found(found.target, parameters)
    }

    private func step(
        from node: Int, _ segment: UnsafeBufferPointer<UInt8>, _ parameters: inout [String]
    ) -> Int? {
        // An empty segment within a path is not the same path (RFC 3986 section 3.3).
        guard !segment.isEmpty else { return nil }
        guard segment.contains(UInt8(ascii: "%")) else { return step(from: node, decoded: segment, &parameters) }
        return PercentEncoding.decode(segment).flatMap { step(from: node, decoded: $0, &parameters) }
    }

    private func step(
        from node: Int, decoded segment: some Collection<UInt8>, _ parameters: inout [String]
    ) -> Int? {
        for (fixed, next) in nodes[node].fixed where fixed.elementsEqual(segment) {
            return next
        }
        guard
            let next = nodes[node].parameter, !segment.contains(0),
            let text = String(validating: segment, as: UTF8.self)
        else { return nil }
        parameters.append(text)
        return next
    }

    private mutating func insert(_ route: Route, _ target: RouteTarget) throws(RouteConflict) {
        var node = 0
        for segment in route.segments {
            switch segment {
            case .fixed(let text):
                let bytes = Array(text.utf8)
                if let next = nodes[node].fixed.first(where: { $0.segment == bytes })?.node {
                    node = next
                } else {
                    nodes.append(Node())
                    nodes[node].fixed.append((bytes, nodes.count - 1))
                    node = nodes.count - 1
                }
            case .parameter:
                if let next = nodes[node].parameter {
                    node = next
                } else {
                    nodes.append(Node())
                    nodes[node].parameter = nodes.count - 1
                    node = nodes.count - 1
                }
            }
        }
        guard !nodes[node].targets.contains(where: { $0.method == route.method }) else {
            throw RouteConflict(route: route)
        }
        nodes[node].targets.append((route.method, target))
    }
}

/// Two operations claim the same method and path.
struct RouteConflict: Error, CustomStringConvertible {
    let route: Route

    var description: String {
        "\(route.method.rawValue) \(route.path) is declared twice"
    }
}
