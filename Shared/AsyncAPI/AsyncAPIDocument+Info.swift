// SPDX-License-Identifier: Apache-2.0
import JSON

extension AsyncAPIDocument {
    static let info = JSONValue.object([
        "title": .string("Appointments: events"),
        "version": .string("1.0"),
        "description": .string(conventions),
        "license": .object([
            "name": .string("Apache License 2.0"), "url": .string("https://www.apache.org/licenses/LICENSE-2.0"),
        ]),
    ])

    static let servers = JSONValue.object([
        "broker": .object([
            "host": .string("{host}:{port}"), "protocol": .string("amqp"), "protocolVersion": .string("0.9.1"),
            "description": .string("RabbitMQ. Each platform has a user of its own, made by `subscriber add`."),
            "variables": .object([
                "host": .object(["default": .string("127.0.0.1")]),
                "port": .object(["default": .string("28011")]),
            ]),
            "security": .array([.object(["$ref": .string("#/components/securitySchemes/user")])]),
        ])
    ])

    static let securitySchemes = JSONValue.object(["user": .object(["type": .string("userPassword")])])

    private static let conventions = """
        What the suite tells other platforms and what the video platform tells the suite, over RabbitMQ (AMQP 0-9-1).

        **Events** are CloudEvents 1.0 in structured JSON mode, one for each business act, published by their service \
        alone (the broker checks the AMQP `user-id`). The routing key is the `type` without `app.appointments.`.

        **At least once.** Every committed change is published; after a failure it may be published again under the same \
        `id`, which deduplicates. First publications are in the order of `sequence` within one `source` and `subject`; a \
        consumer that wants the newest state keeps the greatest `sequence`.

        **Subscribers** read one queue that an operator made for them. It is bounded by length and age and drops the \
        oldest first: whoever is away for longer than that misses events and reads the API instead.

        **Data** holds identifiers and facts, never a name, a number or an address. Members may be added at any time and \
        new words may come into lists of words; a breaking change is a new event with a new version.
        """
}
