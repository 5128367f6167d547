#!/usr/bin/env python3
"""A fake model server of the OpenAI-compatible kind, for end-to-end tests.

It is a process of its own, so that it outlives the servers a test kills. It answers every question with
the smallest instance of the JSON schema it was sent, and writes down each call before it answers.

    python3 model_stub.py --port 0 --log FILE

prints `listening on 127.0.0.1:PORT` and serves `POST …/chat/completions` until SIGTERM. `--log -` writes
the log to standard output. With `--exit-with-stdin` it also ends when its standard input is closed, so
that a test that dies leaves nothing behind.

Log lines (JSON, flushed one by one):
    {"n", "phase": "received", "schema", "document", "tag"?, "connection"}   before anything is answered
    {"n", "phase": "answered" | "failed" | "reset" | "broken_off", "schema", "status"?}
`document` is the SHA-256 of the user message in which every run of 16 or more digits and capitals (the
random marks of a fence) is replaced by `FENCE`. `tag` is what follows `DOC-TAG:` in it.

`POST /control` sets how the next calls are treated; it replaces the whole setting, so `{}` is back to
normal. `GET /control` only reads. Both return {"calls", "connections",
"open_connections", "by_schema"}.
    delay_ms     waits before it answers, fault or not
    status       answers with this status and an error body
    body         answers with this body instead: a string as it is, anything else as JSON
    retry_after  value of the Retry-After header
    headers      more headers, as an object
    chunked      sends the body without a Content-Length
    hang         never answers, until the control changes; calls that wait then go on as it now says
    reset        breaks the connection off with a TCP reset
    fail_next    only this many calls meet status, body, hang or reset (status 500 if none is given)
    schema       only calls for the schema of this name are treated so, delay included
"""

import argparse
import hashlib
import http.server
import json
import os
import re
import select
import signal
import socket
import struct
import sys
import threading
import time

FENCE_MARK = re.compile(r"[0-9A-Z]{16,}")
TAG = re.compile(r"DOC-TAG:([A-Za-z0-9_-]+)")
FAULTS = ("status", "body", "hang", "reset")
TICK = 0.05


class State:
    """What all connections share."""

    def __init__(self, log):
        self.condition = threading.Condition()
        self.log = log
        self.calls = 0
        self.connections = 0
        self.open_connections = 0
        self.by_schema = {}
        self.control = {}
        self.generation = 0
        self.remaining = None

    def write(self, line, count):
        with self.condition:
            counters = self.by_schema.setdefault(line["schema"], {})
            counters[count] = counters.get(count, 0) + 1
            self.log.write(json.dumps(line, ensure_ascii=False) + "\n")
            self.log.flush()

    def set_control(self, control):
        with self.condition:
            if control.get("fail_next") is not None and not is_fault(control):
                control = {**control, "status": 500}
            self.control = control
            self.remaining = control.get("fail_next")
            self.generation += 1
            self.condition.notify_all()

    def treatment(self, schema):
        """How the call that comes now is treated, and the generation of that decision."""
        with self.condition:
            control = self.control
            if control.get("schema") not in (None, schema):
                return {}, self.generation
            if self.remaining is not None and is_fault(control):
                if self.remaining <= 0:
                    return {"delay_ms": control.get("delay_ms")}, self.generation
                self.remaining -= 1
            return control, self.generation

    def summary(self):
        with self.condition:
            return {
                "calls": self.calls,
                "connections": self.connections,
                "open_connections": self.open_connections,
                "by_schema": self.by_schema,
            }


def is_fault(control):
    return any(control.get(name) not in (None, False) for name in FAULTS)


def instance(schema, name="value"):
    """The smallest value that satisfies a schema of the portable subset."""
    if "const" in schema:
        return schema["const"]
    if schema.get("enum"):
        return schema["enum"][0]
    for union in ("anyOf", "oneOf"):
        if schema.get(union):
            return instance(schema[union][0], name)
    kind = schema.get("type", "object" if "properties" in schema else "string")
    if isinstance(kind, list):
        kind = kind[0]
    if kind == "object":
        return {key: instance(value, key) for key, value in schema.get("properties", {}).items()}
    if kind == "array":
        return [instance(schema.get("items", {}), f"{name} {index + 1}") for index in range(3)]
    return {"integer": 1, "number": 1, "boolean": True, "null": None}.get(kind, f"stub text {name}")


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def setup(self):
        super().setup()
        with self.state.condition:
            self.state.connections += 1
            self.connection_number = self.state.connections
            self.state.open_connections += 1

    def finish(self):
        with self.state.condition:
            self.state.open_connections -= 1
        super().finish()

    def log_message(self, *_):
        pass

    @property
    def state(self):
        return self.server.state

    def do_GET(self):
        if self.path.rstrip("/") == "/control":
            return self.answer(200, self.state.summary())
        return self.answer(404, {"error": {"message": "unknown path", "type": "invalid_request_error"}})

    def do_POST(self):
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            body = json.loads(raw or b"{}")
        except ValueError:
            return self.answer(400, {"error": {"message": "no JSON", "type": "invalid_request_error"}})
        path = self.path.split("?")[0].rstrip("/")
        if path == "/control":
            self.state.set_control(body)
            return self.answer(200, self.state.summary())
        if path.endswith("/chat/completions"):
            return self.complete(body)
        return self.answer(404, {"error": {"message": "unknown path", "type": "invalid_request_error"}})

    def complete(self, body):
        form = (body.get("response_format") or {}).get("json_schema") or {}
        schema = form.get("name")
        user = next((m.get("content") for m in reversed(body.get("messages", [])) if m.get("role") == "user"), "")
        with self.state.condition:
            self.state.calls += 1
            number = self.state.calls
        marked = FENCE_MARK.sub("FENCE", user)
        line = {
            "n": number,
            "phase": "received",
            "schema": schema,
            "document": hashlib.sha256(marked.encode()).hexdigest(),
            "connection": self.connection_number,
        }
        tag = TAG.search(user)
        if tag:
            line["tag"] = tag.group(1)
        self.state.write(line, "received")
        outcome = self.treat(body, form.get("schema") or {}, schema, number)
        self.state.write({"n": number, "schema": schema, **outcome}, outcome["phase"])

    def treat(self, body, form, schema, number):
        """Does to a call what the control says, and returns what that was."""
        while True:
            control, generation = self.state.treatment(schema)
            if not self.wait((control.get("delay_ms") or 0) / 1000):
                return {"phase": "broken_off"}
            if not control.get("hang"):
                break
            if not self.wait_for_change(generation):
                return {"phase": "broken_off"}
        if control.get("reset"):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True
            return {"phase": "reset"}
        status = control.get("status") or 200
        answer = control.get("body")
        if answer is None and status == 200:
            answer = completion(body, instance(form), number)
        elif answer is None:
            answer = {"error": {"message": "a fault of the stub", "type": "stub_error", "param": None, "code": None}}
        headers = dict(control.get("headers") or {})
        if control.get("retry_after") is not None:
            headers["Retry-After"] = str(control["retry_after"])
        try:
            self.answer(status, answer, headers, bool(control.get("chunked")))
        except OSError:
            self.close_connection = True
            return {"phase": "broken_off"}
        return {"phase": "answered" if status == 200 else "failed", "status": status}

    def wait(self, seconds):
        """Waits; false as soon as the client has hung up."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if self.hung_up(min(left, TICK)):
                return False
        return True

    def wait_for_change(self, generation):
        """Waits until the control is another one; false as soon as the client has hung up."""
        while True:
            if self.hung_up(TICK):
                return False
            with self.state.condition:
                if self.state.generation != generation:
                    return True

    def hung_up(self, seconds):
        readable, _, _ = select.select([self.connection], [], [], seconds)
        if not readable:
            return False
        try:
            gone = self.connection.recv(1, socket.MSG_PEEK) == b""
        except OSError:
            gone = True
        if gone:
            self.close_connection = True
        return gone

    def answer(self, status, body, headers=None, chunked=False):
        raw = body.encode() if isinstance(body, str) else json.dumps(body, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if chunked:
            self.send_header("Transfer-Encoding", "chunked")
            raw = b"".join(b"%x\r\n%s\r\n" % (len(c), c) for c in split(raw, 65536)) + b"0\r\n\r\n"
        else:
            self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)
        self.wfile.flush()


def split(raw, size):
    return [raw[start : start + size] for start in range(0, len(raw), size)]


def completion(body, content, number):
    text = json.dumps(content, ensure_ascii=False)
    return {
        "id": f"chatcmpl-stub-{number}",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": body.get("model"),
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": text, "refusal": None},
                "logprobs": None,
                "finish_reason": "stop",
            }
        ],
        "usage": {"prompt_tokens": 100, "completion_tokens": 50, "total_tokens": 150},
    }


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 1024

    def handle_error(self, request, client_address):
        # A client that hangs up is part of most tests.
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


def end_with_standard_input():
    while os.read(0, 4096):
        pass
    os._exit(0)


def main():
    arguments = argparse.ArgumentParser(description="A fake model server for tests.")
    arguments.add_argument("--port", type=int, default=0)
    arguments.add_argument("--log", required=True, metavar="FILE")
    arguments.add_argument("--exit-with-stdin", action="store_true")
    options = arguments.parse_args()

    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    # A parent may start this process from a thread that blocks signals, which a child inherits.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM, signal.SIGINT})
    log = sys.stdout if options.log == "-" else open(options.log, "a", encoding="utf-8")
    server = Server(("127.0.0.1", options.port), Handler)
    server.state = State(log)
    if options.exit_with_stdin:
        threading.Thread(target=end_with_standard_input, daemon=True).start()
    print(f"listening on 127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever(poll_interval=TICK)


if __name__ == "__main__":
    main()
