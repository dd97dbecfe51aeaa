// SPDX-License-Identifier: Apache-2.0
import SchedulingContract
import Synchronization

@testable import CalendarService

/// Stands in for scheduling: knows the appointments and tokens it is given and counts how often it is asked.
final class AppointmentOwner: Sendable {
    private struct Token: Hashable {
        let appointment: String
        let text: String
    }

    private let known: [AppointmentFacts]
    private let asked = Mutex<[[String]]>([])
    private let opened = Mutex<[Token: String]>([:])

    init(_ known: AppointmentFacts...) {
        self.known = known
    }

    /// The identifiers of each question so far.
    var questions: [[String]] {
        asked.withLock { $0 }
    }

    var source: AppointmentSource {
        AppointmentSource { [self] ids, _, _ in
            asked.withLock { $0.append(ids) }
            return known.filter { ids.contains($0.id) }
        }
    }

    var links: RoomLinkSource {
        RoomLinkSource { [self] appointment, token, _, _ in
            opened.withLock { $0[Token(appointment: appointment, text: token)] }
        }
    }

    /// From now on the token opens that room link of the appointment.
    func open(_ appointment: String, with token: String, to link: String) {
        opened.withLock { $0[Token(appointment: appointment, text: token)] = link }
    }
}
