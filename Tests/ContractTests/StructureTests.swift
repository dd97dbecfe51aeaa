// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// The rules of the tree that the compiler alone does not keep.
@Suite("Structure")
struct StructureTests {
    private struct Package: Decodable {
        struct Target: Decodable {
            struct Dependency: Decodable {
                let name: String?

                init(from decoder: any Decoder) throws {
                    let kinds = try decoder.container(keyedBy: Kind.self)
                    var list: any UnkeyedDecodingContainer
                    if kinds.contains(.byName) {
                        list = try kinds.nestedUnkeyedContainer(forKey: .byName)
                    } else if kinds.contains(.target) {
                        list = try kinds.nestedUnkeyedContainer(forKey: .target)
                    } else {
                        list = try kinds.nestedUnkeyedContainer(forKey: .product)
                    }
                    name = try list.decode(String.self)
                }

                private enum Kind: CodingKey {
                    case byName, target, product
                }
            }

            let name: String
            let type: String
            let dependencies: [Dependency]
        }

        let targets: [Target]
    }

    private static let rooms = ["Scheduling", "Participants", "Calendar", "Notifications", "Gateway"]

    @Test func noServiceDependsOnAnotherService() throws {
        let package = try Self.dumpedPackage()
        let services = Set(Self.rooms.map { "\($0)Service" })
        #expect(package.targets.filter { services.contains($0.name) }.count == services.count)
        for target in package.targets where target.type != "test" {
            let edges = Set(target.dependencies.compactMap(\.name)).intersection(services)
            if services.contains(target.name) {
                #expect(edges.isEmpty, "\(target.name) depends on \(edges)")
            } else if !edges.isEmpty {
                #expect(target.type == "executable" && edges.count == 1, "\(target.name) depends on \(edges)")
            }
        }
    }

    @Test func everyRoomHasTheSameShape() throws {
        for room in Self.rooms {
            let folder = "Services/\(room.lowercased())"
            for entry in ["README.md", "Contract", "Sources/\(room)Service.swift", "Run/Main.swift"] {
                let path = Checkout.root.appending(path: "\(folder)/\(entry)").path()
                #expect(FileManager.default.fileExists(atPath: path), "\(folder)/\(entry) is missing")
            }
        }
    }

    @Test func theGatewayKnowsNoDatabase() throws {
        for (path, text) in try Checkout.files(below: "Services/gateway", ending: ".swift") {
            #expect(text.firstMatch(of: /import (Postgres|Outbox|Idempotency|Room)\b/) == nil, "\(path)")
        }
    }

    @Test func domainRulesKnowNoInfrastructure() throws {
        for (path, text) in try Checkout.files(below: "Services", ending: ".swift") where path.contains("/Domain/") {
            #expect(text.firstMatch(of: /import (Postgres|Outbox|AMQP|Messaging|Room)\b/) == nil, "\(path)")
        }
    }

    /// docs/decisions/0009: with the runtime of Swift 6.3 a finished `async let` may be read after its memory was reused.
    @Test func nothingThatRunsUsesAsyncLet() throws {
        for folder in ["Services", "Shared"] {
            for (path, text) in try Checkout.files(below: folder, ending: ".swift") {
                let code = text.split(separator: "\n").filter { !$0.contains("//") }
                #expect(!code.contains { $0.contains("async let ") }, "\(path)")
            }
        }
    }

    /// `deploy/local` reads all of them into one shell, where the last function of a name replaces those before it.
    @Test func noTwoShellFunctionsHaveOneName() throws {
        let scripts = try ["deploy/lib", "Benchmarks"].flatMap { try Checkout.files(below: $0, ending: ".sh") }
        let names = scripts.flatMap { _, text in text.matches(of: /(?m)^([a-z_]+)\(\)/).map { String($0.1) } }
        #expect(names.count > 100)
        let twice = Dictionary(grouping: names) { $0 }.filter { $0.value.count > 1 }.keys
        #expect(twice.isEmpty, "\(twice.sorted())")
    }

    @Test func routingKeysAreWrittenOnlyInContracts() throws {
        for (path, text) in try Checkout.files(below: "Services", ending: ".swift") where path.contains("/Sources/") {
            #expect(text.firstMatch(of: /"[a-z]+\.[a-z_]+\.v[0-9]+"/) == nil, "\(path)")
        }
    }

    @Test func everyTableWithAnApplicationIsUnderForcedRowLevelSecurity() throws {
        for (path, text) in try Checkout.files(below: "Services", ending: ".sql") {
            // A comment may hold a semicolon, which would end the table.
            let sql = text.replacing(#/--[^\n]+/#, with: "")
            let tables = sql.matches(of: /create table ([a-z_]+) \(([^;]*)\);/)
            #expect(tables.count == sql.matches(of: /create table/).count, "\(path): a table is written otherwise")
            for match in tables where match.2.contains("application_id") {
                #expect(sql.contains("alter table \(match.1) enable row level security"), "\(path): \(match.1)")
                #expect(sql.contains("alter table \(match.1) force row level security"), "\(path): \(match.1)")
                #expect(sql.contains("on \(match.1) to"), "\(path): \(match.1) has no policy")
            }
        }
    }

    private static func dumpedPackage() throws -> Package {
        // A scratch folder of its own: the runner of these tests holds the lock of the usual one.
        let scratch = FileManager.default.temporaryDirectory.appending(path: "dump-package-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: scratch) }
        let json = try Checkout.output(of: "swift", "package", "--scratch-path", scratch.path(), "dump-package")
        return try JSONDecoder().decode(Package.self, from: json)
    }
}
