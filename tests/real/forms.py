#!/usr/bin/env python3
"""Holds what is found in real builds against what is found in the same builds in another form.

  forms.py BINARY SHARED [--show]

SHARED holds `realbuilds/`. The output folders of each build are copied, once as they are and once in each form; every value
found above info in the first must be found in the others: values are compared, not places. --show tells where a lost one stood.

  hash names   every file has a random name and no extension
  utf-16...    every text file is UTF-16: with its mark, without it, either byte first
  zip          the whole output is one archive
"""
import hashlib
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import zipfile

OUTPUTS = ["public", ".next", "out", "dist", "build", ".output", ".svelte-kit", "_site", ".cache"]


def files(root):
    return sorted(path for path in root.rglob("*") if path.is_file())


def hash_names(source, target):
    rng = random.Random(1)
    for path in files(source):
        name = hashlib.sha256(rng.randbytes(16)).hexdigest()[: rng.choice((8, 16, 20, 32))]
        shutil.copyfile(path, target / name)


def encoded(encode):
    def form(source, target):
        for path in files(source):
            data = path.read_bytes()
            try:
                text = data.decode()
            except UnicodeDecodeError:
                text = None
            copy = target / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(data if text is None or "\0" in text else encode(text))

    return form


def archive(source, target):
    with zipfile.ZipFile(target / "site.zip", "w", zipfile.ZIP_DEFLATED) as out:
        for path in files(source):
            # Not from disk: its times may lie before what the format can say.
            out.writestr(str(path.relative_to(source)), path.read_bytes(), zipfile.ZIP_DEFLATED)


FORMS = {
    "hash names": hash_names,
    "utf-16, marked": encoded(lambda text: text.encode("utf-16")),
    "utf-16le": encoded(lambda text: text.encode("utf-16-le")),
    "utf-16be": encoded(lambda text: text.encode("utf-16-be")),
    "utf-32le": encoded(lambda text: text.encode("utf-32-le")),
    "zip": archive,
}


def found(binary, folder):
    """Every value above info, and where it stood."""
    command = [binary, "--format", "json", "--reveal=force", "."]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=900)
    values = {}
    for finding in json.loads(done.stdout)["findings"]:
        if finding["severity"] == "info":
            continue
        carried = [finding.get("secret") or {}] + (finding.get("parts") or [])
        for value in (it.get("value") for it in carried):
            # Line breaks of a key are written in one way or another.
            if value:
                values["".join(value.replace("\\n", "").split())] = (finding["rule"], finding["location"]["path"])
    return values


def main():
    binary, shared = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2])
    lost = 0
    for project in sorted(it for it in (shared / "realbuilds").iterdir() if (it / "manifest.json").is_file()):
        with tempfile.TemporaryDirectory() as scratch:
            plain = pathlib.Path(scratch) / "plain"
            for output in OUTPUTS:
                if (project / output).is_dir():
                    shutil.copytree(project / output, plain / output)
            wanted = found(binary, plain)
            for name, form in FORMS.items():
                folder = pathlib.Path(scratch) / name.replace(" ", "-")
                folder.mkdir()
                form(plain, folder)
                seen = found(binary, folder)
                missing = wanted.keys() - seen.keys()
                lost += len(missing)
                print(f"{project.name:18} {name:16} {len(wanted) - len(missing)}/{len(wanted)}  more: {len(seen.keys() - wanted.keys())}")
                for value in sorted(missing) if "--show" in sys.argv else []:
                    print(f"   lost {wanted[value]}")
                for value in sorted(seen.keys() - wanted.keys()) if "--show" in sys.argv else []:
                    print(f"   more {seen[value]}")
                shutil.rmtree(folder)
    print("nothing was lost" if not lost else f"{lost} lost")
    sys.exit(bool(lost))


if __name__ == "__main__":
    main()
