// SPDX-License-Identifier: Apache-2.0

/// Reads that go as one implicit transaction, because they wait together and may see the same rows.
///
/// Opening a transaction and ending it costs the server as much as a short read. When a statement of a group fails, the
/// server skips what comes after it, so its reads are then asked again, each by itself.
struct ReadGroup {
    let scope: Scope
    private(set) var jobs: [ReadJob]

    /// A group of its own.
    init(_ job: ReadJob) {
        scope = job.scope
        jobs = [job]
    }

    /// Those of one scope together, in the order in which they wait.
    static func groups(of jobs: [ReadJob]) -> [ReadGroup] {
        var groups: [ReadGroup] = []
        for job in jobs {
            if let index = groups.firstIndex(where: { $0.scope == job.scope }) {
                groups[index].jobs.append(job)
            } else {
                groups.append(ReadGroup(job))
            }
        }
        return groups
    }

    var queries: [Query] {
        jobs.flatMap(\.queries)
    }

    /// How long a statement may take: no longer than until the first deadline.
    var milliseconds: Int {
        jobs.map { $0.deadline.milliseconds() }.min() ?? 0
    }

    /// When the last of them gives up.
    var deadline: ContinuousClock.Instant {
        jobs.map(\.deadline).max() ?? .now
    }

    func finish(_ rows: [Rows]) {
        var rest = rows[...]
        for job in jobs {
            job.finish(Array(rest.prefix(job.queries.count)))
            rest = rest.dropFirst(job.queries.count)
        }
    }

    func finish(_ failure: PostgresFailure) {
        for job in jobs { job.finish(failure) }
    }
}
