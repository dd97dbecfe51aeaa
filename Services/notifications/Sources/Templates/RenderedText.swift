// SPDX-License-Identifier: Apache-2.0
package import MessageTemplates
import NotificationsContract
package import SchedulingContract

/// The texts of one message, rendered for its recipient.
package struct RenderedText: Sendable, Equatable {
    package let subject: String
    package let text: String
    package let html: String?
    /// The fault of a template that was passed over for the built-in one.
    package let passedOver: TemplateFault?

    /// Renders the first template that can be used; ``BuiltInTemplates`` can, a test proves it.
    ///
    /// - Parameter templates: the appointment's own one first, the built-in one last. An e-mail template without a
    ///   text body takes the next one's.
    /// - Returns: nil when none can be used.
    package static func render(_ templates: [NotificationTemplate], _ variables: MessageVariables) -> RenderedText? {
        var passedOver: TemplateFault?
        for (place, template) in templates.enumerated() {
            do throws(TemplateFault) {
                let isEmpty = template.textBody == nil && template.htmlBody == nil
                guard !isEmpty, let text = templates[place...].lazy.compactMap(\.textBody).first else { continue }
                return RenderedText(
                    subject: try compiled.text(template.subject ?? defaultSubject, form: .plain).render(variables),
                    text: try compiled.text(text, form: .plain).render(variables),
                    html: try html(template, variables), passedOver: passedOver)
            } catch {
                passedOver = passedOver ?? error
            }
        }
        return nil
    }

    private static let compiled = CompiledTexts()
    private static let defaultSubject = "{{longDate}}, {{time24}}"

    private static func html(
        _ template: NotificationTemplate, _ variables: MessageVariables
    ) throws(TemplateFault) -> String? {
        guard let body = template.htmlBody else { return nil }
        return try compiled.text(body, form: .html).render(variables)
    }
}
