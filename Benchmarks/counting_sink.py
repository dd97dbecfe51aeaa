# SPDX-License-Identifier: Apache-2.0
"""counting_sink.py PORT FILE: an SMTP server on 127.0.0.1 that takes every message, forgets it and counts.

Writes into FILE, when it ends: how many messages came, and when the first and the last were taken (seconds since 1970).
"""

import asyncio
import signal
import sys
import time


class Session(asyncio.Protocol):
    count = 0
    first = last = 0.0

    def connection_made(self, transport):
        self.transport, self.buffer, self.in_content = transport, b"", False
        transport.write(b"220 counting\r\n")

    def data_received(self, data):
        self.buffer += data
        while True:
            end = b"\r\n.\r\n" if self.in_content else b"\r\n"
            line, found, rest = self.buffer.partition(end)
            if not found:
                return
            self.buffer = rest
            self.answer(line[:4].upper())

    def answer(self, verb):
        if self.in_content:
            self.in_content = False
            Session.last = time.time()
            Session.first = Session.first or Session.last
            Session.count += 1
            self.transport.write(b"250 counted\r\n")
        elif verb == b"DATA":
            self.in_content = True
            self.transport.write(b"354 go ahead\r\n")
        elif verb == b"EHLO":
            self.transport.write(b"250-counting\r\n250 8BITMIME\r\n")
        elif verb == b"QUIT":
            self.transport.write(b"221 bye\r\n")
            self.transport.close()
        else:
            self.transport.write(b"250 ok\r\n")


async def main(port, path):
    loop = asyncio.get_running_loop()
    over = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, over.set)
    server = await loop.create_server(Session, "127.0.0.1", int(port), backlog=128)
    await over.wait()
    server.close()
    with open(path, "w") as file:
        print(Session.count, f"{Session.first:.6f}", f"{Session.last:.6f}", file=file)


asyncio.run(main(*sys.argv[1:]))
