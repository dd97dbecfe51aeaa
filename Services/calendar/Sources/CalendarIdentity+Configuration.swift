// SPDX-License-Identifier: Apache-2.0
import Configuration
import Contract
import ICalendar
import ServiceProcess

extension CalendarIdentity {
    /// Reads the identity from the configuration.
    ///
    /// | key | type | default | what |
    /// |---|---|---|---|
    /// | `calendar.domain` | host name | required | the part of an entry's UID after the `@`, for good |
    /// | `platform.from.address` | e-mail address | required | organizer of every entry, sender of every mail |
    /// | `platform.from.name` | text | `Appointments` | the organizer's name |
    ///
    /// - Throws: ``ConfigurationFault``, or what the reader throws for a missing key.
    init(_ configuration: ConfigReader) throws {
        let domain = try configuration.requiredString(forKey: "calendar.domain")
        let address = try configuration.requiredString(forKey: "platform.from.address")
        let name = configuration.string(forKey: "platform.from.name", default: "Appointments")
        guard EmailAddress.isWellFormed("uid@\(domain)") else {
            throw ConfigurationFault(key: "calendar.domain", expected: "a host name")
        }
        guard EmailAddress.isWellFormed(address) else {
            throw ConfigurationFault(key: "platform.from.address", expected: "one e-mail address")
        }
        self.init(domain: domain, organizer: CalendarAddress(email: address, name: name))
    }
}
