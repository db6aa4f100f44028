#!/usr/bin/env python3
"""Counts what is told of other scanners' test cases, as the table in docs/comparison.md has it.

  suites.py BINARY CASES

CASES holds a JSON line for each case: `suite`, `kind` ("tp" is to be found, "fp" is to be left alone), `text`, and a `path` whose
ending is the file's. Each case is written to a file of its own; equal ones count once.
"""
import collections
import json
import pathlib
import subprocess
import sys
import tempfile

PACKED = {".gz", ".br", ".zip"}


def cases(path):
    rows = (json.loads(line) for line in pathlib.Path(path).read_text().splitlines())
    seen = {(row["suite"], row["kind"], row["text"], row.get("path") or ""): None for row in rows}
    return list(seen)


def write(root, number, case):
    suite, kind, text, path = case
    end = pathlib.Path(path).suffix or ".txt"
    file = root / suite / kind / f"{number}{'.txt' if end in PACKED else end}"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


def findings(binary, folder):
    command = [binary, "--format", "json", str(folder)]
    done = subprocess.run(command, capture_output=True, check=False)
    for finding in json.loads(done.stdout)["findings"]:
        if finding["kind"] == "secret":
            for place in [finding, *finding["occurrences"]]:
                yield pathlib.Path(place["location"]["path"]).resolve(), finding


def judged(found):
    loud = [finding for finding in found if finding["severity"] != "info"]
    return bool(found), bool(loud), any(finding["confidence"] != "low" for finding in loud)


def main():
    binary, path = sys.argv[1:3]
    counts = collections.defaultdict(collections.Counter)
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder).resolve()
        files = {write(root, number, case): case for number, case in enumerate(cases(path))}
        told = collections.defaultdict(list)
        for kind in {file.parent for file in files}:
            for file, finding in findings(binary, kind):
                told[file].append(finding)
        for file, (suite, kind, *_) in files.items():
            seen, loud, sure = judged(told[file])
            counts[suite].update({kind: 1, f"{kind} found": seen, f"{kind} loud": loud, f"{kind} sure": sure})
    for suite, count in sorted(counts.items()):
        share = round(100 * count["tp found"] / max(1, count["tp"]))
        cells = [count["tp"], count["tp found"], f"{share} %", count["tp sure"], count["fp"], count["fp loud"], count["fp sure"]]
        print("|", " | ".join(map(str, [suite, *cells])), "|")


if __name__ == "__main__":
    main()
