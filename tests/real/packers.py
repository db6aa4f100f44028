#!/usr/bin/env python3
"""One source with planted tokens through real packers: how many are found in what each writes.

  packers.py BINARY [--show] [--tools DIR] [--only TEXT] [--keep DIR]

Installs the packers from npm into DIR (a temporary folder where none is given), and prints the table of docs/forms.md.
--show tells which ways of writing a token were missed. A packer that is missing or fails ends the run.
"""
import argparse
import hashlib
import json
import pathlib
import shutil
import subprocess
import tempfile

TOOLS = [
    "esbuild", "terser", "@swc/core", "rollup", "@rollup/plugin-terser", "webpack", "webpack-cli", "parcel", "javascript-obfuscator",
    "uglify-js", "google-closure-compiler", "@rspack/core", "@rspack/cli", "oxc-minify", "@babel/core", "@babel/cli", "@babel/preset-env",
    "vite", "rolldown", "bun",
]
DEVTOOLS = [
    "eval", "eval-cheap-source-map", "eval-cheap-module-source-map", "eval-source-map", "cheap-source-map",
    "cheap-module-source-map", "source-map", "inline-source-map", "hidden-source-map", "nosources-source-map",
]
TERSER = {
    "terser": ["--compress", "--mangle"],
    "terser, three passes, unsafe, top level": ["--compress", "passes=3,unsafe=true,toplevel=true", "--mangle", "--toplevel"],
    "terser, everything inlined": ["--compress", "inline=3,reduce_funcs,reduce_vars,collapse_vars,evaluate,unsafe_math", "--mangle"],
    "terser, nothing but names": ["--mangle"],
    "terser, beautified": ["--compress", "--beautify"],
    "terser, ASCII and quotes": ["--compress", "--mangle", "--format", "ascii_only,quote_style=1"],
}
UGLIFY = {
    "uglify-js": ["--compress", "--mangle"],
    "uglify-js, three passes, unsafe, top level": ["--compress", "passes=3,unsafe", "--mangle", "--toplevel"],
}
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
        for name, options in TERSER.items():
            yield name, lambda out, options=options: self.tool("terser", self.bundle(), *options, "--output", out / "app.js")
        yield "swc", self.swc
        yield "swc to ES5", lambda out: self.swc(out, ",ecma:5")
        for name, options in UGLIFY.items():
            yield name, lambda out, options=options: self.tool("uglifyjs", self.bundle(), *options, "--output", out / "app.js")
        yield "oxc-minify", self.oxc
        yield "rolldown --minify", lambda out: self.tool("rolldown", self.source / "index.js", "--minify", "--dir", out)
        yield "vite build", self.vite
        yield "bun build", lambda out: self.tool("bun", "build", self.source / "index.js", "--outfile", out / "app.js")
        yield "bun build --minify", lambda out: self.tool("bun", "build", self.source / "index.js", "--minify", "--outfile", out / "app.js")
        yield "babel to ES5", lambda out: self.babel(out, {})
        yield "babel to ES5, loose", lambda out: self.babel(out, {"loose": True})
        for level in ("SIMPLE", "ADVANCED"):
            yield f"closure-compiler, {level}", lambda out, level=level: self.closure(out, level)
        yield "rspack production", lambda out: self.rspack(out, "production")
        yield "rspack development", lambda out: self.rspack(out, "development")
        for devtool in DEVTOOLS:
            yield f"webpack development, {devtool}", lambda out, devtool=devtool: self.webpack(out, "development", devtool)
        yield "webpack production", lambda out: self.webpack(out, "production", None)
        yield "webpack production, source-map", lambda out: self.webpack(out, "production", "source-map")
        yield "parcel", self.parcel
        for preset in ("default", "low-obfuscation", "medium-obfuscation", "high-obfuscation"):
            for seed in (1, 2, 3):
                yield f"javascript-obfuscator, {preset}, seed {seed}", lambda out, it=(preset, seed): self.obfuscator(out, *it)

    def swc(self, out, more=""):
        script = (
            "const s=require('@swc/core'),f=require('fs');"
            f"s.minify(f.readFileSync(process.argv[1],'utf8'),{{compress:true,mangle:true{more}}})"
            ".then(r=>f.writeFileSync(process.argv[2],r.code))"
        )
        self.run(["node", "-e", script, str(self.bundle()), str(out / "app.js")])

    def oxc(self, out):
        script = (
            "import {minifySync} from 'oxc-minify';import f from 'fs';"
            "f.writeFileSync(process.argv[2],minifySync('a.js',f.readFileSync(process.argv[1],'utf8')).code)"
        )
        self.run(["node", "--input-type=module", "-e", script, str(self.bundle()), str(out / "app.js")])

    def vite(self, out):
        page = self.source / "index.html"
        page.write_text('<script type="module" src="./index.js"></script>\n')
        self.tool("vite", "build", self.source, "--outDir", out, "--emptyOutDir")
        page.unlink()

    def babel(self, out, options):
        config = self.work / "babel.json"
        preset = str(self.tools / "node_modules/@babel/preset-env")
        config.write_text(json.dumps({"presets": [[preset, {"targets": "ie 11", **options}]]}))
        self.tool("babel", self.bundle(), "--no-babelrc", "--config-file", config, "--out-file", out / "app.js")

    def closure(self, out, level):
        self.tool("google-closure-compiler", "--js", self.bundle(), "-O", level, "--js_output_file", out / "app.js", "--warning_level", "QUIET")

    def rspack(self, out, mode):
        self.tool("rspack", "build", "--mode", mode, "--entry", self.source / "index.js", "--output-path", out)

    def webpack(self, out, mode, devtool):
        chosen = ["--devtool", devtool] if devtool else ["--no-devtool"]
        self.tool("webpack", "build", "--mode", mode, *chosen, "--entry", self.source / "index.js", "--output-path", out)

    def parcel(self, out):
        page = self.source / "index.html"
        page.write_text('<script type="module" src="./index.js"></script>\n')
        self.tool("parcel", "build", page, "--dist-dir", out, "--no-cache", "--cache-dir", self.work / "cache", cwd=self.source)
        page.unlink()

    def obfuscator(self, out, preset, seed):
        self.tool("javascript-obfuscator", self.bundle(), "--output", out / "app.js", "--options-preset", preset, "--seed", seed)


def found(binary, folder):
    """The values of all findings above info in a folder."""
    done = subprocess.run([binary, "--format", "json", "--reveal=force", str(folder)], capture_output=True, text=True)
    findings = json.loads(done.stdout)["findings"]
    return [it["secret"]["value"] for it in findings if it["severity"] != "info" and it["secret"]]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--tools", type=pathlib.Path)
    parser.add_argument("--only", help="packers whose name holds this")
    parser.add_argument("--keep", type=pathlib.Path, help="keep what they write in this folder")
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
            if options.only and options.only not in name:
                continue
            out = work / name.replace(" ", "-")
            out.mkdir()
            pack(out)
            if options.keep:
                shutil.copytree(out, options.keep / out.name, dirs_exist_ok=True)
            values = found(str(pathlib.Path(options.binary).resolve()), out)
            missed = sorted(planted[it] for it in planted if it not in values)
            others = sum(it not in planted for it in values)
            print(f"| {name} | {len(planted) - len(missed)}/{len(planted)} | {others} |", flush=True)
            if options.show and missed:
                print(f"  missed: {' '.join(missed)}", flush=True)


if __name__ == "__main__":
    main()
