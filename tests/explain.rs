//! `spillcheck explain FINGERPRINT`, and the way to a value under `-v`.

#![allow(clippy::unwrap_used, reason = "what a test unwraps is what it asserts")]

mod common;

use std::fs;
use std::io::Write as _;
use std::process::Output;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use tempfile::TempDir;

/// A value of a Sanity token's form, minted here, which opens nothing.
fn token() -> String {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let mut state = 0x1234_5678_9abc_def1_u64;
    let letters = (0..178).map(|_| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(99);
        char::from(alphabet[usize::try_from(state >> 33).unwrap() % alphabet.len()])
    });
    format!("sk{}", letters.collect::<String>())
}

/// As `encodeURIComponent` would, had it no exceptions.
fn percent(text: &str) -> String {
    let encoded: Vec<String> = text.bytes().map(|it| format!("%{it:02X}")).collect();
    encoded.concat()
}

/// A build whose one leak is percent-encoded in base64 in a file that is compressed.
fn site() -> (TempDir, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let token = token();
    let inner = percent(&format!("{{\"token\":\"{token}\"}}"));
    let outer = BASE64_STANDARD.encode(format!("start {inner} end"));
    fs::create_dir(folder.path().join("dist")).unwrap();
    fs::write(
        folder.path().join("package.json"),
        r#"{"devDependencies":{"vite":"8"}}"#,
    )
    .unwrap();
    fs::write(folder.path().join("dist/index.html"), "<p>").unwrap();
    let file = fs::File::create(folder.path().join("dist/a.js.gz")).unwrap();
    let mut packed = GzEncoder::new(file, Compression::default());
    write!(packed, "x=atob(\"{outer}\")").unwrap();
    packed.finish().unwrap();
    (folder, vec![token, inner, outer])
}

fn run(site: &TempDir, args: &[&str]) -> Output {
    let mut command = common::spillcheck();
    command
        .args(args)
        .current_dir(site.path())
        .output()
        .unwrap()
}

fn told(site: &TempDir, args: &[&str]) -> String {
    String::from_utf8(run(site, args).stdout).unwrap()
}

fn fingerprint(site: &TempDir) -> String {
    let report: Value = serde_json::from_str(&told(site, &["--format", "json"])).unwrap();
    assert_eq!(report["findings"].as_array().unwrap().len(), 1);
    let found = report["findings"][0]["fingerprint"].as_str();
    found.unwrap()[..12].to_owned()
}

/// Each text on the way, with the place and the evidence in it.
const WAY: [&str; 4] = [
    "all of it, compressed by gzip",
    "in base64: atob(\"…[",
    "percent-encoded: …[540 bytes]%",
    "as it is: token\":\"[180 bytes]\"}",
];

#[test]
fn every_hop_is_told_and_no_form_of_the_value() {
    let (site, forms) = site();
    let fingerprint = fingerprint(&site);
    for args in [
        &["explain", &fingerprint][..],
        &["explain", &fingerprint, "dist/a.js.gz"],
        &["-v"],
    ] {
        let told = told(&site, args);
        let line = told.replace("\n          ", " ");
        let places: Vec<Option<usize>> = WAY.iter().map(|it| line.find(it)).collect();
        assert!(
            places.iter().all(Option::is_some) && places.is_sorted(),
            "{told}"
        );
        for form in &forms {
            let mut pieces = form.as_bytes().windows(8);
            assert!(pieces.all(|it| !told.contains(str::from_utf8(it).unwrap())));
        }
    }
}

#[test]
fn a_hop_s_offsets_are_those_of_its_text() {
    let (site, forms) = site();
    let told = told(&site, &["explain", &fingerprint(&site)]);
    // "start " and what encodes `{"token":"` stand before the value.
    let before = "start ".len() + 3 * "{\"token\":\"".len();
    let (start, end) = (before / 3 * 4, (before + 540).div_ceil(3) * 4);
    let start = 8 + start;
    let place = format!("bytes {start}-{}, in base64", 8 + end);
    assert!(told.contains(&place), "{place} in {told}");
    assert!(forms[2].len() > end);
}

#[test]
fn a_value_that_stands_as_it_is_is_explained_too() {
    let (site, forms) = site();
    fs::write(
        site.path().join("dist/b.js"),
        format!("const token=\"{}\";", forms[0]),
    )
    .unwrap();
    let told = told(&site, &["explain", &fingerprint(&site)]);
    assert!(told.contains("dist/b.js:1:14"), "{told}");
    assert!(
        told.contains("bytes 13-193, as it is: token=\"[180 bytes]\";"),
        "{told}"
    );
    assert!(told.contains("CRITICAL") && told.contains("why") && told.contains("fix"));
}

#[test]
fn what_is_accepted_is_explained_with_the_reason() {
    let (site, _) = site();
    let fingerprint = fingerprint(&site);
    run(
        &site,
        &["accept", &fingerprint, "--reason", "a sample of ours"],
    );
    let told = told(&site, &["explain", &fingerprint]);
    assert!(told.contains("by baseline: a sample of ours"), "{told}");
}

#[test]
fn where_nothing_was_scanned_that_is_why_nothing_is_found() {
    let empty = tempfile::tempdir().unwrap();
    let done = common::spillcheck()
        .current_dir(empty.path())
        .args(["explain", "0123456789ab"])
        .output()
        .unwrap();
    let said = String::from_utf8(done.stderr).unwrap();
    assert_eq!(done.status.code(), Some(2));
    assert!(
        said.contains("not everything was scanned: no build output"),
        "{said}"
    );
}

#[test]
fn what_is_not_found_is_refused() {
    let (site, _) = site();
    let fingerprint = fingerprint(&site);
    for (args, wanted) in [
        (&["explain", "0123456789ab"][..], "nothing is found here"),
        (
            &["explain", &fingerprint, "dist/index.html"],
            "nothing is found here",
        ),
        (&["explain", "sanity-api-token", "dist"], "no PATH"),
    ] {
        let done = run(&site, args);
        let said = String::from_utf8(done.stderr).unwrap();
        assert_eq!(done.status.code(), Some(2), "{args:?}");
        assert!(said.contains(wanted), "{said}");
    }
}
