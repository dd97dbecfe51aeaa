// SPDX-License-Identifier: Apache-2.0
import NotificationsService
import Testing

@Suite struct SMTPRepliesTests {
    private func outcome(_ lines: String...) -> SubmissionOutcome {
        var replies = SMTPReplies()
        for line in lines {
            replies.receive(Array("\(line)\r\n".utf8))
        }
        return replies.outcome(completed: false)
    }

    @Test func theLastWordDecides() {
        #expect(outcome() == .deferred(code: nil))
        #expect(outcome("220 hello") == .deferred(code: nil))
        #expect(outcome("220 hello", "502 no EHLO", "250 HELO", "550 no") == .refused(code: 550))
        #expect(outcome("421 closing") == .deferred(code: 421))
        #expect(outcome("220 hello", "250 ok", "550 no", "221 bye") == .refused(code: 550))
        #expect(outcome("354 go", "451 later", "221 bye") == .deferred(code: 451))
        #expect(outcome("220 hello", "354 go") == .unknown)
        #expect(outcome("354 go", "250-done", "250 queued") == .accepted)
        #expect(outcome("354 go", "552-too", "552 big") == .refused(code: 552))
        #expect(outcome("354 go", "552-too") == .unknown)
        #expect(outcome("354 go", "nonsense", "") == .unknown)
    }
}
