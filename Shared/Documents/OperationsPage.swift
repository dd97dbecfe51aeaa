// SPDX-License-Identifier: Apache-2.0
import Contract

/// The page `docs/contracts/operations.md`: every operation, event and problem, from the contracts.
struct OperationsPage {
    private let contracts: [ServiceContract]

    init(_ contracts: [ServiceContract]) {
        self.contracts = contracts
    }

    var text: String {
        let opening = [
            "# Operations, events and problems", "",
            "Generated from the contracts by `make contracts`; `deploy/local test` fails when it differs.", "",
        ]
        return (opening + contracts.flatMap(section) + problems).joined(separator: "\n")
    }

    private func section(_ contract: ServiceContract) -> [String] {
        var lines = ["## \(contract.service.rawValue)", ""]
        if !contract.operations.isEmpty {
            lines += ["| operation | reached by | open to | deadline | refuses with |", "|---|---|---|---|---|"]
            lines += contract.operations.map(row) + [""]
        }
        if !contract.publishes.isEmpty {
            lines += ["Publishes: " + contract.publishes.map { "`\($0.name)`" }.joined(separator: ", ") + ".", ""]
        }
        if !contract.listensTo.isEmpty {
            lines += ["Listens to: " + contract.listensTo.map { "`\($0)`" }.joined(separator: ", ") + ".", ""]
        }
        if !contract.inbound.isEmpty {
            lines += [
                "From the video platform: " + contract.inbound.map { "`\($0.name)`" }.joined(separator: ", ") + ".", "",
            ]
        }
        return lines
    }

    private func row(_ operation: OperationDescription) -> String {
        let failures = operation.failures.map { "[`\($0.slug)`](#\($0.slug))" }.joined(separator: ", ")
        return "| "
            + ["`\(operation.name)`", reach(operation), access(operation), "\(operation.deadline)", failures]
            .joined(separator: " | ") + " |"
    }

    private func reach(_ operation: OperationDescription) -> String {
        switch operation.reach {
        case .open(let route, _, _): "`\(route.method.rawValue) \(route.path)`"
        case .between: "private request"
        }
    }

    private func access(_ operation: OperationDescription) -> String {
        switch operation.reach {
        case .open(_, .anyone, _): "everyone"
        case .open(_, .verification, _): "whoever was sent a code"
        case .open(_, .roles(let roles), _): Role.known.filter(roles.contains).map(\.rawValue).joined(separator: ", ")
        case .between(let callers): callers.map(\.rawValue).joined(separator: ", ")
        }
    }

    private var problems: [String] {
        let declared = contracts.flatMap(\.operations).flatMap(\.failures)
        let edge: [ProblemType] = [
            .malformedBody, .unauthorized, .methodNotAllowed, .tooLarge, .unsupportedMediaType, .tooManyRequests,
        ]
        let all = Set(declared + edge + ProblemType.everywhere).sorted { $0.slug < $1.slug }
        return ["## Problems", ""] + all.flatMap { ["### \($0.slug)", "", "\($0.title). \($0.explanation)", ""] }
    }
}
