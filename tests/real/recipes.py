"""The recipes of docs/hooks.md, as they stand there, and projects to run them in."""

import json
import os
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"<!-- (file|merge): (\S+) -->\n```\w+\n(.*?)```", re.S)


def recipe(heading, page="docs/hooks.md"):
    """The files of the section below a heading: `(how, path, text)` of each."""
    text = (ROOT / page).read_text()
    section = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.S | re.M)
    found = BLOCK.findall(section[1])
    assert found, f"no recipe below {heading}"
    return found


def lay(folder, files):
    """Writes the files of a recipe into a project."""
    for how, name, text in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if how == "merge":
            path.write_text(json.dumps(merged(json.loads(path.read_text()), json.loads(text)), indent=2))
        else:
            path.write_text(text)


def merged(old, new):
    if not isinstance(new, dict):
        return new
    return {**old, **{key: merged(old.get(key, {}), value) for key, value in new.items()}}


def environment(folder, extra=None):
    """Neither the user's settings nor those of a CI matter, and git knows who commits."""
    kept = {key: value for key, value in os.environ.items()
            if not key.startswith(("GIT_", "CI", "npm_", "GITHUB_")) or key in ("npm_config_offline", "npm_config_cache")}
    identity = {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in
                (("NAME", "A Tester"), ("EMAIL", "tester@example.com"))}
    return {**kept, **identity, "GIT_CONFIG_GLOBAL": "/dev/null", "HOME": str(folder), **(extra or {})}


def run(folder, *command, fails=False, env=None):
    """Runs a command, which must end as it should; gives what it printed."""
    done = subprocess.run(command, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)
    if (done.returncode != 0) != fails:
        raise SystemExit(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{done.stdout}")
    return done.stdout


def token():
    """A token of Sanity's form that was never issued."""
    letters = os.urandom(4096)
    digits = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    return "sk" + "".join(digits[byte % 62] for byte in letters[:178])


def packages(binary, folder):
    """Packs spillcheck and the package with `binary`; gives the paths of both."""
    run(ROOT, "node", "npm/build.mjs", "--binary", str(binary), "linux-x64-gnu")
    dist = ROOT / "npm/dist"
    packed = [*dist.glob("spillcheck-[0-9]*.tgz"), *dist.glob("spillcheck-linux-x64-gnu-*.tgz")]
    kept = [folder / path.name for path in packed]
    for path, copy in zip(packed, kept):
        copy.write_bytes(path.read_bytes())
    return kept
