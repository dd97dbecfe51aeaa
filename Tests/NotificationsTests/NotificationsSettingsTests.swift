// SPDX-License-Identifier: Apache-2.0
import Configuration
import ServiceProcess
import Testing

@testable import NotificationsService

@Suite struct NotificationsSettingsTests {
    private static let least = [
        "PUBLIC_URL": "https://suite.example/", "CALENDAR_DOMAIN": "suite.example",
        "PLATFORM_FROM_ADDRESS": "calls@suite.example", "SMTP_URL": "smtp://127.0.0.1:25",
    ]

    private func settings(_ changed: [String: String]) throws -> NotificationsSettings {
        let environment = Self.least.merging(changed) { $1 }
        return try NotificationsSettings(
            ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: environment)))
    }

    @Test func withTheLeastMailIsHandedInWithoutALogin() throws {
        let smtp = try settings([:]).smtp
        #expect(smtp.credentials?.user == nil)
        #expect(smtp.connections == 4)
        #expect(try settings(["SMTP_USERNAME": "", "SMTP_PASSWORD": ""]).smtp.credentials?.user == nil)
    }

    @Test func aLoginIsAUserAndAPassword() throws {
        let smtp = try settings(["SMTP_USERNAME": "suite", "SMTP_PASSWORD": "secret", "SMTP_CONNECTIONS": "64"]).smtp
        #expect(smtp.credentials?.user == "suite")
        #expect(smtp.credentials?.password == "secret")
        #expect(smtp.connections == 64)
    }

    @Test(arguments: [
        ["SMTP_USERNAME": "suite"], ["SMTP_PASSWORD": "secret"], ["SMTP_USERNAME": "suite", "SMTP_PASSWORD": ""],
        ["SMTP_CONNECTIONS": "0"], ["SMTP_CONNECTIONS": "65"], ["SMTP_CONNECTIONS": "many"],
        ["CALENDAR_DOMAIN": "no domain"], ["SMTP_URL": "127.0.0.1"],
    ])
    func aVariableThatCanNotBeUsedIsNamed(changed: [String: String]) throws {
        let fault = #expect(throws: ConfigurationFault.self) { try settings(changed) }
        let name = try #require(fault?.description.split(separator: ":").first)
        #expect(changed.keys.contains { name.contains($0) }, "\(name)")
        #expect(fault?.description.contains("secret") == false)
    }
}
