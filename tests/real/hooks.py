"""Real commits through each hook manager, blocked and let through, with the recipes of docs/hooks.md.

    hooks.py BINARY
"""

import pathlib
import shutil
import sys
import tempfile

from recipes import ROOT, environment, lay, packages, recipe, run, token

MANAGERS = ["husky@9", "lefthook@2", "lint-staged@16", "simple-git-hooks@2"]
CLEAN = "export const key = process.env.SANITY_TOKEN\n"


class Project:
    """A repository with one commit, a copy of `base`, and files in it: those of a recipe, where no others are given."""

    def __init__(self, base, folder, heading, setup, env=None, files=None):
        self.folder, self.env, self.heading = folder, environment(folder.parent, env), heading
        shutil.copytree(base, folder, symlinks=True)
        self.do("git", "init", "--quiet", "--initial-branch=main")
        self.do("git", "add", "--all")
        self.do("git", "commit", "--quiet", "--message", "Start")
        lay(folder, recipe(heading) if files is None else files)
        setup(self)
        self.do("git", "add", "--all")
        self.do("git", "commit", "--quiet", "--no-verify", "--message", "Add the hook")

    def do(self, *command, fails=False):
        return run(self.folder, *command, fails=fails, env=self.env)

    def write(self, text):
        (self.folder / "src.js").write_text(text)

    def head(self):
        return self.do("git", "rev-parse", "HEAD")

    def commit(self, blocked):
        before = self.head()
        said = self.do("git", "commit", "--message", "Change", fails=blocked)
        assert (self.head() == before) == blocked, f"{self.heading}: {said}"
        return said

    def fail(self, what, said):
        raise SystemExit(f"{self.heading}: {what}:\n{said}")


def check(project):
    """A token stops the commit, and only where what is staged holds it."""
    secret = token()
    leak = f'export const key = "{secret}"\n'

    project.write(leak)
    project.do("git", "add", "src.js")
    said = project.commit(blocked=True)
    for part in ["src.js:1:21", "spillcheck accept ", "git commit --no-verify"]:
        if part not in said:
            project.fail(f"{part!r} is not told", said)
    if secret[4:20] in said:
        project.fail("the token is printed", "")

    # Only the staged half holds it.
    project.write(CLEAN)
    project.commit(blocked=True)
    if (project.folder / "src.js").read_text() != CLEAN:
        project.fail("what was not staged is lost", "")

    # Only the half that is not staged holds it.
    project.do("git", "add", "src.js")
    project.write(leak)
    project.commit(blocked=False)
    if (project.folder / "src.js").read_text() != leak:
        project.fail("what was not staged is lost", "")
    if project.do("git", "show", "HEAD:src.js") != CLEAN:
        project.fail("the wrong half is committed", "")

    # `commit FILE` and `commit --all` have an index of their own.
    for flags in (["src.js"], ["--all"]):
        project.do("git", "commit", "--message", "Change", *flags, fails=True)
    project.do("git", "checkout", "--quiet", "src.js")
    project.write(CLEAN + "// More\n")
    project.do("git", "commit", "--quiet", "--message", "Change", "--all")
    print(f"ok: {project.heading}")


def plain(project):
    (project.folder / ".githooks/pre-commit").chmod(0o755)
    project.do("git", "config", "core.hooksPath", ".githooks")


def lint_staged(project):
    (project.folder / ".husky").mkdir()
    (project.folder / ".husky/pre-commit").write_text("npx --no-install lint-staged\n")
    project.do("npx", "--no-install", "husky")


def by_init(base, top, path):
    """The hook that `spillcheck init` writes into what is there, beside what is there."""
    npx = lambda *command: ("npx", "--no-install", *command)
    file = lambda name, text: [("file", name, text)]
    for number, (heading, files, before, after, env) in enumerate([
        ("git", [], None, ("git", "config", "core.hooksPath", ".githooks"), None),
        ("husky", file(".husky/pre-commit", "touch ran\n"), npx("husky"), None, None),
        ("lefthook", file("lefthook.yml", "pre-push:\n  jobs: []\n"), None, npx("lefthook", "install"), None),
        ("simple-git-hooks", [("merge", "package.json", '{"simple-git-hooks": {"commit-msg": "true"}}')], None,
         npx("simple-git-hooks"), None),
        ("pre-commit", file(".pre-commit-config.yaml", "repos:\n- repo: meta\n  hooks:\n  - id: identity\n"), None,
         ("pre-commit", "install"), path),
    ]):
        def setup(project, heading=heading, before=before, after=after):
            if before:
                project.do(*before)
            project.do(*npx("spillcheck", "init", "--yes", "hook"))
            again = project.do(*npx("spillcheck", "init", "--yes", "hook"))
            assert "already there" in again, f"{heading}: {again}"
            if after:
                project.do(*after)

        check(Project(base, top / f"init{number}", f"init: {heading}", setup, env, files))


def hooks_repository(folder, env):
    """A repository that stands in for the published one, which holds the hooks' definitions."""
    folder.mkdir()
    shutil.copy(ROOT / ".pre-commit-hooks.yaml", folder)
    for command in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "Hooks"], ["tag", "v0.1.0"]):
        run(folder, "git", *command, env=env)


def main():
    binary = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as name:
        top = pathlib.Path(name)
        base, tools = top / "base", top / "tools"
        base.mkdir()
        tools.mkdir()
        (base / "package.json").write_text('{"name": "site", "version": "1.0.0", "private": true}\n')
        (base / ".gitignore").write_text("node_modules\n")
        packed = packages(binary, top)
        run(base, "npm", "install", "--no-audit", "--no-fund", "--save-dev", *map(str, packed), *MANAGERS)
        run(top, sys.executable, "-m", "venv", str(tools))
        run(top, str(tools / "bin/pip"), "install", "--quiet", "pre-commit==4.*")
        (tools / "bin/spillcheck").symlink_to(binary)
        path = {"PATH": f"{tools}/bin:{environment(top)['PATH']}"}
        hooks_repository(top / "hooks", environment(top))

        def pre_commit(project):
            file = project.folder / ".pre-commit-config.yaml"
            local = file.read_text().replace("https://github.com/OWNER/spillcheck", str(top / "hooks"))
            file.write_text(local.replace("id: spillcheck", "id: spillcheck-system"))
            project.do("pre-commit", "install")

        npx = lambda *command: lambda project: project.do("npx", "--no-install", *command)
        for number, (heading, setup, env) in enumerate([
            ("No manager", plain, None),
            ("husky", npx("husky"), None),
            ("lefthook", npx("lefthook", "install"), None),
            ("simple-git-hooks", npx("simple-git-hooks"), None),
            ("lint-staged", lint_staged, None),
            ("pre-commit", pre_commit, path),
        ]):
            check(Project(base, top / f"project{number}", heading, setup, env))
        by_init(base, top, path)
        after_build(base, top)


def after_build(base, top):
    """`npm run build` and Gatsby's own hook fail where the build ships a token."""
    env = environment(top)
    for name, text, fails in (("clean", "1", False), ("leaking", f'k="{token()}"', True)):
        folder = top / f"build-{name}"
        shutil.copytree(base, folder, symlinks=True)
        run(folder, "npm", "pkg", "set", "dependencies.gatsby=5", f"scripts.build=mkdir -p public && cp app.js public/")
        (folder / "app.js").write_text(text)
        lay(folder, recipe("After a build"))
        said = run(folder, "npm", "run", "build", fails=fails, env=env)
        assert ("public/app.js:1:4" in said) == fails, said
        # Gatsby calls what the file exports, and fails the build where that throws.
        said = run(folder, "node", "-e", "require('./gatsby-node.js').onPostBuild({})", fails=fails, env=env)
        assert ("public/app.js:1:4" in said) == fails, said
    print("ok: postbuild and onPostBuild")


main()
