// SPDX-License-Identifier: Apache-2.0

/// What the server said while one message was handed in, as far as it decides the message's fate.
///
/// Pure: fed with reply lines, asked once the transfer is over.
package struct SMTPReplies: Sendable, Equatable {
    private enum Stage: Equatable {
        /// The server has none of the message's content.
        case envelope
        /// It said 354: from here on it may have the message.
        case content
        /// It said what became of the content.
        case verdict
    }

    private var stage = Stage.envelope
    private var lastCode: Int?

    package init() {}

    /// Takes lines of replies (RFC 5321, section 4.2); a continued reply counts once, with its last line.
    package mutating func receive(_ lines: some Collection<UInt8>) {
        for line in lines.split(separator: UInt8(ascii: "\n")) {
            receive(line: line)
        }
    }

    private mutating func receive(line: some Collection<UInt8>) {
        // 221 answers the QUIT that libcurl says after a refusal, and nothing else.
        guard let code = Self.code(line), code != 221 else { return }
        lastCode = code
        switch stage {
        case .envelope: stage = code == 354 ? .content : .envelope
        case .content: stage = .verdict
        case .verdict: break
        }
    }

    /// Whether the connection could be lost without the server having the message: another try is safe.
    package var isBeforeContent: Bool {
        stage == .envelope
    }

    /// - Parameter completed: whether the whole transfer went as it should.
    package func outcome(completed: Bool) -> SubmissionOutcome {
        if completed {
            return .accepted
        }
        switch (stage, lastCode) {
        case (.content, _): return .unknown
        case (.verdict, .some(200...299)): return .accepted
        case (_, .some(let code)) where (500...599).contains(code): return .refused(code: code)
        case (_, .some(let code)) where (400...499).contains(code): return .deferred(code: code)
        case (.envelope, _): return .deferred(code: nil)
        case (.verdict, _): return .unknown
        }
    }

    private static func code(_ line: some Collection<UInt8>) -> Int? {
        let digits = line.prefix(3)
        guard digits.count == 3, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        let isLast = line.dropFirst(3).first != UInt8(ascii: "-")
        return isLast ? digits.reduce(0) { $0 * 10 + Int($1) - 0x30 } : nil
    }
}
