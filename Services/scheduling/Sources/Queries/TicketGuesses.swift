// SPDX-License-Identifier: Apache-2.0
import Configuration
import Contract
import Postgres
import ServiceProcess
import Time

/// Counts the codes that no room link has, by client address and window of time, for all processes together.
///
/// The counters are a fixed number: an address is counted under a keyed hash of 20 bits. Two may share one, so a limit is
/// no proof against an address, and nobody can choose whom to share with. Of an IPv6 address the first 64 bits count,
/// for the rest is the client's to choose.
struct TicketGuesses: Sendable {
    /// Microseconds.
    private static let window: Int64 = 600_000_000

    /// In ten minutes; from then on no code is looked at, right or wrong.
    let limit: Int
    let key: LinkKey

    init(limit: Int, key: LinkKey) {
        self.limit = limit
        self.key = key
    }

    /// Reads the limit from the configuration.
    ///
    /// | key | type | default | what |
    /// |---|---|---|---|
    /// | `ticket.guesses` | 1–1000000 | 100 | wrong codes per client address in ten minutes |
    ///
    /// - Throws: ``ConfigurationFault``.
    init(_ configuration: ConfigReader, key: LinkKey) throws {
        self.init(limit: try configuration.number("ticket.guesses", in: 1...1_000_000, default: 100), key: key)
    }

    /// How often an address has guessed in this window, in a column `guesses`; no row for never.
    func find(_ address: String, at now: Instant) -> Query {
        """
        select guesses from ticket_guesses
        where bucket = \(bucket(of: address)) and window_start = \(Self.windowStart(now))
        """
    }

    /// Counts a guess more.
    func count(_ address: String, at now: Instant) -> Query {
        """
        insert into ticket_guesses (bucket, window_start, guesses)
        values (\(bucket(of: address)), \(Self.windowStart(now)), 1)
        on conflict (bucket) do update set
            guesses = case when ticket_guesses.window_start = excluded.window_start
                then ticket_guesses.guesses + 1 else 1 end,
            window_start = excluded.window_start
        """
    }

    func bucket(of address: String) -> Int {
        key.code(of: ClientNetwork.key(of: address), for: "ticket guesses").prefix(3).reduce(0) { $0 << 8 | Int($1) }
            & 0xfffff
    }

    /// The refusal of an address that has guessed too often, until the window is over.
    func refusal(at now: Instant) -> Refusal {
        let rest = Self.window - now.microseconds % Self.window
        return Refusal(
            .tooManyRequests, "Too many links were tried that do not exist.", page: LinkPage.busy,
            retryAfter: Int(clamping: (rest + 999_999) / 1_000_000),
            limit: ReachedLimit(name: "guesses", quota: limit, seconds: Int(clamping: Self.window / 1_000_000)))
    }

    private static func windowStart(_ now: Instant) -> Instant {
        Instant(microseconds: now.microseconds - now.microseconds % window)
    }
}
