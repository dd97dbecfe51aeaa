// SPDX-License-Identifier: Apache-2.0
import ServiceProcess
import Testing
import Time

@testable import ParticipantsService

@Suite struct ParticipantsSettingsTests {
    @Test func theRetentionIsADuration() throws {
        #expect(try ParticipantsSettings(retention: "P30D").retention.seconds == 30 * 86_400)
        #expect(try ParticipantsSettings(retention: "PT0S").retention.seconds == 0)
    }

    @Test(arguments: ["", "30", "P1M", "-P1D", "forever"])
    func anythingElseIsAFaultThatNamesTheKey(text: String) {
        let fault = #expect(throws: ConfigurationFault.self) { try ParticipantsSettings(retention: text) }
        #expect(fault?.description.hasPrefix("RETENTION: ") == true)
    }
}
