// SPDX-License-Identifier: Apache-2.0
import Contract
import Foundation
import Testing

@Suite("Contracts")
struct ContractTests {
    @Test func namesAreUniqueAndInTheFormNounVerb() {
        #expect(Set(operations.map(\.name)).count == operations.count)
        for operation in operations {
            #expect(operation.name.wholeMatch(of: /[a-z]+\.[a-z_]+/) != nil, "\(operation.name)")
        }
    }

    @Test func noTwoRoutesCollide() {
        let routes = operations.compactMap(\.route).map { route in
            route.method.rawValue
                + route.segments.map { segment in
                    switch segment {
                    case .fixed(let text): "/" + text
                    case .parameter: "/{}"
                    }
                }.joined()
        }
        #expect(Set(routes).count == routes.count)
    }

    @Test func pathsAreWrittenWithoutTrailingSlash() {
        for route in operations.compactMap(\.route) {
            #expect(route.path.hasPrefix("/") && !route.path.hasSuffix("/"), "\(route.path)")
        }
    }

    @Test func commandsUseWritingMethodsAndQueriesReadingOnes() {
        for operation in operations {
            guard let route = operation.route else { continue }
            #expect((operation.kind == .query) == (route.method == .get), "\(operation.name)")
        }
    }

    @Test func everyPublicOperationSaysWhoMayCallIt() {
        for operation in operations {
            guard case .open(_, .roles(let roles), _) = operation.reach else { continue }
            #expect(!roles.isEmpty && roles.isSubset(of: Role.known), "\(operation.name)")
        }
    }

    @Test func everyCommandOpenToClientsKnowsTheFailuresOfIdempotency() {
        for operation in operations where operation.kind == .command && operation.route != nil {
            #expect(operation.failures.contains(.requestInProgress), "\(operation.name)")
            #expect(operation.failures.contains(.keyReused), "\(operation.name)")
        }
    }

    @Test func deadlinesArePositiveAndBounded() {
        for operation in operations {
            #expect(operation.deadline > .zero && operation.deadline <= .seconds(20), "\(operation.name)")
        }
    }

    @Test func everyEventIsPublishedByItsOwnService() {
        for contract in contracts {
            for event in contract.publishes {
                #expect(event.publisher == contract.service, "\(event.name)")
                #expect(event.name.wholeMatch(of: /[a-z]+\.[a-z_]+\.v[0-9]+/) != nil, "\(event.name)")
            }
        }
    }

    /// The video platform may write nothing else, and no other exchange has these names.
    @Test func whatComesFromTheVideoPlatformIsOfAConference() {
        #expect(contracts.contains { !$0.inbound.isEmpty })
        for name in contracts.flatMap(\.inbound).map(\.name) {
            #expect(name.wholeMatch(of: /conference\.[a-z_]+\.v[0-9]+/) != nil, "\(name)")
        }
    }

    @Test func everyPatternListenedToMatchesAnEventOfAnotherService() {
        for contract in contracts {
            for pattern in contract.listensTo {
                let words = pattern.split(separator: ".")
                let matches = contracts.filter { $0.service != contract.service }.flatMap(\.publishes).filter { event in
                    let name = event.name.split(separator: ".")
                    return name.count == words.count && zip(words, name).allSatisfy { $0 == "*" || $0 == $1 }
                }
                #expect(!matches.isEmpty, "\(contract.service.rawValue) listens to \(pattern)")
            }
        }
    }

    /// The list in a contract is the only registry: a declared operation that is not in it would never be served.
    @Test func everyOperationInTheFoldersIsInItsContract() throws {
        for contract in contracts {
            let folder = Checkout.root.appending(path: "Services/\(contract.service.rawValue)/Contract")
            for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
                let text = try String(contentsOf: file, encoding: .utf8)
                for match in text.matches(of: /static let name = "([^"]+)"/) {
                    #expect(
                        contract.operations.contains { $0.name == String(match.1) },
                        "\(match.1) is declared but not in the list of \(contract.service.rawValue)")
                }
            }
        }
    }
}
