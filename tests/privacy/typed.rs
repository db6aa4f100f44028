//! Secrets that are typed: as a flag, a value, a PATH, the name of a rule.

use std::ffi::OsString;

use crate::minted::{Folder, Minted};

#[test]
fn no_usage_error_echoes_a_token() {
    let (folder, minted) = (Folder::new(), Minted::of_every_kind());
    for token in &minted.tokens {
        let flags = [
            format!("--{token}"),
            format!("--token={token}"),
            format!("-{token}"),
            format!("--fail-on={token}"),
            format!("--reveal={token}"),
            format!("--threads={token}="),
        ];
        for flag in flags {
            minted.are_kept_by(&folder.written(&[&flag]), &flag);
        }
        for args in [
            ["--fail-on", token],
            ["--format", token],
            ["--color", token],
            ["--threads", token],
            ["explain", token],
            ["rules", token],
        ] {
            minted.are_kept_by(&folder.written(&args), args[0]);
        }
        let args = ["rules", "show", token];
        minted.are_kept_by(&folder.written(&args), "rules show");
        let args = ["explain", "a", &format!("Bearer%20{token}/")];
        minted.are_kept_by(&folder.written(&args), "an argument too many");
    }
}

#[test]
fn no_path_that_is_not_there_tells_a_token() {
    let (folder, minted) = (Folder::new(), Minted::of_every_kind());
    for token in &minted.tokens {
        for path in [
            token.clone(),
            format!("public/{token}/app.js"),
            format!("x{token}y"),
            format!("{token}=="),
            format!("a+{token}+b"),
            format!("TOKEN={token}"),
            format!("C:\\{token}\\n{token}"),
            format!("a\n{token}\u{1b}[2J"),
        ] {
            for format in ["human", "json"] {
                let args = ["-vvv", "--format", format, &path];
                minted.are_kept_by(&folder.written(&args), &path);
            }
        }
    }
}

#[test]
fn no_output_file_tells_a_token() {
    let (folder, minted) = (Folder::new(), Minted::of_every_kind());
    folder.write("public/app.js", "x");
    for token in &minted.tokens {
        for file in [format!("no/{token}"), token.clone(), format!("{token}/x")] {
            let args = ["-vvv", "--output", &file, "public"];
            minted.are_kept_by(&folder.written(&args), &file);
        }
        std::fs::create_dir(folder.path(format!("d{token}"))).unwrap();
        let args = ["--output", &format!("d{token}")];
        minted.are_kept_by(&folder.written(&args), "a folder as output");
    }
}

#[test]
fn no_rule_file_tells_a_token() {
    let (folder, minted) = (Folder::new(), Minted::of_every_kind());
    let rules = include_str!("../../rules/sanity.toml");
    for token in &minted.tokens {
        let example = format!("examples = [\"x{token}\", ");
        let negative = format!("negatives = [\"'{token}'\", ");
        for text in [
            rules.replace("examples = [", &example),
            rules.replace("negatives = [", &negative),
            rules.replace("id = \"", &format!("id = \"{token}")),
            rules.replace("regex = 'sk", &format!("regex = '{token}(")),
            format!("token = \"{token}\"\n{rules}"),
            token.clone(),
            format!("[\"{token}"),
        ] {
            folder.write("rules.toml", text);
            let written = folder.written(&["rules", "check", "rules.toml"]);
            minted.are_kept_by(&written, "rules check");
        }
        let gone = format!("{token}.toml");
        minted.are_kept_by(&folder.written(&["rules", "check", &gone]), &gone);
    }
}

#[cfg(unix)]
#[test]
fn no_argument_that_is_not_utf_8_tells_a_token() {
    use std::os::unix::ffi::OsStringExt;
    let (folder, minted) = (Folder::new(), Minted::of_every_kind());
    for token in &minted.tokens {
        let (head, tail) = token.as_bytes().split_at(token.len() / 2);
        for argument in [
            [b"\xff", token.as_bytes()].concat(),
            [token.as_bytes(), b"\xff"].concat(),
            [b"--\xff", token.as_bytes()].concat(),
            [b"--fail-on=\xff", token.as_bytes()].concat(),
            [head, tail, b"/\xff/", head, tail].concat(),
        ] {
            for format in ["--format=human", "--format=json"] {
                let argument = OsString::from_vec(argument.clone());
                let written = folder.written(&[format.into(), argument]);
                minted.are_kept_by(&written, "an argument that is not UTF-8");
            }
        }
    }
}
