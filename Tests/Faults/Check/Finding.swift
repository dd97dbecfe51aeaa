// SPDX-License-Identifier: Apache-2.0

/// What can be wrong after a fault; of all there has to be nothing.
enum Finding: String, CaseIterable, Sendable, Codable {
    /// Answered as done, or published, and not there.
    case lost
    /// There more often than it was asked for, or though it was refused.
    case duplicated
    /// Waits for something that nobody does any more.
    case stuck
    /// First seen after something newer of the same source and subject.
    case reordered
    case early, late
    /// Two live appointments of one agent at one time.
    case overlapping
    /// In a dead letter queue though nothing was wrong with it.
    case dead
    /// An answer that no fault excuses, such as 500.
    case fault
    /// A request past its deadline.
    case overdue
    /// A recovery that took longer than it may.
    case slow
    /// Ready said a process that was not, or the other way round.
    case misled
    /// A connection that was given up though its peer was there.
    case dropped
}
