"""What a hook costs: ten changed files in a repository of 20,000, against git's own `diff --cached --raw`.

    hook-speed.py BINARY
"""

import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

FILES = 20_000
CHANGED = 10
RUNS = 20
LIMIT_MS = 30


def git(folder, *args):
    identity = ["-c", "user.name=A Tester", "-c", "user.email=tester@example.com"]
    subprocess.run(["git", *identity, *args], cwd=folder, check=True, stdout=subprocess.DEVNULL)


def repository(folder):
    git(folder, "init", "--quiet")
    (folder / "package.json").write_text('{"dependencies":{"gatsby":"5"}}')
    for number in range(FILES):
        path = folder / f"src/{number % 200}/{number}.js"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"export const page{number} = () => fetch('/api/{number}')\n" * 20)
    git(folder, "add", "--all")
    git(folder, "-c", "gc.auto=0", "commit", "--quiet", "--message", "Start")
    for number in range(CHANGED):
        path = folder / f"src/{number}/{number}.js"
        path.write_text(path.read_text() + "export const more = process.env.GATSBY_URL\n")
    git(folder, "add", "--all")


def usage(binary):
    """What a mistyped flag costs, against what anything does: the rules are loaded once, and for nothing else."""
    costs = [[measure("/", [binary, flag], code)[1] for _ in range(RUNS)] for flag, code in (("--version", 0), ("--no-such", 2))]
    version, wrong = map(statistics.median, costs)
    print(f"processor: --version {version:.1f} ms, a usage error {wrong:.1f} ms")
    if wrong > 2.5 * version:
        sys.exit("a usage error costs more than twice what the rules cost")


def measure(folder, command, code=0):
    """Wall and processor time of one run, in milliseconds."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != code:
        sys.exit(f"{command} ended with {done.returncode}: {done.stderr.decode()}")
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall * 1000, processor * 1000


def main():
    binary = str(pathlib.Path(sys.argv[1]).resolve())
    usage(binary)
    commands = {
        "git": ["git", "diff", "--cached", "--raw"],
        "spillcheck": [binary, "--staged"],
    }
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        repository(folder)
        runs = {who: [] for who in commands}
        for _ in range(RUNS):
            for who, command in commands.items():
                runs[who].append(measure(folder, command))
    for unit, index in (("wall", 0), ("processor", 1)):
        git_ms, own_ms = (statistics.median(run[index] for run in runs[who]) for who in commands)
        over = own_ms - git_ms
        print(f"{unit}: git {git_ms:.1f} ms, spillcheck {own_ms:.1f} ms: {own_ms / git_ms:.1f} times, {over:.1f} ms more")
    if os.environ.get("SPILLCHECK_SPEED") != "tell" and over > LIMIT_MS:
        sys.exit(f"a hook costs {over:.1f} ms of processor time more than git, and may cost {LIMIT_MS}")


main()
