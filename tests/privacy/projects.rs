//! Secrets that lie in what is scanned and around it.

use crate::minted::{Folder, Minted};

const GATSBY: &str = r#"{"dependencies":{"gatsby":"5"}}"#;
const NEXT: &str = r#"{"dependencies":{"next":"16"}}"#;

#[test]
fn no_value_in_a_file_is_told() {
    let (folder, minted) = (Folder::new(), Minted::of_every_length());
    folder.write("package.json", GATSBY);
    for (index, token) in minted.tokens.iter().enumerate() {
        let texts = [
            format!("c=createClient({{token:\"{token}\",useCdn:!1}})"),
            format!("{{\"{token}\":\"{token}\",SANITY_WRITE_TOKEN:\"{token}\"}}"),
            format!("a.{token}=b.SANITY_API_WRITE_TOKEN_{token};process.env.{token}"),
            format!(
                "READ_{}:'{token}',{token}_WRITE:'{token}'",
                &token[..50.min(token.len())]
            ),
            format!("throw Error(\"SANITY_TOKEN {token} is missing\")"),
        ];
        for (number, text) in texts.iter().enumerate() {
            folder.write(format!("public/{index}-{number}.js"), text);
        }
        folder.write(format!(".cache/{index}.js"), &texts[0]);
        folder.write(
            format!("public/{index}.env"),
            format!("SANITY_TOKEN={token}"),
        );
    }
    minted.are_kept_by(&folder.written_by_scans(&[]), "a scan");
    minted.are_kept_by(&folder.written_by_scans(&["public", "gone"]), "a scan");
}

#[test]
fn no_value_in_an_env_file_is_told() {
    let (folder, minted) = (Folder::new(), Minted::of_every_length());
    folder.write("package.json", GATSBY);
    let (mut env, mut code) = (Vec::new(), Vec::new());
    for token in &minted.tokens {
        let (head, tail) = token.split_at(token.len() / 2);
        env.push(format!(
            "SANITY_TOKEN={token}\nA=\"{head}\n{tail}=\"\n{token}=x\n"
        ));
        code.push(format!("process.env.{token};process.env.{tail};"));
    }
    let (env, code) = (env.concat(), code.concat());
    folder.write(".env", &env);
    folder.write(".env.production", &env);
    folder.write("public/.env", &env);
    folder.write("public/app.js", code);
    minted.are_kept_by(&folder.written_by_scans(&[]), "a scan");
}

#[test]
fn no_name_of_a_file_or_folder_is_told() {
    let (folder, minted) = (Folder::new(), Minted::of_every_length());
    folder.write("package.json", GATSBY);
    for (index, token) in minted.tokens.iter().enumerate() {
        for name in [
            format!("{token}.js"),
            format!("{token}/{index}.js"),
            format!("app-{token}.js"),
            format!("{token}-app/a.js"),
            format!("{token}=="),
            format!("x{token}y"),
            format!("sha512-{token}"),
            format!("a+{token}+b"),
            format!("a\\n{token}"),
            format!("a\n{token}\u{202e}"),
        ] {
            folder.write(format!("public/{name}"), client(token));
        }
    }
    minted.are_kept_by(&folder.written_by_scans(&[]), "a scan");
}

#[cfg(unix)]
#[test]
fn no_name_of_any_bytes_is_told() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let (folder, minted) = (Folder::new(), Minted::of_every_kind());
    folder.write("package.json", GATSBY);
    for token in &minted.tokens {
        for name in [
            [b"\xff", token.as_bytes()].concat(),
            [token.as_bytes(), b"\xff.js"].concat(),
            [token.as_bytes(), b"\xfe/a.js"].concat(),
        ] {
            let path = folder.path("public").join(OsStr::from_bytes(&name));
            folder.write(path, client(token));
        }
        let link = folder.path("public").join(format!("link-{token}"));
        std::os::unix::fs::symlink(token, link).unwrap();
    }
    let written = folder.written_by_scans(&[]);
    minted.are_kept_by(&written, "a scan");
    minted.are_kept_by(&unhexed(&written), "the bytes of a path");
}

#[test]
fn no_file_of_a_project_that_is_not_understood_is_told() {
    let minted = Minted::of_every_kind();
    for token in &minted.tokens {
        let folder = Folder::new();
        folder.write("a/package.json", format!("{{\"{token}\": {token}"));
        folder.write("b/package.json", format!("\"{token}\""));
        folder.write(
            "c/package.json",
            format!("{{\"dependencies\":\"{token}\"}}"),
        );
        folder.write("c/gatsby-config.js", format!("'{token}"));
        folder.write("c/public/index.html", "x");
        minted.are_kept_by(&folder.written_by_scans(&[]), "a package.json");
        minted.are_kept_by(&folder.written_by_scans(&["a", "b", "c"]), "a package.json");
    }
}

#[test]
fn no_setting_of_a_framework_is_told() {
    let minted = Minted::of_every_kind();
    for token in &minted.tokens {
        for config in [
            format!("module.exports={{distDir:'{token}'}}"),
            format!("module.exports={{distDir:'../{token}/{token}'}}"),
            format!("module.exports={{distDir:'a'+'{token}'}}"),
            format!("module.exports={{distDir:`${{'{token}'}}`}}"),
            format!("module.exports={{distDir:'{token}"),
        ] {
            let folder = Folder::new();
            folder.write("package.json", NEXT);
            folder.write("next.config.js", &config);
            minted.are_kept_by(&folder.written_by_scans(&[]), &config);
            folder.write(format!("{token}/BUILD_ID"), "x");
            folder.write(format!("{token}/static/a.js"), client(token));
            minted.are_kept_by(&folder.written_by_scans(&[]), &config);
        }
    }
}

#[test]
fn no_working_directory_is_told() {
    let minted = Minted::of_every_kind();
    for token in &minted.tokens {
        let folder = Folder::new();
        folder.write(format!("{token}/site/package.json"), GATSBY);
        let site = format!("{token}/site");
        minted.are_kept_by(&folder.written_by_scans(&[&site]), "a project's folder");
        folder.write(format!("{token}/site/public/a.js"), client(token));
        minted.are_kept_by(&folder.written_by_scans(&[&site]), "a project's folder");
        let site = folder.path(site);
        let site = site.to_str().unwrap();
        minted.are_kept_by(&folder.written_by_scans(&[site]), "an absolute PATH");
    }
}

fn client(token: &str) -> String {
    format!("c=createClient({{token:\"{token}\"}})")
}

/// The bytes that `path_bytes` in a report stands for.
#[cfg(unix)]
fn unhexed(written: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(written);
    let mut bytes = Vec::new();
    for (_, rest) in text
        .match_indices("\"path_bytes\": \"")
        .map(|(at, it)| text.split_at(at + it.len()))
    {
        let digits = rest.split('"').next().unwrap().as_bytes();
        let pairs = digits
            .chunks_exact(2)
            .map(|pair| std::str::from_utf8(pair).unwrap());
        bytes.extend(pairs.map(|pair| u8::from_str_radix(pair, 16).unwrap()));
        bytes.push(b'\n');
    }
    bytes
}
