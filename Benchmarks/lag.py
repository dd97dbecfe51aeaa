# SPDX-License-Identifier: Apache-2.0
"""lag.py ANSWERS EVENTS: how long events of appointments took to their subscriber, in milliseconds.

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
        answered = {line.split()[0]: float(line.split()[1]) for line in file}
    arrived, told = {}, {}
    with open(events) as file:
        for line in file:
            at, _, body = line.partition("\t")
            event = json.loads(body)
            subject = event["subject"]
            if event["type"].endswith("appointment.scheduled.v1") and subject in answered and subject not in arrived:
                arrived[subject] = int(at) / 1e6
                told[subject] = datetime.fromisoformat(event["time"].replace("Z", "+00:00")).timestamp()
    if len(arrived) < len(answered):
        sys.exit(f"{len(answered) - len(arrived)} of {len(answered)} events did not arrive")
    print(len(arrived), *figures(arrived, told), *figures(arrived, answered))


def figures(arrived, since):
    lags = sorted((at - since[subject]) * 1000 for subject, at in arrived.items())
    return [f"{lags[math.ceil(share * len(lags)) - 1]:.1f}" for share in (0.5, 0.99, 1)]


main(*sys.argv[1:])
