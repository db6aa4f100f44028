"""Each format of a real run, against the schema that is published for it, or else its documented fields.

    schemas.py BINARY

The schemas come from the registries and are not kept: SARIF's from an npm package of its authors, JUnit's from pytest's own
tests. Where none can be had, the line that is printed says `fields`.
"""

import csv
import io
import json
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile
import xml.etree.ElementTree as tree

from recipes import ROOT, environment, run
from samples import HOSTILE, site

SARIF, PYTEST, HTML = "@microsoft/jest-sarif@1.0.0-beta.0", "pytest==8.4.2", "html-validate@9"
FORMATS = ["json", "jsonl", "sarif", "junit", "checkstyle", "csv", "gitlab-quality", "gitlab-secrets", "github", "markdown", "html"]
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$")


class Tools:
    """A Python with validators in it, and what else they need."""

    def __init__(self, folder):
        self.folder, self.python = folder, folder / "venv/bin/python"
        run(folder, sys.executable, "-m", "venv", "venv")
        run(folder, self.python, "-m", "pip", "install", "--quiet", "jsonschema==4.*", "lxml")

    def packed(self, *command, suffix):
        """What lies in the one archive that a client fetches."""
        folder = self.folder / suffix.strip(".")
        folder.mkdir()
        run(folder, *command)
        with tarfile.open(next(folder.glob("*gz"))) as archive:
            name = next(it for it in archive.getnames() if it.endswith(suffix))
            return archive.extractfile(name).read()

    def validate(self, schema, document):
        """By a JSON Schema, whatever draft it says it is of."""
        code = """
import json, sys
from jsonschema.validators import validator_for
schema, documents = (json.load(open(it)) for it in sys.argv[1:])
kind = validator_for(schema)
kind.check_schema(schema)
faults = [f"{'/'.join(map(str, it.absolute_path))}: {it.message[:200]}" for one in documents for it in kind(schema).iter_errors(one)]
print("\\n".join(faults[:20]))
sys.exit(bool(faults))
"""
        files = [self.folder / name for name in ("schema.json", "document.json")]
        for file, value in zip(files, (schema, document)):
            file.write_text(json.dumps(value))
        run(self.folder, self.python, "-c", code, *files)

    def validate_xml(self, schema, document):
        code = """
import sys
from lxml import etree
schema, document = (etree.parse(it) for it in sys.argv[1:])
etree.XMLSchema(schema).assertValid(document)
"""
        file = self.folder / "schema.xsd"
        file.write_bytes(schema)
        run(self.folder, self.python, "-c", code, file, document)


def expect(condition, what):
    if not condition:
        raise SystemExit(f"schemas.py: {what}")


def fields(value, wanted, where):
    """Fields that a document must have, and what each must be: a type, a set of values, an expression or more fields."""
    for name, kind in wanted.items():
        expect(name in value, f"{where} has no {name}")
        got = value[name]
        good = (isinstance(got, kind) and got != "" if isinstance(kind, type) else
                got in kind if isinstance(kind, set) else bool(kind.match(got)) if isinstance(kind, re.Pattern) else None)
        if good is None:
            fields(got, kind, f"{where}.{name}")
        else:
            expect(good, f"{where}.{name} is {got!r}")


def gitlab_secrets(report):
    tool = {"id": str, "name": str, "version": str, "vendor": {"name": str}}
    fields(report, {"version": re.compile(r"15\.\d+\.\d+$"), "vulnerabilities": list, "scan": {
        "type": {"secret_detection"}, "status": {"success", "failure"}, "start_time": INSTANT, "end_time": INSTANT,
        "analyzer": tool, "scanner": tool}}, "gitlab-secrets")
    expect(len(report["vulnerabilities"]) > len(HOSTILE), "gitlab-secrets lacks findings")
    for number, one in enumerate(report["vulnerabilities"]):
        where = f"gitlab-secrets[{number}]"
        fields(one, {"id": str, "category": {"secret_detection"}, "name": str, "description": str, "identifiers": list,
                     "severity": {"Info", "Unknown", "Low", "Medium", "High", "Critical"},
                     "location": {"file": str, "start_line": int, "end_line": int, "commit": {"sha": str}}}, where)
        for identifier in one["identifiers"]:
            fields(identifier, {"type": str, "name": str, "value": str}, where)
        expect(one["identifiers"] and len(one["name"]) <= 255, f"{where} breaks a bound")
    ids = [one["id"] for one in report["vulnerabilities"]]
    expect(len(set(ids)) == len(ids), "gitlab-secrets names two alike")


def gitlab_quality(report):
    for number, one in enumerate(report):
        fields(one, {"description": str, "check_name": str, "fingerprint": str,
                     "severity": {"info", "minor", "major", "critical", "blocker"},
                     "location": {"path": str, "lines": {"begin": int}}}, f"gitlab-quality[{number}]")
        expect(not one["location"]["path"].startswith(("./", "/")), "gitlab-quality has a path that GitLab does not match")
    prints = [one["fingerprint"] for one in report]
    expect(len(set(prints)) == len(prints), "gitlab-quality has a fingerprint twice")


def checkstyle(text):
    root = tree.fromstring(text)
    expect(root.tag == "checkstyle" and root.get("version"), "checkstyle has another root")
    errors = root.findall("file/error")
    for error in errors:
        fields(dict(error.attrib), {"line": re.compile(r"\d+$"), "column": re.compile(r"\d+$"), "message": str, "source": str,
                                    "severity": {"ignore", "info", "warning", "error"}}, "checkstyle")
    names = [file.get("name") for file in root.findall("file")]
    expect(len(set(names)) == len(names) and all(any(name in it for it in names) for name in ["two words.js", "日本語.js"]),
           f"checkstyle has other files: {names}")


def table(text):
    rows = list(csv.reader(io.StringIO(text)))
    expect(len({len(row) for row in rows}) == 1 and len(rows) > len(HOSTILE), "csv is no table")
    expect(not any(cell[:1] in tuple("=+-@\t\r") and cell[:1] for row in rows for cell in row), "csv has a formula")


def annotations(text):
    for line in text.splitlines():
        expect(re.match(r"::(error|warning|notice)(?: \w+=[^,:]*(?:,\w+=[^,:]*)*)?::\S", line), f"github has another line: {line}")


def markdown(tools, text):
    """GitHub's own flavour, rendered: what was scanned makes no element of its own."""
    code = "const m = require('markdown-it')({html: true}); process.stdout.write(m.render(require('fs').readFileSync(0, 'utf8')))"
    done = subprocess.run(["node", "-e", code], cwd=tools.folder, input=text, capture_output=True, text=True, check=True)
    elements = set(re.findall(r"<(\w+)", done.stdout))
    expect("table" in elements and "i" not in elements and "script" not in elements, f"markdown makes {elements}")


def main():
    binary = str(pathlib.Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as name:
        top = pathlib.Path(name)
        folder, tools = top / "site", top / "tools"
        folder.mkdir()
        tools.mkdir()
        site(folder, binary=binary)
        asked = [f"--format={it}=../{it}" for it in FORMATS]
        done = subprocess.run([binary, "-v", *asked], cwd=folder, env=environment(top), capture_output=True, text=True)
        expect(done.returncode == 1, done.stderr)
        text = {it: (top / it).read_text() for it in FORMATS}
        tools = Tools(tools)

        own = json.loads((ROOT / "schema/report-v1.schema.json").read_text())
        tools.validate(own, [json.loads(text["json"])])
        lines = [json.loads(line) for line in text["jsonl"].splitlines()]
        expect([it["type"] for it in lines].count("summary") == 1 and lines[-1]["type"] == "summary", "jsonl has no end")
        print("schema: json; its own, by a second validator")

        sarif = json.loads(tools.packed("npm", "pack", "--silent", SARIF, suffix="sarif-2.1.0-rtm.5.json"))
        tools.validate(sarif, [json.loads(text["sarif"])])
        print("schema: sarif 2.1.0")

        junit = tools.packed(tools.python, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", "pytest", PYTEST,
                             suffix="junit-10.xsd")
        # GitLab and CircleCI read `file` and `line` of a test, which Jenkins' schema does not know.
        plain = re.sub(r"<testcase [^>]*>", lambda it: re.sub(r' (file|line)="[^"]*"', "", it[0]), text["junit"])
        (tools.folder / "junit.xml").write_text(plain)
        tools.validate_xml(junit, tools.folder / "junit.xml")
        print("schema: junit, Jenkins' junit-10.xsd but for `file` and `line`")

        gitlab_secrets(json.loads(text["gitlab-secrets"]))
        gitlab_quality(json.loads(text["gitlab-quality"]))
        checkstyle(text["checkstyle"])
        table(text["csv"])
        annotations(text["github"])
        print("fields: gitlab-secrets, gitlab-quality, checkstyle, csv, github: no schema of these is in a registry")

        run(tools.folder, "npm", "install", "--no-audit", "--no-fund", "--silent", HTML, "markdown-it@14")
        markdown(tools, text["markdown"])
        (tools.folder / "report.html").write_text(text["html"])
        # The form is never sent: it acts while one types, so it has no button to send it with.
        settings = {"root": True, "extends": ["html-validate:standard", "html-validate:a11y"], "rules": {"wcag/h32": "off"}}
        (tools.folder / ".htmlvalidate.json").write_text(json.dumps(settings))
        run(tools.folder, "npx", "--no-install", "html-validate", "report.html")
        print("validator: html, by html-validate; markdown, rendered")


main()
