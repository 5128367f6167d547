#!/usr/bin/env python3
"""Removes the line that gives a guarantee, one guarantee at a time, and requires a red test each time.

Every mutant is a patch in scripts/mutants/. It is applied to the working tree, the tests named in its first
line (`# filter: REGEX`) are built and run, and the patch is taken back. Exits 1 if a mutant survives.

usage: mutants.py [NAME...]
"""
import os
import pathlib
import re
import signal
import subprocess
import sys
import time

root = pathlib.Path(__file__).resolve().parent.parent
patches = sorted((root / "scripts/mutants").glob("*.patch"))
chosen = [p for p in patches if not sys.argv[1:] or p.stem in sys.argv[1:]]


def run(*command, seconds=900):
    # A group of its own, so that a test that hangs goes together with what it started.
    process = subprocess.Popen(
        command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    try:
        output, _ = process.communicate(timeout=seconds)
        return process.returncode, output
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        output, _ = process.communicate()
        return 124, output


def first_failure(output):
    for line in output.splitlines():
        match = re.search(r'✘ (?:Test|Suite) "?([^"]+)"?', line)
        if match:
            return match.group(1)
    return "the run did not end" if "✘" not in output else "?"


def test(pattern):
    code, output = run("swift", "build", "--build-tests", "--explicit-target-dependency-import-check", "error")
    if code != 0:
        return None, output[-2000:]
    code, output = run("swift", "test", "--skip-build", "--filter", pattern, seconds=240)
    return code, output


rows, survivors = [], 0
for patch in chosen:
    text = patch.read_text(encoding="utf-8")
    pattern = re.search(r"^# filter: (.+)$", text, re.M).group(1)
    what = re.search(r"^# removes: (.+)$", text, re.M).group(1)
    code, output = run("git", "apply", "--whitespace=nowarn", str(patch))
    if code != 0:
        print(f"{patch.stem}: the patch does not apply any more\n{output}", file=sys.stderr)
        survivors += 1
        continue
    started = time.monotonic()
    try:
        code, output = test(pattern)
    finally:
        run("git", "apply", "--reverse", "--whitespace=nowarn", str(patch))
    if code is None:
        verdict, by = "DOES NOT BUILD", output
        survivors += 1
    elif code == 0:
        verdict, by = "SURVIVED", "no test"
        survivors += 1
    else:
        verdict, by = "killed", first_failure(output)
    rows.append((patch.stem, what, verdict, by))
    print(f"{patch.stem}: {verdict} by {by} ({time.monotonic() - started:.0f} s)", flush=True)

print("\n| mutant | removes | verdict | first red test |\n|---|---|---|---|")
for row in rows:
    print("| " + " | ".join(str(cell).replace("\n", " ") for cell in row) + " |")
print(f"\n{len(rows) - survivors} killed, {survivors} survived")
# What is built now still holds the last mutant.
run("swift", "build", "--build-tests", "--explicit-target-dependency-import-check", "error")
sys.exit(1 if survivors else 0)
