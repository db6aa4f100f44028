"""A signal at a random moment leaves the whole report or none, and no file beside it.

    signals.py BINARY [RUNS]
"""

import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time

from recipes import token


def build(folder):
    dist = folder / "dist"
    dist.mkdir()
    for number in range(300):
        (dist / f"{number}.js").write_text(f'createClient({{token:"{token()}"}})\n' + "x=1;" * 20_000)


def duration(binary, folder):
    start = time.perf_counter()
    subprocess.run([binary, "--format", "json=report.json"], cwd=folder, capture_output=True)
    return time.perf_counter() - start


def main():
    binary, runs = str(pathlib.Path(sys.argv[1]).resolve()), int(sys.argv[2] if len(sys.argv) > 2 else 100)
    seed = int.from_bytes(os.urandom(4))
    chance = random.Random(seed)
    ended = {}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        build(folder)
        usual = duration(binary, folder)
        report = folder / "report.json"
        for number in range(runs):
            old = number % 2 == 0
            report.unlink(missing_ok=True)
            if old:
                report.write_text("old")
            child = subprocess.Popen([binary, "--format", "json=report.json"], cwd=folder,
                                     stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            time.sleep(chance.uniform(0, usual * 1.2))
            child.send_signal(chance.choice([signal.SIGINT, signal.SIGTERM, signal.SIGHUP]))
            said = b"".join(child.communicate())
            text = report.read_text() if report.exists() else None
            where = f"run {number} of seed {seed}, which ended with {child.returncode}"
            if text is None:
                assert not old, f"{where}: the old report is gone"
            elif text != "old":
                assert len(json.loads(text)["findings"]) == 300, where
            assert sorted(it.name for it in folder.iterdir()) in (["dist"], ["dist", "report.json"]), \
                f"{where}: {[it.name for it in folder.iterdir()]}"
            assert child.returncode in (1, -signal.SIGINT, -signal.SIGTERM, -signal.SIGHUP), f"{where}: {said}"
            ended[child.returncode] = ended.get(child.returncode, 0) + 1
    print(f"{runs} signals: ended with {ended}")


main()
