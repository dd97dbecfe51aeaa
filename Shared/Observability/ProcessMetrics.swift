// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

/// What the kernel says of the process, under the names that every Prometheus client gives it.
package enum ProcessMetrics {
    /// Has them read whenever somebody looks.
    package static func register(in registry: MetricRegistry = .process) {
        let start = Double(Date.now.timeIntervalSince1970)
        registry.observe("process_start_time_seconds", "Start of the process in seconds since 1970.") { start }
        registry.observe("process_resident_memory_bytes", "Resident memory.") { residentBytes ?? .nan }
        registry.observe("process_open_fds", "Open file descriptors.") { openDescriptors ?? .nan }
        registry.observe("process_threads", "Threads.") { threads ?? .nan }
        registry.observe(
            "process_cpu_seconds_total", "Processor time used, user and system.", neverFalls: true
        ) { processorSeconds }
    }

    private static var residentBytes: Double? {
        // Its second field counts pages (proc(5)).
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return nil }
        let fields = text.split(separator: " ")
        guard fields.count > 1, let pages = Double(fields[1]) else { return nil }
        return pages * Double(sysconf(Int32(_SC_PAGESIZE)))
    }

    private static var openDescriptors: Double? {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")).map { Double($0.count) }
    }

    private static var threads: Double? {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")).map { Double($0.count) }
    }

    private static var processorSeconds: Double {
        var usage = rusage()
        getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
        return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1_000_000 }
    }
}
