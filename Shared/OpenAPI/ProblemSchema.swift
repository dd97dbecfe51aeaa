// SPDX-License-Identifier: Apache-2.0
import Contract
import GatewayContract
import JSON

/// The form of problem documents (RFC 9457).
enum ProblemSchema {
    static let reference = Schema.named(
        "Problem",
        .object([
            .always("type", .string(format: "uri-reference").described("The page that explains it.")),
            .always("title", .string()), .always("status", .integer(400...599)),
            .always("detail", .string().described("What happened, in words for people.")),
            .always("instance", .string().described("The request's id.")),
            .maybe(
                "errors",
                .array(
                    of: .object([
                        .always("pointer", .string(format: "json-pointer")), .always("detail", .string()),
                    ])
                ).described("Every fault of the request; a parameter or header field is pointed to by its name.")),
            .maybe("alternatives", .array(of: .instant, counts: 0...5).described("Free starts, with `slot-taken`.")),
        ]))

    static func example(of type: ProblemType) -> JSONValue {
        .object([
            "summary": .string(type.title), "description": .string(type.explanation),
            "value": .object([
                "type": .string("/problems/\(type.slug)"), "title": .string(type.title),
                "status": .integer(Int64(type.kind.status)), "detail": .string(type.explanation),
                "instance": .string("5f0c6f6e-0d3b-4a7e-9b52-1f6f4f4a8f11"),
            ]),
        ])
    }
}
