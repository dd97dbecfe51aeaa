// SPDX-License-Identifier: Apache-2.0
import JSON

/// The example bodies of the published description of the API, word by word.
enum GoldenSamples {
    static let userId = "36c1r718-9ab5-48c9-aeab-fas5f37b0ec4"

    /// `GetAppointmentResponse`.
    static let appointment = #"""
        {
          "applicationId": "bf8215e5-a39e-490a-a0e2-07df6a3d8c1f",
          "duration": "PT5M0s",
          "end": "2022-01-31T19:05:00.0Z",
          "id": "f46f165d-383a-4432-9a3e-9c805a152e0c",
          "interaction": {
            "customFields": {"property1": "string", "property2": "string"},
            "routing": {
              "properties": {"deploymentId": "c461a74-af3a-4b55-a461-bafbf077a34e"},
              "type": "GENESYS_CLOUD_FLOW"
            },
            "state": "PENDING"
          },
          "locale": "en_US",
          "metadata": {"prop1": {}},
          "notes": "CRM ref: 3nv-1gt-4rt",
          "notifications": [
            {
              "channel": "SMS",
              "textBody": "Dear {{firstName}},\n\nYour video call is scheduled for {{dd-MM-yyyy}} {{time24}} {{zone}}",
              "type": "CREATE"
            },
            {
              "channel": "EMAIL",
              "htmlBody": "<html><head><meta http-equiv=\"content-type\" content=\"text/html; charset=us-ascii\">\#
        </head><body style=\"overflow-wrap: break-word; -webkit-nbsp-mode: space; line-break: after-white-space;\">\#
        <div></div>Dear {{firstName}},<br></div><div><br><br>Your video call is scheduled for {{dd-MM-yyyy}} \#
        {{time24}} {{zone}}</div></body></html>",
              "subject": "Appointment notification",
              "textBody": "Dear {{firstName}},\n\nYour video call is scheduled for {{dd-MM-yyyy}} {{time24}} {{zone}}",
              "type": "CREATE"
            },
            {
              "channel": "SMS",
              "period": "P1D",
              "textBody": "Dear {{firstName}},\n\nThis is a reminder of your video call scheduled for \#
        {{dd-MM-yyyy}} {{time24}} {{zone}}",
              "type": "REMINDER"
            },
            {
              "channel": "SMS",
              "period": "P5M",
              "textBody": "Dear {{firstName}},\n\nYour video call is scheduled for today at {{dd-MM-yyyy}} \#
        {{time24}} {{zone}}.\n\nTo join please follow the link {{roomLink}}",
              "type": "ROOM"
            }
          ],
          "notificationsActive": true,
          "organizer": {"id": "c59a1ee2-e71d-4370-9ac8-26de220104db", "type": "CUSTOMER"},
          "participantIds": [
            {"id": "2460b086-8d27-4cd3-a7ef-cdc8b4c17f0c", "type": "CUSTOMER"},
            {"id": "36c1r718-9ab5-48c9-aeab-fas5f37b0ec4", "type": "AGENT"}
          ],
          "start": "2022-01-31T19:00:00.0Z",
          "timezone": "Europe/Berlin",
          "title": "Product installation review"
        }
        """#

    /// `FindAppointmentsResponsePaged` around its only entry, which is the one above.
    static let page = #"""
        {
          "content": [], "pageCount": 0, "pageNumber": 1, "pageSize": 25, "sortField": "string", "sortOrder": "asc",
          "total": 0
        }
        """#

    /// `UpdateAppointmentRequest`.
    static let update = #"""
        {
          "id": "f46f165d-383a-4432-9a3e-9c805a152e0c",
          "interaction": {
            "customFields": {"property1": "string", "property2": "string"},
            "routing": {
              "properties": {"deploymentId": "c461a74-af3a-4b55-a461-bafbf077a34e"},
              "type": "GENESYS_CLOUD_FLOW"
            },
            "state": "PENDING"
          },
          "metadata": {"prop1": {}},
          "notes": "CRM ref: 3nv-1gt-4rt",
          "title": "Product installation review"
        }
        """#

    /// `RescheduleAppointmentRequest`.
    static let reschedule = #"""
        {
          "duration": "PT5M",
          "id": "f46f165d-383a-4432-9a3e-9c805a152e0c",
          "locale": "en-GB",
          "start": "2022-01-31T19:00:00.0Z",
          "timezone": "Europe/Berlin"
        }
        """#

    /// `AddParticipantAgentRequest`, of reassign too.
    static let agent = #"""
        {
          "id": "f46f165d-383a-4432-9a3e-9c805a152e0c",
          "userId": "36c1r718-9ab5-48c9-aeab-fas5f37b0ec4"
        }
        """#

    /// `AddParticipantCustomerRequest`.
    static let customer = #"""
        {
          "customer": {
            "contact": {"primaryEmail": "user@provider.net", "primaryPhone": "2102234988"},
            "metadata": {"refNo": "CS-9838"},
            "name": {"firstName": "Bobby", "lastName": "Ewing"},
            "username": "ewingb@myorg.com"
          },
          "id": "f46f165d-383a-4432-9a3e-9c805a152e0c"
        }
        """#

    /// `GetParticipantDetailsResponse`.
    static let participant = #"""
        {
          "contact": {"primaryEmail": "user@provider.net", "primaryPhone": "2102234988"},
          "id": "c59a1ee2-e71d-4370-9ac8-26de220104db",
          "metadata": {"refNo": "CS-9838"},
          "name": {"firstName": "Bobby", "lastName": "Ewing"},
          "type": "CUSTOMER",
          "username": "ewingb@myorg.com"
        }
        """#

    /// `AppointmentActivationResponse`.
    static let activation = #"""
        {"expires": "2022-01-31T19:00:00.0Z", "type": "MULTI_USE_TICKET", "url": "https://video.auvious.com/q/pij-gws"}
        """#

    /// `AppointmentCountResponse`.
    static let count = #"""
        [
          {
            "count": 2, "duration": "PT5M0s", "end": "2022-01-31T19:05:00.0Z", "start": "2022-01-31T19:00:00.0Z",
            "timezone": "Europe/Berlin"
          }
        ]
        """#

    /// `FindAppointmentsEligibleResponse`.
    static let eligible = #"""
        [
          {
            "eligibleFrom": "2022-01-31T19:00:00.0Z", "id": "f46f165d-383a-4432-9a3e-9c805a152e0c",
            "start": "2022-01-31T19:00:00.0Z", "timezone": "Europe/Berlin"
          }
        ]
        """#

    /// `AppointmentOverlapResponse`.
    static let overlap = #"{"count": 0}"#

    static func parse(_ sample: String) throws -> JSONValue {
        try JSONValue.parse(Array(sample.utf8))
    }
}
