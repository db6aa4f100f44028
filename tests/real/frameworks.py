#!/usr/bin/env python3
"""Builds small sites with real frameworks and planted tokens, and keeps what matters of them under fixtures/.

  frameworks.py NAME... [--work DIR] [--keep]     all of frameworks/*.txt, where no NAME is given

A template is one text: a line of JSON (how to build, who can read what, the planted cases), then the files, each behind
a line `== PATH`. `%%CASE%%` stands for the case's token, `%%CASE|head%%` and `|tail%%` for its two halves. Tokens are `sk`
and 178 letters and digits made of the case's name; none was ever issued.

Written beside the trimmed project: manifest.json, which says where each token was found after the build, and originals.json,
which has the author's lines that lead to it: those that hold the token, its variable or one of the case's `also`.
"""
import argparse
import base64
import fnmatch
import gzip
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "frameworks"))
from fake import token  # noqa: E402

FIXTURES = HERE.parent.parent / "fixtures"
PLACEHOLDER = re.compile(r"%%([a-z0-9-]+)(?:\|(head|tail))?%%")
# Files of an output without a token stay where they are no longer than this.
SMALL = 800
# Longer files are cut behind their last token.
LONG = 24_000


def template(name):
    head, *files = re.split(r"^== (.+)\n", (HERE / "frameworks" / f"{name}.txt").read_text(), flags=re.M)
    told = json.loads(head)
    return told, dict(zip(files[::2], files[1::2]))


def filled(name, text):
    def put(match):
        whole = token(f"{name}-{match[1]}")
        return {"head": whole[:90], "tail": whole[90:], None: whole}[match[2]]

    return PLACEHOLDER.sub(put, text)


def build(name, told, files, folder):
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(filled(name, text))
    env = {
        "PATH": f"{folder}/node_modules/.bin:{os.environ['PATH']}",
        "HOME": os.environ.get("HOME", "/"),
        "LANG": "C.UTF-8",
        "CI": "1",
        **told.get("env", {}),
    }
    install = ["npm", "install", "--legacy-peer-deps", "--no-audit", "--no-fund", "--loglevel=error"]
    if "package.json" in files:
        subprocess.run(install + told.get("install", ["--ignore-scripts"]), cwd=folder, check=True)
    for command in told["build"]:
        subprocess.run(command, cwd=folder, env=env, shell=True, check=True)


def decoded(path):
    data = path.read_bytes()
    if path.suffix == ".gz":
        return gzip.decompress(data)
    if path.suffix == ".br":
        import brotli

        return brotli.decompress(data)
    return data


def forms(value):
    """A token's forms in a built file, each with its name."""
    plain = value.encode()
    yield "plain", plain
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + plain)
        yield "base64", encoded[(0, 2, 3)[shift] : -4]
    yield "percent-encoded", "".join(f"%{byte:02X}" for byte in plain).encode()


def form_in(data, value):
    for form, text in forms(value):
        if text in data:
            return form
    halves = value[:90].encode(), value[90:].encode()
    return "pieces" if all(half in data for half in halves) else None


def listing(folder, told):
    """Every file of the outputs, and who can read it."""
    scopes = [(re.compile(pattern), scope) for pattern, scope in told["scopes"]]
    skipped = re.compile(told.get("skip", r"node_modules/"))
    for output in told["outputs"]:
        for file in sorted((folder / output).rglob("*")):
            path = file.relative_to(folder).as_posix()
            if file.is_file() and not file.is_symlink() and "node_modules/" not in path and not skipped.search(path):
                yield path, next((scope for pattern, scope in scopes if pattern.search(path)), "server")


def manifest(name, told, folder):
    rows = []
    texts = [(path, scope, decoded(folder / path)) for path, scope in listing(folder, told)]
    for slug, case in told["cases"].items():
        value = token(f"{name}-{slug}")
        hits = [(path, scope, form_in(data, value)) for path, scope, data in texts]
        hits = [hit for hit in hits if hit[2]]
        client = {"leak-map-only" if path.endswith(".map") else "leak-client" for path, scope, _ in hits if scope == "client"}
        seen = min(client) if client else "server-only" if hits else "absent"
        is_plain = lambda path, form: form == "plain" and not path.endswith((".gz", ".br"))
        row = {
            "case": f"{name}-{slug}",
            "how": case["how"],
            "expect": seen,
            "kind": "sk180",
            "token_sha256": hashlib.sha256(value.encode()).hexdigest(),
            "env_var": case.get("env"),
            "cause": case.get("cause"),
            **({"why": case["why"]} if case.get("why") else {}),
            "files": [path for path, _, form in hits if is_plain(path, form)],
            "client_files": [path for path, scope, form in hits if scope == "client" and is_plain(path, form)],
            "encoded": [{"file": path, "form": form} for path, _, form in hits if not is_plain(path, form)],
        }
        if case.get("expect") == "name-only":
            row["expect"] = "name-only"
            row["name_files"] = [path for path, _, data in texts if case["env"].encode() in data]
        elif seen != case.get("expect", "leak-client"):
            print(f"   {name}-{slug}: planned {case.get('expect', 'leak-client')}, seen {seen}")
        rows.append(row)
    return rows


def originals(name, told, files):
    answers = {}
    for slug, case in told["cases"].items():
        marks = [f"%%{slug}%%", f"%%{slug}|head%%", f"%%{slug}|tail%%", *case.get("also", [])]
        marks += [case["env"]] if case.get("env") else []
        lines = [
            [path, number]
            for path, text in files.items()
            if not path.startswith(".env")
            for number, line in enumerate(text.split("\n"), 1)
            if any(mark in line for mark in marks)
        ]
        answers[f"{name}-{slug}"] = lines
    return answers


def without_libraries(text):
    """A map without the libraries' sources, which nobody planted anything in."""
    told = json.loads(text)
    contents = told.get("sourcesContent") or []
    for at, source in enumerate(told.get("sources", [])):
        if at < len(contents) and ("node_modules/" in source or "webpack/" in source):
            contents[at] = None
    return json.dumps(told, separators=(",", ":")).encode()


def cut(data, values):
    """A long text, cut round its tokens; in front only where no map counts its columns."""
    there = [value for value in values if value in data]
    last = max((data.rfind(value) + len(value) for value in there), default=0)
    comment = re.search(rb"\n//# sourceMappingURL=[\w./-]+\s*$", data)
    first = 0 if comment else max(0, min(data.find(value) for value in there) - 2_000)
    end = min(len(data), last + 400)
    return data[first:end] + (comment[0] if comment and comment.start() > end else b"")


def is_kept(told, path):
    return any(fnmatch.fnmatch(path, it) for it in told.get("keep", []))


def trim(name, told, files, folder):
    rows = manifest(name, told, folder)
    target = FIXTURES / name
    shutil.rmtree(target, ignore_errors=True)
    values = [text for slug in told["cases"] for _, text in forms(token(f"{name}-{slug}"))]
    homes = {path for row in rows for path in row["files"] + [hit["file"] for hit in row["encoded"]] + row.get("name_files", [])}
    for path in files:
        copy(folder / path, target / path, (folder / path).read_bytes())
    for path, scope in listing(folder, told):
        data = (folder / path).read_bytes()
        if path not in homes and not (len(data) <= SMALL or is_kept(told, path) or path.endswith(".html")):
            continue
        if path.endswith(".map") and path in homes:
            data = without_libraries(data)
        elif path not in homes and (b"\0" in data or path.endswith((".gz", ".br"))):
            continue
        elif len(data) > LONG and not is_kept(told, path) and path in homes and not path.endswith((".gz", ".br")):
            data = cut(data, values)
        if path.endswith((".json", ".map")) or scope == "server":
            data = data.replace(str(folder).encode(), f"/app/{name}".encode())
        copy(folder / path, target / path, data)
    installed = {package: version(folder, package) for package in told["versions"]}
    installed |= {tool: said_version(folder, command) for tool, command in told.get("tools", {}).items()}
    for file, value in [("manifest.json", rows), ("originals.json", originals(name, told, files)), ("versions.json", installed)]:
        (target / file).write_text(json.dumps(value, indent=1) + "\n")


def copy(_source, target, data):
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)


def version(folder, package):
    return json.loads((folder / "node_modules" / package / "package.json").read_text())["version"]


def said_version(folder, command):
    """Of a tool that is no npm package."""
    said = subprocess.run(command, cwd=folder, shell=True, check=True, capture_output=True, text=True).stdout
    return re.search(r"\d+(\.\d+)+", said)[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path("/tmp/frameworks"))
    parser.add_argument("--keep", action="store_true", help="keep the whole build")
    parser.add_argument("--again", action="store_true", help="build once more in what --keep has kept")
    parser.add_argument("--trim", action="store_true", help="take what --keep has kept, without a build")
    given = parser.parse_args()
    for name in given.names or sorted(it.stem for it in (HERE / "frameworks").glob("*.txt")):
        told, files = template(name)
        folder = given.work / name
        if not given.trim:
            if not given.again:
                shutil.rmtree(folder, ignore_errors=True)
            build(name, told, files, folder)
        trim(name, told, files, folder)
        if not given.keep and not given.trim:
            shutil.rmtree(folder)
        print(f"{name}: {len(told['cases'])} cases")


if __name__ == "__main__":
    main()
