// SPDX-License-Identifier: Apache-2.0
package import Contract

/// What others may know of notifications: its operations and events.
package enum Notifications {
    package static let contract = ServiceContract(
        .notifications,
        operations: [
            .open(FindSettings.self),
            .open(ReplaceSettings.self),
            .open(ConfigureEmailSender.self),
            .open(FindEmailSender.self),
            .open(RemoveEmailSender.self),
            .open(ConfirmEmailSender.self),
            .open(TestEmailSender.self),
            .open(ConfigureSMSSender.self),
            .open(FindSMSSender.self),
            .open(RemoveSMSSender.self),
            .open(ConfirmSMSSender.self),
            .open(TestSMSSender.self),
            .open(ListNotifications.self),
            .open(SendCode.self),
            .between(VerifyCode.self),
            .between(WithholdCodes.self),
        ],
        publishes: [
            EventType.notificationPlanned.description,
            EventType.notificationSent.description,
            EventType.notificationFailed.description,
            EventType.notificationSuppressed.description,
            EventType.notificationUncertain.description,
            EventType.settingsChanged.description,
        ],
        listensTo: ["appointment.*.v1"])
}
