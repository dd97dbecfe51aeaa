// SPDX-License-Identifier: Apache-2.0
import MessageTemplates
import Synchronization

/// Templates as they were compiled last, for a batch of messages mostly has few different texts.
///
/// Bounded; when it is full everything goes, since what is in use is back at once.
final class CompiledTexts: Sendable {
    private struct Source: Hashable {
        /// In UTF-8: another Unicode form is another text, which `String`'s own comparison doesn't see.
        let text: [UInt8]
        let form: TemplateText.Form
    }

    /// Subjects and bodies of twenty templates; a text has at most some kilobytes.
    private static let most = 64

    private let compiled = Mutex<[Source: TemplateText]>([:])

    /// - Throws: what compiling throws.
    func text(_ text: String, form: TemplateText.Form) throws(TemplateFault) -> TemplateText {
        let source = Source(text: Array(text.utf8), form: form)
        if let known = compiled.withLock({ $0[source] }) {
            return known
        }
        let new = try TemplateText(text, form: form)
        compiled.withLock { compiled in
            if compiled.count >= Self.most {
                compiled.removeAll(keepingCapacity: true)
            }
            compiled[source] = new
        }
        return new
    }
}
