// SPDX-License-Identifier: Apache-2.0
package import SchedulingContract

/// The templates that hold while neither the appointment nor its application brings its own.
package enum BuiltInTemplates {
    package static let english: [NotificationTemplate] = [
        NotificationTemplate(
            type: .create, channel: .email,
            subject: "Your video appointment: {{longDate}}, {{time24}}",
            textBody: """
                Dear {{firstName}},

                your video appointment is scheduled for {{weekday}}, {{longDate}} at {{time24}} ({{zone}}) \
                and takes {{duration}}.

                Add it to your calendar: {{calendarLink}}
                Add it to Google Calendar: {{googleLink}}
                """,
            htmlBody: """
                <p>Dear {{firstName}},</p>
                <p>your video appointment is scheduled for <strong>{{weekday}}, {{longDate}} at {{time24}}</strong> \
                ({{zone}}) and takes {{duration}}.</p>
                <p><a href="{{calendarLink}}">Add it to your calendar</a> or to
                <a href="{{googleLink}}">Google Calendar</a>.</p>
                """)
    ]
}
