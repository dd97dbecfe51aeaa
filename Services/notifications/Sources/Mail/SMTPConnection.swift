// SPDX-License-Identifier: Apache-2.0
import CCurl
import NotificationsContract

/// One libcurl handle, which keeps its connections to servers open between messages: a few, each for one server and
/// login.
///
/// For messages of one ``SMTPConfiguration/Protection`` only: to libcurl an open connection will do whether or not it is
/// encrypted as `CURLOPT_USE_SSL` asks, and after STARTTLS whoever signed the certificate. An open one leads to an
/// address that was looked up under the server's name, and checked, when it was opened.
///
/// Blocks while it works, so it lives on a thread of its own (``SMTPSender``) and never leaves it.
final class SMTPConnection {
    private let handle: UnsafeMutableRawPointer

    /// Once for the process, before the first handle (libcurl, curl_global_init).
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    private static let connectTimeout = 10_000
    /// For one reply; it also bounds the farewell, to which the total doesn't apply.
    private static let replyTimeoutSeconds = 15
    /// Younger than the five minutes after which a server may hang up (RFC 5321, section 4.5.3.2.7).
    private static let longestIdleSeconds = 60
    private static let mostConnections = 4

    /// nil when libcurl has no memory.
    init?() {
        guard Self.isReady, let handle = curl_easy_init() else { return nil }
        self.handle = handle
    }

    deinit {
        curl_easy_cleanup(handle)
    }

    /// Hands one message in and says what became of it.
    func submit(
        _ message: MailMessage, by configuration: SMTPConfiguration, until deadline: ContinuousClock.Instant
    ) -> SubmissionOutcome {
        let (outcome, isWorthAnotherTry) = attempt(message, configuration, until: deadline)
        // The server may have hung up on the idle connection; nothing of the message was sent then.
        return isWorthAnotherTry ? attempt(message, configuration, until: deadline).outcome : outcome
    }

    private func attempt(
        _ message: MailMessage, _ configuration: SMTPConfiguration, until deadline: ContinuousClock.Instant
    ) -> (outcome: SubmissionOutcome, isWorthAnotherTry: Bool) {
        let remaining = Int(ContinuousClock.now.duration(to: deadline) / .milliseconds(1))
        curl_easy_reset(handle)
        let replies = ReplyLog()
        let pin = configuration.address.pinned(to: configuration.addresses).flatMap { curl_slist_append(nil, $0) }
        defer { curl_slist_free_all(pin) }
        guard remaining > 0, configure(for: message, configuration, within: remaining),
            suite_curl_set_list(handle, CURLOPT_RESOLVE, pin) == CURLE_OK,
            let content = MailContent(message, handle: handle),
            suite_curl_set_list(handle, CURLOPT_MAIL_RCPT, content.recipients) == CURLE_OK,
            suite_curl_set_list(handle, CURLOPT_HTTPHEADER, content.headers) == CURLE_OK,
            suite_curl_set_message(handle, content.mime) == CURLE_OK,
            suite_curl_set_reply_reader(handle, ReplyLog.reader, Unmanaged.passUnretained(replies).toOpaque())
                == CURLE_OK
        else { return (.deferred(code: nil), false) }
        let code = withExtendedLifetime((replies, content)) { curl_easy_perform(handle) }
        var connects = 0
        suite_curl_get_long(handle, CURLINFO_NUM_CONNECTS, &connects)
        // Nothing may point at what is freed now.
        curl_easy_reset(handle)
        let outcome = replies.replies.outcome(completed: code == CURLE_OK)
        return (outcome, outcome == .deferred(code: nil) && connects == 0 && replies.replies.isBeforeContent)
    }

    private func configure(
        for message: MailMessage, _ configuration: SMTPConfiguration, within milliseconds: Int
    ) -> Bool {
        let encryption = configuration.security == .none ? CURLUSESSL_NONE : CURLUSESSL_ALL
        let numbers: [(CURLoption, Int)] = [
            (CURLOPT_NOSIGNAL, 1),
            (CURLOPT_CONNECTTIMEOUT_MS, Self.connectTimeout),
            (CURLOPT_TIMEOUT_MS, milliseconds),
            (CURLOPT_SERVER_RESPONSE_TIMEOUT, Self.replyTimeoutSeconds),
            (CURLOPT_MAXAGE_CONN, Self.longestIdleSeconds),
            (CURLOPT_MAXCONNECTS, Self.mostConnections),
            (CURLOPT_TCP_KEEPALIVE, 1),
            (CURLOPT_USE_SSL, Int(encryption.rawValue)),
            (CURLOPT_UPLOAD, 1),
        ]
        let texts: [(CURLoption, String)] = [
            (CURLOPT_URL, configuration.address.url(greeting: configuration.greeting)),
            (CURLOPT_PROTOCOLS_STR, "smtp,smtps"),
            // An empty proxy also shuts out the environment's.
            (CURLOPT_PROXY, ""),
            (CURLOPT_MAIL_FROM, "<\(SingleLine.of(message.from.address))>"),
        ]
        let login = configuration.credentials.map {
            [(CURLOPT_USERNAME, $0.user), (CURLOPT_PASSWORD, $0.password)]
        }
        let trust = configuration.authorities.map { [(CURLOPT_CAINFO, $0)] }
        let allTexts = texts + (login ?? []) + (trust ?? [])
        return numbers.allSatisfy { suite_curl_set_long(handle, $0.0, $0.1) == CURLE_OK }
            && allTexts.allSatisfy { suite_curl_set_text(handle, $0.0, $0.1) == CURLE_OK }
    }
}

/// Gathers the server's reply lines while a transfer runs; used by its thread only.
private final class ReplyLog {
    var replies = SMTPReplies()

    static let reader: suite_curl_reader = { bytes, size, count, context in
        guard let bytes, let context else { return 0 }
        let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
        Unmanaged<ReplyLog>.fromOpaque(context).takeUnretainedValue().replies.receive(line)
        return size * count
    }
}
