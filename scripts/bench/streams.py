#!/usr/bin/env python3
"""Measures streams of events on this machine, with real processes and nothing but the standard library.

    python3 scripts/bench/streams.py delay [--executables DIR] [--jobs 60]
    python3 scripts/bench/streams.py load [--executables DIR] [--streams 1000]

`delay` prints, for every store and queue, how long an event takes from its `at` (stamped before the commit) to a
client of the job's server-sent events, of its WebSocket, and of the stream of all jobs. `load` prints what half as
many server-sent streams and half as many WebSockets cost one server: its memory, and what POST takes meanwhile,
once with all streams on one job and once with a job each. Exits 1 where a stream lost or repeated an event.
"""
import argparse
import asyncio
import base64
import datetime
import json
import os
import pathlib
import re
import resource
import socket
import struct
import sys
import time

from load import percentile
from processes import ROOT, Processes, free_port

LAST = ("job.completed", "job.failed", "job.cancelled")


def model(processes, delay):
    """A model that streams its answers, and what a service needs to know of it."""
    port = free_port()
    command = [sys.executable, ROOT / "Tests/Support/model_stub.py", "--port", str(port)]
    processes.start([*command, "--log", processes.folder / "model.log"], "listening on")
    post(port, "/control", {"delay_ms": delay})
    return {
        "LLM_PROVIDERS": "openai-compatible",
        "OPENAI_COMPATIBLE_MODEL": "stub",
        "OPENAI_COMPATIBLE_BASE_URL": f"http://127.0.0.1:{port}/v1",
    }


def post(port, path, body):
    text = json.dumps(body).encode()
    with socket.create_connection(("127.0.0.1", port)) as connection:
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        connection.sendall(f"{head}Connection: close\r\nContent-Length: {len(text)}\r\n\r\n".encode() + text)
        return connection.makefile("rb").read()


class Poster:
    """One client that posts jobs over one connection."""

    async def open(self, port):
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", port)
        return self

    async def post(self, text="Every change must be reviewed."):
        body = json.dumps({"text": text}).encode()
        head = f"POST /api/jobs HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        begin = time.perf_counter()
        self.writer.write(head.encode() + body)
        answer = await self.reader.readuntil(b"\r\n\r\n")
        length = int(re.search(rb"(?i)content-length: (\d+)", answer)[1])
        reply = await self.reader.readexactly(length)
        took = time.perf_counter() - begin
        if not answer.startswith(b"HTTP/1.1 201"):
            raise SystemExit(f"POST was answered {answer[:80]} {reply[:200]}")
        return json.loads(reply)["event_id"], took


class Stream:
    """One client of one stream. Keeps the numbers of its events and how long each took."""

    def __init__(self, port, path, web_socket, ends=True):
        self.port, self.path, self.web_socket, self.ends = port, path, web_socket, ends
        self.numbers, self.delays, self.last = [], [], None
        self.opened = asyncio.Event()

    async def run(self):
        self.reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 20)
        fields = "Accept: text/event-stream\r\n"
        if self.web_socket:
            key = base64.b64encode(os.urandom(16)).decode()
            fields = f"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n"
        writer.write(f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n{fields}\r\n".encode())
        try:
            head = await self.reader.readuntil(b"\r\n\r\n")
            status = int(head.split()[1])
            if status != (101 if self.web_socket else 200):
                raise SystemExit(f"{self.path} was answered {status}")
            self.since = time.time()
            self.opened.set()
            await (self.frames(writer) if self.web_socket else self.lines())
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def lines(self):
        while not self.ends or self.last not in LAST:
            line = await self.reader.readuntil(b"\n")
            if line.startswith(b"data: "):
                self.take(line[6:])

    async def frames(self, writer):
        while True:
            first, size = await self.reader.readexactly(2)
            if size == 126:
                (size,) = struct.unpack(">H", await self.reader.readexactly(2))
            elif size == 127:
                (size,) = struct.unpack(">Q", await self.reader.readexactly(8))
            data = await self.reader.readexactly(size)
            if first == 0x81:
                self.take(data)
            elif first == 0x89:
                writer.write(bytes([0x8A, 0x80 | len(data), 0, 0, 0, 0]) + data)
            elif first == 0x88:
                writer.write(bytes([0x88, 0x80 | len(data), 0, 0, 0, 0]) + data)
                return

    def take(self, data):
        now = time.time()
        event = json.loads(data)
        if "id" not in event:
            return
        self.numbers.append((event["event_id"], event["id"]))
        self.last = event["type"]
        at = datetime.datetime.fromisoformat(event["at"].replace("Z", "+00:00")).timestamp()
        if at > self.since:
            self.delays.append((now - at) * 1000)

    def is_whole(self):
        return self.last in LAST and [number for _, number in self.numbers] == list(range(1, len(self.numbers) + 1))


def job_path(job, web_socket):
    return f"/api/jobs/{job}/" + ("ws" if web_socket else "events")


# How long a change takes to a client


async def delays_of(port, jobs):
    poster = await Poster().open(port)
    feed = Stream(port, "/api/events?last_event_id=latest", False, ends=False)
    feed_task = asyncio.create_task(feed.run())
    await feed.opened.wait()
    streams = {False: [], True: []}

    async def one():
        job, _ = await (await Poster().open(port)).post()
        watchers = [Stream(port, job_path(job, kind), kind) for kind in (False, True)]
        await asyncio.wait_for(asyncio.gather(*(watcher.run() for watcher in watchers)), 60)
        for watcher in watchers:
            streams[watcher.web_socket].append(watcher)

    for start in range(0, jobs, 4):
        await asyncio.gather(*(one() for _ in range(min(4, jobs - start))))
    await asyncio.sleep(0.2)
    feed_task.cancel()
    everybody = streams[False] + streams[True]
    assert poster and all(stream.is_whole() for stream in everybody), "a stream lost or repeated an event"
    return {
        "SSE": [delay for stream in streams[False] for delay in stream.delays],
        "WebSocket": [delay for stream in streams[True] for delay in stream.delays],
        "all jobs": feed.delays,
    }


def measure_delay(arguments):
    processes = Processes(arguments.executables)
    try:
        stub = model(processes, 150)
        postgres, redis = processes.postgres().url("postgres"), processes.redis()
        print(f"{'store × queue':28} {'stream':10} {'events':>6} {'median ms':>10} {'p99 ms':>8} {'worst':>8}")
        for store, queue in [
            ("sqlite", "memory:"), ("sqlite", "database:"), ("sqlite", "redis"), ("postgres", "database:"),
            ("postgres", "redis"),
        ]:
            url = postgres if store == "postgres" else f"sqlite://{processes.folder}/{queue.strip(':')}.sqlite"
            settings = {**stub, "DATABASE_URL": url, "QUEUE_URL": redis if queue == "redis" else queue}
            isolated = queue != "memory:"
            if isolated:
                settings["EMBEDDED_WORKER"] = "false"
            server, port = processes.server(**settings)
            members = [server] + ([processes.worker(**settings)] if isolated else [])
            for name, values in asyncio.run(delays_of(port, arguments.jobs)).items():
                figures = [percentile(values, 0.5), percentile(values, 0.99), max(values, default=0)]
                print(f"{store + ' × ' + queue:28} {name:10} {len(values):6} "
                      f"{figures[0]:10.1f} {figures[1]:8.1f} {figures[2]:8.1f}", flush=True)
            processes.end(*members)
    finally:
        processes.close()


# What many streams cost


def memory(process):
    text = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return {name: int(re.search(rf"{name}:\s+(\d+)", text)[1]) / 1024 for name in ("VmRSS", "VmHWM")}


async def post_for(port, seconds):
    """Posts from four clients, each as fast as it is answered but 20 ms apart."""
    times = []
    end = time.monotonic() + seconds

    async def one():
        poster = await Poster().open(port)
        while time.monotonic() < end:
            times.append((await poster.post())[1] * 1000)
            await asyncio.sleep(0.02)

    await asyncio.gather(*(one() for _ in range(4)))
    return times


async def watch(port, jobs, count):
    streams = [Stream(port, job_path(jobs[index % len(jobs)], index % 2 == 1), index % 2 == 1) for index in range(count)]
    tasks = []
    for start in range(0, count, 50):
        part = streams[start:start + 50]
        tasks += [asyncio.create_task(stream.run()) for stream in part]
        await asyncio.gather(*(stream.opened.wait() for stream in part))
    return streams, tasks


async def load_on(processes, name, jobs_count, streams_count, settings):
    server, port = processes.server(**settings)
    poster = await Poster().open(port)
    jobs = [(await poster.post())[0] for _ in range(jobs_count)]
    idle = memory(server)
    streams, tasks = await watch(port, jobs, streams_count) if streams_count else ([], [])
    await asyncio.sleep(0.5)
    opened = memory(server)
    worker = processes.worker(**settings)
    # In a process of its own: this one is busy with what the streams bring, and would measure itself.
    command = [sys.executable, __file__, "post", "--port", str(port), "--seconds", "8"]
    posting = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    times = json.loads((await posting.communicate())[0])
    if tasks:
        await asyncio.wait_for(asyncio.gather(*tasks), 300)
    after = memory(server)
    lost = sum(not stream.is_whole() for stream in streams)
    delays = [delay for stream in streams for delay in stream.delays]
    print(f"{name:34} POST median {percentile(times, .5):6.1f} ms, p99 {percentile(times, .99):6.1f} ms ({len(times)}); "
          f"memory {idle['VmRSS']:.0f} → {opened['VmRSS']:.0f} → {after['VmRSS']:.0f} MB, peak {after['VmHWM']:.0f}; "
          f"{sum(len(s.numbers) for s in streams)} events, median delay {percentile(delays, .5):.0f} ms, "
          f"p99 {percentile(delays, .99):.0f} ms, streams not whole: {lost}", flush=True)
    processes.end(worker, server)
    return percentile(times, 0.99), after["VmHWM"], lost


def measure_load(arguments):
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    processes = Processes(arguments.executables)
    failures = 0
    try:
        for name, jobs in [("all on one job", 1), ("a job each", arguments.streams)]:
            figures = []
            for count in (0, arguments.streams):
                settings = {
                    "DATABASE_URL": f"sqlite://{processes.folder}/{jobs}-{count}.sqlite", "QUEUE_URL": "database:",
                    "EMBEDDED_WORKER": "false", "LLM_PROVIDERS": "local",
                }
                figures.append(asyncio.run(load_on(processes, f"{name}, {count} streams", jobs, count, settings)))
            failures += figures[1][2]
            print(f"{name}: POST p99 × {figures[1][0] / figures[0][0]:.2f}, peak memory {figures[1][1]:.0f} MB")
    finally:
        processes.close()
    return failures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["delay", "load", "post"], help="post is used by load")
    parser.add_argument("--executables", default=ROOT / ".build-release/release")
    parser.add_argument("--jobs", type=int, default=60)
    parser.add_argument("--streams", type=int, default=1000)
    parser.add_argument("--port", type=int)
    parser.add_argument("--seconds", type=float, default=8)
    arguments = parser.parse_args()
    if arguments.what == "delay":
        measure_delay(arguments)
    elif arguments.what == "post":
        print(json.dumps(asyncio.run(post_for(arguments.port, arguments.seconds))))
    elif measure_load(arguments):
        sys.exit(1)


main()
