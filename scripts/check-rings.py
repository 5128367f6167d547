#!/usr/bin/env python3
"""Fails when a target of Package.swift depends on a ring further out, or an adapter on another adapter."""
import json
import subprocess
import sys

RINGS = {
    "JobsDomain": 0,
    "JobsApplication": 1,
    "JobsSystem": 2, "JobsInMemory": 2, "JobsSQLite": 2, "JobsPostgres": 2, "JobsRedis": 2,
    "JobsHTTPAPI": 2,
    "LanguageModelHTTP": 2, "LanguageModelFake": 2,
    "JobsBootstrap": 3,
    "Server": 4, "Worker": 4,
}
# Libraries from elsewhere that the inner rings may use.
INNER_LIBRARIES = {0: set(), 1: {"Logging"}}
BESIDE = {"JobsTesting": 1, "TestServices": 0, "FakeProviders": 0}

package = json.loads(subprocess.run(["swift", "package", "dump-package"], check=True, capture_output=True).stdout)
problems = []
for target in package["targets"]:
    name, kind = target["name"], target["type"]
    if kind in ("test", "system"):
        continue
    own = RINGS.get(name, BESIDE.get(name))
    if own is None:
        problems.append(f"{name} stands in no ring: add it to scripts/check-rings.py")
        continue
    for dependency in target["dependencies"]:
        if "byName" in dependency:
            other = dependency["byName"][0]
            ring = RINGS.get(other)
            if ring is None:
                if other.startswith("C") and own == 2:
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
