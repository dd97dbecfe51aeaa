// SPDX-License-Identifier: Apache-2.0
import SchedulingContract
import Synchronization

@testable import ParticipantsService

/// Stands in for scheduling: knows the appointments it is given and counts how often it is asked.
final class AppointmentOwner: Sendable {
    private let known: [AppointmentFacts]
    private let asked = Mutex<[[String]]>([])

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
}
