#!/usr/bin/env python3
"""No value planted in a real build appears in any output, at the highest verbosity.

  privacy.py BINARY SHARED
"""
import importlib.util
import json
import pathlib
import subprocess
import sys

# A piece of a secret this long is as bad as the whole; both ends of four characters are shown.
PIECE = 12
RUNS = [
    ["-vvv", "--format", "human", "--color", "always"],
    ["-vvv", "--format", "human"],
    ["-vvv", "--format", "json"],
    ["-vvv", "--threads", "1", "."],
    ["-vvv", "no-such-path"],
]


def planted(shared, project):
    kit = shared / "realbuilds/_kit/fake.py"
    spec = importlib.util.spec_from_file_location("fake", kit)
    fake = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(fake)
    for row in json.loads((project / "manifest.json").read_text()):
        if row["expect"] not in ("public-ok", "lookalike"):
            yield row["case"], fake.make(row["kind"], row["case"])


def leaked(output, value):
    pieces = (value[at : at + PIECE] for at in range(4, len(value) - PIECE - 3))
    return any(piece in output for piece in pieces)


def main():
    binary, shared = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    outputs = leaks = 0
    for manifest in sorted(shared.glob("realbuilds/*/manifest.json")):
        project = manifest.parent
        values = list(planted(shared, project))
        for arguments in RUNS:
            done = subprocess.run([binary, *arguments], cwd=project, capture_output=True)
            output = (done.stdout + done.stderr).decode(errors="replace")
            outputs += 1
            for case, value in values:
                if leaked(output, value):
                    leaks += 1
                    print(f"{case} is printed by {' '.join(arguments)}")
    print(f"{outputs} outputs looked through, {leaks} leaks")
    sys.exit(bool(leaks) or not outputs)


if __name__ == "__main__":
    main()
