"""Half an hour of steady work, and what memory the service has meanwhile.

    python3 scripts/bench/soak.py [--minutes 30] [--rate 100] [--executables DIR]

So many jobs a second are submitted over SQLite and over PostgreSQL and Redis at the same time, some of them watched by
streams; jobs are deleted when they are five minutes old. Prints what each configuration has in MB, once a minute: its
proportional set size, and the pages in it that it allocated itself, which other programs of the machine do not move. At
last it prints how much the latter grew from the first third to the last. Exits 1 where a request failed.
"""
import argparse
import pathlib
import statistics
import sys
import threading
import time

import measures
from load import Client, events_of
from processes import ROOT, Processes, memory


class Load(threading.Thread):
    """Submits jobs at a steady rate and reads each once; every hundredth is watched to its end."""

    def __init__(self, port, rate, end):
        super().__init__()
        self.port, self.rate, self.end = port, rate, end
        self.jobs, self.failure = 0, None

    def run(self):
        client, begin = Client(self.port), time.monotonic()
        try:
            while time.monotonic() < self.end:
                identifier = client.submit()
                client.job(identifier)
                self.jobs += 1
                if self.jobs % 100 == 0:
                    events_of(self.port, identifier)
                time.sleep(max(0, begin + self.jobs / self.rate - time.monotonic()))
        except BaseException as error:
            self.failure = error


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--executables", type=pathlib.Path, default=ROOT / ".build-release/release")
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--rate", type=float, default=100)
    arguments = parser.parse_args()
    processes = Processes(arguments.executables)
    try:
        model = processes.model()
        configurations = [
            measures.SQLite(processes, model, model),
            measures.PostgresRedis(processes, model, model, processes.postgres(), processes.redis()),
        ]
        services = [each.start(each.fresh(), works=True, JOB_RETENTION="5m") for each in configurations]
        end = time.monotonic() + arguments.minutes * 60
        loads = [Load(service.port, arguments.rate, end) for service in services]
        for load in loads:
            load.start()
        used = [[] for _ in services]
        print("minute  " + "  ".join(configuration.name for configuration in configurations), flush=True)
        for minute in range(1, int(arguments.minutes) + 1):
            time.sleep(max(0, end - (arguments.minutes - minute) * 60 - time.monotonic()))
            for values, service in zip(used, services):
                values.append((memory(*service.running), memory(*service.running, kind="Anonymous")))
            row = "  ".join(f"{total:.1f} ({own:.1f} of its own)" for total, own in (values[-1] for values in used))
            print(f"{minute:6}  {row}", flush=True)
        for load in loads:
            load.join()
        for configuration, values, load in zip(configurations, used, loads):
            own, third = [own for _, own in values], max(1, len(values) // 3)
            first, last = statistics.median(own[:third]), statistics.median(own[-third:])
            most = max(total for total, _ in values)
            print(
                f"{configuration.name}: {load.jobs} jobs, at most {most:.1f} MB; of its own {first:.1f} → {last:.1f} MB, "
                f"× {last / first:.3f}"
            )
        failures = [load.failure for load in loads if load.failure]
        for failure in failures:
            print(failure, file=sys.stderr)
    finally:
        processes.close()
    sys.exit(1 if failures else 0)


main()
