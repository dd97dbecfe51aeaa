// SPDX-License-Identifier: Apache-2.0
import NotificationsContract
import Observability
import SchedulingContract

/// What is counted of messages and codes on their way to providers.
struct DispatchMetrics: Sendable {
    static let process = DispatchMetrics(.process)

    /// From the time a message is due until its provider is called, on its first try.
    let lateness: Histogram
    let submissions: Histogram
    let suppressed: Counter
    let pauses: Counter
    /// Codes judged.
    let rightCodes: Counter
    let wrongCodes: Counter
    let lockedCodes: Counter
    let refusedCodes: Counter
    /// Codes not taken on, for there were too many.
    let limitedCodes: Counter
    /// Codes that were not to be sent.
    let withheldCodes: Counter
    private let messages: Ends
    private let codes: Ends

    /// How messages of a kind ended.
    private struct Ends: Sendable {
        let sent: Counter
        let failed: Counter
        let uncertain: Counter
        let again: Counter

        init(_ end: (String) -> Counter) {
            sent = end("sent")
            failed = end("failed")
            uncertain = end("uncertain")
            again = end("again")
        }

        func count(_ settlement: Settlement) {
            switch settlement {
            case .sent: sent.increment()
            case .failed: failed.increment()
            case .uncertain: uncertain.increment()
            case .again: again.increment()
            }
        }
    }

    init(_ registry: MetricRegistry) {
        lateness = registry.histogram(
            "appointments_notification_lateness_seconds",
            "From the time a message was due until its provider was first asked.", bounds: Histogram.lateness)
        submissions = registry.histogram(
            "appointments_notification_submission_seconds", "How long providers took to take or refuse a message.")
        func message(_ outcome: String) -> Counter {
            registry.counter(
                "appointments_notifications_settled_total",
                "Messages by what became of them; again: turned down for now, tried later.", ["outcome": outcome])
        }
        messages = Ends(message)
        suppressed = message("suppressed")
        func code(_ outcome: String) -> Counter {
            registry.counter(
                "appointments_codes_settled_total", "One-time codes by what became of their message.",
                ["outcome": outcome])
        }
        codes = Ends(code)
        withheldCodes = code("withheld")
        pauses = registry.counter(
            "appointments_dispatch_pauses_total", "Times sending paused because a neighbour or the database was away.")
        func judged(_ verdict: String) -> Counter {
            registry.counter(
                "appointments_codes_judged_total",
                """
                Codes that were presented: right, wrong, locked (wrong for the last time, or of a locked address), \
                refused (unknown, used up).
                """,
                ["verdict": verdict])
        }
        rightCodes = judged("right")
        wrongCodes = judged("wrong")
        lockedCodes = judged("locked")
        refusedCodes = judged("refused")
        limitedCodes = registry.counter(
            "appointments_codes_limited_total", "Requests for a code that came up against a limit.")
    }

    func count(message settlement: Settlement) { messages.count(settlement) }

    func count(code settlement: Settlement) { codes.count(settlement) }
}
