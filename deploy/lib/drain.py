# SPDX-License-Identifier: Apache-2.0
"""Takes everything out of a queue and prints the message ids: drain.py URL QUEUE."""

import sys

import pika


def main(url, queue):
    connection = pika.BlockingConnection(pika.URLParameters(url))
    channel = connection.channel()
    channel.basic_qos(prefetch_count=1000)
    # A second without a message is the end.
    for method, properties, _ in channel.consume(queue, inactivity_timeout=1):
        if method is None:
            break
        print(properties.message_id)
        channel.basic_ack(method.delivery_tag)
    channel.cancel()
    connection.close()


main(*sys.argv[1:])
