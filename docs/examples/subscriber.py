#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A subscriber to the suite's events: each event once, each appointment in its newest state.

usage: subscriber.py [--env FILE] [--store FILE] [--seconds N]

Reads SUBSCRIBER_AMQP_URL and SUBSCRIBER_QUEUE from the environment or from FILE (.local/env). Needs pika and
nothing else: Debian's python3-pika for /usr/bin/python3, `pip install pika` for another. Ends after N seconds, or with Ctrl-C.
"""

import argparse
import json
import os
import sqlite3
import sys
import time

import pika

# CloudEvents ids are kept for as long as the suite may publish an event again.
REMEMBERED_DAYS = 8


class Store:
    """What was heard, on disk: what took effect and the marks that say so are committed together."""

    def __init__(self, path):
        self.database = sqlite3.connect(path)
        self.database.executescript(
            """
            create table if not exists heard (id text primary key, at real not null);
            create table if not exists newest (
                source text, subject text, sequence text not null, data text not null, primary key (source, subject));
            """
        )

    def take(self, event):
        """Handles one event in one transaction; returns what became of it."""
        with self.database:
            first = self.database.execute(
                "insert into heard values (?, ?) on conflict do nothing", (event["id"], time.time())
            )
            if first.rowcount == 0:
                return "repeated"
            # What is to happen once for each event belongs here, in this transaction.
            #
            # State is taken over from a newer event only. Sequences are texts of 20 digits: they compare as they are.
            newer = self.database.execute(
                """
                insert into newest values (?, ?, ?, ?)
                on conflict (source, subject) do update set sequence = excluded.sequence, data = excluded.data
                where excluded.sequence > newest.sequence
                """,
                (event["source"], event["subject"], event["sequence"], json.dumps(event["data"])),
            )
            return "applied" if newer.rowcount else "late"

    def forget(self):
        with self.database:
            self.database.execute("delete from heard where at < ?", (time.time() - REMEMBERED_DAYS * 86_400,))


def settings(path):
    """The environment, and for what it lacks the lines of the file."""
    found = {}
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            found = dict(line.rstrip("\n").split("=", 1) for line in file if "=" in line)
    try:
        return [os.environ.get(name) or found[name] for name in ("SUBSCRIBER_AMQP_URL", "SUBSCRIBER_QUEUE")]
    except KeyError as name:
        sys.exit(f"{name} is neither in the environment nor in {path}")


def handle(store, body, user):
    """One line that says what became of a message of that AMQP user-id."""
    try:
        event = json.loads(body)
        # Whoever may publish can write any source into a body; the user-id is checked by the broker.
        is_genuine = event["source"] == f"/services/{user}"
        outcome = store.take(event) if is_genuine else "forged"
        return f"{outcome} {event['type']} {event['subject']} {event['sequence']}"
    except (ValueError, KeyError, TypeError) as failure:
        # One message that is no event must not keep the others waiting.
        return f"not understood: {failure!r}"


def listen(url, queue, store, until):
    """Handles what comes until the connection is lost or the time is up."""
    connection = pika.BlockingConnection(pika.URLParameters(url))
    try:
        channel = connection.channel()
        # At most so many are on their way to us and not acknowledged.
        channel.basic_qos(prefetch_count=50)
        for method, properties, body in channel.consume(queue, inactivity_timeout=0.5):
            if method is not None:
                print(handle(store, body, properties.user_id), flush=True)
                # Only now, after the commit: a crash in between means that it comes again, and is known then.
                channel.basic_ack(method.delivery_tag)
            if time.monotonic() >= until:
                return
    finally:
        if connection.is_open:
            connection.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--env", default=".local/env")
    parser.add_argument("--store", default="subscriber.sqlite3")
    parser.add_argument("--seconds", type=float, default=float("inf"))
    arguments = parser.parse_args()
    url, queue = settings(arguments.env)
    store = Store(arguments.store)
    until = time.monotonic() + arguments.seconds
    while time.monotonic() < until:
        try:
            store.forget()
            listen(url, queue, store, until)
        except pika.exceptions.AMQPConnectionError as failure:
            # The broker is away or goes: what was not acknowledged comes again.
            print(f"not connected: {failure!r}", file=sys.stderr)
            time.sleep(2)
        except KeyboardInterrupt:
            return


main()
