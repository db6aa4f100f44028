//! Names that somebody chose to do harm, through every format.

use roxmltree::Document;
use serde_json::Value;
use spillcheck::project::Exposure;
use spillcheck::report::Format;
use spillcheck::{Finding, Fix, Kind, Notification, NotificationKind, Report};

use crate::sample::{finding, occurrence, report, write};

const NAMES: [&str; 16] = [
    "a\nb\r\n::error::x",
    "::set-output name=a::b",
    "##vso[task.setvariable]a",
    "##[error]a",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "]]>&amp;<!--",
    "\u{1b}[2J\u{1b}]0;owned\u{7}",
    "\u{202e}gpj.exe",
    "日本語/ファイル、,.js",
    "a|b`c``[d](e) @me #1",
    "%0A%3A:,line=9",
    "\u{0}\u{ffff}\u{85}",
    "--flag'\"$(id)",
];

fn harmful(name: &str) -> Report {
    let place = || occurrence(name.into(), Exposure::Client, Vec::new());
    let mut shared = finding("sanity-api-token", Kind::Secret);
    shared.env = Some(name.to_owned());
    name.clone_into(&mut shared.why);
    shared.fix = Fix {
        cure: name.to_owned(),
        ..Fix::new(name, name)
    };
    let named = Finding {
        secret: None,
        ..shared.clone()
    };
    let found = [shared, named].map(|finding| Finding {
        primary: place(),
        others: vec![place(), place()],
        ..finding
    });
    Report {
        findings: found.to_vec(),
        suppressed: Vec::new(),
        notifications: vec![Notification::new(NotificationKind::Link, name, name)],
        ..report()
    }
}

fn each(format: Format, check: impl Fn(&str, &str)) {
    for name in NAMES {
        check(name, &write(&harmful(name), format, false));
    }
}

#[test]
fn no_format_writes_a_character_that_a_terminal_acts_on() {
    for format in Format::ALL {
        each(format, |name, text| {
            let text = text.replace("\r\n", "\n");
            let acts = |it: char| it != '\n' && (it.is_control() || it == '\u{202e}');
            assert!(!text.contains(acts), "{} {name:?}", format.name());
        });
    }
}

#[test]
fn json_keeps_the_name_to_the_character() {
    let path = |format, at: &'static str| {
        each(format, move |name, text| {
            let json: Value = serde_json::from_str(text).unwrap();
            assert_eq!(json.pointer(at).unwrap(), name);
        });
    };
    path(Format::Json, "/findings/0/location/path");
    path(Format::GitlabQuality, "/0/location/path");
    path(Format::GitlabSecrets, "/vulnerabilities/0/location/file");
    each(Format::JsonLines, |name, text| {
        let first: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
        assert_eq!(first["location"]["path"], name);
        assert_eq!(text.lines().count(), 4);
    });
}

#[test]
fn a_uri_holds_nothing_but_what_a_uri_may() {
    each(Format::Sarif, |name, text| {
        let json: Value = serde_json::from_str(text).unwrap();
        let at = "/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri";
        let uri = json.pointer(at).unwrap().as_str().unwrap();
        let may = |it: char| it.is_ascii_alphanumeric() || "-._~/%".contains(it);
        assert!(uri.chars().all(may), "{name:?} {uri}");
    });
}

#[test]
fn xml_stays_well_formed_and_gains_no_element() {
    for format in [Format::Junit, Format::Checkstyle] {
        let elements = |name| {
            let text = write(&harmful(name), format, false);
            Document::parse(&text)
                .unwrap()
                .descendants()
                .filter(roxmltree::Node::is_element)
                .count()
        };
        for name in NAMES {
            assert_eq!(
                elements(name),
                elements("plain.js"),
                "{} {name:?}",
                format.name()
            );
        }
    }
}

#[test]
fn no_cell_is_a_formula_and_no_row_is_added() {
    each(Format::Csv, |name, text| {
        let rows: Vec<&str> = text.split_terminator("\r\n").collect();
        assert_eq!(rows.len(), 7, "{name:?}");
        for cell in rows.iter().flat_map(|row| cells(row)) {
            let first = cell.trim_start().chars().next().unwrap_or('a');
            assert!(!"=+-@".contains(first), "{name:?} {cell}");
        }
        assert!(
            rows.iter()
                .all(|row| cells(row).len() == cells(rows[0]).len())
        );
    });
}

/// The cells of a row, all of which are quoted.
fn cells(row: &str) -> Vec<String> {
    let mut cells = Vec::new();
    let mut rest = row;
    while let Some(mut inner) = rest.strip_prefix('"') {
        let mut cell = String::new();
        loop {
            let (text, behind) = inner.split_once('"').unwrap();
            cell.push_str(text);
            match behind.strip_prefix('"') {
                Some(more) => inner = more,
                None => break rest = behind.strip_prefix(',').unwrap_or(behind),
            }
            cell.push('"');
        }
        cells.push(cell);
    }
    assert_eq!(rest, "");
    cells
}

#[test]
fn every_line_of_annotations_is_a_command_of_ours() {
    each(Format::Github, |name, text| {
        assert_eq!(text.lines().count(), 4, "{name:?}");
        for line in text.lines() {
            let ours = ["::error file=", "::warning title=", "::notice title="];
            assert!(ours.iter().any(|it| line.starts_with(it)), "{line}");
            let properties = line[2..].split("::").next().unwrap();
            let expected = if properties.starts_with("error file=") {
                3
            } else {
                0
            };
            assert_eq!(properties.matches(',').count(), expected, "{line}");
        }
    });
}

#[test]
fn no_line_for_people_commands_a_ci_service() {
    for format in [Format::Human, Format::Markdown] {
        each(format, |name, text| {
            for line in text.lines() {
                assert!(!line.trim_start().starts_with("::"), "{name:?} {line}");
                assert!(
                    !line.contains("##vso[") && !line.contains("##["),
                    "{name:?} {line}"
                );
            }
        });
    }
}

#[test]
fn no_markup_is_added_to_a_page() {
    for format in [Format::Html, Format::Markdown] {
        let plain = write(&harmful("plain.js"), format, false);
        each(format, |name, text| {
            for tag in ["<script", "<img", "<!--", "onerror=alert(1)>"] {
                let added = text.matches(tag).count() > plain.matches(tag).count();
                let is_ours = format == Format::Markdown && tag == "<!--";
                let in_code = format == Format::Markdown;
                assert!(
                    !added || is_ours || in_code,
                    "{} {name:?} {tag}",
                    format.name()
                );
            }
        });
    }
}
