"""What a million finished jobs cost those that come after them."""
import lists
from load import Client, percentile, wait_until_done, wrk
from measures import pace


def fill(configuration, database, jobs):
    """Makes one job, and copies it by SQL."""
    with configuration.start(database, works=True) as service:
        client = Client(service.port)
        identifier = client.submit()
        wait_until_done(client)
    if hasattr(configuration, "postgres"):
        lists.fill_postgres(lambda text: configuration.postgres.run(text, database), jobs)
    else:
        lists.fill_sqlite(database, jobs)
    return identifier


def measure(configuration, jobs, rounds, seconds):
    """The medians of submit, drain and GET beside a thousand and beside very many finished jobs, in turn."""
    sizes = {"few": 1000, "many": jobs}
    databases = {size: configuration.fresh() for size in sizes}
    finished = {size: fill(configuration, databases[size], count) for size, count in sizes.items()}
    figures = {size: {"submit": [], "claim and run": [], "get": []} for size in sizes}
    for _ in range(rounds):
        for size, database in databases.items():
            with configuration.start(database) as service:
                figures[size]["submit"].append(service.submit(16, 1)[0])
                figures[size]["get"].append(wrk(f"{service.url}/api/jobs/{finished[size]}", 16, seconds)[0])
            figures[size]["claim and run"].append(run(configuration, database))
    # As costs: how much longer one takes among many.
    return {
        f"growth to {jobs:,} finished jobs: {name} takes ×": percentile(figures["few"][name], 0.5)
        / percentile(figures["many"][name], 0.5)
        for name in ("submit", "claim and run", "get")
    }


def run(configuration, database):
    """Runs what waits: jobs a second."""
    with configuration.start(database, works=True) as service:
        return pace(service)[0]
