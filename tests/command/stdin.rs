//! `-`

use crate::run::{folder, leak, run, token};

#[test]
fn standard_input_is_scanned() {
    let here = folder(&[]);
    let done = run(&here, &["-", "--format", "json"], leak().as_bytes());
    assert_eq!(
        (done.code, done.found()),
        (Some(1), vec!["critical unknown stdin:1:4".to_owned()])
    );
    let clean = run(&here, &["-"], b"x = 1");
    assert_eq!(clean.code, Some(0));
    assert!(
        clean.stdout.starts_with("No secrets found in 1 file"),
        "{}",
        clean.stdout
    );
}

#[test]
fn it_is_judged_as_the_file_it_is_said_to_be() {
    let here = folder(&[("package.json", r#"{"dependencies":{"gatsby":"5"}}"#)]);
    let named = |name| {
        run(
            &here,
            &["-", "--stdin-name", name, "--format", "json"],
            leak().as_bytes(),
        )
    };
    assert_eq!(
        named("public/a.js").found(),
        ["critical client public/a.js:1:4"]
    );
    assert_eq!(
        named(".cache/a.js").found(),
        ["info server .cache/a.js:1:4"]
    );
    let env = run(
        &here,
        &["-", "--stdin-name", "public/.env", "--format", "json"],
        b"ACME_API_SECRET=hunter2hunter2\n",
    );
    assert!(
        env.found()
            .contains(&"high client public/.env:1:1".to_owned()),
        "{}",
        env.stdout
    );
}

#[test]
fn a_long_stream_is_scanned_to_its_end() {
    let mut text = vec![b'.'; 17 << 20];
    text.push(b'\n');
    text.extend(leak().bytes());
    let done = run(&folder(&[]), &["-", "--format", "json"], &text);
    assert_eq!(done.found(), ["critical unknown stdin:2:4"]);
}

#[test]
fn nothing_to_read_never_sounds_clean() {
    let done = run(&folder(&[]), &["-"], b"");
    assert_eq!(done.code, Some(2));
    assert!(done.stdout.contains("it is empty"), "{}", done.stdout);
}

#[test]
fn it_is_scanned_alone() {
    let here = folder(&[("a", "1")]);
    for args in [
        &["-", "a"][..],
        &["-", "--staged"],
        &["-", "--since", "HEAD"],
        &["-", "--files-from", "a"],
    ] {
        run(&here, args, b"x").refuses("standard input, which is scanned alone");
    }
    run(&here, &["a", "--stdin-name", "b"], b"x").refuses("--stdin-name");
}

#[test]
fn a_secret_in_its_name_is_not_told() {
    let name = format!("{}.js", token());
    let done = run(
        &folder(&[]),
        &["-", "--stdin-name", &name],
        leak().as_bytes(),
    );
    assert_eq!(done.code, Some(1));
    assert!(!(done.stdout + &done.stderr).contains(&token()[4..20]));
}
