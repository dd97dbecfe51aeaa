// SPDX-License-Identifier: Apache-2.0
import Contract
import Messaging

/// The form in which an answer rests: the same as it travels.
enum StoredAnswer {
    static func encode(_ answer: Answer) -> [UInt8] {
        ReplyEnvelope.encode([ReplyItem(id: "stored", outcome: .answered(answer))])
    }

    static func decode(_ bytes: [UInt8]) throws -> Answer {
        guard case .answered(let answer)? = try ReplyEnvelope.decode(bytes).first?.outcome else {
            throw UnreadableAnswer()
        }
        return answer
    }
}

/// A stored answer that is not in the form we write.
struct UnreadableAnswer: Error {}
