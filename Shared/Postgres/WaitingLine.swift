// SPDX-License-Identifier: Apache-2.0

/// First in, first out, without moving everything up at each step.
struct WaitingLine<Element> {
    private var elements: [Element] = []
    private var head = 0

    var count: Int { elements.count - head }

    var isEmpty: Bool { count == 0 }

    var first: Element? { isEmpty ? nil : elements[head] }

    mutating func append(_ element: Element) {
        elements.append(element)
    }

    mutating func prepend(_ first: [Element]) {
        guard !first.isEmpty else { return }
        elements.replaceSubrange(0..<head, with: first)
        head = 0
    }

    mutating func popFirst() -> Element? {
        guard let element = first else { return nil }
        head += 1
        // What was popped is kept until it is half of all, so the cost of dropping it is spread.
        if head * 2 >= elements.count {
            elements.removeSubrange(0..<head)
            head = 0
        }
        return element
    }

    /// Takes out all that match, in order.
    mutating func removeAll(where matches: (Element) -> Bool) -> [Element] {
        let waiting = elements[head...]
        let removed = waiting.filter(matches)
        guard !removed.isEmpty else { return [] }
        elements = waiting.filter { !matches($0) }
        head = 0
        return removed
    }
}
