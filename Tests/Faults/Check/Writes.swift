// SPDX-License-Identifier: Apache-2.0

/// What the ledger says of each write, its repetitions put together.
struct Writes: Sendable {
    struct Write: Sendable {
        var isCancellation = false
        var isAccepted = false
        /// Whether a try's outcome is unknown, so that it may have been done.
        var isPossible = false
        /// By the answer that accepted it, or the appointment that was to be changed.
        var appointment: String?
        var version: Int?
        var start: String?
        var hasAnswer = false
    }

    /// By key, which is the appointment's title.
    private(set) var bookings: [String: Write] = [:]
    /// By appointment.
    private(set) var changes: [String: [Write]] = [:]

    init(_ lines: [LedgerLine]) {
        for (key, lines) in Dictionary(grouping: lines, by: \.key) {
            var write = Write()
            for line in lines {
                write.start = line.start
                write.isCancellation = line.operation == .cancel
                switch line.kind {
                case .begun: continue
                case .accepted:
                    write.isAccepted = true
                    write.version = line.version
                    write.appointment = line.appointment
                case .unknown: write.isPossible = true
                case .refused, .unavailable: break
                }
                write.hasAnswer = true
            }
            // Sent and then nothing noted: the generator was stopped in between.
            if !write.hasAnswer { write.isPossible = true }
            if lines.first?.operation == .schedule {
                bookings[key] = write
            } else if let appointment = lines.first?.appointment {
                changes[appointment, default: []].append(write)
            }
        }
    }
}
