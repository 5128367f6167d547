#!/usr/bin/env python3
"""Checks Dockerfile, compose.yaml and the systemd units against the program, without a container engine.

Prints one line a mistake and exits 1 if there is any.
"""
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent
# What a provider's variables end in.
PROVIDER_ENDINGS = ("_API_KEY", "_BASE_URL", "_MODEL", "_CONTEXT", "_RPM", "_TPM")
# What Debian 12 loads at run time in place of what it builds with.
RUNTIME = {
    "libsqlite3-dev": "libsqlite3-0",
    "libcurl4-openssl-dev": "libcurl4",
    "libpq-dev": "libpq5",
    "libhiredis-dev": "libhiredis0.14",
}
# Seconds beside SHUTDOWN_GRACE that a server may need to stop: the announcement and the open connections.
STOPPING = 6
# The highest exposure that `systemd-analyze security` may find, in tenths.
EXPOSURE = 20

problems = []


def complain(file, message):
    problems.append(f"{file}: {message}")


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


def seconds(text):
    """A duration as systemd, Compose and AVO write it: 500ms, 40s, 1m30s."""
    units = {"ms": 0.001, "s": 1, "min": 60, "m": 60, "h": 3600}
    parts = re.findall(r"(\d+)\s*(ms|min|s|m|h)", str(text))
    return sum(int(count) * units[unit] for count, unit in parts) if parts else float(text)


def known_variables():
    source = read("Sources/JobsBootstrap/Configuration/ConfigurationVariable.swift")

    def listed(name):
        found = re.search(rf"static let {name} =\s*\[(.*?)\]", source, re.DOTALL)
        if not found:
            sys.exit(f"check-deployment: no list {name} in ConfigurationVariable.swift")
        return re.findall(r'"([A-Z][A-Z0-9_]*)"', found.group(1))

    providers = ROOT / "Sources/Adapters/LanguageModelHTTP/Providers"
    prefixes = [
        found.group(1)
        for file in sorted(providers.rglob("*.swift"))
        for found in re.finditer(r'settingsPrefix: "([A-Z_]+)"', file.read_text())
    ]
    if not prefixes:
        sys.exit("check-deployment: no provider names a settingsPrefix")
    secrets = listed("secrets") + [prefix + "_API_KEY" for prefix in prefixes]
    provider = [prefix + end for prefix in prefixes for end in PROVIDER_ENDINGS]
    return set(listed("plain")) | set(provider) | {name + "_FILE" for name in secrets}


def default_grace():
    return seconds(re.search(r"^# SHUTDOWN_GRACE=(\S+)", read(".env.example"), re.MULTILINE).group(1))


def check_variables(file, names):
    for name in sorted(set(names) - VARIABLES):
        # libpq reads variables of its own.
        if not re.fullmatch(r"PG[A-Z]+", name):
            complain(file, f"{name} is no variable of the program")


def dockerfile_stages():
    """For each stage its instructions as (keyword, rest)."""
    lines = [line for line in read("Dockerfile").splitlines() if not line.lstrip().startswith("#")]
    text = re.sub(r"\\\n", " ", "\n".join(lines))
    stages = []
    for line in filter(None, map(str.strip, text.splitlines())):
        keyword, _, rest = line.partition(" ")
        if keyword.upper() == "FROM":
            stages.append([])
        stages[-1].append((keyword.upper(), " ".join(rest.split())))
    return stages


def installed(stage):
    """The packages that the stage installs with apt-get."""
    packages = set()
    for keyword, rest in stage:
        for command in re.split(r"&&|;|\|\|", rest) if keyword == "RUN" else []:
            words = shlex.split(command)
            if words[:1] == ["apt-get"] and "install" in words:
                packages |= {word for word in words[words.index("install") + 1 :] if not word.startswith("-")}
    return packages


def check_dockerfile():
    stages = dockerfile_stages()
    build, final = stages[0], stages[-1]
    building = " ".join(rest for keyword, rest in build if keyword == "RUN")
    for needed in ("scripts/install.sh run", "--static-swift-stdlib"):
        if needed not in building:
            complain("Dockerfile", f"the build stage lacks {needed}")
    for product in re.findall(r'\.executable\(name: "([^"]+)"', read("Package.swift")):
        if product not in building:
            complain("Dockerfile", f"the build stage does not build {product}")

    base = re.search(r"^packages=\(([^)]*)\)", read("scripts/install.sh"), re.MULTILINE).group(1).split()
    packages = installed(final)
    for package in base:
        if package not in RUNTIME:
            complain("scripts/check-deployment.py", f"which package does {package} need at run time?")
        elif RUNTIME[package] not in packages:
            complain("Dockerfile", f"the final stage lacks {RUNTIME[package]}, which {package} stands for")
    for package in sorted(package for package in packages if package.endswith("-dev")):
        complain("Dockerfile", f"the final stage needs no {package}")
    healthcheck = " ".join(rest for keyword, rest in final if keyword == "HEALTHCHECK")
    if "/readyz" not in healthcheck:
        complain("Dockerfile", "HEALTHCHECK does not ask /readyz")
    if "curl" in healthcheck and "curl" not in packages:
        complain("Dockerfile", "HEALTHCHECK needs curl, which the final stage does not install")

    users = [rest for keyword, rest in final if keyword == "USER"]
    if not users or users[-1].split(":")[0] in ("root", "0"):
        complain("Dockerfile", "the final stage runs as root")
    if ("STOPSIGNAL", "SIGTERM") not in final:
        complain("Dockerfile", "STOPSIGNAL is not SIGTERM")
    environment = [word for keyword, rest in final if keyword == "ENV" for word in shlex.split(rest)]
    check_variables("Dockerfile", [word.split("=")[0] for word in environment])

    allowed = [line[1:] for line in read(".dockerignore").splitlines() if line.startswith("!")]
    for keyword, rest in (instruction for stage in stages for instruction in stage):
        sources = [] if "--from" in rest else [word for word in rest.split()[:-1] if not word.startswith("--")]
        for source in sources if keyword == "COPY" else []:
            if not any(pathlib.PurePath(path).match(source) for path in allowed):
                complain(".dockerignore", f"hides {source}, which the Dockerfile copies")


def check_compose():
    file = "compose.yaml"
    document = yaml.safe_load(read(file))
    services = document["services"]
    for name, service in services.items():
        for key in ("restart", "healthcheck", "cap_drop", "security_opt", "read_only"):
            if not service.get(key):
                complain(file, f"{name} has no {key}")
        if (service.get("healthcheck") or {}).get("disable"):
            complain(file, f"the health check of {name} is off")
        for other, condition in (service.get("depends_on") or {}).items():
            if condition.get("condition") == "service_healthy" and "healthcheck" not in services.get(other, {}):
                complain(file, f"{name} waits for the health of {other}, which has no check")
        for kind in ("secrets", "networks"):
            for used in service.get(kind) or []:
                if used not in document.get(kind, {}):
                    complain(file, f"{name} uses {used}, which {kind} does not define")
        for port in service.get("ports") or []:
            if not str(port).startswith("127.0.0.1:"):
                complain(file, f"{name} publishes {port} on more than this machine")
        if "build" not in service:
            continue
        environment = service.get("environment") or {}
        check_variables(file, environment)
        for variable, value in environment.items():
            secret = pathlib.PurePath(str(value))
            if variable.endswith("_FILE") and secret.name not in service.get("secrets", []):
                complain(file, f"{name} has no secret for {variable}")
        grace = seconds(environment.get("SHUTDOWN_GRACE", GRACE))
        if seconds(service.get("stop_grace_period", 10)) < grace + STOPPING:
            complain(file, f"the stop_grace_period of {name} is no longer than its drain")
    written = read("scripts/compose-secrets.sh")
    for name, secret in (document.get("secrets") or {}).items():
        if not re.search(rf">{re.escape(secret['file'])}$", written, re.MULTILINE):
            complain("scripts/compose-secrets.sh", f"does not write the secret {name}")


def unit_settings(path):
    settings = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if "=" in line and not line.startswith("#"):
            name, _, value = line.partition("=")
            settings.setdefault(name, []).append(value)
    return settings


def check_units():
    paths = sorted((ROOT / "deploy/systemd").glob("*.service"))
    if not paths:
        complain("deploy/systemd", "has no unit")
    for path in paths:
        file = path.relative_to(ROOT)
        settings = unit_settings(path)
        variables = [word.split("=")[0] for value in settings.get("Environment", []) for word in shlex.split(value)]
        check_variables(file, variables)
        if seconds(settings.get("TimeoutStopSec", ["0"])[-1]) < GRACE + STOPPING:
            complain(file, "TimeoutStopSec is no longer than the drain")
        for name, wanted in (("KillSignal", "SIGTERM"), ("Restart", "on-failure"), ("DynamicUser", "yes")):
            if settings.get(name, [""])[-1] != wanted:
                complain(file, f"{name} is not {wanted}")
        if set(settings.get("RestartPreventExitStatus", [""])[-1].split()) != {"64", "78"}:
            complain(file, "restarts after bad usage or bad configuration")
    if shutil.which("systemd-analyze"):
        verify_units(paths)


def verify_units(paths):
    """Asks systemd itself, on copies that start a program which is there and, for templates, have an instance."""
    with tempfile.TemporaryDirectory() as folder:
        for path in paths:
            copy = pathlib.Path(folder) / path.name.replace("@.", "@1.")
            text = path.read_text(encoding="utf-8")
            copy.write_text(re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", text, flags=re.MULTILINE))
            analyze = ["systemd-analyze", "--no-pager"]
            verified = subprocess.run([*analyze, "verify", "--man=no", copy], capture_output=True, text=True)
            # What it prints about this machine's own units is not ours.
            lines = [line for line in verified.stderr.splitlines() if copy.name in line]
            for line in lines:
                complain(path.relative_to(ROOT), line.replace(f"{folder}/", ""))
            score = [*analyze, "security", "--offline=true", f"--threshold={EXPOSURE}", copy]
            scored = subprocess.run(score, capture_output=True, text=True)
            if scored.returncode != 0:
                told = (scored.stdout.strip() or scored.stderr.strip()).splitlines()
                complain(path.relative_to(ROOT), told[-1] if told else "systemd-analyze security refuses it")


VARIABLES = known_variables()
GRACE = default_grace()
check_dockerfile()
check_compose()
check_units()
if problems:
    print("\n".join(problems), file=sys.stderr)
sys.exit(1 if problems else 0)
