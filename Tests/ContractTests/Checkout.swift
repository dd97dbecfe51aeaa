// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

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

    /// What a command that is found on the path writes when run in the checkout; it has to succeed.
    static func output(of command: String...) throws -> Data {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = command
        process.currentDirectoryURL = root
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(command)")
        return data
    }
}
