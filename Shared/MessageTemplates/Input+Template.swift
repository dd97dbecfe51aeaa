// SPDX-License-Identifier: Apache-2.0
package import Contract

extension Input {
    /// A text that is a template, refused where it could not be rendered or would let a value through unescaped.
    package mutating func template(
        _ name: String, _ form: TemplateText.Form, atMost limit: Int, multiline: Bool = true, about: String? = nil
    ) -> String? {
        let text = text(name, atMost: limit, multiline: multiline, about: about)
        guard let text else { return nil }
        do {
            _ = try TemplateText(text, form: form)
        } catch {
            refuse(name, error.explanation)
        }
        return text
    }
}

extension TemplateFault {
    /// In words for the author of the template.
    fileprivate var explanation: String {
        switch self {
        case .unsupportedTag:
            "must be a template of variables, sections and comments only: no triple braces, {{&…}}, partials, blocks, "
                + "transforms, pragmas or other delimiters"
        case .malformed: "must be a template in which every tag and every section is closed"
        }
    }
}
