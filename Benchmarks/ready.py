# SPDX-License-Identifier: Apache-2.0
"""ready.py URL SINCE: asks until it is answered 200, and prints how many seconds that took since then."""

import sys
import time
import urllib.error
import urllib.request


def is_ready(url):
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def main(url, since):
    while not is_ready(url):
        if time.time() - float(since) > 60:
            sys.exit("not ready after 60 s")
        time.sleep(0.005)
    print(f"{time.time() - float(since):.3f}")


main(*sys.argv[1:])
