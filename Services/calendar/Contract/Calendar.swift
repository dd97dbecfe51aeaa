// SPDX-License-Identifier: Apache-2.0
package import Contract

/// What others may know of calendar: its operations.
package enum Calendar {
    package static let contract = ServiceContract(
        .calendar,
        operations: [
            .open(ExportICalendar.self),
            .open(ExportGoogleLink.self),
        ],
        listensTo: ["appointment.*.v1"])
}
