// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON

/// The API's description as one page to read: no script, no outside asset, made from the OpenAPI document alone.
struct ReferenceHTML {
    let document: JSONValue

    var text: String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(escaped(title)) API</title>
        <style>\(Self.style)</style>
        </head>
        <body>
        <a class="skip" href="#conventions">Skip to the text</a>
        <header>
        <h1>\(escaped(title)) API</h1>
        <p>\(marked(document["info"]?["summary"]))</p>
        <p>For tools: <a href="/openapi.json">openapi.json</a>, <a href="/openapi.yaml">openapi.yaml</a></p>
        </header>
        <nav aria-label="Operations">
        \(tags.map(contents).joined(separator: "\n"))
        </nav>
        <main>
        <section id="conventions">
        <h2>Conventions</h2>
        \(conventions)
        </section>
        \(tags.map(section).joined(separator: "\n"))
        <section id="forms">
        <h2>Forms</h2>
        \(schemas.map(form).joined(separator: "\n"))
        </section>
        <section id="problems">
        <h2>Problems</h2>
        \(problems)
        </section>
        </main>
        </body>
        </html>

        """
    }

    func escaped(_ text: String?) -> String {
        Page.escaped(text ?? "")
    }

    func marked(_ value: JSONValue?) -> String {
        HTMLText.marked(value?.text ?? "")
    }

    /// A table that scrolls by itself where the screen is narrow.
    func table(_ label: String, _ headings: [String], _ rows: [[String]]) -> String {
        let head = headings.map { "<th scope=\"col\">\($0)</th>" }.joined()
        let body = rows.map { row in
            let rest = row.dropFirst().map { "<td>\($0)</td>" }.joined()
            return "<tr><th scope=\"row\">\(row.first ?? "")</th>\(rest)</tr>"
        }
        return """
            <div class="table" role="region" aria-label="\(escaped(label))" tabindex="0">
            <table><thead><tr>\(head)</tr></thead>
            <tbody>
            \(body.joined(separator: "\n"))
            </tbody></table></div>
            """
    }
}

// MARK: - Parts of the page

extension ReferenceHTML {
    private var title: String { document["info"]?["title"]?.text ?? "" }

    private var tags: [JSONValue] { document["tags"]?.elements ?? [] }

    private var schemas: [JSONValue.Member] { document["components"]?["schemas"]?.members ?? [] }

    private var conventions: String {
        let text = document["info"]?["description"]?.text ?? ""
        return text.split(separator: "\n\n").map { "<p>\(HTMLText.marked(String($0)))</p>" }.joined(separator: "\n")
    }

    private var operations: [Operation] {
        (document["paths"]?.members ?? []).flatMap { path in
            (path.value.members ?? []).map { Operation(path: path.name, method: $0.name, json: $0.value) }
        }
    }

    private func operations(of tag: JSONValue) -> [Operation] {
        operations.filter { $0.json["tags"]?.elements?.contains(tag["name"] ?? .null) == true }
    }

    private func contents(_ tag: JSONValue) -> String {
        let links = operations(of: tag).map { operation in
            "<li><a href=\"#\(escaped(operation.id))\">\(heading(operation))</a></li>"
        }
        return "<h2>\(escaped(tag["name"]?.text))</h2>\n<ul>\n\(links.joined(separator: "\n"))\n</ul>"
    }

    private func section(_ tag: JSONValue) -> String {
        """
        <section>
        <h2>\(escaped(tag["name"]?.text))</h2>
        <p>\(marked(tag["description"]))</p>
        \(operations(of: tag).map(article).joined(separator: "\n"))
        </section>
        """
    }

    private func form(_ schema: JSONValue.Member) -> String {
        "<h3 id=\"form-\(escaped(schema.name))\">\(escaped(schema.name))</h3>\n\(fields(of: schema.value, schema.name))"
    }

    private var problems: String {
        let examples = document["components"]?["examples"]?.members ?? []
        return table(
            "Problems", ["Type", "Status", "Meaning"],
            examples.map { problem in
                [
                    problemLink(problem.name), escaped(problem.value["value"]?["status"]?.integer.map(String.init)),
                    "\(marked(problem.value["summary"])). \(marked(problem.value["description"]))",
                ]
            })
    }

    func problemLink(_ slug: String) -> String {
        "<a href=\"/problems/\(escaped(slug))\">\(escaped(slug))</a>"
    }
}
