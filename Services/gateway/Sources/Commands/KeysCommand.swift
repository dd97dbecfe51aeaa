// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

/// `gateway keys`: an issuer's key pair for trying the suite out; in earnest the platform's identity provider has it.
struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Create a key pair for tokens: jwks.json (public) and issuer.json (private), where they are absent.")

    @Option(help: "Where the two files are, created if absent.")
    var directory: String

    func run() async throws {
        print(try IssuerKey.create(in: directory) ? "keys created in \(directory)" : "keys are there already")
    }
}
