// SPDX-License-Identifier: Apache-2.0
import JSON
import ParticipantsContract
import Testing

@testable import ParticipantsService

@Suite struct ParticipantDocumentTests {
    private let details = CustomerDetails(
        participantId: "p-1", username: "jo", firstName: "Jo \"J\"", lastName: "O'Hara",
        primaryEmail: "jo@example.test", primaryPhone: "+30 210 1234567", metadata: #"{"tier":"gold","n":[1,2]}"#,
        locale: "el-GR")

    private let unknown = CustomerDetails(
        participantId: "p-2", username: nil, firstName: nil, lastName: nil, primaryEmail: nil, primaryPhone: nil,
        metadata: nil, locale: nil)

    @Test func everythingKnownIsShownInFull() throws {
        let shown = try JSONValue.parse(ParticipantDocument.customer(details, inFull: true))
        let expected = try JSONValue.parse(
            Array(
                #"""
                {"contact":{"primaryEmail":"jo@example.test","primaryPhone":"+30 210 1234567"},"id":"p-1",
                "metadata":{"tier":"gold","n":[1,2]},"name":{"firstName":"Jo \"J\"","lastName":"O'Hara"},
                "type":"CUSTOMER","username":"jo"}
                """#.utf8))
        #expect(shown == expected)
    }

    @Test func unknownMembersAreLeftOut() {
        let shown = ParticipantDocument.customer(unknown, inFull: true)
        #expect(String(decoding: shown, as: UTF8.self) == #"{"id":"p-2","type":"CUSTOMER"}"#)
    }

    @Test func halfOfANameOrContactIsShownAlone() throws {
        var half = unknown
        half.lastName = "O'Hara"
        half.primaryPhone = "12345"
        let shown = try JSONValue.parse(ParticipantDocument.customer(half, inFull: true))
        #expect(shown["name"] == .object(["lastName": .string("O'Hara")]))
        #expect(shown["contact"] == .object(["primaryPhone": .string("12345")]))
    }

    @Test func aReferenceShowsIdAndTypeOnly() {
        let customer = String(decoding: ParticipantDocument.customer(details, inFull: false), as: UTF8.self)
        #expect(customer == #"{"id":"p-1","type":"CUSTOMER"}"#)
        #expect(String(decoding: ParticipantDocument.agent("a-1"), as: UTF8.self) == #"{"id":"a-1","type":"AGENT"}"#)
    }
}
