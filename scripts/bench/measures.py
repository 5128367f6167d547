"""What one configuration of the service does: a store and a queue, and the processes that share them."""
import json
import time

from load import Client, at_once, event_delays, one_after_the_other, percentile, users, wait_until_done, wrk
from processes import cpu_seconds, memory


class Configuration:
    """A store and a queue, and how the service is run over them."""

    name = ""
    # Whether a process of its own runs the jobs.
    has_worker = False

    def __init__(self, processes, model, slow_model):
        self.processes = processes
        self.models = {False: model, True: slow_model}

    def fresh(self):
        """A database that nobody has used; what `settings` takes."""
        raise NotImplementedError

    def settings(self, database):
        raise NotImplementedError

    def start(self, database, works=False, slow=False, under=(), **settings):
        """Starts the service, with or without anybody who runs jobs."""
        settings = self.settings(database) | {
            "LLM_PROVIDERS": "openai", "OPENAI_API_KEY": "bench", "WORKER_CONCURRENCY": "100",
            "OPENAI_BASE_URL": f"http://127.0.0.1:{self.models[slow]}/v1",
            "EMBEDDED_WORKER": "true" if works and not self.has_worker else "false",
        } | settings
        server, port = self.processes.server(under=under, **settings)
        running = [server]
        if works and self.has_worker:
            running.append(self.processes.worker(**settings))
        return Service(self.processes, running, port)


class Service:
    def __init__(self, processes, running, port):
        self.processes, self.running, self.port = processes, running, port
        self.url = f"http://127.0.0.1:{port}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.processes.end(*reversed(self.running))

    def submit(self, connections, seconds):
        return wrk(f"{self.url}/api/jobs", connections, seconds, "submit.lua")


class SQLite(Configuration):
    name = "SQLite, worker in the server"

    def fresh(self):
        self.count = getattr(self, "count", 0) + 1
        return self.processes.folder / f"bench{self.count}.sqlite"

    def settings(self, database):
        return {"DATABASE_URL": f"sqlite://{database}", "QUEUE_URL": "database:"}


class PostgresRedis(Configuration):
    name = "PostgreSQL and Redis, server and worker"
    has_worker = True

    def __init__(self, processes, model, slow_model, postgres, redis):
        super().__init__(processes, model, slow_model)
        self.postgres, self.redis = postgres, redis

    def fresh(self):
        return self.postgres.new_database()

    def settings(self, database):
        # A queue of its own for every database.
        return {"DATABASE_URL": self.postgres.url(database), "QUEUE_URL": f"{self.redis}?prefix={database}"}

    def commits(self, database):
        """Transactions that the server has committed in a database, those that only read counted too."""
        query = f"SELECT xact_commit FROM pg_stat_database WHERE datname = '{database}'"
        return int(self.postgres.run(query))


def submitting(configuration, seconds, connections=(1, 64, 256)):
    """POST without anybody who runs jobs, beside a route that does nothing."""
    figures = {}
    with configuration.start(configuration.fresh()) as service:
        figures["no-op route: requests a second, 64 connections"] = wrk(f"{service.url}/livez", 64, seconds)[0]
        for count in connections:
            begin = cpu_seconds(*service.running)
            rate, median, last = service.submit(count, seconds)
            spent = cpu_seconds(*service.running) - begin
            figures[f"submit: jobs a second, {count} connections"] = rate
            figures[f"submit: median ms, {count} connections"] = median
            figures[f"submit: p99 ms, {count} connections"] = last
            figures[f"submit: server's µs of CPU a job, {count} connections"] = spent / (rate * seconds) * 1e6
    with configuration.start(configuration.fresh(), ACCESS_LOG="false") as service:
        figures["submit without a line in the log: jobs a second, 64 connections"] = service.submit(64, seconds)[0]
    return figures


def submitting_while_draining(configuration, seconds):
    with configuration.start(configuration.fresh(), works=True) as service:
        rate, median, last = service.submit(64, seconds)
    return {
        "submit while draining: jobs a second, 64 connections": rate,
        "submit while draining: p99 ms, 64 connections": last,
    }


def backlog(configuration, database, jobs):
    """Leaves so many jobs to be run later."""
    with configuration.start(database) as service:
        _, failures = at_once(service.port, jobs, 16, keeps_connections=True)
        counts = Client(service.port).counts()
    if failures or counts["pending"] != jobs:
        raise SystemExit(f"{jobs} jobs were to wait: {counts}")


def pace(service):
    """Jobs a second from the first look until nothing is left, and milliseconds of CPU a job."""
    client = Client(service.port)
    begin, used, done = time.perf_counter(), cpu_seconds(*service.running), client.counts()["completed"]
    wait_until_done(client)
    seconds, jobs = time.perf_counter() - begin, client.counts()["completed"] - done
    return jobs / seconds, (cpu_seconds(*service.running) - used) / jobs * 1000


def draining(configuration, jobs):
    """Jobs that wait, until all are completed, with a model that answers at once."""
    database = configuration.fresh()
    backlog(configuration, database, jobs)
    commits = configuration.commits(database) if hasattr(configuration, "commits") else None
    with configuration.start(database, works=True) as service:
        rate, used = pace(service)
        figures = {
            "drain: jobs a second": rate,
            "drain: service's ms of CPU a job": used,
            "memory after a drain, MB": memory(*service.running),
        }
    if commits is not None:
        figures["drain: commits a job, reads counted too"] = (configuration.commits(database) - commits) / jobs
    with configuration.start(database) as service:
        one = json.loads(Client(service.port).ask("GET", "/api/jobs?limit=1")[1])["items"][0]["event_id"]
        figures["get: requests a second, 64 connections"] = wrk(f"{service.url}/api/jobs/{one}", 64, 3)[0]
        figures["no-op route beside get: requests a second"] = wrk(f"{service.url}/livez", 64, 3)[0]
    return figures


def with_slow_model(configuration, jobs=(1000, 6000), concurrency=500, seconds=0.2):
    """The share of what the concurrency allows where each of the two calls of a job takes its time: in a few waves, in
    which hundreds of jobs want the same at the same moment, and with so many jobs that those moments drift apart."""
    figures = {}
    for count in jobs:
        rate = pace_with_slow_model(configuration, count, concurrency)
        figures[f"200 ms a call, {count:,} jobs, {concurrency} at once: jobs a second"] = rate
        figures[f"200 ms a call, {count:,} jobs: share of concurrency ÷ 0.4 s"] = rate / (concurrency / (2 * seconds))
    return figures


def pace_with_slow_model(configuration, jobs, concurrency):
    database = configuration.fresh()
    backlog(configuration, database, jobs)
    with configuration.start(database, works=True, slow=True, WORKER_CONCURRENCY=str(concurrency)) as service:
        return pace(service)[0]


def idle_jobs(configuration, jobs):
    with configuration.start(configuration.fresh(), works=True) as service:
        one_after_the_other(service.port, 20)
        idle = memory(*service.running)
        times, picked_up = one_after_the_other(service.port, jobs)
    return {
        "one idle job: POST to completed, median ms": percentile(times, 0.5),
        "one idle job: POST to completed, p99 ms": percentile(times, 0.99),
        "one idle job: pick-up, median ms": percentile(picked_up, 0.5),
        "memory after 20 jobs, MB": idle,
    }


def delay_of_events(configuration, jobs=8, times=3):
    """With a model that takes its time, so that the events come while somebody watches."""
    delays = []
    with configuration.start(configuration.fresh(), works=True, slow=True) as service:
        for _ in range(times):
            delays += event_delays(service.port, jobs)
    return {
        "event to client of its stream: median ms": percentile(delays, 0.5),
        "event to client of its stream: p99 ms": percentile(delays, 0.99),
    }


def starting(configuration, times=5):
    """From starting the server to its first 201, over a database that is there."""
    database = configuration.fresh()
    with configuration.start(database):
        pass
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        with configuration.start(database) as service:
            Client(service.port).submit()
            taken.append((time.perf_counter() - begin) * 1000)
    return {"start to first 201, ms": percentile(taken, 0.5)}


def load_of_the_seeds(configuration, seconds):
    """100 requests of 10 clients at once, and 50 users."""
    with configuration.start(configuration.fresh(), works=True) as service:
        times, failures = at_once(service.port, 100, 10)
        done, posts, errors = users(service.port, 50, seconds)
        used = memory(*service.running)
    if failures or errors:
        raise SystemExit(f"{configuration.name}: {failures} of 100 requests and {errors} of the users' failed")
    return {
        "100 requests by 10 at once: median ms": percentile(times, 0.5),
        "100 requests by 10 at once: worst ms": max(times),
        f"50 users for {seconds} s: jobs completed": done,
        f"50 users for {seconds} s: POST p99 ms": percentile(posts, 0.99),
        f"50 users for {seconds} s: failures": errors,
        f"memory after 50 users for {seconds} s, MB": used,
    }
