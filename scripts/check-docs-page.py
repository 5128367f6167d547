#!/usr/bin/env python3
"""Opens the page at /docs of a running server in a real browser, without a window, and uses it.

usage: check-docs-page.py URL [--screenshots FOLDER]

The browser is the first of chromium-headless-shell, chromium, chromium-browser and google-chrome that is installed; it
is spoken to over a pipe with the DevTools protocol, so nothing else is needed. Exits 1 if something is wrong.
"""
import base64
import json
import os
import pathlib
import select
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request

PATIENCE = 60
ATTACK = '<img src=x onerror="document.title=\'broken\'"><script>document.title="broken"</script>'


class Browser:
    """One page of a browser."""

    def __init__(self, folder):
        names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
        program = next(filter(None, map(shutil.which, names)), None)
        if program is None:
            sys.exit("check-docs-page: no Chromium is installed; scripts/install.sh test installs one")
        requests, self.requests = os.pipe()
        self.answers, answers = os.pipe()

        def connect():
            # The protocol is spoken on the file descriptors 3 and 4; the copies keep either from being overwritten.
            read, write = os.dup(requests), os.dup(answers)
            os.dup2(read, 3)
            os.dup2(write, 4)

        arguments = [
            program, "--headless", "--remote-debugging-pipe", "--disable-gpu", "--disable-dev-shm-usage",
            "--no-first-run", "--hide-scrollbars", f"--user-data-dir={folder}", "about:blank",
        ]
        if os.getuid() == 0:
            arguments.insert(1, "--no-sandbox")
        self.process = subprocess.Popen(
            arguments, close_fds=False, preexec_fn=connect, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(requests)
        os.close(answers)
        self.number, self.rest, self.complaints, self.session = 0, b"", [], None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.call(f"{domain}.enable")

    def call(self, method, **parameters):
        self.number += 1
        number = self.number
        message = {"id": number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.requests, json.dumps(message).encode() + b"\0")
        limit = time.monotonic() + PATIENCE
        while time.monotonic() < limit:
            for answer in self.read(limit):
                if answer.get("id") == number:
                    if "error" in answer:
                        raise RuntimeError(f"{method}: {answer['error']}")
                    return answer["result"]
                self.note(answer)
        raise RuntimeError(f"{method}: no answer within {PATIENCE} s")

    def read(self, limit):
        ready, _, _ = select.select([self.answers], [], [], max(0, limit - time.monotonic()))
        if not ready:
            return []
        chunk = os.read(self.answers, 1 << 20)
        if not chunk:
            raise RuntimeError("the browser has ended")
        *messages, self.rest = (self.rest + chunk).split(b"\0")
        return [json.loads(message) for message in messages]

    def note(self, event):
        """Keeps what the browser complains about: exceptions, errors of the console, refusals by the policy."""
        method, parameters = event.get("method"), event.get("params", {})
        if method == "Runtime.exceptionThrown":
            details = parameters["exceptionDetails"]
            self.complaints.append(details.get("exception", {}).get("description") or details["text"])
        elif method == "Runtime.consoleAPICalled" and parameters["type"] in ("error", "warning"):
            self.complaints.append(" ".join(str(one.get("value", one)) for one in parameters["args"]))
        elif method == "Log.entryAdded" and parameters["entry"]["level"] in ("error", "warning"):
            self.complaints.append(parameters["entry"]["text"])

    def evaluate(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{expression}: {answer['exceptionDetails'].get('exception', {}).get('description')}")
        return answer["result"].get("value")

    def wait(self, what, expression):
        limit = time.monotonic() + PATIENCE
        while time.monotonic() < limit:
            value = self.evaluate(expression)
            if value:
                return value
            time.sleep(0.05)
        raise RuntimeError(f"{what}: not within {PATIENCE} s")

    def go(self, url):
        self.call("Page.navigate", url="about:blank")
        self.call("Page.navigate", url=url)
        self.wait("the page is ready", "document.documentElement?.dataset.ready !== undefined")

    def press(self, key):
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode={"Tab": 9}[key])

    def size(self, width, height):
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)

    def colours(self, scheme):
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def screenshot(self, file):
        data = self.call("Page.captureScreenshot", format="png")["data"]
        file.write_bytes(base64.b64decode(data))

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Check:
    def __init__(self, browser, base, folder):
        self.browser, self.base, self.folder = browser, base, folder
        self.failed = 0

    def expect(self, condition, what):
        print(f"{'ok    ' if condition else 'FAILED'} {what}")
        self.failed += not condition

    def picture(self, name):
        if self.folder:
            time.sleep(0.2)
            self.browser.screenshot(self.folder / f"{name}.png")

    def open(self, operation):
        self.browser.evaluate(f"location.hash = {json.dumps(operation)}")
        self.browser.wait(f"{operation} is open", f"document.querySelector('#{operation} form.try') !== null")

    def send(self, operation, status):
        """Sends the form of an operation, and waits for an answer of a status."""
        self.browser.evaluate(f"document.querySelector('#{operation} .primary').click()")
        selector = json.dumps(f"#{operation} .result .state strong")
        return self.browser.wait(
            f"{operation} is answered with {status}",
            f"(document.querySelector({selector})?.textContent ?? '').startsWith('{status}')")

    def answer(self, operation):
        selector = json.dumps(f"#{operation} .result pre.answer")
        return json.loads(self.browser.wait("there is an answer", f"document.querySelector({selector})?.textContent"))

    def run(self):
        self.shows()
        self.opens_everything()
        self.submits()
        self.watches()
        self.speaks()
        self.fits()
        for complaint in self.browser.complaints:
            print(f"       the browser says: {complaint}")
        self.expect(not self.browser.complaints, "the browser has nothing to complain about")

    def shows(self):
        browser = self.browser
        browser.size(1280, 900)
        browser.colours("light")
        browser.go(f"{self.base}/docs")
        with urllib.request.urlopen(f"{self.base}/openapi.json", timeout=PATIENCE) as answer:
            paths = json.load(answer)["paths"]
        count = sum(method in ("get", "post") for path in paths.values() for method in path)
        self.expect(browser.evaluate("document.querySelectorAll('.operation').length") == count, f"{count} operations")
        browser.press("Tab")
        self.expect(browser.evaluate("document.activeElement.className") == "skip", "the first tab stop skips the rest")
        self.picture("light")

    def opens_everything(self):
        """Makes every part of the page that is made when it is opened, three levels deep."""
        browser = self.browser
        for _ in range(4):
            browser.evaluate("document.querySelectorAll('details:not([open])').forEach((one) => { one.open = true; })")
            browser.evaluate("new Promise((done) => setTimeout(done, 300))")
        text = browser.evaluate("document.getElementById('main').innerText")
        for wrong in ("[object", "undefined", "NaN"):
            self.expect(wrong not in text, f"nowhere does it say {wrong}")
        self.expect(len(text) > 50_000, f"there is much to read when all is open ({len(text)} characters)")
        browser.go(f"{self.base}/docs")

    def submits(self):
        browser = self.browser
        self.open("submitJob")
        body = json.dumps({"text": f"Wear eye protection. {ATTACK}", "metadata": {"note": ATTACK}})
        browser.evaluate(f"document.getElementById('submitJob-body').value = {json.dumps(body)}")
        self.expect(self.send("submitJob", 201), "a job is submitted")
        job = self.answer("submitJob")["event_id"]
        command = browser.evaluate("document.querySelector('#submitJob .result summary').click()") or browser.wait(
            "the command", "document.querySelector('#submitJob .result pre')?.textContent")
        self.expect(command.startswith("curl -i") and "/api/jobs" in command, "the command is shown")
        self.picture("submitted")
        browser.wait("what can follow", "[...document.querySelectorAll('#submitJob .result button')]"
                     ".find((one) => one.textContent === 'getJob')?.click() ?? true")
        browser.wait("the job's form", "document.querySelector('#getJob form.try') !== null")
        browser.wait("the identifier is filled in",
                     f"document.getElementById('getJob-path-event_id').value === {json.dumps(job)}")
        limit = time.monotonic() + PATIENCE
        status = None
        while status != "completed" and time.monotonic() < limit:
            browser.evaluate("document.querySelector('#getJob .result').replaceChildren()")
            self.send("getJob", 200)
            answer = self.answer("getJob")
            status = answer["status"]
        self.expect(status == "completed" and answer["event_id"] == job, "the job is read until it is completed")
        self.expect(answer["metadata"] == {"note": ATTACK}, "its metadata are what was sent")
        self.expect(browser.evaluate("document.images.length") == 0 and browser.evaluate("document.title") != "broken",
                    "what a job brings along stays text")

    def watches(self):
        """The events of the job that was submitted, whose identifier the form knows."""
        browser = self.browser
        self.open("streamJobEvents")
        self.send("streamJobEvents", 200)
        browser.wait("the stream ends", "document.querySelector('#streamJobEvents [data-label=ended]') !== null")
        names = browser.evaluate("[...document.querySelectorAll('#streamJobEvents .events .name')]"
                                 ".map((one) => one.textContent)")
        self.expect(names[:1] == ["job.created"] and names[-1:] == ["job.completed"], f"the job's life: {names}")
        self.picture("events")
        self.open("openJobSocket")
        browser.evaluate("document.querySelector('#openJobSocket .primary').click()")
        browser.wait("the socket closes",
                     "/^1\\d\\d\\d /.test(document.querySelector('#openJobSocket .state')?.textContent)")
        count = browser.evaluate("document.querySelectorAll('#openJobSocket .events > li').length")
        self.expect(count == len(names), f"the same over WebSocket: {count} events")
        self.open("streamAllEvents")
        browser.evaluate("document.querySelector('#streamAllEvents .primary').click()")
        browser.wait("events of all jobs come", "document.querySelectorAll('#streamAllEvents .events > li').length > 2")
        browser.evaluate("[...document.querySelectorAll('#streamAllEvents button')]"
                         ".find((one) => one.dataset.label === 'stop').click()")
        browser.wait("the stream is stopped", "document.querySelector('#streamAllEvents .result > .bad') !== null")
        self.expect(True, "the events of all jobs come until they are stopped")

    def speaks(self):
        browser = self.browser
        before = browser.evaluate("document.documentElement.lang")
        browser.evaluate("document.getElementById('language').click()")
        after = browser.evaluate("document.documentElement.lang")
        self.expect({before, after} == {"ko", "en"}, f"the page's own words change from {before} to {after}")
        self.picture(f"language-{after}")
        browser.evaluate("document.getElementById('language').click()")

    def fits(self):
        browser = self.browser
        browser.colours("dark")
        self.picture("dark")
        browser.size(390, 844)
        browser.go(f"{self.base}/docs")
        for operation in (None, "submitJob"):
            if operation:
                self.open(operation)
            width = browser.evaluate("document.documentElement.scrollWidth")
            self.expect(width <= 390, f"a phone shows it without scrolling sideways ({width} of 390)")
            self.picture(f"phone-{operation or 'start'}")


def main():
    if len(sys.argv) not in (2, 4):
        sys.exit(__doc__)
    pictures = pathlib.Path(sys.argv[3]) if len(sys.argv) == 4 else None
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        browser = Browser(folder)
        try:
            check = Check(browser, sys.argv[1].rstrip("/"), pictures)
            check.run()
        finally:
            browser.close()
    sys.exit(1 if check.failed else 0)


main()
