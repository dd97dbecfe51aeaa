// SPDX-License-Identifier: Apache-2.0
import Foundation
import JSON
import Testing

/// What a page is in a real browser: headless Chromium, driven by `deploy/lib/browser.py`.
struct BrowserView: Sendable {
    /// One thing of the tree that assistive technology is told.
    struct Node: Sendable, Hashable {
        let role: String
        let name: String
    }

    let title: String
    /// Of the document.
    let language: String
    /// What the browser complains about, such as what the policy blocked.
    let messages: [String]
    let tree: [Node]
    /// Whether a screen 320 pixels wide has to be moved sideways.
    let overflows: Bool
    /// The least contrast of a text, in the light and in the dark scheme.
    let contrasts: [Double]
    /// Element and name of what the Tab key leads to, nil where no outline shows it.
    let focus: Node?
    /// Whether the page's own style is applied.
    let isStyled: Bool
    /// Where the page went by itself, of what was waited for.
    let seen: String?

    /// Opens a page of the gateway.
    ///
    /// - Parameter prefix: waited for until the page goes by itself to an address of that beginning.
    init(_ path: String, until prefix: String? = nil) async throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let program = root.appending(path: "deploy/lib/browser.py").path
        let address = try RunningSuite.value("GATEWAY_URL") + path
        let output = try await Command.run("/usr/bin/python3", [program, address] + (prefix.map { [$0] } ?? []))
        let json = try JSONValue.parse(Array(output.utf8), limits: .message)
        title = try #require(json["title"]?.text)
        language = try #require(json["language"]?.text)
        messages = json["messages"]?.elements?.compactMap(\.text) ?? []
        tree = try #require(json["tree"]?.elements).map { pair in
            Node(role: pair.elements?.first?.text ?? "", name: pair.elements?.last?.text ?? "")
        }
        overflows = json["overflows"] != .boolean(false)
        contrasts = try #require(json["contrasts"]?.elements).compactMap {
            Double(String(decoding: $0.bytes, as: UTF8.self))
        }
        focus =
            json["focus"]?["outlined"] == .boolean(true)
            ? Node(role: json["focus"]?["element"]?.text ?? "", name: json["focus"]?["name"]?.text ?? "") : nil
        isStyled = json["styled"] == .boolean(true)
        seen = json["seen"]?.text
    }

    /// Whether assistive technology is told of such a thing.
    func tells(_ role: String, _ name: String) -> Bool {
        tree.contains(Node(role: role, name: name))
    }
}
