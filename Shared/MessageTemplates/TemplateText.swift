// SPDX-License-Identifier: Apache-2.0
import Contract
import Mustache
package import Time

/// One text of a template (subject, text or HTML body), read so that nothing can be rendered unescaped.
///
/// Values are never read as a template. Names that are no variable stay as written. swift-mustache reads names of
/// letters, digits, `.`, `-` and `_` only and splits them at dots, so every tag is rewritten before it gets to see it.
package struct TemplateText: Sendable {
    package enum Form: Sendable {
        case plain
        case html
    }

    private let form: Form
    private let mustache: MustacheTemplate
    /// Names made up for date patterns and for tags that stay as written.
    private let patterns: [String: DatePattern]
    private let literals: [String: String]

    /// - Throws: ``TemplateFault`` for tags that could let a value through unescaped or load another template, and for
    ///   texts that aren't Mustache.
    package init(_ text: String, form: Form) throws(TemplateFault) {
        var rewriting = TagRewriting()
        let rewritten = try rewriting.rewrite(text)
        self.form = form
        patterns = rewriting.patterns
        literals = rewriting.literals
        do {
            mustache = try MustacheTemplate(string: rewritten)
        } catch {
            throw .malformed
        }
    }

    /// - Parameters:
    ///   - values: by the names of ``TemplateVariables``; a variable without a value is rendered as nothing.
    ///   - date: what date patterns write.
    package func render(_ values: [String: String], date: CivilDate) -> String {
        var values = values
        for (name, pattern) in patterns {
            values[name] = pattern.text(of: date)
        }
        values.merge(literals) { _, literal in literal }
        switch form {
        case .plain: break
        case .html: values = values.mapValues(Page.escaped)
        }
        return mustache.render(values)
    }
}

/// Why a text can't be used as a template.
package enum TemplateFault: Error, Sendable, Equatable {
    /// Triple braces, `{{&…}}`, partials, blocks, set-delimiter tags, pragmas, transforms.
    case unsupportedTag(String)
    /// A tag without end, a section without end, sections nested too deeply.
    case malformed
}
