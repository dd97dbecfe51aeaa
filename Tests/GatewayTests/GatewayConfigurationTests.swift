// SPDX-License-Identifier: Apache-2.0
import Configuration
import HTTPTypes
import ServiceProcess
import Testing

@testable import GatewayService

@Suite struct GatewayConfigurationTests {
    private static let least = ["AMQP_URL": "amqp://gateway:secret@127.0.0.1:5672/suite", "JWKS_FILE": "/keys.json"]

    @Test func withTheLeastItHasLimitsAndNoForeignOrigin() throws {
        let configuration = try configuration([:])
        #expect(configuration.keys == .file("/keys.json"))
        #expect(configuration.keyRefresh == .seconds(30))
        #expect(configuration.limitPerSubject == RequestRate(quota: 1_000, seconds: 10))
        #expect(configuration.limitPerAddress == RequestRate(quota: 200, seconds: 10))
        #expect(configuration.origins.fields(for: [.origin: "https://app.example"]).isEmpty)
    }

    @Test func everyVariableIsRead() throws {
        let configuration = try configuration([
            "JWKS_FILE": "", "JWKS_URL": "https://issuer.example/jwks", "JWKS_REFRESH_SECONDS": "10",
            "LIMIT_PER_SUBJECT": "100000", "LIMIT_PER_ADDRESS": "5/60", "CORS_ORIGINS": "https://app.example",
        ])
        #expect(configuration.keys == .url("https://issuer.example/jwks"))
        #expect(configuration.keyRefresh == .seconds(10))
        #expect(configuration.limitPerSubject == RequestRate(quota: 100_000, seconds: 1))
        #expect(configuration.limitPerAddress == RequestRate(quota: 5, seconds: 60))
        #expect(!configuration.origins.fields(for: [.origin: "https://app.example"]).isEmpty)
    }

    @Test(arguments: [
        ["JWKS_FILE": ""], ["JWKS_URL": "https://issuer.example/jwks"], ["JWKS_FILE": "", "JWKS_URL": "/jwks.json"],
        ["JWKS_FILE": "", "JWKS_URL": "file:///jwks.json"], ["JWKS_FILE": "", "JWKS_URL": "https://"],
        ["JWKS_REFRESH_SECONDS": "9"], ["LIMIT_PER_SUBJECT": "0"], ["LIMIT_PER_ADDRESS": "much"],
        ["CORS_ORIGINS": "*"],
    ])
    func aVariableThatCanNotBeUsedIsNamed(changed: [String: String]) throws {
        let fault = #expect(throws: ConfigurationFault.self) { try configuration(changed) }
        let name = try #require(fault?.description.split(separator: ":").first)
        #expect(changed.keys.contains { name.contains($0) }, "\(name)")
    }

    private func configuration(_ changed: [String: String]) throws -> GatewayConfiguration {
        let environment = Self.least.merging(changed) { $1 }
        return try GatewayConfiguration(
            ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: environment)))
    }
}
