# SPDX-License-Identifier: Apache-2.0
"""mail.py FILE: prints a mail of the sink as its reader would see it."""

import sys
from email import policy
from email.parser import BytesParser

with open(sys.argv[1], "rb") as file:
    message = BytesParser(policy=policy.default).parse(file)
for header in ("From", "To", "Subject", "Date"):
    print(f"{header}: {message[header]}")
for part in message.walk():
    if part.get_content_type() in ("text/plain", "text/calendar"):
        print(f"\n--- {part['Content-Type']}\n{part.get_content().strip()}")
