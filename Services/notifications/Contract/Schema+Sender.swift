// SPDX-License-Identifier: Apache-2.0
package import Contract

/// The forms of what is told of senders: never a password, a token or the value of a header field.
extension Schema {
    package static let emailSenderState = named(
        "EmailSenderResponse",
        state(of: [
            .always("fromAddress", .string(format: "email")), .always("fromName", .string()),
            .always(
                "smtp",
                .object([
                    .always("host", .string()), .always("port", .integer(1...65_535)),
                    .always("security", .choice(SMTPServer.Security.allCases.map(\.rawValue))),
                    .maybe("username", .string()),
                ])),
        ]))

    package static let smsSenderState = named(
        "SMSSenderResponse",
        state(of: [
            .always("provider", .choice(ConfigureSMSSender.Provider.allCases.map(\.rawValue))),
            .always("from", .string()), .maybe("accountSid", .string()),
            .maybe("url", .string(format: "uri").described("Without its query.")),
            .maybe("headers", .array(of: .string()).described("Names only.")),
        ]))

    private static func state(of sender: [Field]) -> Schema {
        let configured = Field.always("configuredAt", .instant)
        return .object([
            .always("applicationId", .identifier),
            .maybe("confirmed", .object(sender + [configured]).described("By which messages leave.")),
            .maybe(
                "pending",
                .object(
                    sender + [
                        configured, .always("expires", .instant.described("When its code stops to confirm it.")),
                        .always("isLocked", boolean.described("After five wrong codes.")),
                    ]
                ).described("Waits to be confirmed.")),
        ])
    }
}
