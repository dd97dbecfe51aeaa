// SPDX-License-Identifier: Apache-2.0

/// What a template can name.
package enum TemplateVariables {
    /// Every name that is a variable, whether it has a value or not; date patterns are variables beside them.
    package static let names: Set<String> = [
        "firstName", "lastName", "title", "roomLink", "calendarLink", "googleLink", "duration", "zone", "time24",
        "time12", "weekday", "longDate",
    ]
}
