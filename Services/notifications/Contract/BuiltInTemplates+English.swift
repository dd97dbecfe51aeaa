// SPDX-License-Identifier: Apache-2.0
import SchedulingContract

extension BuiltInTemplates {
    package static let english = BuiltInTemplates("en") { type in
        switch type {
        case .create:
            Texts(
                subject: "Your video appointment: {{longDate}}, {{time24}}",
                text: """
                    {{#firstName}}Dear {{firstName}}{{/firstName}}{{^firstName}}Hello{{/firstName}},

                    your video appointment is scheduled for {{weekday}}, {{longDate}} at {{time24}} ({{zone}}) \
                    and takes {{duration}}.{{#roomLink}}

                    Your video room: {{roomLink}}{{/roomLink}}

                    Add it to your calendar: {{calendarLink}}
                    Add it to Google Calendar: {{googleLink}}
                    """,
                html: """
                    <p>{{#firstName}}Dear {{firstName}}{{/firstName}}{{^firstName}}Hello{{/firstName}},</p>
                    <p>your video appointment is scheduled for <strong>{{weekday}}, {{longDate}} at \
                    {{time24}}</strong> ({{zone}}) and takes {{duration}}.</p>{{#roomLink}}
                    <p><a href="{{roomLink}}">Open your video room</a></p>{{/roomLink}}
                    <p><a href="{{calendarLink}}">Add it to your calendar</a> or to
                    <a href="{{googleLink}}">Google Calendar</a>.</p>
                    """,
                sms: """
                    Hello{{#firstName}} {{firstName}}{{/firstName}}, your video appointment is on {{weekday}}, \
                    {{longDate}} at {{time24}} ({{zone}}).{{#roomLink}} {{roomLink}}{{/roomLink}}
                    """)
        case .reschedule:
            Texts(
                subject: "Your video appointment has moved: {{longDate}}, {{time24}}",
                text: """
                    {{#firstName}}Dear {{firstName}}{{/firstName}}{{^firstName}}Hello{{/firstName}},

                    your video appointment has moved. It is now on {{weekday}}, {{longDate}} at {{time24}} \
                    ({{zone}}) and takes {{duration}}.{{#roomLink}}

                    Your video room: {{roomLink}}{{/roomLink}}

                    Add it to your calendar: {{calendarLink}}
                    Add it to Google Calendar: {{googleLink}}
                    """,
                html: """
                    <p>{{#firstName}}Dear {{firstName}}{{/firstName}}{{^firstName}}Hello{{/firstName}},</p>
                    <p>your video appointment has moved. It is now on <strong>{{weekday}}, {{longDate}} at \
                    {{time24}}</strong> ({{zone}}) and takes {{duration}}.</p>{{#roomLink}}
                    <p><a href="{{roomLink}}">Open your video room</a></p>{{/roomLink}}
                    <p><a href="{{calendarLink}}">Add it to your calendar</a> or to
                    <a href="{{googleLink}}">Google Calendar</a>.</p>
                    """,
                sms: """
                    Hello{{#firstName}} {{firstName}}{{/firstName}}, your video appointment has moved to \
                    {{weekday}}, {{longDate}} at {{time24}} ({{zone}}).{{#roomLink}} {{roomLink}}{{/roomLink}}
                    """)
        case .cancelled:
            Texts(
                subject: "Your video appointment is cancelled: {{longDate}}, {{time24}}",
                text: """
                    {{#firstName}}Dear {{firstName}}{{/firstName}}{{^firstName}}Hello{{/firstName}},

                    your video appointment on {{weekday}}, {{longDate}} at {{time24}} ({{zone}}) is cancelled.
                    """,
                html: """
                    <p>{{#firstName}}Dear {{firstName}}{{/firstName}}{{^firstName}}Hello{{/firstName}},</p>
                    <p>your video appointment on <strong>{{weekday}}, {{longDate}} at {{time24}}</strong> \
                    ({{zone}}) is cancelled.</p>
                    """,
                sms: """
                    Hello{{#firstName}} {{firstName}}{{/firstName}}, your video appointment on {{weekday}}, \
                    {{longDate}} at {{time24}} ({{zone}}) is cancelled.
                    """)
        case .reminder:
            Texts(
                subject: "Reminder: your video appointment on {{longDate}}, {{time24}}",
                text: """
                    {{#firstName}}Dear {{firstName}}{{/firstName}}{{^firstName}}Hello{{/firstName}},

                    this is a reminder of your video appointment on {{weekday}}, {{longDate}} at {{time24}} \
                    ({{zone}}). It takes {{duration}}.{{#roomLink}}

                    Your video room: {{roomLink}}{{/roomLink}}
                    """,
                html: """
                    <p>{{#firstName}}Dear {{firstName}}{{/firstName}}{{^firstName}}Hello{{/firstName}},</p>
                    <p>this is a reminder of your video appointment on <strong>{{weekday}}, {{longDate}} at \
                    {{time24}}</strong> ({{zone}}). It takes {{duration}}.</p>{{#roomLink}}
                    <p><a href="{{roomLink}}">Open your video room</a></p>{{/roomLink}}
                    """,
                sms: """
                    Hello{{#firstName}} {{firstName}}{{/firstName}}, this is a reminder of your video appointment \
                    on {{weekday}}, {{longDate}} at {{time24}} ({{zone}}).{{#roomLink}} {{roomLink}}{{/roomLink}}
                    """)
        case .room:
            Texts(
                subject: "Your video room is open: {{time24}}",
                text: """
                    {{#firstName}}Dear {{firstName}}{{/firstName}}{{^firstName}}Hello{{/firstName}},

                    your video appointment begins on {{weekday}}, {{longDate}} at {{time24}} ({{zone}}).

                    Your video room: {{roomLink}}
                    """,
                html: """
                    <p>{{#firstName}}Dear {{firstName}}{{/firstName}}{{^firstName}}Hello{{/firstName}},</p>
                    <p>your video appointment begins on <strong>{{weekday}}, {{longDate}} at {{time24}}</strong> \
                    ({{zone}}).</p>
                    <p><a href="{{roomLink}}">Open your video room</a></p>
                    """,
                sms: """
                    Hello{{#firstName}} {{firstName}}{{/firstName}}, your video appointment begins at {{time24}} \
                    ({{zone}}). {{roomLink}}
                    """)
        case .followUp:
            Texts(
                subject: "Thank you for your video appointment",
                text: """
                    {{#firstName}}Dear {{firstName}}{{/firstName}}{{^firstName}}Hello{{/firstName}},

                    thank you for joining our video appointment on {{weekday}}, {{longDate}}.
                    """,
                html: """
                    <p>{{#firstName}}Dear {{firstName}}{{/firstName}}{{^firstName}}Hello{{/firstName}},</p>
                    <p>thank you for joining our video appointment on {{weekday}}, {{longDate}}.</p>
                    """,
                sms: """
                    Hello{{#firstName}} {{firstName}}{{/firstName}}, thank you for joining our video appointment \
                    on {{longDate}}.
                    """)
        }
    }
}
