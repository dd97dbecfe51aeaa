# SPDX-License-Identifier: Apache-2.0
"""A few HTTP connections that schedule and move appointments, for the measurements that need more than a rate."""

import asyncio
import json
import time
from datetime import datetime, timezone
from urllib.parse import urlsplit


def rfc3339(seconds):
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat().replace("+00:00", "Z")


class Client:
    """Asks over so many connections; who comes when all are busy waits for one."""

    def __init__(self, url, token, connections=16):
        place = urlsplit(url)
        self.host, self.port, self.token = place.hostname, place.port, token
        self.idle = asyncio.Queue()
        for _ in range(connections):
            self.idle.put_nowait(None)

    async def schedule(self, key, document):
        """The appointment, and the moment its answer was there (seconds since 1970)."""
        return await self.ask("POST", "/api/appointments/", key, document)

    async def move(self, key, document):
        """The same of a reschedule."""
        return await self.ask("PUT", "/api/appointments/reschedule/", key, document)

    async def ask(self, method, path, key, document):
        body = json.dumps(document).encode()
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: {self.host}\r\nAuthorization: Bearer {self.token}\r\n"
            f"Content-Type: application/json\r\nIdempotency-Key: {key}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        connection = await self.idle.get()
        try:
            if connection is None:
                connection = await asyncio.open_connection(self.host, self.port)
            reader, writer = connection
            writer.write(head.encode() + body)
            answer = await reader.readuntil(b"\r\n\r\n")
            fields = dict(line.lower().split(b": ", 1) for line in answer.split(b"\r\n")[1:] if b": " in line)
            content = await reader.readexactly(int(fields[b"content-length"]))
        except BaseException:
            connection = None
            raise
        finally:
            self.idle.put_nowait(connection)
        status = int(answer.split(b" ", 2)[1])
        if status != 200:
            raise RuntimeError(f"{method} {path} was answered {status}: {content[:300].decode()}")
        return json.loads(content), time.time()


def customer(number):
    address = f"customer-{number}@example.org"
    return {"username": address, "name": {"firstName": "Ada"}, "contact": {"primaryEmail": address}}
