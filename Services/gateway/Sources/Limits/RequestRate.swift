// SPDX-License-Identifier: Apache-2.0
import ServiceProcess

/// How many requests in how much time: `100` is 100 a second, `1000/10` is 1000 in 10 seconds.
struct RequestRate: Sendable, Equatable {
    /// So many at once, if none came for a while; 1…1,000,000.
    let quota: Int
    /// The time after which the whole quota is there again; 1…3600.
    let seconds: Int

    /// - Throws: ``ConfigurationFault`` naming the variable and what it takes.
    init(_ text: String, of variable: String) throws(ConfigurationFault) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let quota = parts.first.flatMap({ Int($0) }), (1...1_000_000).contains(quota),
            let seconds = parts.count == 2 ? Int(parts[1]) : 1, (1...3600).contains(seconds)
        else {
            throw ConfigurationFault(
                "\(variable): must be requests per second (1 to 1000000) or REQUESTS/SECONDS (1 to 3600 seconds)")
        }
        self.init(quota: quota, seconds: seconds)
    }

    init(quota: Int, seconds: Int) {
        self.quota = quota
        self.seconds = seconds
    }
}
