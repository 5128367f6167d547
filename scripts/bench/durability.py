"""Whether a job is on disk before its 201 leaves, as the kernel saw it."""
import re
import signal
import time

from load import Client, wait_until_done
from measures import backlog

TRACED = "trace=fdatasync,fsync,write,writev,sendto"
SYNC = re.compile(r"(?:fdatasync|fsync)\(\d+<([^>]*)>")


class NotPermitted(Exception):
    """The system lets this user trace no process that it did not start, as Ubuntu does by default."""


def check(configuration, log_name, jobs=50):
    """Sends jobs one by one and looks for a finished sync of the log between every two answers.

    Returns how many answers had one before them; a server that answers earlier has fewer than jobs.
    """
    processes = configuration.processes
    trace = processes.folder / f"trace-{configuration.has_worker}"
    postgres = getattr(configuration, "postgres", None)
    with configuration.start(configuration.fresh()) as service:
        client = Client(service.port)
        client.submit()
        watched = [service.running[0].pid] + (postgres.pids() if postgres else [])
        command = ["strace", "-f", "-y", "-e", TRACED, "-s", "16", "-o", str(trace)]
        for pid in watched:
            command += ["-p", str(pid)]
        tracer = processes.start(command)
        deadline = time.monotonic() + 20
        while not trace.exists() or not traces(watched):
            if tracer.poll() is not None or time.monotonic() > deadline:
                raise NotPermitted("strace could not attach")
            time.sleep(0.05)
        for _ in range(jobs):
            client.submit()
        tracer.send_signal(signal.SIGINT)
        tracer.wait(20)
    return synced_answers(trace.read_text(errors="replace"), log_name)


def traces(pids):
    """Whether every process has a tracer."""
    for pid in pids:
        try:
            with open(f"/proc/{pid}/status") as status:
                if re.search(r"TracerPid:\s+0$", status.read(), re.M):
                    return False
        except FileNotFoundError:
            # It has ended meanwhile, as helpers of PostgreSQL do.
            continue
    return True


def synced_answers(text, log_name):
    answers, is_synced, begun = 0, False, {}
    for line in text.splitlines():
        thread = line.split(None, 1)[0]
        if sync := SYNC.search(line):
            # It counts when it has returned, which may be in a later line of the same thread.
            begun[thread] = log_name in sync[1]
        if thread in begun and line.rstrip().endswith("= 0"):
            is_synced = begun.pop(thread) or is_synced
        if "HTTP/1.1 201" in line:
            answers += is_synced
            is_synced = False
    return answers


def syncs_a_job(configuration, jobs=3000):
    """How often a server that drains over SQLite waits for the disk, checkpoints of the log counted too."""
    database = configuration.fresh()
    backlog(configuration, database, jobs)
    summary = configuration.processes.folder / "syncs"
    # Stops the program at these calls alone, so that it runs at its usual speed otherwise.
    under = ["strace", "-f", "--seccomp-bpf", "-c", "-e", "trace=fdatasync", "-o", str(summary)]
    with configuration.start(database, works=True, under=under) as service:
        wait_until_done(Client(service.port))
    return int(re.search(r"(\d+)\s+fdatasync", summary.read_text())[1]) / jobs
