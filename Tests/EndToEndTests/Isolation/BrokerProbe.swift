// SPDX-License-Identifier: Apache-2.0
import JSON
import Testing

/// Tries things at the broker with a client that is not ours, each on a channel of its own.
enum BrokerProbe {
    /// One thing to try, such as `["purge", "calendar.events"]`.
    typealias Attempt = [String]

    /// The code with which the broker refused each attempt; 0 where it did not.
    static func codes(of attempts: [Attempt], as url: String) async throws -> [Int] {
        let json = JSONValue.array(attempts.map { .array($0.map(JSONValue.string)) })
        let output = try await Command.run(
            "/usr/bin/python3", ["-c", script, url, String(decoding: json.bytes, as: UTF8.self)])
        let codes = output.split { $0.isWhitespace }.compactMap { Int($0) }
        try #require(codes.count == attempts.count, "\(output)")
        return codes
    }

    /// What would hurt if it were permitted is bent so that it still would not: a queue is deleted only while it is
    /// unused and empty.
    private static let script = """
        import json, sys, time
        import pika
        connection = pika.BlockingConnection(pika.URLParameters(sys.argv[1]))
        def attempt(channel, what, *names):
            if what == "get":
                method, _, _ = channel.basic_get(names[0])
                if method is not None:
                    channel.basic_nack(method.delivery_tag, requeue=True)
            elif what == "consume":
                channel.basic_consume(names[0], lambda *_: None)
            elif what == "purge":
                channel.queue_purge(names[0])
            elif what == "delete":
                channel.queue_delete(names[0], if_unused=True, if_empty=True)
            elif what == "declare":
                channel.queue_declare(names[0], durable=True, arguments={"x-queue-type": "quorum"})
            elif what == "redirect":
                channel.queue_declare(names[0], exclusive=True, arguments={"x-dead-letter-exchange": names[1]})
            elif what == "bind":
                channel.queue_bind(names[0], names[1], names[2])
            elif what == "exchange":
                channel.exchange_declare(names[0], "fanout")
            elif what == "unexchange":
                channel.exchange_delete(names[0], if_unused=True)
            elif what == "link":
                channel.exchange_bind(names[0], names[1], "#")
            elif what == "publish":
                channel.confirm_delivery()
                headers = {"CC": list(names[3:])} if names[3:] else None
                properties = pika.BasicProperties(user_id=names[2] or None, message_id="intruder", headers=headers)
                channel.basic_publish(names[0], names[1], b"intruder", properties, mandatory=True)
            elif what == "bury":
                # In a reply queue of its own, which dead-letters to the key at once.
                queue, key, user, message, body, headers = names
                channel.queue_declare(queue, exclusive=True, arguments={
                    "x-dead-letter-exchange": "appointments.dead", "x-dead-letter-routing-key": key,
                    "x-message-ttl": 1})
                channel.queue_bind(queue, "appointments.replies", queue)
                channel.confirm_delivery()
                properties = pika.BasicProperties(
                    user_id=user, message_id=message, delivery_mode=2, headers=json.loads(headers))
                channel.basic_publish("appointments.replies", queue, body.encode(), properties, mandatory=True)
                # The queue goes with its connection.
                time.sleep(1)
            else:
                sys.exit(what)
        codes = []
        for names in json.loads(sys.argv[2]):
            channel = connection.channel()
            try:
                attempt(channel, *names)
                codes.append(0)
                channel.close()
            except pika.exceptions.ChannelClosedByBroker as closed:
                codes.append(closed.reply_code)
            except pika.exceptions.UnroutableError:
                codes.append(0)
        print(*codes)
        """
}
