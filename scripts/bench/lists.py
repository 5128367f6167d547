#!/usr/bin/env python3
"""Measures lists and reads with few jobs and with a million, on this machine, with nothing but the standard library.

    python3 scripts/bench/lists.py [--executables DIR] [--jobs 1000000] [--store sqlite|postgres]

A server makes one job; SQL copies it, an hour apart every 500 jobs, every thousandth with a title of its own and every
ten-thousandth failed. Prints the median of each request in milliseconds, over one kept connection, beside the same
with a thousand jobs.
"""
import argparse
import datetime
import http.client
import json
import pathlib
import sqlite3
import statistics
import time
import urllib.parse

from processes import ROOT, Processes

# The job that is copied ended this many hours before now, so that no copy is of the future.
HOUR, HOURS_BACK = 3_600_000, 3000

COPY = """
INSERT INTO jobs ({columns}) SELECT {values} FROM jobs j CROSS JOIN {series} WHERE j.sequence = 1;
INSERT INTO job_payloads (job, input, metadata)
    SELECT n.i, p.input, p.metadata FROM job_payloads p CROSS JOIN {series} WHERE p.job = 1;
INSERT INTO job_titles (owner, job, title)
    SELECT '', n.i, CASE WHEN n.i % 1000 = 0 THEN 'safety ' || n.i ELSE 'release rules' END FROM {series};
"""


class Server:
    """A server with its clients' one connection."""

    def __init__(self, processes, url):
        self.processes = processes
        settings = {"DATABASE_URL": url, "LLM_PROVIDERS": "local", "ACCESS_LOG": "false"}
        self.process, port = processes.server(**settings)
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, path, body=None):
        begin = time.perf_counter()
        headers = {"Content-Type": "application/json"} if body else {}
        self.connection.request("POST" if body else "GET", path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read()
        took = (time.perf_counter() - begin) * 1000
        if answer.status not in (200, 201):
            raise SystemExit(f"{path} was answered {answer.status}: {text[:300]}")
        return json.loads(text), took

    def stop(self):
        self.processes.end(self.process)


def fill_sqlite(path, count):
    with sqlite3.connect(path) as database:
        columns = [row[1] for row in database.execute("PRAGMA table_info(jobs)")]
        begin = database.execute("SELECT max(sequence) + 1 FROM jobs").fetchone()[0]
        numbers = f"SELECT {begin} UNION ALL SELECT i + 1 FROM n WHERE i < {count}"
        text = script(
            columns, "randomblob(16)", begin, count, f"(WITH RECURSIVE n(i) AS ({numbers}) SELECT i FROM n) n"
        )
        counts = "UPDATE job_counts SET jobs = (SELECT count(*) FROM jobs) WHERE status = 2; ANALYZE;"
        database.executescript(f"PRAGMA synchronous = OFF; {text} {counts}")


def fill_postgres(run, count):
    """Takes what runs SQL on the database."""
    columns = run(
        "SELECT column_name FROM information_schema.columns WHERE table_name = 'jobs' AND is_generated = 'NEVER' "
        "ORDER BY ordinal_position"
    ).split()
    begin = int(run("SELECT max(sequence) + 1 FROM jobs"))
    text = script(columns, "gen_random_uuid()", begin, count, f"generate_series({begin}, {count}) n(i)")
    # The writes that filling left to the background are done before anything is measured.
    run(f"{text} SELECT setval('job_sequence', {count}); VACUUM ANALYZE; CHECKPOINT;")


def script(columns, identifier, begin, count, series):
    special = {
        "sequence": "n.i", "id": identifier,
        "created_at": f"j.created_at - {HOURS_BACK * HOUR} + CAST(n.i / 500 AS bigint) * {HOUR}",
        "status": "CASE WHEN n.i % 10000 = 0 THEN 3 ELSE j.status END",
    }
    values = ", ".join(special.get(column, f"j.{column}") for column in columns)
    return COPY.format(columns=", ".join(columns), values=values, series=series)


def measure(server, count):
    first = server.ask("/api/jobs?limit=100")[0]
    made = datetime.datetime.fromisoformat(first["items"][-1]["created_at"].replace("Z", "+00:00"))
    cursor = first["next_cursor"]
    half = (made - datetime.timedelta(hours=count / 1000 - 0.5)).strftime("%Y-%m-%dT%H:%M:%SZ")
    after = (made - datetime.timedelta(hours=count / 1000 + 0.5)).strftime("%Y-%m-%dT%H:%M:%SZ")
    page = server.ask(f"/api/jobs?limit=1&created_before={half}")[0]
    middle = page["next_cursor"]
    identifier = page["items"][0]["event_id"]
    requests = {
        "newest 20": "/api/jobs", "newest 100": "/api/jobs?limit=100", "second page of 100": f"/api/jobs?limit=100&cursor={cursor}",
        "page in the middle": f"/api/jobs?cursor={middle}", "failed": "/api/jobs?status=failed",
        "completed, workflow": "/api/jobs?status=completed&workflow=guideline", "pending (none)": "/api/jobs?status=pending",
        "one hour in the middle": f"/api/jobs?created_after={after}&created_before={half}",
        "failed, older half": f"/api/jobs?status=failed&created_before={half}",
        "title of most": "/api/jobs?title=release", "title of one in 1000": "/api/jobs?title=safety",
        "title of none": "/api/jobs?title=" + urllib.parse.quote("없는 제목"),
        "one job": f"/api/jobs/{identifier}", "counts": "/api/stats",
    }
    figures = {}
    for name, path in requests.items():
        server.ask(path)
        figures[name] = statistics.median(server.ask(path)[1] for _ in range(31))
    body = json.dumps({"text": "Every release must be tagged."})
    figures["POST"] = statistics.median(server.ask("/api/jobs", body)[1] for _ in range(101))
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--executables", type=pathlib.Path, default=ROOT / ".build-release/release")
    parser.add_argument("--jobs", type=int, default=1_000_000)
    parser.add_argument("--store", choices=["sqlite", "postgres"], default="sqlite")
    arguments = parser.parse_args()
    processes = Processes(arguments.executables)
    try:
        if arguments.store == "sqlite":
            path = processes.folder / "lists.sqlite"
            url, fill = f"sqlite://{path}", lambda count: fill_sqlite(path, count)
        else:
            postgres = processes.postgres()
            url, fill = postgres.url("postgres"), lambda count: fill_postgres(postgres.run, count)
        server = Server(processes, url)
        server.ask("/api/jobs", json.dumps({"text": "Every release must be tagged.", "title": "Release rules"}))
        time.sleep(1)
        server.stop()
        columns = {}
        for count in (1000, arguments.jobs):
            begin = time.monotonic()
            fill(count)
            filled = time.monotonic() - begin
            server = Server(processes, url)
            columns[count] = measure(server, count)
            server.stop()
            print(f"{arguments.store}: {count} jobs, filled in {filled:.0f} s", flush=True)
        few, many = columns[1000], columns[arguments.jobs]
        print(f"{'request':26} {'1000 jobs':>10} {arguments.jobs:>10} {'ratio':>6}")
        for name in few:
            print(f"{name:26} {few[name]:7.2f} ms {many[name]:7.2f} ms {many[name] / few[name]:6.2f}")
    finally:
        processes.close()


if __name__ == "__main__":
    main()
