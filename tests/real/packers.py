#!/usr/bin/env python3
"""One source with planted tokens through real packers: how many are found in what each writes.

  packers.py BINARY [--show] [--tools DIR]

Installs the packers from npm into DIR (a temporary folder where none is given), and prints the table of docs/forms.md.
--show tells which ways of writing a token were missed. A packer that is missing or fails ends the run.
"""
import argparse
import hashlib
import json
import pathlib
import subprocess
import tempfile

TOOLS = ["esbuild", "terser", "@swc/core", "rollup", "@rollup/plugin-terser", "webpack", "webpack-cli", "parcel", "javascript-obfuscator"]
DEVTOOLS = [
    "eval", "eval-cheap-source-map", "eval-cheap-module-source-map", "eval-source-map", "cheap-source-map",
    "cheap-module-source-map", "source-map", "inline-source-map", "hidden-source-map", "nosources-source-map",
]
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def token(name):
    """A token of Sanity's form that nobody issued: always the same for a name."""
    digits, counter = "", 0
    while len(digits) < 178:
        digits += "".join(LETTERS[it % 62] for it in hashlib.sha512(f"{name} {counter}".encode()).digest())
        counter += 1
    return "sk" + digits[:178]


def ways():
    """How the source writes each token: declarations for its module, and the expression."""
    import base64

    def cut(name):
        value = token(name)
        return value[:2], value[2:70], value[70:]

    yield "plain", token("plain"), "", f"'{token('plain')}'"
    a, b, c = cut("sum")
    yield "sum", token("sum"), "", f"'{a}' + '{b}' + '{c}'"
    a, b, c = cut("join")
    yield "join", token("join"), "", f"['{a}', '{b}', '{c}'].join('')"
    a, b, c = cut("concat")
    yield "concat", token("concat"), "", f"'{a}'.concat('{b}', '{c}')"
    a, b, c = cut("template")
    yield "template", token("template"), f"const head = '{a}{b}'\n", f"`${{head}}{c}`"
    a, b, c = cut("object")
    yield "object", token("object"), f"const parts = {{ a: '{a}', b: '{b}' }}\n", f"parts.a + parts.b + '{c}'"
    a, b, c = cut("called")
    yield "called", token("called"), f"function prefix(n) {{ return n > 1 ? '{a}' : '' }}\n", f"prefix(window.devicePixelRatio + 2) + '{b}{c}'"
    a, b, c = cut("destructured")
    yield "destructured", token("destructured"), f"const [one, two] = ['{a}', '{b}']\n", f"one + two + '{c}'"
    yield "reversed", token("reversed"), "", f"'{token('reversed')[::-1]}'.split('').reverse().join('')"
    yield "base64", token("base64"), "", f"atob('{base64.b64encode(token('base64').encode()).decode()}')"
    yield "buffer", token("buffer"), "", f"new TextDecoder().decode(new Uint8Array([{', '.join(str(it) for it in token('buffer').encode())}]))"
    yield "codes", token("codes"), "", f"String.fromCharCode({', '.join(str(it) for it in token('codes').encode())})"
    yield "xor", token("xor"), f"const table = [{', '.join(str(it ^ 21) for it in token('xor').encode())}]\n", "table.map((c) => String.fromCharCode(c ^ 21)).join('')"
    yield "escapes", token("escapes"), "", "'" + "".join(f"\\x{it:02x}" for it in token("escapes").encode()) + "'"
    yield "percent", token("percent"), "", "decodeURIComponent('" + "".join(f"%{it:02X}" for it in token("percent").encode()) + "')"
    yield "json", token("json"), "", f"JSON.parse('{{\"a\":{{\"token\":\"{token('json')}\"}}}}').a.token"


def write_source(folder):
    """One module for each way, and an entry that uses them all."""
    entry = ""
    for name, _, declarations, expression in ways():
        (folder / f"{name}.js").write_text(f"{declarations}export const value = () => {expression}\n")
        entry += f"import {{ value as {name} }} from './{name}.js'\n"
    calls = ", ".join(f"{name}()" for name, *_ in ways())
    (folder / "index.js").write_text(f"{entry}for (const token of [{calls}]) fetch('/api', {{ headers: {{ token }} }})\n")
    (folder / "package.json").write_text('{"name": "packed", "version": "1.0.0", "private": true}\n')


class Packers:
    """Runs each packer over the source, into a folder of its own."""

    def __init__(self, tools, source, work):
        self.tools, self.source, self.work = tools, source, work

    def run(self, command, **options):
        done = subprocess.run(command, capture_output=True, text=True, cwd=options.pop("cwd", self.tools), **options)
        if done.returncode:
            raise SystemExit(f"{command[0]} failed: {(done.stderr or done.stdout)[-400:]}")
        return done

    def tool(self, name, *arguments, **options):
        return self.run([str(self.tools / "node_modules/.bin" / name), *map(str, arguments)], **options)

    def bundle(self):
        """All modules in one, as the minifiers take them."""
        path = self.work / "bundle.js"
        if not path.exists():
            self.tool("rollup", self.source / "index.js", "--format", "iife", "--file", path)
        return path

    def all(self):
        yield "esbuild", lambda out: self.tool("esbuild", self.source / "index.js", "--bundle", f"--outfile={out}/app.js")
        yield "esbuild --minify", lambda out: self.tool("esbuild", self.source / "index.js", "--bundle", "--minify", f"--outfile={out}/app.js")
        yield "esbuild --sourcemap", lambda out: self.tool("esbuild", self.source / "index.js", "--bundle", "--minify", "--sourcemap", f"--outfile={out}/app.js")
        yield "rollup", lambda out: self.tool("rollup", self.source / "index.js", "--format", "es", "--file", out / "app.js")
        yield "rollup with terser", lambda out: self.tool("rollup", self.source / "index.js", "--format", "es", "--plugin", "@rollup/plugin-terser", "--file", out / "app.js")
        yield "terser", lambda out: self.tool("terser", self.bundle(), "--compress", "--mangle", "--output", out / "app.js")
        yield "swc", self.swc
        for devtool in DEVTOOLS:
            yield f"webpack development, {devtool}", lambda out, devtool=devtool: self.webpack(out, "development", devtool)
        yield "webpack production", lambda out: self.webpack(out, "production", None)
        yield "webpack production, source-map", lambda out: self.webpack(out, "production", "source-map")
        yield "parcel", self.parcel
        yield "javascript-obfuscator, medium", self.obfuscator

    def swc(self, out):
        script = "const s=require('@swc/core'),f=require('fs');s.minify(f.readFileSync(process.argv[1],'utf8'),{compress:true,mangle:true}).then(r=>f.writeFileSync(process.argv[2],r.code))"
        self.run(["node", "-e", script, str(self.bundle()), str(out / "app.js")])

    def webpack(self, out, mode, devtool):
        chosen = ["--devtool", devtool] if devtool else ["--no-devtool"]
        self.tool("webpack", "build", "--mode", mode, *chosen, "--entry", self.source / "index.js", "--output-path", out)

    def parcel(self, out):
        page = self.source / "index.html"
        page.write_text('<script type="module" src="./index.js"></script>\n')
        self.tool("parcel", "build", page, "--dist-dir", out, "--no-cache", "--cache-dir", self.work / "cache", cwd=self.source)
        page.unlink()

    def obfuscator(self, out):
        self.tool("javascript-obfuscator", self.bundle(), "--output", out / "app.js", "--options-preset", "medium-obfuscation", "--seed", 1)


def found(binary, folder):
    """The values of all findings above info in a folder."""
    done = subprocess.run([binary, "--format", "json", "--reveal", str(folder)], capture_output=True, text=True)
    findings = json.loads(done.stdout)["findings"]
    return [it["secret"]["value"] for it in findings if it["severity"] != "info" and it["secret"]]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--tools", type=pathlib.Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        tools = (options.tools or work / "tools").resolve()
        if not (tools / "node_modules").is_dir():
            tools.mkdir(parents=True, exist_ok=True)
            (tools / "package.json").write_text("{}")
            subprocess.run(["npm", "install", "--no-audit", "--no-fund", *TOOLS], cwd=tools, check=True, capture_output=True)
        source = work / "source"
        source.mkdir()
        write_source(source)
        planted = {value: name for name, value, *_ in ways()}
        print("| packer | found | other findings |\n| --- | --- | --- |")
        for name, pack in Packers(tools, source, work).all():
            out = work / name.replace(" ", "-")
            out.mkdir()
            pack(out)
            values = found(str(pathlib.Path(options.binary).resolve()), out)
            missed = sorted(planted[it] for it in planted if it not in values)
            others = sum(it not in planted for it in values)
            print(f"| {name} | {len(planted) - len(missed)}/{len(planted)} | {others} |", flush=True)
            if options.show and missed:
                print(f"  missed: {' '.join(missed)}", flush=True)


if __name__ == "__main__":
    main()
