# SPDX-License-Identifier: Apache-2.0
"""paced.py URL TOKEN APPLICATION RATE SECONDS: moves appointments at an even rate, whatever the answers take.

One move is one transaction and one event. Each appointment is moved twice in all, by a day. Prints one line for each
move: the appointment's id, its new start (seconds since 1970), and when the answer was there (seconds since 1970).
"""

import asyncio
import sys
import time

from client import Client, customer, rfc3339


async def main(url, token, application, rate, seconds):
    client = Client(url, token)
    run = str(time.time_ns())
    day = int(time.time()) + 86_400
    moves = rate * seconds
    appointments = (moves + 1) // 2

    async def scheduled(number):
        document = {
            "applicationId": application,
            "userId": f"agent-{run}-{number}",
            "start": rfc3339(day),
            "duration": "PT30M",
            "timezone": "Europe/Berlin",
            "notifications": [],
            "customer": customer(number),
        }
        appointment, _ = await client.schedule(f"{run}-{number}", document)
        return appointment["id"]

    ids = await asyncio.gather(*(scheduled(number) for number in range(appointments)))

    async def move(number):
        id, start = ids[number % appointments], day + 86_400 * (1 + number // appointments)
        document = {"id": id, "start": rfc3339(start), "duration": "PT30M"}
        _, at = await client.move(f"{run}-move-{number}", document)
        print(id, start, f"{at:.6f}")

    begun = time.monotonic()
    tasks = []
    for number in range(moves):
        await asyncio.sleep(max(0, begun + number / rate - time.monotonic()))
        tasks.append(asyncio.create_task(move(number)))
    await asyncio.gather(*tasks)
    print(f"{moves / (time.monotonic() - begun):.1f} a second", file=sys.stderr)


asyncio.run(main(*sys.argv[1:4], *map(int, sys.argv[4:])))
