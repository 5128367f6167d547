#!/usr/bin/env python3
"""Fails when a target of Package.swift depends on a ring further out, an adapter on another adapter, or a library of
ours on anything that knows of jobs."""
import json
import subprocess
import sys

RINGS = {
    "JobsDomain": 0,
    "JobsApplication": 1,
    "JobsSystem": 2, "JobsInMemory": 2, "JobsSQLite": 2, "JobsPostgres": 2, "JobsRedis": 2,
    "JobsHTTPAPI": 2, "JobsHTTPClient": 2,
    "LanguageModelHTTP": 2, "LanguageModelFake": 2,
    "JobsBootstrap": 3,
    "Server": 4, "Worker": 4,
}
# Libraries from elsewhere that the inner rings may use.
INNER_LIBRARIES = {0: set(), 1: {"Logging"}}
# Libraries of our own: they know nothing of jobs, and adapters and the composition may use them.
OWN_LIBRARIES = {"HTTPConnections", "HTTPTransport"}
BESIDE = {"JobsTesting": 1, "TestServices": 0, "FakeProviders": 0, "CSpawn": 0}
# What helpers for tests may use besides.
HELPERS = {"TestServices": {"CSpawn"}}

package = json.loads(subprocess.run(["swift", "package", "dump-package"], check=True, capture_output=True).stdout)
problems = []
for target in package["targets"]:
    name, kind = target["name"], target["type"]
    if kind in ("test", "system"):
        continue
    if name in OWN_LIBRARIES:
        problems += [
            f"{name} is a library and must not depend on {dependency['byName'][0]}"
            for dependency in target["dependencies"]
            if "byName" in dependency and not dependency["byName"][0].startswith("C")
        ]
        continue
    own = RINGS.get(name, BESIDE.get(name))
    if own is None:
        problems.append(f"{name} stands in no ring: add it to scripts/check-rings.py")
        continue
    for dependency in target["dependencies"]:
        if "byName" in dependency:
            other = dependency["byName"][0]
            ring = RINGS.get(other)
            if other in HELPERS.get(name, set()):
                continue
            if ring is None:
                if (other.startswith("C") and own == 2) or (other in OWN_LIBRARIES and own in (2, 3)):
                    continue
                problems.append(f"{name} must not depend on {other}")
            elif ring > own or (ring == own and name not in BESIDE):
                problems.append(f"{name} (ring {own}) must not depend on {other} (ring {ring})")
        else:
            library = dependency["product"][0]
            if own in INNER_LIBRARIES and library not in INNER_LIBRARIES[own]:
                problems.append(f"{name} (ring {own}) must not use {library}")
print("\n".join(problems), file=sys.stderr) if problems else None
sys.exit(1 if problems else 0)
