"""What this machine can do: the limits that figures are held against."""
import os
import re
import subprocess
import tempfile
import time

from load import percentile, wrk


def disk(folder, seconds=1.5):
    """8 KiB appended and brought to disk, over and over: times a second, and the median in milliseconds."""
    times = []
    with tempfile.NamedTemporaryFile(dir=folder, buffering=0) as file:
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            begin = time.perf_counter()
            file.write(bytes(8192))
            os.fdatasync(file.fileno())
            times.append((time.perf_counter() - begin) * 1000)
    return len(times) / seconds, percentile(times, 0.5)


def pgbench(postgres, clients, seconds=3):
    """Single-row inserts of 1.7 KB, each committed by itself: transactions a second."""
    postgres.run("CREATE TABLE IF NOT EXISTS limits (id bigserial PRIMARY KEY, document text)")
    script = postgres.data.parent / "insert.sql"
    script.write_text("INSERT INTO limits (document) VALUES (repeat('x', 1700));\n")
    command = [
        postgres.binaries / "pgbench", "-n", "-M", "prepared", "-c", str(clients), "-j", str(min(2, clients)),
        "-T", str(seconds), "-f", script, "-h", "127.0.0.1", "-p", str(postgres.port), "-U", "avo", "postgres",
    ]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    postgres.run("TRUNCATE limits")
    return float(re.search(r"tps = ([\d.]+)", text)[1])


def measure(processes, postgres, model):
    rate, median = disk(processes.folder)
    return {
        "fdatasync a second": rate,
        "fdatasync median ms": median,
        "pgbench inserts a second, 64 clients": pgbench(postgres, 64),
        "pgbench inserts a second, 1 client": pgbench(postgres, 1),
        "model stub: answers a second, 64 connections": wrk(f"http://127.0.0.1:{model}/", 64, 2, "ask.lua")[0],
    }
