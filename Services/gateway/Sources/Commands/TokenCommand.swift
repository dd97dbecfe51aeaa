// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Time

/// `gateway token`: a token signed with the key that `gateway keys` made.
struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Print a token; the last line is the JWT.")

    @Option(help: "The directory of `gateway keys`.")
    var keys: String

    @Option(name: .customLong("role"), help: "A role, with or without ROLE_; may be repeated.")
    var roles: [String]

    @Option(help: "The caller's identifier; for a customer the participant id.")
    var user: String

    @Option(name: .customLong("application"), help: "An application the token may touch; may be repeated.")
    var applications: [String] = []

    @Option(help: "The conference a customer's token belongs to.")
    var conference: String?

    @Option(help: "Seconds until the token expires.")
    var lifetime: Int64 = 86_400

    func validate() throws {
        guard (1...315_360_000).contains(lifetime) else {
            throw ValidationError("--lifetime must be between 1 and 315360000 seconds")
        }
        guard !roles.isEmpty else { throw ValidationError("--role is required") }
    }

    func run() async throws {
        let now = Instant.now().millisecondsSinceEpoch / 1000
        let claims = IssuedClaims(
            user: user, roles: roles.map { $0.hasPrefix("ROLE_") ? $0 : "ROLE_\($0)" }, applications: applications,
            conference: conference, issuedAt: now, expiry: now + lifetime)
        print(try IssuerKey.read(from: keys).token(claims))
    }
}
