"""Sites for reports: what they hold, and names that somebody chose to do harm."""

from recipes import run, token

HOSTILE = ["a'b\"<i>&amp;.js", "=cmd|'x'!A1.js", "::error::x.js", "two words.js", "日本語.js", "##vso[x].js", "`tick`|pipe.js"]


def site(folder, findings=0, binary=None):
    """A built site with hostile names, a name without a value, accepted and unread files, and many findings if asked."""
    (folder / ".git").mkdir(exist_ok=True)
    public = folder / "public"
    public.mkdir()
    (folder / "package.json").write_text('{"dependencies":{"gatsby":"5"}}')
    for name in HOSTILE:
        (public / name).write_text(f'createClient({{token:"{token()}",useCdn:!1}})')
    (public / "names.js").write_text("if(!process.env.SANITY_WRITE_TOKEN)throw 1")
    (public / ".env").write_text(f"API_TOKEN={token()}\n")
    (public / "key.js").write_text('mapboxgl.accessToken="pk.' + "eyJ1IjoiZXhhbXBsZSIsImEiOiJjajBhYmNkZWYwMDAwMDAwMDAwMDAwMDAifQ" + '.AAAAAAAAAAAAAAAAAAAAAA"')
    (public / "broken.js.gz").write_bytes(b"\x1f\x8b\x08\x00broken")
    accepted = token()
    (public / "accepted.js").write_text(f'createClient({{token:"{accepted}"}})')
    if binary:
        accept(folder, binary)
    for page in range(findings // 10):
        lines = "\n".join(f'createClient({{dataset:"d{row}",token:"{token()}"}})' for row in range(10))
        (public / f"page-{page:04}").mkdir()
        (public / f"page-{page:04}" / "chunk-with-a-rather-long-name-3623e11dfa14c71eddc0.js").write_text(lines)


def accept(folder, binary):
    import json
    import subprocess
    done = subprocess.run([binary, "--format", "json"], cwd=folder, capture_output=True, text=True)
    own = [it for it in json.loads(done.stdout)["findings"] if it["location"]["path"] == "public/accepted.js"]
    run(folder, binary, "accept", own[0]["fingerprint"], "--reason", "a <sample> & \"more\"", "--expires", "2999-12-31")
