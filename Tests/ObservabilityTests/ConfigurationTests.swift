// SPDX-License-Identifier: Apache-2.0
import Configuration
import Logging
import ServiceProcess
import SpanExport
import Testing

/// Values of the environment that can't be used.
@Suite struct ConfigurationTests {
    private func reader(_ environment: [String: String]) -> ConfigReader {
        ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: environment))
    }

    @Test func numbersAreReadAndHaveAUsualValue() throws {
        #expect(try reader([:]).number("database.connections", in: 1...512, default: 6) == 6)
        #expect(try reader(["DATABASE_CONNECTIONS": ""]).number("database.connections", in: 1...512, default: 6) == 6)
        #expect(
            try reader(["DATABASE_CONNECTIONS": "512"]).number("database.connections", in: 1...512, default: 6) == 512)
        #expect(try reader(["SHARE": "0.25"]).share("share", default: 1) == 0.25)
    }

    @Test(arguments: ["0", "513", "six", "6.5", " 6", "0x6", "99999999999999999999"])
    func aNumberThatIsNoneOrOutOfRangeIsAFaultThatNamesTheVariable(text: String) {
        let reader = reader(["DATABASE_CONNECTIONS": text])
        let fault = #expect(throws: ConfigurationFault.self) {
            try reader.number("database.connections", in: 1...512, default: 6)
        }
        #expect(fault?.description == "DATABASE_CONNECTIONS: must be a number from 1 to 512")
    }

    @Test(arguments: ["-0.1", "1.1", "all", "nan"])
    func aShareOfTracesThatIsNoneIsAFault(text: String) {
        let reader = reader([
            "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1", "OTEL_TRACES_SAMPLER_ARG": text,
        ])
        let fault = #expect(throws: ConfigurationFault.self) {
            _ = try SpanExporter(for: "test", reader, logger: Logger(label: "test"))
        }
        #expect(fault?.description.hasPrefix("OTEL_TRACES_SAMPLER_ARG: ") == true)
    }

    @Test func anUnknownLogLevelIsAFault() {
        let reader = reader(["LOG_LEVEL": "verbose"])
        let fault = #expect(throws: ConfigurationFault.self) { _ = try ServiceProcess.logger(for: "test", reader) }
        #expect(fault?.description.hasPrefix("LOG_LEVEL: ") == true)
    }
}
