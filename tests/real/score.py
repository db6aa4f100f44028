#!/usr/bin/env python3
"""Holds the score on real builds against score-floor.json: no figure may fall.

  score.py BINARY SHARED [--raise]

SHARED holds `check/score.py` and `realbuilds/`. --raise writes the figures seen as the new floor.
"""
import json
import pathlib
import subprocess
import sys

FLOOR = pathlib.Path(__file__).with_name("score-floor.json")
# Figures of which less is better; of the others, which are [right, of], more is.
FAULTS = ("false", "fragments")
RUNS = {
    "sanity": ["--kinds", "sk", "--plain"],
    "sanity by path": ["--kinds", "sk", "--plain", "--path-mode"],
    "all": [],
    "all by path": ["--path-mode"],
}


def figures(binary, shared, arguments):
    command = [sys.executable, f"{shared}/check/score.py", binary, "--json", *arguments]
    seen = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    seen.pop("ways")
    # Loud findings for each leak: an excess is a fault.
    found, leaks = seen.pop("spread")
    return seen | {"spread": found - leaks}


def fell(name, seen, floor):
    if name in FAULTS or name == "spread":
        return seen > floor
    return seen[0] < floor[0]


def main():
    binary, shared = sys.argv[1:3]
    seen = {run: figures(binary, shared, arguments) for run, arguments in RUNS.items()}
    for run, row in seen.items():
        print(f"{run:15}", "  ".join(f"{name} {value}" for name, value in row.items()))
    if "--raise" in sys.argv:
        FLOOR.write_text(json.dumps(seen, indent=1) + "\n")
    floor = json.loads(FLOOR.read_text())
    fallen = [
        f"{run}: {name} was {floor[run][name]}, is {value}"
        for run, row in seen.items()
        for name, value in row.items()
        if fell(name, value, floor[run][name])
    ]
    print("\n".join(fallen) or "no figure fell")
    sys.exit(bool(fallen))


if __name__ == "__main__":
    main()
