// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Foundation
import Glibc
import Synchronization

/// Asks the system's resolver, which blocks and can't be interrupted, on a few threads of its own: a name server that
/// does not answer holds up nothing but look-ups.
final class AddressLookup: Sendable {
    static let process = AddressLookup(threads: 3, queueLimit: 64, patience: .seconds(5)) {
        AddressLookup.resolve($0)
    }

    private struct Job: Sendable {
        let name: String
        let answer: FirstAnswer
    }

    private let queueLimit: Int
    private let patience: Duration
    private let jobs = Mutex<[Job]>([])
    /// A signal for each job.
    private let work = DispatchSemaphore(value: 0)

    /// Starts the threads, which live as long as the process.
    init(
        threads: Int, queueLimit: Int, patience: Duration, _ resolve: @escaping @Sendable (String) -> [IPAddress]
    ) {
        self.queueLimit = queueLimit
        self.patience = patience
        for number in 1...threads {
            let thread = Thread { [self] in
                while true {
                    work.wait()
                    let job = jobs.withLock { $0.removeFirst() }
                    // Whoever asked may have given up long ago.
                    if job.answer.isAwaited {
                        job.answer.give(resolve(job.name))
                    }
                }
            }
            thread.name = "lookup \(number)"
            thread.start()
        }
    }

    /// - Returns: nothing also where no answer came in time, or too many names wait.
    func addresses(of name: String) async -> [IPAddress] {
        await withCheckedContinuation { continuation in
            let answer = FirstAnswer { continuation.resume(returning: $0) }
            let isTaken = jobs.withLock { jobs in
                guard jobs.count < queueLimit else { return false }
                jobs.append(Job(name: name, answer: answer))
                return true
            }
            guard isTaken else { return answer.give([]) }
            work.signal()
            Task { [patience] in
                try? await Task.sleep(for: patience)
                answer.give([])
            }
        }
    }

    private static func resolve(_ name: String) -> [IPAddress] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(name, nil, &hints, &list) == 0, let list else { return [] }
        defer { freeaddrinfo(list) }
        var found: [IPAddress] = []
        var entry: UnsafeMutablePointer<addrinfo>? = list
        while let current = entry {
            if let address = current.pointee.ai_addr.flatMap({ IPAddress($0) }), !found.contains(address) {
                found.append(address)
            }
            entry = current.pointee.ai_next
        }
        return found
    }
}

/// Passes the first of several answers on.
private final class FirstAnswer: Sendable {
    private let receiver: Mutex<(@Sendable ([IPAddress]) -> Void)?>

    init(_ receiver: @escaping @Sendable ([IPAddress]) -> Void) {
        self.receiver = Mutex(receiver)
    }

    var isAwaited: Bool {
        receiver.withLock { $0 != nil }
    }

    func give(_ answer: [IPAddress]) {
        let receiver = receiver.withLock { receiver in
            defer { receiver = nil }
            return receiver
        }
        receiver?(answer)
    }
}
