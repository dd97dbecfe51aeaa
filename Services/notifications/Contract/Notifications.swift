// SPDX-License-Identifier: Apache-2.0
package import Contract

/// What others may know of notifications: its operations and events.
package enum Notifications {
    package static let contract = ServiceContract(
        .notifications,
        operations: [
            .open(SendCode.self),
            .between(VerifyCode.self),
        ],
        publishes: [
            EventType.notificationPlanned.description,
            EventType.notificationSent.description,
            EventType.notificationFailed.description,
            EventType.notificationSuppressed.description,
            EventType.notificationUncertain.description,
        ],
        listensTo: ["appointment.*.v1"])
}
