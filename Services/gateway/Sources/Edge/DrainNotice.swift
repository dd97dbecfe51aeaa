// SPDX-License-Identifier: Apache-2.0
import ServiceLifecycle

/// The first to hear of a shutdown: takes readiness away and gives balancers time to notice before the server stops
/// listening.
///
/// Has to be the last of its group, for groups shut down from last to first.
struct DrainNotice: Service {
    let state: EdgeState
    /// How long requests are still accepted.
    let delay: Duration

    func run() async throws {
        try? await gracefulShutdown()
        state.drain()
        try? await Task.sleep(for: delay)
    }
}
