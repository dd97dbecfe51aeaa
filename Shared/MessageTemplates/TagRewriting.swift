// SPDX-License-Identifier: Apache-2.0

/// Rewrites a template's tags into the few that swift-mustache is to see: variables (already escaped by us, hence in
/// triple braces), sections and comments.
struct TagRewriting {
    private(set) var patterns: [String: DatePattern] = [:]
    private(set) var literals: [String: String] = [:]
    private var open: [String] = []

    /// Sections are parsed and rendered recursively; the bound keeps that off the end of the stack.
    private static let deepestNesting = 16

    mutating func rewrite(_ text: String) throws(TemplateFault) -> String {
        var rewritten = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        while let start = rest.range(of: "{{") {
            rewritten.append(contentsOf: rest[..<start.lowerBound])
            guard let end = rest[start.upperBound...].range(of: "}}") else { throw .malformed }
            let content = String(String.UnicodeScalarView(rest[start.upperBound..<end.lowerBound]))
            rewritten.append(contentsOf: try tag(content).unicodeScalars)
            rest = rest[end.upperBound...]
        }
        guard open.isEmpty else { throw .malformed }
        rewritten.append(contentsOf: rest)
        return String(rewritten)
    }

    private mutating func tag(_ content: String) throws(TemplateFault) -> String {
        let trimmed = content.trimmed
        guard let sigil = trimmed.unicodeScalars.first else { return literal(content) }
        let name = String(trimmed.unicodeScalars.dropFirst()).trimmed
        switch sigil {
        case "!": return "{{!}}"
        case "#", "^":
            open.append(name)
            guard open.count <= Self.deepestNesting else { throw .malformed }
            return "{{\(sigil)\(try sectionName(name))}}"
        case "/":
            guard open.popLast() == name else { throw .malformed }
            return "{{/\(try sectionName(name))}}"
        case "{", "&", ">", "<", "$", "=", "%": throw .unsupportedTag(String(sigil))
        default:
            // swift-mustache would call what stands before a bracket on the value.
            guard !trimmed.unicodeScalars.contains("(") else { throw .unsupportedTag("()") }
            return variable(trimmed, written: content)
        }
    }

    private mutating func variable(_ name: String, written content: String) -> String {
        if TemplateVariables.names.contains(name) {
            return "{{{\(name)}}}"
        }
        guard let pattern = DatePattern(name[...]) else { return literal(content) }
        let key = "pattern\(patterns.count)"
        patterns[key] = pattern
        return "{{{\(key)}}}"
    }

    private mutating func literal(_ content: String) -> String {
        let key = "literal\(literals.count)"
        literals[key] = "{{\(content)}}"
        return "{{{\(key)}}}"
    }

    /// A section of an unknown name is one without a value; a name that swift-mustache can't read is no section.
    private func sectionName(_ name: String) throws(TemplateFault) -> String {
        if TemplateVariables.names.contains(name) {
            return name
        }
        guard !name.isEmpty, name.utf8.allSatisfy({ (0x61...0x7a).contains($0 | 0x20) }) else { throw .malformed }
        return "unknown"
    }
}

extension String {
    fileprivate var trimmed: String {
        let isSpace: (Unicode.Scalar) -> Bool = { " \t\r\n".unicodeScalars.contains($0) }
        var scalars = unicodeScalars[...]
        while let first = scalars.first, isSpace(first) { scalars.removeFirst() }
        while let last = scalars.last, isSpace(last) { scalars.removeLast() }
        return String(String.UnicodeScalarView(scalars))
    }
}

extension Substring.UnicodeScalarView {
    /// The first place where two scalars stand in a row, whatever combines with them: Mustache's braces are scalars.
    fileprivate func range(of pair: String) -> Range<Index>? {
        guard let first = pair.unicodeScalars.first, let last = pair.unicodeScalars.last else { return nil }
        var index = startIndex
        while index < endIndex {
            let next = self.index(after: index)
            if next < endIndex, self[index] == first, self[next] == last {
                return index..<self.index(after: next)
            }
            index = next
        }
        return nil
    }
}
