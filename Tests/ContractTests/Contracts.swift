// SPDX-License-Identifier: Apache-2.0
import CalendarContract
import Contract
import NotificationsContract
import ParticipantsContract
import SchedulingContract

/// Every contract of the suite.
let contracts: [ServiceContract] = [
    Scheduling.contract, Participants.contract, Calendar.contract, Notifications.contract,
]

let operations = contracts.flatMap(\.operations)
