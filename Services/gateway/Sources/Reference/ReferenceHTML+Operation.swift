// SPDX-License-Identifier: Apache-2.0
import JSON

extension ReferenceHTML {
    /// A method of a path.
    struct Operation {
        let path: String
        let method: String
        let json: JSONValue

        var id: String { json["operationId"]?.text ?? "" }
    }

    func heading(_ operation: Operation) -> String {
        let method = escaped(operation.method.uppercased())
        return "<span class=\"method\">\(method)</span> <code>\(escaped(operation.path))</code>"
    }

    /// Everything a client needs to know of one operation.
    func article(_ operation: Operation) -> String {
        """
        <article id="\(escaped(operation.id))">
        <h3>\(heading(operation))</h3>
        <p>\(marked(operation.json["summary"])) <small><code>\(escaped(operation.id))</code></small></p>
        <p>\(marked(operation.json["description"]))</p>
        \(parameters(of: operation))
        \(body(of: operation))
        \(answers(of: operation))
        </article>
        """
    }

    private func parameters(of operation: Operation) -> String {
        let rows = (operation.json["parameters"]?.elements ?? []).map { parameter in
            let parameter = resolved(parameter)
            return [
                "<code>\(escaped(parameter["name"]?.text))</code>", escaped(parameter["in"]?.text),
                need(parameter["required"]?.bool == true), words(for: parameter["schema"] ?? .null),
                marked(parameter["description"]),
            ]
        }
        guard !rows.isEmpty else { return "" }
        return "<h4>Parameters</h4>\n"
            + table("Parameters of \(operation.id)", ["Name", "In", "Needed", "Form", "Meaning"], rows)
    }

    private func body(of operation: Operation) -> String {
        guard let schema = operation.json["requestBody"]?["content"]?["application/json"]?["schema"] else { return "" }
        let name = "Body of \(operation.id)"
        return "<h4>Body</h4>\n<p>\(words(for: schema)), <code>application/json</code></p>\n"
            + fields(of: resolved(schema), name)
    }

    private func answers(of operation: Operation) -> String {
        let rows = (operation.json["responses"]?.members ?? []).map { answer in
            [escaped(answer.name), meaning(of: answer.value), content(of: answer.value), headers(of: answer.value)]
        }
        return "<h4>Answers</h4>\n"
            + table("Answers of \(operation.id)", ["Status", "Meaning", "Body", "Header fields"], rows)
    }

    /// Problems by name, each with a link to its page; otherwise the words of the document.
    private func meaning(of answer: JSONValue) -> String {
        guard let examples = answer["content"]?["application/problem+json"]?["examples"]?.members else {
            return marked(answer["description"])
        }
        return examples.map { problemLink($0.name) }.joined(separator: ", ")
    }

    private func content(of answer: JSONValue) -> String {
        (answer["content"]?.members ?? []).map { content in
            let schema = content.value["schema"].map(words) ?? ""
            return "\(schema), <code>\(escaped(content.name))</code>"
        }.joined(separator: "; ")
    }

    private func headers(of answer: JSONValue) -> String {
        (answer["headers"]?.members ?? []).map { "<code>\(escaped($0.name))</code>" }.joined(separator: ", ")
    }

    func need(_ isRequired: Bool) -> String {
        isRequired ? "yes" : "no"
    }
}
