#!/usr/bin/env python3
"""Hostile files: each is to end in bounded processor time and memory, be told, and leave the rest of the build reported.

  bombs.py BINARY

Brotli's bomb needs the package `brotli`, memory is measured by GNU time; without them the test fails, it does not skip.
"""
import gzip
import io
import json
import os
import random
import resource
import string
import struct
import subprocess
import sys
import tempfile
import zlib

import brotli

# Of processor time, which other work on the machine does not make longer.
SECONDS = 120
KILOBYTES = 300 * 1024
# Sanity's form, never issued.
TOKEN = "sk" + "".join(random.Random(7).choices(string.ascii_letters + string.digits, k=178))
ZEROS = bytes(1 << 24)


def gzipped(count):
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=9, mtime=0) as f:
        for _ in range(count):
            f.write(ZEROS)
    return out.getvalue()


def brotlied(count):
    compressor = brotli.Compressor(quality=5, lgwin=24)
    parts = [compressor.process(ZEROS) for _ in range(count)]
    return b"".join(parts) + compressor.finish()


def overlapping_zip(members):
    """Every entry of the directory points at the one member that there is."""
    plain = bytes(10 << 20)
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = deflate.compress(plain) + deflate.flush()
    crc, sizes = zlib.crc32(plain), (len(packed), len(plain))
    name = b"%05d"
    local = struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 8, 0, 0, crc, *sizes, 5, 0) + name % 0 + packed
    entry = struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 8, 0, 0, crc, *sizes, 5, 0, 0, 0, 0, 0, 0)
    directory = b"".join(entry + name % i for i in range(members))
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, members, members, len(directory), len(local), 0)
    return local + directory + end


def nested(depth):
    data = TOKEN.encode()
    for _ in range(depth):
        data = gzip.compress(data, 1, mtime=0)
    return data


def one_line_map(size):
    head = b'{"version":3,"sources":["a.js"],"names":[],"mappings":"'
    body = b"AAAA," * ((size - 200) // 10)
    content = b"\\u0061\\\"x\\n" * ((size - 200) // 20)
    return head + body + b'","sourcesContent":["' + content + b'"]}'


def folds(count):
    """Each name is made of the one before it, twice."""
    lines = ['var a0="ab";'] + [f"var a{i}=a{i-1}+a{i-1};" for i in range(1, count)]
    return "".join(lines).encode()


BOMBS = {
    "gzip, 10 GB from 10 MB": ("a.js.gz", lambda: gzipped(640), True),
    "the same gzipped again": ("b.js.gz", lambda: gzip.compress(gzipped(640), 9, mtime=0), True),
    "brotli, 10 GB from 8 kB": ("c.js.br", lambda: brotlied(640), True),
    "zip, 5 GB from overlapping members": ("d.zip", lambda: overlapping_zip(500), True),
    "a thousand layers": ("e.gz", lambda: nested(1000), True),
    "a map of 500 MB on one line": ("f.js.map", lambda: one_line_map(500_000_000), False),
    "100 MB of brackets": ("g.json", lambda: b"[" * 100_000_000, False),
    "100 MB of brackets in a script": ("h.js", lambda: b"x=" + b"[" * 100_000_000, False),
    "a million script tags": ("i.html", lambda: b"<script>a</script>" * 1_000_000, False),
    "a million flight pushes": ("j.html", lambda: b'<script>self.__next_f.push([1,"a"])</script>' * 1_000_000, False),
    "a doubling fold": ("k.js", lambda: folds(100), False),
    "a long fold": ("l.js", lambda: b'x="a"' + b'+"a"' * 1_000_000, False),
    "escapes of escapes": ("m.js", lambda: b"\\\\" * 10_000_000 + b"x61", False),
    "base64 of nothing": ("n.txt", lambda: b"QUFB" * 20_000_000, False),
}


def run(binary, folder):
    def limited():
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))

    def used():
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    before = used()
    # A child of this process would inherit its peak, so a small one stands between.
    command = ["time", "-f", "%M", "-o", os.path.join(folder, "peak"), binary, "--format", "json"]
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, preexec_fn=limited)
    with open(os.path.join(folder, "peak")) as f:
        peak = int(f.read().split()[-1])
    return done.returncode, json.loads(done.stdout), used() - before, peak


def check(binary, name, make, must_tell):
    with tempfile.TemporaryDirectory() as folder:
        dist = os.path.join(folder, "dist")
        os.mkdir(dist)
        for path, content in {"../package.json": "{}", "index.html": "<p>", "z.js": f'token:"{TOKEN}"'}.items():
            with open(os.path.join(dist, path), "w") as f:
                f.write(content)
        with open(os.path.join(dist, name), "wb") as f:
            f.write(make())
        code, report, seconds, peak = run(binary, folder)
    wrong = []
    if code != 1 or not any(f["location"]["path"] == "dist/z.js" for f in report["findings"]):
        wrong.append("the rest of the build was not reported")
    kinds = {n["kind"] for n in report["notifications"] if n["path"] == f"dist/{name}"}
    if must_tell and not kinds & {"limit", "damaged"}:
        wrong.append("what was cut was not told")
    if peak > KILOBYTES:
        wrong.append(f"{peak // 1024} MB")
    return seconds, peak, kinds, wrong


def main():
    binary = os.path.abspath(sys.argv[1])
    failed = False
    for title, (name, make, must_tell) in BOMBS.items():
        seconds, peak, kinds, wrong = check(binary, name, make, must_tell)
        failed |= bool(wrong)
        told = ", ".join(sorted(kinds)) or "nothing told"
        print(f"{title:36} {seconds:6.1f} s  peak {peak // 1024:4} MB  {told}  {'; '.join(wrong) or 'ok'}", flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
