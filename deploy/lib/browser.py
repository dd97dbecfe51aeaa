# SPDX-License-Identifier: Apache-2.0
"""browser.py URL [PREFIX]: opens a page in headless Chromium and prints as JSON what it is there.

{"title", "language", "messages", "tree", "overflows", "contrasts", "focus", "styled", "seen"}

  messages   what the browser complains about: blocked by the policy, not found, faults of scripts
  tree       role and name of what assistive technology is told, outer things first
  overflows  whether a screen 320 pixels wide has to be moved sideways
  contrasts  the least contrast of any text with what is behind it, in the light and in the dark scheme (WCAG 2)
  focus      what the Tab key leads to: element, name and whether an outline shows it
  styled     whether the page's own style is applied
  seen       with PREFIX: the first address of that beginning that the page goes to by itself, else null

It is driven by the DevTools protocol over a pipe and ends, with the browser, after a minute at the latest.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile

LIMIT = 60
FACTS = """(() => {
    const channels = text => text.match(/[0-9.]+/g).map(Number);
    const light = ([r, g, b]) => [r, g, b].map(c => c / 255)
        .map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
        .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
    const behind = element => {
        for (; element; element = element.parentElement) {
            const color = channels(getComputedStyle(element).backgroundColor);
            if (color.length < 4 || color[3] === 1) return color;
        }
        return [255, 255, 255];
    };
    const texts = [...document.body.querySelectorAll('*')].filter(element =>
        [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()));
    const ratios = texts.map(element => {
        const pair = [channels(getComputedStyle(element).color), behind(element)].map(light).sort((a, b) => b - a);
        return (pair[0] + 0.05) / (pair[1] + 0.05);
    });
    return {
        title: document.title, language: document.documentElement.lang, contrast: Math.min(...ratios),
        overflows: document.documentElement.scrollWidth > innerWidth,
        styled: getComputedStyle(document.querySelector('main')).maxWidth !== 'none'
    };
})()"""
FOCUS = """(() => {
    const element = document.activeElement;
    const style = getComputedStyle(element);
    return {element: element.tagName.toLowerCase(), name: element.textContent.trim(),
        outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0};
})()"""


class Browser:
    """One browser with one page."""

    def __init__(self, directory):
        command_end, commands = os.pipe()
        answers, answer_end = os.pipe()
        # The protocol is spoken on the descriptors 3 and 4.
        line = [
            "/bin/sh", "-c", f'exec "$@" 3<&{command_end} 4>&{answer_end}', "sh",
            "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--disable-background-networking", "--remote-debugging-pipe", f"--user-data-dir={directory}", "about:blank",
        ]
        self.process = subprocess.Popen(
            line, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            pass_fds=(command_end, answer_end), start_new_session=True, env={**os.environ, "HOME": directory})
        os.close(command_end)
        os.close(answer_end)
        self.commands, self.answers = commands, answers
        self.rest, self.events, self.number, self.session = b"", [], 0, None

    def attach(self):
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Log", "Runtime", "Accessibility"):
            self.ask(f"{domain}.enable")

    def ask(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.commands, json.dumps(message).encode() + b"\0")
        number = self.number
        while True:
            answer = self.read()
            if answer.get("id") == number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def read(self):
        while b"\0" not in self.rest:
            chunk = os.read(self.answers, 65_536)
            if not chunk:
                raise RuntimeError("the browser ended")
            self.rest += chunk
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def wait(self, wanted):
        """The first event, of those that came and those to come, of which `wanted` is something."""
        position = 0
        while True:
            while position == len(self.events):
                self.events.append(self.read())
            found = wanted(self.events[position])
            if found:
                return found
            position += 1

    def evaluate(self, expression):
        return self.ask("Runtime.evaluate", expression=expression, returnByValue=True)["result"]["value"]

    def complaints(self):
        found = []
        for event in self.events:
            parameters = event.get("params", {})
            if event.get("method") == "Log.entryAdded":
                found.append(parameters["entry"]["text"])
            elif event.get("method") == "Runtime.exceptionThrown":
                found.append(parameters["exceptionDetails"]["text"])
        return found

    def end(self):
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()


def tree(browser):
    nodes = browser.ask("Accessibility.getFullAXTree")["nodes"]
    told = [
        [node.get("role", {}).get("value", ""), node.get("name", {}).get("value", "")]
        for node in nodes if not node.get("ignored")
    ]
    # The lines that text is broken into are not what is told.
    return [entry for entry in told if entry[0] not in ("InlineTextBox", "none", "generic")]


def request_of(event, prefix):
    if event.get("method") == "Network.requestWillBeSent":
        address = event["params"]["request"]["url"]
        return address if address.startswith(prefix) else None
    return None


def look(browser, address, prefix):
    browser.attach()
    browser.ask("Emulation.setDeviceMetricsOverride", width=320, height=640, deviceScaleFactor=1, mobile=False)
    failure = browser.ask("Page.navigate", url=address).get("errorText")
    if failure:
        raise RuntimeError(f"{address}: {failure}")
    browser.wait(lambda event: event.get("method") == "Page.loadEventFired")
    contrasts = []
    for scheme in ("light", "dark"):
        browser.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        facts = browser.evaluate(FACTS)
        contrasts.append(round(facts.pop("contrast"), 2))
    for kind in ("keyDown", "keyUp"):
        browser.ask("Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab", windowsVirtualKeyCode=9)
    found = {
        **facts, "contrasts": contrasts, "focus": browser.evaluate(FOCUS), "tree": tree(browser),
        "messages": browser.complaints(), "seen": None,
    }
    if prefix:
        found["seen"] = browser.wait(lambda event: request_of(event, prefix))
    return found


def main(address, prefix=None):
    def over(*_):
        raise TimeoutError(f"not done within {LIMIT} s")

    signal.signal(signal.SIGALRM, over)
    signal.alarm(LIMIT)
    directory = tempfile.mkdtemp(prefix="browser-")
    browser = Browser(directory)
    try:
        print(json.dumps(look(browser, address, prefix), ensure_ascii=False))
    finally:
        signal.alarm(0)
        browser.end()
        shutil.rmtree(directory, ignore_errors=True)


main(*sys.argv[1:])
