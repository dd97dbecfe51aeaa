// SPDX-License-Identifier: Apache-2.0

/// How much structure a document may have; its size in bytes is the caller's to bound.
package struct JSONLimits: Sendable, Hashable {
    /// How many objects and arrays may enclose each other, at most 512.
    package let depth: Int

    /// How many values the document may have in all, the outermost included.
    package let elements: Int

    /// - Parameters:
    ///   - depth: brought into 0…512, for each level takes stack.
    ///   - elements: values in all.
    package init(depth: Int, elements: Int) {
        self.depth = min(max(depth, 0), 512)
        self.elements = elements
    }

    /// For what a client sent: 32 levels, 10,000 values.
    package static let request = JSONLimits(depth: 32, elements: 10_000)

    /// For what a service of ours sent: room for an envelope around request payloads and for pages of results.
    package static let message = JSONLimits(depth: 48, elements: 1_000_000)
}
