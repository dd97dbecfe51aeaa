// SPDX-License-Identifier: Apache-2.0
import SchedulingContract

extension BuiltInTemplates {
    package static let german = BuiltInTemplates("de") { type in
        switch type {
        case .create:
            Texts(
                subject: "Ihr Videotermin: {{longDate}}, {{time24}} Uhr",
                text: """
                    Guten Tag{{#firstName}} {{firstName}}{{/firstName}},

                    Ihr Videotermin ist für {{weekday}}, {{longDate}} um {{time24}} Uhr ({{zone}}) gebucht und \
                    dauert {{duration}}.{{#roomLink}}

                    Ihr Videoraum: {{roomLink}}{{/roomLink}}

                    In den Kalender eintragen: {{calendarLink}}
                    In Google Kalender eintragen: {{googleLink}}
                    """,
                html: """
                    <p>Guten Tag{{#firstName}} {{firstName}}{{/firstName}},</p>
                    <p>Ihr Videotermin ist für <strong>{{weekday}}, {{longDate}} um {{time24}} Uhr</strong> \
                    ({{zone}}) gebucht und dauert {{duration}}.</p>{{#roomLink}}
                    <p><a href="{{roomLink}}">Ihren Videoraum öffnen</a></p>{{/roomLink}}
                    <p><a href="{{calendarLink}}">In den Kalender</a> oder in
                    <a href="{{googleLink}}">Google Kalender</a> eintragen.</p>
                    """,
                sms: """
                    Guten Tag{{#firstName}} {{firstName}}{{/firstName}}, Ihr Videotermin ist gebucht: \
                    {{weekday}}, {{longDate}} um {{time24}} Uhr ({{zone}}).{{#roomLink}} {{roomLink}}{{/roomLink}}
                    """)
        case .reschedule:
            Texts(
                subject: "Ihr Videotermin wurde verschoben: {{longDate}}, {{time24}} Uhr",
                text: """
                    Guten Tag{{#firstName}} {{firstName}}{{/firstName}},

                    Ihr Videotermin wurde verschoben. Der neue Termin: {{weekday}}, {{longDate}} um {{time24}} \
                    Uhr ({{zone}}). Dauer: {{duration}}.{{#roomLink}}

                    Ihr Videoraum: {{roomLink}}{{/roomLink}}

                    In den Kalender eintragen: {{calendarLink}}
                    In Google Kalender eintragen: {{googleLink}}
                    """,
                html: """
                    <p>Guten Tag{{#firstName}} {{firstName}}{{/firstName}},</p>
                    <p>Ihr Videotermin wurde verschoben. Der neue Termin: <strong>{{weekday}}, {{longDate}} um \
                    {{time24}} Uhr</strong> ({{zone}}). Dauer: {{duration}}.</p>{{#roomLink}}
                    <p><a href="{{roomLink}}">Ihren Videoraum öffnen</a></p>{{/roomLink}}
                    <p><a href="{{calendarLink}}">In den Kalender</a> oder in
                    <a href="{{googleLink}}">Google Kalender</a> eintragen.</p>
                    """,
                sms: """
                    Guten Tag{{#firstName}} {{firstName}}{{/firstName}}, Ihr Videotermin wurde verschoben. Der \
                    neue Termin: {{weekday}}, {{longDate}} um {{time24}} Uhr ({{zone}}).{{#roomLink}} \
                    {{roomLink}}{{/roomLink}}
                    """)
        case .cancelled:
            Texts(
                subject: "Ihr Videotermin wurde abgesagt: {{longDate}}, {{time24}} Uhr",
                text: """
                    Guten Tag{{#firstName}} {{firstName}}{{/firstName}},

                    Ihr Videotermin wurde abgesagt: {{weekday}}, {{longDate}} um {{time24}} Uhr ({{zone}}).
                    """,
                html: """
                    <p>Guten Tag{{#firstName}} {{firstName}}{{/firstName}},</p>
                    <p>Ihr Videotermin wurde abgesagt: <strong>{{weekday}}, {{longDate}} um {{time24}} \
                    Uhr</strong> ({{zone}}).</p>
                    """,
                sms: """
                    Guten Tag{{#firstName}} {{firstName}}{{/firstName}}, Ihr Videotermin wurde abgesagt: \
                    {{weekday}}, {{longDate}} um {{time24}} Uhr ({{zone}}).
                    """)
        case .reminder:
            Texts(
                subject: "Erinnerung: Ihr Videotermin am {{longDate}}, {{time24}} Uhr",
                text: """
                    Guten Tag{{#firstName}} {{firstName}}{{/firstName}},

                    wir erinnern Sie an Ihren Videotermin: {{weekday}}, {{longDate}} um {{time24}} Uhr \
                    ({{zone}}). Dauer: {{duration}}.{{#roomLink}}

                    Ihr Videoraum: {{roomLink}}{{/roomLink}}
                    """,
                html: """
                    <p>Guten Tag{{#firstName}} {{firstName}}{{/firstName}},</p>
                    <p>wir erinnern Sie an Ihren Videotermin: <strong>{{weekday}}, {{longDate}} um {{time24}} \
                    Uhr</strong> ({{zone}}). Dauer: {{duration}}.</p>{{#roomLink}}
                    <p><a href="{{roomLink}}">Ihren Videoraum öffnen</a></p>{{/roomLink}}
                    """,
                sms: """
                    Guten Tag{{#firstName}} {{firstName}}{{/firstName}}, wir erinnern Sie an Ihren Videotermin: \
                    {{weekday}}, {{longDate}} um {{time24}} Uhr ({{zone}}).{{#roomLink}} {{roomLink}}{{/roomLink}}
                    """)
        case .room:
            Texts(
                subject: "Ihr Videoraum ist offen: {{time24}} Uhr",
                text: """
                    Guten Tag{{#firstName}} {{firstName}}{{/firstName}},

                    Ihr Videotermin beginnt: {{weekday}}, {{longDate}} um {{time24}} Uhr ({{zone}}).

                    Ihr Videoraum: {{roomLink}}
                    """,
                html: """
                    <p>Guten Tag{{#firstName}} {{firstName}}{{/firstName}},</p>
                    <p>Ihr Videotermin beginnt: <strong>{{weekday}}, {{longDate}} um {{time24}} Uhr</strong> \
                    ({{zone}}).</p>
                    <p><a href="{{roomLink}}">Ihren Videoraum öffnen</a></p>
                    """,
                sms: """
                    Guten Tag{{#firstName}} {{firstName}}{{/firstName}}, Ihr Videotermin beginnt um {{time24}} \
                    Uhr ({{zone}}). {{roomLink}}
                    """)
        case .followUp:
            Texts(
                subject: "Vielen Dank für Ihren Videotermin",
                text: """
                    Guten Tag{{#firstName}} {{firstName}}{{/firstName}},

                    vielen Dank, dass Sie an unserem Videotermin teilgenommen haben: {{weekday}}, {{longDate}}.
                    """,
                html: """
                    <p>Guten Tag{{#firstName}} {{firstName}}{{/firstName}},</p>
                    <p>vielen Dank, dass Sie an unserem Videotermin teilgenommen haben: {{weekday}}, {{longDate}}.</p>
                    """,
                sms: """
                    Guten Tag{{#firstName}} {{firstName}}{{/firstName}}, vielen Dank, dass Sie am {{longDate}} an \
                    unserem Videotermin teilgenommen haben.
                    """)
        }
    }
}
