// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The checkout these tests were built from.
enum Checkout {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The text of each file with that ending below a folder, by its path from the root.
    static func files(below folder: String, ending: String) throws -> [String: String] {
        let base = root.appending(path: folder)
        var files: [String: String] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: base.path()) where path.hasSuffix(ending) {
            files["\(folder)/\(path)"] = try String(contentsOf: base.appending(path: path), encoding: .utf8)
        }
        return files
    }
}
