"""Clients: wrk where throughput counts, plain sockets where single requests do."""
import datetime
import json
import random
import re
import socket
import subprocess
import threading
import time

from processes import ROOT

# As Benchmarks/wrk/submit.lua sends it: about 1.7 KB.
DOCUMENT = "\n".join(f"You must check point {number} of the list before you go on." for number in range(1, 41))[:1700]
BODY = json.dumps({"text": DOCUMENT, "language": "en"}).encode()
UNITS = {"us": 0.001, "ms": 1, "s": 1000}


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


def wrk(url, connections, seconds, script=None):
    """Requests a second, and the latency's median and 99th percentile in milliseconds."""
    command = ["wrk", "-t", str(min(2, connections)), "-c", str(connections), "-d", str(seconds), "--latency"]
    if script:
        command += ["-s", str(ROOT / "Benchmarks/wrk" / script)]
    text = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    if re.search(r"Refused|Non-2xx|Socket errors", text):
        raise SystemExit(f"requests failed:\n{text}")

    def latency(share):
        found = re.search(rf"^ +{share}% +([\d.]+)(us|ms|s)$", text, re.M)
        if not found:
            raise SystemExit(f"wrk told no latency:\n{text}")
        return float(found[1]) * UNITS[found[2]]

    return float(re.search(r"Requests/sec: +([\d.]+)", text)[1]), latency(50), latency(99)


class Client:
    """One kept connection."""

    def __init__(self, port):
        self.port = port
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""

    def ask(self, method, path, body=b""):
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        if body:
            head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        self.socket.sendall(head.encode() + b"\r\n" + body)
        while (end := self.received.find(b"\r\n\r\n")) < 0:
            self.receive()
        head = self.received[:end]
        status = int(head.split(b" ", 2)[1])
        whole = end + 4 + int(re.search(rb"(?i)\r\ncontent-length: (\d+)", head)[1])
        while len(self.received) < whole:
            self.receive()
        answer, self.received = self.received[end + 4:whole], self.received[whole:]
        return status, answer

    def receive(self):
        data = self.socket.recv(1 << 20)
        if not data:
            raise ConnectionError("the server has ended the connection")
        self.received += data

    def submit(self):
        status, answer = self.ask("POST", "/api/jobs", BODY)
        if status != 201:
            raise SystemExit(f"POST was answered {status}: {answer[:300]}")
        return json.loads(answer)["event_id"]

    def job(self, identifier):
        status, answer = self.ask("GET", f"/api/jobs/{identifier}")
        if status != 200:
            raise SystemExit(f"GET was answered {status}: {answer[:300]}")
        return json.loads(answer)

    def counts(self):
        return json.loads(self.ask("GET", "/api/stats")[1])["jobs"]

    def close(self):
        self.socket.close()


def one_after_the_other(port, jobs):
    """Milliseconds from sending a POST to an answer that says completed, asked for every millisecond."""
    client, times, picked_up = Client(port), [], []
    for _ in range(jobs):
        begin = time.perf_counter()
        identifier = client.submit()
        while (status := client.job(identifier)["status"]) in ("pending", "processing"):
            time.sleep(0.001)
        if status != "completed":
            raise SystemExit(f"job {identifier} ended as {status}")
        times.append((time.perf_counter() - begin) * 1000)
        picked_up.append(pick_up(port, identifier))
        time.sleep(0.005)
    client.close()
    return times, picked_up


def pick_up(port, identifier):
    """Whole milliseconds from the event that a job was created to the one that it was started."""
    at = {event["type"]: event["at"] for event in events_of(port, identifier)}
    return milliseconds(at["job.started"]) - milliseconds(at["job.created"])


def milliseconds(text):
    hours, minutes, seconds = text[11:-1].split(":")
    return round((int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * 1000)


def event_delays(port, jobs):
    """Milliseconds from the time that an event bears, which is before its commit, to the client of its stream."""
    delays = []

    def run():
        client = Client(port)
        identifier = client.submit()
        opened = time.time() * 1000
        for event, received in watched(port, identifier):
            at = datetime.datetime.fromisoformat(event["at"].replace("Z", "+00:00")).timestamp() * 1000
            # What was there before is replayed, and late by nobody's fault.
            if at > opened + 20:
                delays.append(received - at)

    together(run, jobs)
    return delays


def events_of(port, identifier):
    return [event for event, _ in watched(port, identifier)]


def watched(port, identifier):
    """The events of a job and when they came, in milliseconds, from its stream, which ends behind the last."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=60)
    connection.sendall(
        f"GET /api/jobs/{identifier}/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n"
        "Connection: close\r\n\r\n".encode()
    )
    with connection, connection.makefile("rb") as lines:
        for line in lines:
            if line.startswith(b"data: {"):
                yield json.loads(line[6:]), time.time() * 1000


def at_once(port, requests, concurrency, keeps_connections=False):
    """So many POSTs, by default on fresh connections as `ab -n -c` has them: milliseconds, and failures."""
    times, failures, left = [], [], iter(range(requests))
    lock = threading.Lock()

    def run():
        client = None
        while True:
            with lock:
                if next(left, None) is None:
                    return
            begin = time.perf_counter()
            try:
                client = client if client and keeps_connections else Client(port)
                client.submit()
                times.append((time.perf_counter() - begin) * 1000)
            except (OSError, SystemExit) as error:
                failures.append(error)
                client = None

    together(run, concurrency)
    return times, len(failures)


def users(port, count, seconds):
    """People who submit a document, look every 100 ms until it is done, and think for up to a second.

    Returns how many jobs they saw completed, the latencies of their POSTs in milliseconds, and how many requests or
    jobs failed.
    """
    times, done, failures = [], [], []
    end = time.monotonic() + seconds

    def run():
        client = None
        while time.monotonic() < end:
            try:
                client = client or Client(port)
                begin = time.perf_counter()
                identifier = client.submit()
                times.append((time.perf_counter() - begin) * 1000)
                while (status := client.job(identifier)["status"]) in ("pending", "processing"):
                    time.sleep(0.1)
                (done if status == "completed" else failures).append(identifier)
            except (OSError, SystemExit) as error:
                failures.append(error)
                client = None
            time.sleep(random.random())

    together(run, count)
    return len(done), times, len(failures)


def together(body, count):
    """Runs a body in so many threads, and fails with the first of their failures."""
    failures = []

    def run():
        try:
            body()
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def wait_until_done(client, limit=120):
    """Waits until nothing waits or runs; every job must have completed."""
    deadline = time.monotonic() + limit
    while True:
        counts = client.counts()
        if not counts["pending"] + counts["processing"]:
            break
        if time.monotonic() > deadline:
            raise SystemExit(f"jobs are left: {counts}")
        time.sleep(0.02)
    if counts["failed"] or counts["cancelled"]:
        raise SystemExit(f"not every job completed: {counts}")
