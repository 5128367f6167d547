"""Measures the built service on this machine, beside the limits of the machine, and prints Markdown tables.

    python3 scripts/bench [--rounds 3] [--seconds 3] [--users 300] [--growth 1000000] [--only sqlite|postgres]

Everything listens on the loopback interface, PostgreSQL and Redis are started as they are shipped, and every round has
fresh databases. Rounds are the outer loop, so that a machine which is slow for a while is slow for all figures; ratios
within a round are the result. Exits 1 where a request or a job failed, or a job was acknowledged before it was on disk.
"""
import argparse
import json
import pathlib
import statistics
import sys
import time

import durability
import growth
import limits
import measures
import report
from processes import ROOT, Processes


def note(text):
    print(f"bench: {time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def rounds_of(arguments, processes, configurations, postgres, model, gathered):
    def add(name, figures):
        for figure, value in figures.items():
            gathered[name].setdefault(figure, []).append(value)

    for number in range(arguments.rounds):
        note(f"round {number + 1} of {arguments.rounds}: limits")
        add("limits", limits.measure(processes, postgres, model))
        for configuration in configurations:
            for name, measure in [
                ("submit", lambda c: measures.submitting(c, arguments.seconds)),
                ("submit while draining", lambda c: measures.submitting_while_draining(c, arguments.seconds)),
                ("drain", lambda c: measures.draining(c, arguments.jobs)),
                ("slow model", measures.with_slow_model),
                ("idle jobs", lambda c: measures.idle_jobs(c, 200)),
                ("events", measures.delay_of_events),
                ("start", measures.starting),
            ]:
                note(f"{configuration.name}: {name}")
                add(configuration.name, measure(configuration))


def once(arguments, configurations, gathered):
    failures = []
    for configuration in configurations:
        figures = gathered[configuration.name]
        note(f"{configuration.name}: durability")
        try:
            synced = durability.check(configuration, "pg_wal" if configuration.has_worker else "-wal")
            figures["durability: answers of 50 with a finished sync before them"] = [synced]
            if synced != 50:
                failures.append(f"{configuration.name}: {50 - synced} of 50 jobs were acknowledged too early")
        except durability.NotPermitted as reason:
            failures.append(f"{configuration.name}: durability was not measured: {reason}")
        if not configuration.has_worker:
            figures["drain: syncs a job"] = [durability.syncs_a_job(configuration)]
        if arguments.users:
            note(f"{configuration.name}: the load of the seeds")
            for name, value in measures.load_of_the_seeds(configuration, arguments.users).items():
                figures[name] = [value]
        if arguments.growth:
            note(f"{configuration.name}: growth")
            grown = growth.measure(configuration, arguments.growth, arguments.rounds, arguments.seconds)
            for name, value in grown.items():
                figures[name] = [value]
    return failures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--executables", type=pathlib.Path, default=ROOT / ".build-release/release")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=3, help="of each measurement of throughput")
    parser.add_argument("--jobs", type=int, default=5000, help="of a drain")
    parser.add_argument("--users", type=int, default=300, help="seconds of the load of 50 users; 0 leaves it out")
    parser.add_argument("--growth", type=int, default=1_000_000, help="finished jobs; 0 leaves it out")
    parser.add_argument("--only", choices=["sqlite", "postgres"])
    parser.add_argument("--json", type=pathlib.Path, help="where to write every single figure")
    arguments = parser.parse_args()
    processes = Processes(arguments.executables)
    gathered, failures = {"limits": {}}, ["the run was not finished"]
    try:
        postgres, redis = processes.postgres(), processes.redis()
        models = processes.model(), processes.slow_model(0.2)
        configurations = []
        if arguments.only != "postgres":
            configurations.append(measures.SQLite(processes, *models))
        if arguments.only != "sqlite":
            configurations.append(measures.PostgresRedis(processes, *models, postgres, redis))
        gathered |= {configuration.name: {} for configuration in configurations}
        rounds_of(arguments, processes, configurations, postgres, models[0], gathered)
        failures = once(arguments, configurations, gathered)
    finally:
        processes.close()
        # What was measured before a failure is of use all the same.
        if arguments.json:
            arguments.json.write_text(json.dumps(gathered, indent=1))
        print(report.markdown(gathered, statistics.median))
        for failure in failures:
            print(failure, file=sys.stderr)
    sys.exit(1 if failures else 0)


main()
