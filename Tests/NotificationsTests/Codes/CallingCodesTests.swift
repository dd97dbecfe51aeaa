// SPDX-License-Identifier: Apache-2.0
import NotificationsService
import Testing

@Suite struct CallingCodesTests {
    @Test(arguments: ["+4930123456", "+491701234567", "+43900555", "+14155550100"])
    func theLongestBeginningDecides(number: String) throws {
        let listed = try #require(CallingCodes("+49, -+4930,+49301,-+43,+43900,+1,-+1900"))
        #expect(listed.contains(number))
    }

    @Test(arguments: ["+49301", "+19005550100", "+431555", "+33123456", "4915112345", "004915112345", "15550100", ""])
    func whatIsLeftOutOrNotListedGetsNone(number: String) throws {
        let listed = try #require(CallingCodes("+49,-+4930,+1,-+1900,-+43,+43900"))
        #expect(!listed.contains(number))
    }

    @Test(arguments: ["", "  "])
    func withoutAListAllNumbersGetThem(text: String) throws {
        let all = try #require(CallingCodes(text))
        #expect(all.contains("+19005550100") && all.contains("030123456"))
    }

    @Test(arguments: [
        ",", "+49,", "+49,,+43", "49", "0049", "+", "-", "+049", "DE", "+49;+43", "+4٣", "--+49", "+-49",
        "+1234567890123456", "-+1900", "+49,-+49",
    ])
    func anythingElseIsNoList(text: String) {
        #expect(CallingCodes(text) == nil)
    }

    @Test func repeatingAnEntryIsNoContradiction() {
        #expect(CallingCodes("+49,+49") != nil)
    }
}
