#!/usr/bin/env python3
"""Measures whether claims on PostgreSQL stay as fast as they are, while something holds vacuum back.

    soak-claims.py --executables FOLDER [--minutes 10] [--rate 200] [--finished 1000000]

Starts a PostgreSQL of its own that holds many finished jobs, two servers and two workers, posts jobs at a steady
rate, and prints a Markdown table with one line a minute: how long the statement took that starts jobs, and the
one that waits for its turn, by PostgreSQL's own log. An idle transaction stands open for `--minutes`, first one
that has only read, then one that has written. At the end every job must have completed exactly once.
"""

import argparse
import collections
import glob
import http.client
import json
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
# Every statement would be a flood; a part of them has the same percentiles.
SAMPLED = 0.25
DURATION = re.compile(rb"duration: ([0-9.]+) ms  execute (avo_start_jobs|avo_lock_queues):")
DOCUMENT = json.dumps({"text": "Wear eye protection. Check the emergency stop before each shift."}).encode()
CLIENTS = 8


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Postgres:
    """A PostgreSQL of its own, with every commit on disk."""

    def __init__(self, folder):
        self.port = free_port()
        self.programs = max(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[4]))
        self.owner = []
        os.chmod(folder, 0o755)
        self.folder = os.path.join(folder, "postgres")
        os.mkdir(self.folder, 0o700)
        if os.getuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self.owner = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", "--"]
        data = os.path.join(self.folder, "data")
        made = ["initdb", "-D", data, "-U", "postgres", "-A", "trust", "--encoding=UTF8", "--locale=C.UTF-8"]
        self.run(self.owner + [f"{self.programs}/{made[0]}"] + made[1:])
        settings = {
            "port": self.port, "listen_addresses": "127.0.0.1", "unix_socket_directories": self.folder,
            "shared_buffers": "256MB", "max_wal_size": "2GB", "log_min_duration_sample": 0,
            "log_statement_sample_rate": SAMPLED, "log_parameter_max_length": 0, "log_line_prefix": "",
            "log_checkpoints": "off",
        }
        arguments = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        self.process = subprocess.Popen(
            self.owner + [f"{self.programs}/postgres", "-D", data] + arguments,
            stderr=subprocess.PIPE, env=ENVIRONMENT, cwd=self.folder)
        self.lock = threading.Lock()
        self.durations = collections.defaultdict(list)
        threading.Thread(target=self.read_log, daemon=True).start()
        deadline = time.monotonic() + 60
        while subprocess.run(self.psql("SELECT 1", "postgres"), capture_output=True, env=ENVIRONMENT).returncode:
            if time.monotonic() > deadline:
                sys.exit("PostgreSQL did not start")
            time.sleep(0.1)
        self.sql("CREATE DATABASE avo", "postgres")
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/avo"

    def run(self, command):
        done = subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT, cwd=self.folder)
        if done.returncode:
            sys.exit(f"{command[0]} failed: {done.stderr}")
        return done.stdout.strip()

    def psql(self, sql, database):
        return [f"{self.programs}/psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p",
                str(self.port), "-U", "postgres", "-d", database, "-c", sql]

    def sql(self, sql, database="avo"):
        return self.run(self.psql(sql, database))

    def read_log(self):
        for line in self.process.stderr:
            if found := DURATION.search(line):
                with self.lock:
                    self.durations[found[2].decode()].append(float(found[1]))

    def take_durations(self):
        with self.lock:
            taken, self.durations = self.durations, collections.defaultdict(list)
        return taken

    def hold(self, *statements):
        """A session that stands idle in a transaction until it is released."""
        words = self.psql("", "avo")[:-2]
        session = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT)
        session.stdin.write(";\n".join(statements) + ";\nSELECT 'held';\n")
        session.stdin.flush()
        while session.stdout.readline().strip() != "held":
            if session.poll() is not None:
                sys.exit("the idle transaction ended")
        return session

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait()


class Member:
    """A server or a worker."""

    def __init__(self, executable, settings, folder, announcement):
        self.process = subprocess.Popen(
            [executable], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=ENVIRONMENT | settings, cwd=folder)
        self.announcement = None
        for line in self.process.stdout:
            message = json.loads(line)
            if message["message"] == announcement:
                self.announcement = message
                break
        if not self.announcement:
            sys.exit(f"{executable} did not start")
        threading.Thread(target=self.process.stdout.read, daemon=True).start()

    @property
    def mebibytes(self):
        with open(f"/proc/{self.process.pid}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") >> 20

    def stop(self):
        self.process.terminate()
        return self.process.wait(60)


class Load:
    """Posts at a steady rate from several clients, and counts what was acknowledged."""

    def __init__(self, ports, rate):
        self.acknowledged = []
        self.refused = 0
        self.longest = 0.0
        self.lock = threading.Lock()
        self.ended = threading.Event()
        self.clients = [threading.Thread(target=self.post, args=(ports[n % len(ports)], rate / CLIENTS))
                        for n in range(CLIENTS)]
        for client in self.clients:
            client.start()

    def post(self, port, rate):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        due = time.monotonic()
        while not self.ended.is_set():
            due += 1 / rate
            if (wait := due - time.monotonic()) > 0:
                time.sleep(wait)
            begin = time.monotonic()
            try:
                connection.request("POST", "/api/jobs", DOCUMENT, {"Content-Type": "application/json"})
                answer = connection.getresponse()
                body = answer.read()
                taken = answer.status == 201
            except (OSError, http.client.HTTPException):
                connection.close()
                taken = False
            end = time.monotonic()
            with self.lock:
                if taken:
                    self.acknowledged.append((json.loads(body)["event_id"], begin, end))
                self.refused += not taken
                self.longest = max(self.longest, end - begin)

    def take(self):
        with self.lock:
            taken = (len(self.acknowledged), self.refused, self.longest)
            self.longest = 0.0
        return taken

    def end(self):
        self.ended.set()
        for client in self.clients:
            client.join()


def fill(postgres, count):
    """As many finished jobs as a busy service has after some time."""
    postgres.sql(f"""
        INSERT INTO jobs (id, queue, workflow, workflow_version, total_steps, language, created_at, status, fence,
            attempts, completed_steps, last_event, updated_at, finished_at)
        SELECT gen_random_uuid(), 'guideline_queue', 'guideline', 1, 2, 'en', 1700000000000 + n, 2, 1, 1, 2, 7,
            1700000000000 + n, 1700000000000 + n
        FROM generate_series(1, {count}) n;
        INSERT INTO job_payloads SELECT sequence, convert_to('{{"text":"An old document."}}', 'UTF8'), '{{}}' FROM jobs;
        INSERT INTO events SELECT sequence, n, CASE n WHEN 1 THEN 'job.created' ELSE 'job.completed' END, created_at
        FROM jobs, generate_series(1, 2) n;
        INSERT INTO job_counts VALUES ('guideline_queue', 2, {count});
        INSERT INTO lanes VALUES ('guideline_queue', 0);
        """)
    postgres.sql("VACUUM ANALYZE")
    postgres.sql("CHECKPOINT")


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else float("nan")


def measure(phase, minutes, postgres, load, members):
    """Prints a line a minute, and returns the longest p99 of the phase."""
    worst = 0.0
    before = load.take()
    postgres.take_durations()
    for minute in range(1, minutes + 1):
        time.sleep(60)
        after = load.take()
        durations = postgres.take_durations()
        starts, turns = durations["avo_start_jobs"], durations["avo_lock_queues"]
        waiting, dead = postgres.sql(
            "SELECT (SELECT count(*) FROM jobs WHERE status = 0), "
            "(SELECT n_dead_tup FROM pg_stat_user_tables WHERE relname = 'jobs')").split("|")
        worst = max(worst, percentile(starts, 0.99))
        print(f"| {phase} | {minute} | {(after[0] - before[0]) / 60:.0f} | {after[2] * 1000:.0f} | {len(starts)} | "
              f"{percentile(starts, 0.5):.2f} | {percentile(starts, 0.99):.2f} | {max(starts, default=0):.1f} | "
              f"{percentile(turns, 0.99):.2f} | {waiting} | {dead} | "
              f"{' '.join(str(member.mebibytes) for member in members)} |", flush=True)
        before = after
    return worst


def finish(postgres, load, finished):
    """Waits until everything is done; returns what is wrong."""
    deadline = time.monotonic() + 300
    while postgres.sql("SELECT count(*) FROM jobs WHERE status < 2") != "0":
        if time.monotonic() > deadline:
            return ["some jobs never ended"]
        time.sleep(0.5)
    acknowledged, refused, _ = load.take()
    completed = int(postgres.sql("SELECT count(*) FROM jobs WHERE status = 2")) - finished
    ends = postgres.sql(f"""
        SELECT count(*) FROM jobs j WHERE sequence > {finished} AND 1 <> (SELECT count(*) FROM events
            WHERE job = j.sequence AND kind IN ('job.completed', 'job.failed', 'job.cancelled'))
        """)
    overtaken = count_overtaken(postgres, load, finished)
    print(f"\nfigure: claims: {acknowledged} jobs acknowledged, {refused} requests refused, {completed} completed, "
          f"{ends} of them without exactly one end, {overtaken} overtaken by a job that was sent after their answer")
    problems = []
    if completed < acknowledged or completed > acknowledged + refused:
        problems.append(f"{acknowledged} acknowledged, {completed} completed")
    if ends != "0":
        problems.append(f"{ends} jobs without exactly one end")
    if overtaken:
        problems.append(f"{overtaken} jobs were overtaken")
    return problems


def count_overtaken(postgres, load, finished):
    """Claims exclude each other, and a transaction gets its number behind the queue's lock: so the numbers of the
    transactions that wrote `job.started` grow in the order of their commits."""
    rows = postgres.sql(f"""
        SELECT j.id, min(e.xmin::text::bigint) FROM jobs j JOIN events e ON e.job = j.sequence
        WHERE e.kind = 'job.started' AND j.sequence > {finished} GROUP BY j.id
        """)
    starts = {job: int(start) for job, start in (row.split("|") for row in rows.splitlines())}
    by_answer = collections.deque(sorted(load.acknowledged, key=lambda job: job[2]))
    latest = overtaken = 0
    for job, sent, _ in sorted(load.acknowledged, key=lambda job: job[1]):
        while by_answer[0][2] < sent:
            latest = max(latest, starts[by_answer.popleft()[0]])
        overtaken += starts[job] < latest
    return overtaken


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--executables", required=True)
    parser.add_argument("--minutes", type=int, default=10)
    parser.add_argument("--quiet-minutes", type=int, default=2)
    parser.add_argument("--rate", type=float, default=200)
    parser.add_argument("--finished", type=int, default=1_000_000)
    options = parser.parse_args()
    executables = os.path.abspath(options.executables)
    folder = tempfile.mkdtemp(prefix="avo-soak-")
    postgres, members, held = None, [], None
    try:
        postgres = Postgres(folder)
        settings = {
            "DATABASE_URL": postgres.url, "QUEUE_URL": "database:", "LLM_PROVIDERS": "local", "PORT": "0",
            "WORKER_CONCURRENCY": "8", "LOG_LEVEL": "notice", "LOG_FORMAT": "json",
        }
        subprocess.run([f"{executables}/avo-server", "migrate"], check=True, capture_output=True,
                       env=ENVIRONMENT | settings, cwd=folder)
        begin = time.monotonic()
        fill(postgres, options.finished)
        print(f"{options.finished} finished jobs made in {time.monotonic() - begin:.0f} s\n", flush=True)
        members += [Member(f"{executables}/avo-server", settings, folder, "listening") for _ in range(2)]
        ports = [int(member.announcement["server.port"]) for member in members]
        members += [Member(f"{executables}/avo-worker", settings, folder, "working") for _ in range(2)]
        load = Load(ports, options.rate)
        print("| held open | minute | jobs/s | slowest POST ms | claims seen | p50 ms | p99 ms | max ms | "
              "turn p99 ms | waiting | dead rows | MiB of servers and workers |")
        print("|:--|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|:--|")
        worst = {}
        phases = [
            ("nothing", options.quiet_minutes, None),
            ("a reader", options.minutes, ["BEGIN ISOLATION LEVEL REPEATABLE READ", "SELECT id FROM jobs LIMIT 1"]),
            ("nothing, after the reader", options.quiet_minutes, None),
            ("a writer", options.minutes, ["CREATE TABLE IF NOT EXISTS held (n int)", "BEGIN",
                                           "INSERT INTO held VALUES (1)"]),
            ("nothing, after the writer", options.quiet_minutes, None),
        ]
        for name, minutes, statements in phases:
            held = postgres.hold(*statements) if statements else None
            worst[name] = measure(name, minutes, postgres, load, members)
            if held:
                held.kill()
                held.wait()
                held = None
        load.end()
        problems = finish(postgres, load, options.finished)
        for name, value in worst.items():
            print(f"figure: claims: highest p99 of a minute with {name} held open: {value:.2f} ms")
        problems += [f"a member ended with {code}" for member in members if (code := member.stop())]
        members = []
        for problem in problems:
            print(f"soak: {problem}", file=sys.stderr)
        sys.exit(1 if problems else 0)
    finally:
        for member in members:
            member.process.kill()
        if held:
            held.kill()
        if postgres:
            postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
