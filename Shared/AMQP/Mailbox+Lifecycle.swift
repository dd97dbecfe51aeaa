// SPDX-License-Identifier: Apache-2.0
import ServiceLifecycle

/// Runs an operation that ends when the mailbox's thread stops, which a graceful shutdown or cancellation ask for.
func withTaskCancellationOrGracefulShutdown<Content: Sendable>(
    stopping mailbox: Mailbox<Content>, _ operation: () async -> Void
) async {
    await withTaskCancellationHandler {
        await withGracefulShutdownHandler {
            await operation()
        } onGracefulShutdown: {
            mailbox.stop(.gracefully)
        }
    } onCancel: {
        mailbox.stop(.now)
    }
}
