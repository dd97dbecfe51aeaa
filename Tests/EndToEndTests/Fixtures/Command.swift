// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Programs that a test runs beside itself.
enum Command {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Runs a program to its end and returns what it wrote to its standard output.
    ///
    /// - Throws: ``Failure`` with the end of what it wrote when its status is not 0.
    @discardableResult
    static func run(_ path: String, _ arguments: [String]) async throws -> String {
        // A file, not a pipe: servers started by the program would inherit a pipe and keep it open.
        let output = FileManager.default.temporaryDirectory.appending(path: "end-to-end-\(UUID().uuidString)")
        try Data().write(to: output)
        defer { try? FileManager.default.removeItem(at: output) }
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = FileHandle.nullDevice
        let status = try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do {
                try process.run()
            } catch {
                process.terminationHandler = nil
                continuation.resume(throwing: error)
            }
        }
        let text = String(decoding: try Data(contentsOf: output), as: UTF8.self)
        guard status == 0 else {
            throw Failure(description: "\(arguments.last ?? path) ended with \(status): \(text.suffix(500))")
        }
        return text
    }

    /// The path of one of the suite's executables: they are built into the folder of the tests' own bundle.
    static func executable(_ name: String) throws -> String {
        for argument in ProcessInfo.processInfo.arguments {
            let beside = URL(filePath: argument).deletingLastPathComponent().appending(path: name).path
            if FileManager.default.isExecutableFile(atPath: beside) {
                return beside
            }
        }
        throw Failure(description: "no executable \(name) beside the tests")
    }
}
