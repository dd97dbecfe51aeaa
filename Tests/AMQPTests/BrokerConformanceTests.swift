// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import AMQP

/// What the client promises, on a real broker. One after the other, as some tests restart it or set its alarm.
@Suite(
    .serialized,
    .enabled(if: TestBroker.url != nil, "SUITE_TEST_AMQP is not set to an administrator's amqp:// URL"),
    .timeLimit(.minutes(2)))
enum BrokerConformanceTests {}
