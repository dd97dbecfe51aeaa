# SPDX-License-Identifier: Apache-2.0
"""reminders.py URL TOKEN APPLICATION COUNT DUE SPREAD: schedules appointments of 20 customers with one reminder each.

COUNT reminders fall due at DUE (seconds since 1970), or evenly over SPREAD seconds from then on: an hour before the
start each.
"""

import asyncio
import sys

from client import Client, customer, rfc3339

EACH = 20


async def main(url, token, application, count, due, spread):
    client = Client(url, token, connections=8)
    total, at, over = int(count), float(due), float(spread)

    async def one(first):
        document = {
            "applicationId": application,
            "userId": f"agent-{due}-{first}",
            "start": rfc3339(at + 3_600 + over * first / total),
            "duration": "PT30M",
            "timezone": "Europe/Berlin",
            "customers": [customer(number) for number in range(first, min(first + EACH, total))],
            "notifications": [
                {
                    "type": "REMINDER",
                    "channel": "EMAIL",
                    "period": "PT1H",
                    "subject": "At {{time24}}",
                    "textBody": "Dear {{firstName}}, we meet at {{time24}}.",
                }
            ],
        }
        await client.schedule(f"{due}-{first}", document)

    await asyncio.gather(*(one(first) for first in range(0, total, EACH)))


asyncio.run(main(*sys.argv[1:]))
