#!/usr/bin/env python3
"""Holds the report on real applications against what is known of their values.

  realapps.py BINARY APPS TRUTH

APPS holds one folder for each application; TRUTH is a JSON line for each value that is known, by its SHA-256: whether it is
public by design, a documented example, or noise. A public one must be told as info with its reason; nothing else may be told
above info, but for names, whose findings hold no value. Prints each that is wrong, by rule and place alone.
"""
import hashlib
import json
import pathlib
import subprocess
import sys

# What is told above info though it is no secret, and why: a place, the rule, and the reason.
KNOWN = {}


def report(binary, folder):
    command = [binary, "--format", "json", "--reveal=force", folder]
    done = subprocess.run(command, capture_output=True, check=False)
    return json.loads(done.stdout)["findings"]


def digests(finding):
    values = [finding["secret"], *(finding["parts"] or [])]
    texts = (value.get("value") for value in values if value)
    return {hashlib.sha256(text.encode()).hexdigest() for text in texts if text}


def public_values(truth, app):
    rows = (json.loads(line) for line in pathlib.Path(truth).read_text().splitlines())
    wanted = [row for row in rows if row["class"] == "public"]
    return {row["sha256"]: row["why"] for row in wanted if row["app"] == app}


def faults(app, findings, public):
    seen = {}
    for finding in findings:
        place = f"{app}: {finding['rule']} {finding['location']['path']}:{finding['location']['line']}"
        if finding["severity"] != "info" and finding["kind"] != "name" and place not in KNOWN:
            yield f"{place} is told as {finding['severity']}, confidence {finding['confidence']}"
        seen |= {digest: finding for digest in digests(finding)}
    for digest, why in public.items():
        finding = seen.get(digest)
        if finding is None:
            yield f"{app}: not seen: {why}"
        elif finding["severity"] != "info" or not finding["why"]:
            yield f"{app}: {finding['rule']} is {finding['severity']}, not info with a reason: {why}"


def main():
    binary, apps, truth = sys.argv[1:4]
    folders = sorted(path for path in pathlib.Path(apps).iterdir() if path.is_dir())
    wrong, known = [], 0
    for folder in folders:
        public = public_values(truth, folder.name)
        known += len(public)
        wrong += faults(folder.name, report(binary, str(folder)), public)
    print("\n".join(wrong) or f"{len(folders)} applications, {known} public values: all told right")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
