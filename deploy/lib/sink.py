# SPDX-License-Identifier: Apache-2.0
"""sink.py DIRECTORY SMTP_PORT SMS_PORT: takes mail and SMS on 127.0.0.1 and keeps them as files.

DIRECTORY/mail/<time>-<n>.eml   one message each: envelope as X-Envelope-From and X-Envelope-To lines (one per
                                recipient), then the message as it came
DIRECTORY/sms.jsonl             one {"to","from","text","at"} per line

The SMTP server is aiosmtpd. SMS are taken by HTTP: POST /sms with JSON {to, from, text, id} or, as Twilio's clients
send it, a form with To, From and Body (also at /2010-04-01/Accounts/<sid>/Messages.json).
"""

import itertools
import json
import os
import re
import signal
import sys
import threading
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from aiosmtpd.controller import Controller

HOST = "127.0.0.1"
LARGEST_MAIL = 20_000_000
LARGEST_SMS = 65_536
SMS_PATHS = re.compile(r"^/(sms|2010-04-01/Accounts/[^/]+/Messages\.json)/?$")


def now():
    return datetime.now(timezone.utc)


class MailSink:
    """Keeps each accepted message as one file, which appears whole or not at all."""

    def __init__(self, directory):
        self.directory = directory
        self.numbers = itertools.count(1)
        os.makedirs(directory, exist_ok=True)

    async def handle_DATA(self, server, session, envelope):
        lines = [f"X-Envelope-From: {envelope.mail_from}"]
        lines += [f"X-Envelope-To: {recipient}" for recipient in envelope.rcpt_tos]
        name = f"{now():%Y%m%dT%H%M%S.%fZ}-{next(self.numbers):06d}"
        unfinished = os.path.join(self.directory, f".{name}.part")
        with open(unfinished, "wb") as file:
            file.write("".join(line + "\r\n" for line in lines).encode() + envelope.content)
            file.flush()
            os.fsync(file.fileno())
        os.rename(unfinished, os.path.join(self.directory, f"{name}.eml"))
        return "250 2.0.0 kept"


class SmsSink(BaseHTTPRequestHandler):
    """Appends each message as one line."""

    protocol_version = "HTTP/1.1"
    timeout = 30
    path_of_log = ""
    writing = threading.Lock()

    def do_GET(self):
        self.answer(200, {"status": "up"})

    def do_POST(self):
        length = int(self.headers.get("Content-Length") or 0) if self.has_length() else -1
        if length < 0 or length > LARGEST_SMS:
            self.close_connection = True
            return self.answer(413, {"message": f"Content-Length from 0 to {LARGEST_SMS} is needed"})
        body = self.rfile.read(length)
        if not SMS_PATHS.match(self.path.split("?")[0]):
            return self.answer(404, {"message": "POST /sms"})
        try:
            message = self.message(body)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            return self.answer(400, {"message": f"to, from and text are needed: {error!r}"})
        line = json.dumps({**message, "at": now().isoformat().replace("+00:00", "Z")}, ensure_ascii=False) + "\n"
        with self.writing, open(self.path_of_log, "ab") as file:
            file.write(line.encode())
        self.answer(201, {"sid": f"SM{os.urandom(16).hex()}", "status": "queued"})

    def has_length(self):
        return re.fullmatch(r"[0-9]{1,9}", self.headers.get("Content-Length") or "0") is not None

    def message(self, body):
        kind = (self.headers.get("Content-Type") or "").split(";")[0].strip().lower()
        if kind == "application/x-www-form-urlencoded":
            fields = parse_qs(body.decode(), keep_blank_values=True, strict_parsing=True)
            found = {"to": fields["To"][0], "from": fields["From"][0], "text": fields["Body"][0]}
        else:
            fields = json.loads(body)
            found = {"to": fields["to"], "from": fields["from"], "text": fields["text"]}
        if not all(isinstance(value, str) for value in found.values()):
            raise ValueError("not text")
        return found

    def answer(self, status, document):
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format, *arguments):
        """Silent: the log would hold who wrote to whom a second time."""


class SmsServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


def main(directory, smtp_port, sms_port):
    SmsSink.path_of_log = os.path.join(directory, "sms.jsonl")
    mail = Controller(
        MailSink(os.path.join(directory, "mail")),
        hostname=HOST,
        port=int(smtp_port),
        # Otherwise each connection asks DNS for this machine's name.
        server_hostname="sink.localhost",
        data_size_limit=LARGEST_MAIL,
    )
    sms = SmsServer((HOST, int(sms_port)), SmsSink)
    mail.start()
    threading.Thread(target=sms.serve_forever, daemon=True).start()
    print(f"mail at {HOST}:{smtp_port}, SMS at http://{HOST}:{sms_port}/sms", flush=True)
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    mail.stop()
    sms.shutdown()


signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
main(*sys.argv[1:])
