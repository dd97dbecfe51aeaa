// SPDX-License-Identifier: Apache-2.0
import Contract
import GatewayContract

/// The pages behind the `type` of problem documents, one for each problem the suite can answer with.
///
/// Plain HTML without script, style or outside reference.
struct ProblemPages: Sendable {
    /// Problems the gateway itself answers with.
    static let own: [ProblemType] = [
        .malformedBody, .invalidRequest, .unauthorized, .forbidden, .notFound, .methodNotAllowed, .tooLarge,
        .unsupportedMediaType, .malformedRequest, .requestTimeout, .unsupportedCoding, .targetTooLong, .headerTooLarge,
        .tooManyRequests,
    ]

    /// What the problems of the suite say of themselves, by slug.
    static let explanations: [String: String] = Dictionary(
        all(in: GatewayService.contracts).map { ($0.slug, $0.explanation) }, uniquingKeysWith: { first, _ in first })

    private let pages: [String: [UInt8]]

    init(_ contracts: [ServiceContract]) {
        var pages: [String: [UInt8]] = [:]
        for type in Self.all(in: contracts) {
            pages[type.slug] = Array(Self.html(type).utf8)
        }
        self.pages = pages
    }

    private static func all(in contracts: [ServiceContract]) -> [ProblemType] {
        own + ProblemType.everywhere + contracts.flatMap { $0.operations.flatMap(\.failures) }
    }

    /// Every slug that has a page.
    var slugs: [String] {
        pages.keys.sorted()
    }

    /// The page of a slug, nil for one that no problem has.
    func page(_ slug: String) -> [UInt8]? {
        pages[slug]
    }

    private static func html(_ type: ProblemType) -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(Page.escaped(type.title)) (\(type.kind.status))</title>
        </head>
        <body>
        <main>
        <h1>\(Page.escaped(type.title))</h1>
        <p>\(HTMLText.marked(type.explanation))</p>
        <dl>
        <dt>Status</dt>
        <dd>\(type.kind.status)</dd>
        <dt>Type</dt>
        <dd><code>/problems/\(Page.escaped(type.slug))</code></dd>
        </dl>
        </main>
        </body>
        </html>

        """
    }
}
