# SPDX-License-Identifier: Apache-2.0
"""lag.py ANSWERS EVENTS: how long events of moves took to their subscriber, in milliseconds.

ANSWERS is what paced.py printed, EVENTS what subscriber printed. An event's own `time` is taken within the transaction,
before its commit, and the answer leaves after it: the time since the commit lies between the two figures.
Prints: count, p50, p99 and longest since the event's time, then p50, p99 and longest since the answer.
"""

import json
import math
import sys
from datetime import datetime


def main(answers, events):
    with open(answers) as file:
        moves = (line.split() for line in file)
        answered = {(id, int(start)): float(at) for id, start, at in moves}
    arrived, told = {}, {}
    with open(events) as file:
        for line in file:
            at, _, body = line.partition("\t")
            event = json.loads(body)
            if not event["type"].endswith("appointment.rescheduled.v1"):
                continue
            move = (event["subject"], int(seconds(event["data"]["current"]["start"])))
            if move in answered and move not in arrived:
                arrived[move] = int(at) / 1e6
                told[move] = seconds(event["time"])
    if len(arrived) < len(answered):
        sys.exit(f"{len(answered) - len(arrived)} of {len(answered)} events did not arrive")
    print(len(arrived), *figures(arrived, told), *figures(arrived, answered))


def seconds(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def figures(arrived, since):
    lags = sorted((at - since[move]) * 1000 for move, at in arrived.items())
    return [f"{lags[math.ceil(share * len(lags)) - 1]:.1f}" for share in (0.5, 0.99, 1)]


main(*sys.argv[1:])
