"""One site, built twice by esbuild with changed code: what was accepted stays accepted, what was added is told.

    rebuild.py BINARY

Between the builds every chunk has another name, every line and column is another, modules are written in another order
and under other names, and half of the values have moved to another module.
"""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

from recipes import environment, run, token

ESBUILD = "esbuild@0.25"
# Short enough that its fingerprint is not made from it.
WEAK, OTHER = "kV7pX2qLw9zR", "bN4mZ8tYc3Hd"


def module(name, values, padding):
    """A module that uses some values; `padding` moves all of them about."""
    lines = [f"// {padding}", f"import {{ call }} from './call.js'"]
    lines += [f"function {padding}{index}() {{ return {index} * {len(padding)} }}" for index in range(len(padding))]
    for variable, value in values.items():
        lines.append(f"export const {variable} = () => call('{variable}', {json.dumps(value)}, {padding}0())")
    return name, "\n" * len(padding) + "\n".join(lines) + "\n"


def lay(folder, modules, order):
    """The source of one build: pages that load the modules when they are needed."""
    src = folder / "src"
    src.mkdir(exist_ok=True)
    for old in src.iterdir():
        old.unlink()
    (src / "call.js").write_text(
        "export const call = (name, token, n) => fetch('/api/' + name + n, { headers: { authorization: `Bearer ${token}` } })\n")
    for name, text in modules:
        (src / f"{name}.js").write_text(text)
    loads = "\n".join(f"  if (location.pathname === '/{name}') import('./{name}.js').then((it) => Object.values(it).forEach((go) => go()))"
                      for name in order)
    (src / "index.js").write_text(f"export default function start() {{\n{loads}\n}}\nstart()\n")


def build(folder, env, *flags):
    shutil.rmtree(folder / "dist", ignore_errors=True)
    run(folder, "npx", "--no-install", "esbuild", "src/index.js", "--bundle", "--splitting", "--format=esm", "--minify",
        "--outdir=dist", "--entry-names=[name]-[hash]", "--chunk-names=chunks/[hash]", *flags, env=env)
    return sorted(path.name for path in (folder / "dist").glob("**/*.js"))


class Site:
    def __init__(self, binary, folder):
        self.binary, self.folder, self.env = binary, folder, environment(folder)

    def call(self, *arguments):
        return subprocess.run([self.binary, *arguments], cwd=self.folder, env=self.env, capture_output=True, text=True)

    def report(self):
        done = self.call("--format", "json")
        return done.returncode, json.loads(done.stdout)

    def open(self):
        """The fingerprints of what fails, and the places of each."""
        code, report = self.report()
        found = {}
        for finding in report["findings"]:
            if not finding["suppressed"] and finding["severity"] != "info":
                location = finding["location"]
                found[finding["fingerprint"]] = (location["path"], location["line"], location["column"])
        notes = [note["kind"] for note in report["notifications"] if note["kind"].startswith("acceptance")]
        return code, found, notes

    def places(self):
        """Every place of every finding above info, accepted or not."""
        _, report = self.report()
        kept = [it for it in report["findings"] if it["severity"] != "info"]
        return {it["fingerprint"]: {(at["path"], at["line"], at["column"]) for at in
                                    [it["location"], *(other["location"] for other in it["occurrences"])]} for it in kept}


def check(condition, what):
    if not condition:
        raise SystemExit(f"rebuild.py: {what}")


def comments(site):
    """`spillcheck:allow` beside a literal covers what is built of it, where a source map leads there; and nothing else."""
    (site.folder / "spillcheck-baseline.toml").unlink()
    allowed, beside, inlined = token(), token(), token()
    page = (f"const demo = '{allowed}' // spillcheck:allow sanity-api-token the dataset of the tutorial\n"
            f"const key = '{beside}'\n"
            "const env = process.env.KEY // spillcheck:allow sanity-api-token no literal\n"
            "export const go = () => fetch('/api', { headers: { demo, key, env } })\n")
    lay(site.folder, [("page", page)], ["page"])
    define = f'--define:process.env.KEY="{inlined}"'
    for flags, wanted in ((["--sourcemap"], 2), ([], 3)):
        build(site.folder, site.env, define, *flags)
        code, found, _ = site.open()
        check(code == 1 and len(found) == wanted, f"with {flags} {len(found)} of three values are told")
    _, report = site.report()
    check(not any(it["suppressed"] for it in report["findings"]), "without a map a comment hides something")


def main():
    binary = str(pathlib.Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        site = Site(binary, folder)
        (folder / "package.json").write_text('{"name":"site","private":true,"type":"module"}')
        (folder / ".env").write_text(f"ADMIN_PASSWORD={WEAK}\n")
        run(folder, "git", "init", "--quiet", env=site.env)
        run(folder, "npm", "install", "--no-audit", "--no-fund", "--silent", "--save-dev", ESBUILD, env=site.env)
        values = {f"value{index}": token() for index in range(6)} | {"weak": WEAK}
        some, others = dict(list(values.items())[:3]), dict(list(values.items())[3:])

        lay(folder, [module("first", some, "alpha"), module("second", others, "beta")], ["first", "second"])
        before = build(folder, site.env)
        code, found, _ = site.open()
        check(code == 1 and len(found) == len(values), f"{len(found)} of {len(values)} values are found in the first build")
        places = site.places()

        # Half are accepted by name, the rest as a baseline.
        for fingerprint in sorted(found)[: len(found) // 2]:
            done = site.call("accept", fingerprint, "--reason", "a sample")
            check(done.returncode == 0, done.stderr)
        check(site.call("baseline", "write", "--reason", "known").returncode == 0, "the baseline is not written")
        baseline = (folder / "spillcheck-baseline.toml").read_text()
        check(not any(value[4:16] in baseline for value in values.values()) and WEAK not in baseline, "the baseline tells a secret")
        check(site.open() == (0, {}, []), "what is accepted is told")

        # The same values from changed code.
        moved = {key: values[key] for key in ["weak", "value4", "value1", "value0"]}
        stay = {key: values[key] for key in ["value5", "value3", "value2"]}
        rebuilt = [module("zeta", moved, "omega"), module("aleph", stay, "lambda")]
        lay(folder, rebuilt, ["aleph", "zeta"])
        after = build(folder, site.env, "--sourcemap", "--charset=utf8")
        check(not set(before) & set(after), f"a chunk has kept its name: {before} {after}")
        now = site.places()
        check(set(now) == set(places), "fingerprints have changed")
        kept = [it for it in now if now[it] & places[it]]
        check(not kept, f"{len(kept)} places are as they were")
        check(site.open() == (0, {}, []), f"a rebuild changes what is accepted: {site.open()}")
        check(site.call("baseline", "diff").returncode == 0, "the baseline differs after a rebuild")

        # One token more, beside those that are accepted, and another weak value in the place of the first.
        added, other = token(), OTHER
        (folder / ".env").write_text(f"ADMIN_PASSWORD={other}\n")
        lay(folder, [module("zeta", {**moved, "weak": other}, "omega"), module("aleph", {**stay, "added": added}, "lambda")],
            ["aleph", "zeta"])
        build(folder, site.env)
        code, told, notes = site.open()
        check(code == 1 and len(told) == 2, f"of two values that were added {len(told)} are told")
        check(set(told) - set(places), "the added token has an accepted fingerprint")
        check(notes == ["acceptance-unmatched"], f"the weak value that is gone is not told: {notes}")
        check(site.call("baseline", "diff").returncode == 1, "the baseline does not differ")
        check(site.call("baseline", "prune").returncode == 0, "the baseline cannot be pruned")
        comments(site)
        print(f"{len(values)} acceptances held through a rebuild of {len(before)} chunks, and hid none of 2 values that were added")


main()
