#!/usr/bin/env python3
"""Times resuming a campaign whose journal has 100,000 lines.

usage: resume.py JOULETREE [LINES]

Measures one small layer, repeats its line under other ids, and resumes the finished campaign: once while the results have
to be written, then five times with nothing left to do. Prints seconds of the whole process.
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import time

PLAN = """name: resume
layers:
  - {type: ReLU, count: 1, batch_size: 1, input_size: 1000}
"""


def run(*command):
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True)
    seconds = time.perf_counter() - start
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}: {done.stderr}")
    return seconds


def main():
    program = sys.argv[1]
    lines = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        plan = folder / "plan.yaml"
        plan.write_text(PLAN)
        campaign = folder / "campaign"
        run(program, "collect", str(plan), "-o", str(campaign), "--quiet")
        journal = campaign / "journal.jsonl"
        line = journal.read_text().splitlines()[0]
        known = json.loads(line)["id"]
        with journal.open("a") as stream:
            for index in range(1, lines):
                stream.write(line.replace(known, f"{index:016x}", 1) + "\n")
        size = journal.stat().st_size / 1e6
        resume = (program, "collect", str(plan), "-o", str(campaign), "--resume", "--quiet")
        print(f"{lines} lines, {size:.0f} MB")
        print(f"results written again: {run(*resume):.2f} s")
        times = sorted(run(*resume) for _ in range(5))
        print(f"nothing left: {times[0]:.2f} / {times[2]:.2f} / {times[4]:.2f} s (least, median, most)")


main()
