#!/usr/bin/env python3
"""Each layer's decoder against Python's own: what Python encoded, or decodes, is found, once, and the bytes
at the place that is told are what Python decodes into the value.

  decoders.py BINARY [COUNT]

COUNT texts for each layer, 10,000 by default, from a fixed seed. The package `brotli` stands for brotli's own.
"""
import base64
import binascii
import codecs
import gzip
import html
import html.parser
import io
import json
import pathlib
import quopri
import random
import re
import string
import subprocess
import sys
import tarfile
import tempfile
import urllib.parse
import zipfile
import zlib

import brotli

LETTERS = string.ascii_letters + string.digits
WORDS = "the quick brown fox jumps over a lazy dog while nobody looks at it".split()


def token(rng):
    # Sanity's form, never issued.
    return "sk" + "".join(rng.choices(LETTERS, k=178))


def plain(rng):
    """Some text with a value in it, and the value."""
    value = token(rng)
    words = lambda: " ".join(rng.choices(WORDS, k=rng.randrange(40)))
    return f'{words()}\n"token": "{value}";\n{words()}', value


def some(rng, text, encode, always="", never=""):
    """Encodes characters by chance, those of `always` in any case."""
    share = rng.choice([0.1, 0.5, 1])
    is_chosen = lambda it: it in always or it not in never and rng.random() < share
    return "".join(encode(it) if is_chosen(it) else it for it in text)


def escaped(rng, text):
    forms = [lambda it: f"\\x{ord(it):02x}", lambda it: f"\\u{ord(it):04X}", lambda it: f"\\{ord(it):03o}"]
    return some(rng, text, lambda it: rng.choice(forms)(it), always="\\\n")


def entities(rng, text):
    forms = [lambda it: f"&#{ord(it)};", lambda it: f"&#x{ord(it):X};", lambda it: f"&#0{ord(it)};"]
    return some(rng, text, lambda it: rng.choice(forms)(it), always="&<")


class Text(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.text = []

    def handle_data(self, data):
        self.text.append(data)


def without_tags(data):
    parser = Text()
    parser.feed(data.decode())
    parser.close()
    return "".join(parser.text).encode()


def tagged(rng, text):
    cuts = ["<wbr>", "<!-- x -->", "<b></b>", '</span><span class="y">']
    cut = lambda it: it + rng.choice(cuts)
    return "<code><span>" + some(rng, text, cut, never='" ;\n') + "</span></code>"


def padded(decode, width):
    """A place begins with any digit of a group: all that the digits can be."""

    def run(data):
        data = re.sub(rb"\s", b"", data)
        texts = []
        for lead in range(width):
            digits = b"A" * lead + data
            try:
                texts.append(decode(digits + b"=" * (-len(digits) % width)))
            except binascii.Error:
                pass
        return b"\n".join(texts)

    return run


def base64_of(rng, text):
    data = text.encode()
    forms = [
        base64.b64encode(data),
        base64.encodebytes(data).strip(),
        base64.urlsafe_b64encode(data).rstrip(b"="),
    ]
    return b'x = "' + rng.choice(forms) + b'"'


def base32_of(rng, text):
    data = base64.b32encode(text.encode())
    return b'x = "' + rng.choice([data, data.rstrip(b"="), data.lower()]) + b'"'


def hex_of(rng, text):
    data = binascii.hexlify(text.encode())
    return b'x = "' + rng.choice([data, data.upper()]) + b'"'


def quoted(_, text):
    header = b"Content-Transfer-Encoding: quoted-printable\n\n"
    return header + quopri.encodestring(text.encode())


def wide(rng, text):
    codec = rng.choice(["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
    return text.encode(codec)


def any_wide(data):
    return data.replace(b"\0", b"")


def zipped(rng, text):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", rng.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])) as file:
        file.writestr("a.txt", text)
    return out.getvalue()


def tarred(_, text):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as file:
        info = tarfile.TarInfo("a.txt")
        info.size = len(text)
        file.addfile(info, io.BytesIO(text.encode()))
    return out.getvalue()


def text_of(encode):
    return lambda rng, text: encode(rng, text).encode()


def percent(rng, text):
    return some(rng, text, lambda it: f"%{ord(it):02x}", always="%")


def urldecoded(data):
    return urllib.parse.unquote_to_bytes(data)


# The file's ending, what writes it, and what reads a place in it: nothing where it is unpacked.
LAYERS = {
    "escapes": ("txt", text_of(escaped), lambda it: codecs.decode(it, "unicode_escape").encode()),
    "percent": ("txt", text_of(percent), urldecoded),
    "entities": ("html", text_of(entities), lambda it: html.unescape(it.decode()).encode()),
    "markup": ("html", text_of(tagged), without_tags),
    "quoted-printable": ("eml", quoted, quopri.decodestring),
    "base64": ("txt", base64_of, padded(lambda it: base64.b64decode(it, b"-_" if b"-" in it or b"_" in it else None), 4)),
    "base32": ("txt", base32_of, padded(lambda it: base64.b32decode(it, casefold=True), 8)),
    "hex": ("txt", hex_of, binascii.unhexlify),
    "wide": ("txt", wide, any_wide),
    "gzip": ("gz", lambda rng, text: gzip.compress(text.encode(), rng.randrange(10)), None),
    "deflate": ("zz", lambda rng, text: zlib.compress(text.encode(), rng.randrange(1, 10)), None),
    "brotli": ("br", lambda rng, text: brotli.compress(text.encode(), quality=rng.randrange(12)), None),
    "zip": ("zip", zipped, None),
    "tar": ("tar", tarred, None),
}


def places(finding):
    yield finding["location"]
    for other in finding["occurrences"]:
        yield other["location"]


def wrong(written, report, folder, decode):
    """The files in which the value was not found once, or not in its place."""
    found = {}
    for finding in report["findings"]:
        for location in places(finding):
            name = location["path"].rpartition("/")[2]
            found.setdefault(name, []).append((finding["secret"]["value"], location))
    for name, value in written.items():
        match found.get(name):
            case [(seen, location)] if seen == value:
                data = (folder / name).read_bytes()[location["start"] : location["end"]]
                if decode and value.encode() not in decode(data):
                    yield name, "another place"
            case None:
                yield name, "not found"
            case all_found:
                yield name, f"found {len(all_found)}, or another value"


def check(binary, layer, count):
    ending, encode, decode = LAYERS[layer]
    rng = random.Random(layer)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        written = {}
        for index in range(count):
            text, value = plain(rng)
            file = f"{index}.{ending}"
            (folder / file).write_bytes(encode(rng, text))
            written[file] = value
        done = subprocess.run([binary, folder, "--format", "json", "--reveal=force"], cwd=folder, capture_output=True)
        faults = list(wrong(written, json.loads(done.stdout), folder, decode))
        shown = [f"{file}: {why}" for file, why in faults[:3]]
        print(f"{layer:17} {count - len(faults)}/{count}  {'; '.join(shown)}", flush=True)
        if faults and len(sys.argv) > 3:
            (pathlib.Path(sys.argv[3]) / f"{layer}-{faults[0][0]}").write_bytes((folder / faults[0][0]).read_bytes())
        return not faults


def main():
    binary = str(pathlib.Path(sys.argv[1]).absolute())
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    sys.exit(not all([check(binary, layer, count) for layer in LAYERS]))


if __name__ == "__main__":
    main()
