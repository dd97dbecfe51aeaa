# SPDX-License-Identifier: Apache-2.0
"""paced.py URL TOKEN APPLICATION RATE SECONDS: schedules at an even rate, whatever the answers take.

Prints one line for each appointment: its id, and when its answer was there (seconds since 1970).
"""

import asyncio
import sys
import time

from client import Client, customer, rfc3339


async def main(url, token, application, rate, seconds):
    client = Client(url, token)
    run = str(time.time_ns())
    day = int(time.time()) + 86_400
    begun = time.monotonic()

    async def one(number):
        document = {
            "applicationId": application,
            "userId": f"agent-{run}-{number}",
            "start": rfc3339(day),
            "duration": "PT30M",
            "timezone": "Europe/Berlin",
            "notifications": [],
            "customer": customer(number),
        }
        appointment, at = await client.schedule(f"{run}-{number}", document)
        print(appointment["id"], f"{at:.6f}")

    tasks = []
    for number in range(rate * seconds):
        await asyncio.sleep(max(0, begun + number / rate - time.monotonic()))
        tasks.append(asyncio.create_task(one(number)))
    await asyncio.gather(*tasks)
    print(f"{len(tasks) / (time.monotonic() - begun):.1f} a second", file=sys.stderr)


asyncio.run(main(*sys.argv[1:4], *map(int, sys.argv[4:])))
