// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON

/// The body of a reply message: a JSON array of answers by item id.
package enum ReplyEnvelope {
    package static func encode(_ items: [ReplyItem]) -> [UInt8] {
        Envelope.list(items.map(element))
    }

    /// One element of the array, so that each answer is encoded before they are packed.
    static func element(_ item: ReplyItem) -> [UInt8] {
        var json = JSONWriter(capacity: 4096)
        json.object { json in
            json.member("id", item.id)
            switch item.outcome {
            case .answered(let answer): json.member("answer", object: { write(answer, to: &$0) })
            case .refused(let refusal): json.member("refusal", object: { write(refusal, to: &$0) })
            case .failed(let kind): json.member("failure", kind.rawValue)
            }
        }
        return json.bytes
    }

    /// - Throws: ``EnvelopeFailure`` when it isn't an array of answers.
    package static func decode(_ bytes: [UInt8]) throws(EnvelopeFailure) -> [ReplyItem] {
        try Envelope.items(of: bytes) { fields throws(EnvelopeFailure) in
            ReplyItem(id: try fields.text("id"), outcome: try outcome(fields))
        }
    }

    private static func outcome(_ fields: Envelope.Fields) throws(EnvelopeFailure) -> RequestOutcome {
        if let answer = try fields.optional("answer") {
            return .answered(try self.answer(answer))
        }
        if let refusal = try fields.optional("refusal") {
            return .refused(try self.refusal(refusal))
        }
        return .failed(FailureKind(rawValue: try fields.text("failure")) ?? .fault)
    }

    private static func write(_ answer: Answer, to json: inout JSONWriter) {
        json.member("status", answer.status)
        json.member("etag", answer.etag)
        json.member("location", answer.location)
        json.member("contentType", answer.contentType)
        json.member("disposition", answer.disposition)
        json.member("style", answer.style)
        if answer.contentType == "application/json" {
            json.member(raw: "json", answer.body)
        } else if !answer.body.isEmpty {
            json.member("text", String(decoding: answer.body, as: UTF8.self))
        }
    }

    private static func answer(_ fields: Envelope.Fields) throws(EnvelopeFailure) -> Answer {
        Answer(
            status: Int(clamping: try fields.integer("status")), etag: fields.optionalText("etag"),
            location: fields.optionalText("location"), contentType: fields.optionalText("contentType"),
            disposition: fields.optionalText("disposition"), style: fields.optionalText("style"),
            body: fields.optionalBytes("json") ?? fields.optionalText("text").map { Array($0.utf8) } ?? [])
    }

    private static func write(_ refusal: Refusal, to json: inout JSONWriter) {
        json.member("code", refusal.type.slug)
        json.member("kind", refusal.type.kind.rawValue)
        json.member("title", refusal.type.title)
        json.member("detail", refusal.detail)
        if !refusal.faults.isEmpty {
            json.member(
                "errors",
                array: { json in
                    for fault in refusal.faults {
                        json.object { json in
                            json.member("pointer", fault.pointer)
                            json.member("detail", fault.detail)
                        }
                    }
                })
        }
        if !refusal.alternatives.isEmpty {
            json.member("alternatives", refusal.alternatives)
        }
        if let page = refusal.page {
            json.member(
                "page",
                object: { json in
                    json.member("html", page.html)
                    json.member("style", page.style)
                })
        }
        if let seconds = refusal.retryAfter {
            json.member("retryAfter", seconds)
        }
        if let limit = refusal.limit {
            json.member(
                "limit",
                object: { json in
                    json.member("name", limit.name)
                    json.member("quota", limit.quota)
                    json.member("seconds", limit.seconds)
                })
        }
    }

    /// A kind that a newer service knows and we don't is passed on as a plain refusal with its code.
    private static func refusal(_ fields: Envelope.Fields) throws(EnvelopeFailure) -> Refusal {
        let type = ProblemType(
            try fields.text("code"), FailureKind(rawValue: try fields.text("kind")) ?? .invalid,
            try fields.text("title"), "")
        let faults = try fields.elements("errors").map { fault in
            Fault(pointer: fault.optionalText("pointer") ?? "", detail: fault.optionalText("detail") ?? "")
        }
        let page = try fields.optional("page").map { page throws(EnvelopeFailure) in
            Page(html: try page.text("html"), style: page.optionalText("style"))
        }
        return Refusal(
            type, fields.optionalText("detail"), faults: faults, alternatives: fields.texts("alternatives"), page: page,
            retryAfter: (try? fields.integer("retryAfter")).map(Int.init(clamping:)),
            limit: try fields.optional("limit").map(limit))
    }

    private static func limit(_ fields: Envelope.Fields) throws(EnvelopeFailure) -> ReachedLimit {
        ReachedLimit(
            name: try fields.text("name"), quota: Int(clamping: try fields.integer("quota")),
            seconds: Int(clamping: try fields.integer("seconds")))
    }
}
