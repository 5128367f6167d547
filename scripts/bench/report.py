"""Tables of figures: median and spread, and the ratio to the limit that each is held against."""

NO_OP = "no-op route: requests a second, 64 connections"
SUBMIT = "submit: jobs a second, 64 connections"

# Of a configuration: what is held against what, and what it should be.
RATIOS = [
    ("submit ÷ no-op route", SUBMIT, NO_OP, None),
    (
        "submit without a line in the log ÷ no-op route",
        "submit without a line in the log: jobs a second, 64 connections", NO_OP, None,
    ),
    ("submit ÷ pgbench's inserts, 64 clients", SUBMIT, None, "pgbench inserts a second, 64 clients"),
    (
        "get ÷ no-op route", "get: requests a second, 64 connections", "no-op route beside get: requests a second",
        None,
    ),
    ("submit while draining ÷ submit", "submit while draining: jobs a second, 64 connections", SUBMIT, None),
    (
        "drain ÷ half of the stub's answers", "drain: jobs a second", None,
        "model stub: answers a second, 64 connections",
    ),
    (
        "one idle job ÷ median fdatasync", "one idle job: POST to completed, median ms", None,
        "fdatasync median ms",
    ),
]


def number(value):
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.0f}" if value == int(value) else f"{value:.3g}"


def cell(values, median):
    text = number(median(values))
    return text if len(values) == 1 else f"{text} [{number(min(values))}–{number(max(values))}]"


def table(name, figures, median):
    lines = [f"### {name}", "", "| figure | median [spread] |", "|:--|--:|"]
    return lines + [f"| {figure} | {cell(values, median)} |" for figure, values in figures.items()] + [""]


def ratios(figures, limits):
    """Round by round, so that both sides of a ratio saw the same machine."""
    for name, mine, other, limit in RATIOS:
        others = limits.get(limit) if limit else figures.get(other)
        if mine in figures and others:
            half = 0.5 if name.startswith("drain ÷ half") else 1
            yield name, [value / (against * half) for value, against in zip(figures[mine], others)]


def markdown(gathered, median):
    limits = gathered["limits"]
    lines = table("Limits of the machine", limits, median)
    for name, figures in gathered.items():
        if name != "limits":
            lines += table(name, {**figures, **dict(ratios(figures, limits))}, median)
    return "\n".join(lines)
