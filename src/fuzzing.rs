//! What fuzzing holds the engine to: whatever the bytes, spans lie in range, a value is what
//! stands in its place, and nothing panics. The targets under `fuzz/` call these.

use std::cell::Cell;
use std::ops::{ControlFlow, Range};
use std::path::Path;
use std::sync::LazyLock;

use crate::content::{Child, Fragment, Hints, LAYERS, Language, LayerName, Text, Unwrapped};
use crate::detect::{Engine, Subject, runs};
use crate::js::{Budget, Folder, Reach, chain_start, code, enclosing, operand_start};
use crate::notification::NotificationKind;
use crate::rule::RuleSet;
use crate::scan::{Sighting, Source, scan_source};

/// The layers of text, in the order of their table.
pub const LAYER_NAMES: [&str; 15] = [
    "escapes",
    "css_escapes",
    "percent",
    "entities",
    "markup",
    "quoted_printable",
    "base64",
    "base32",
    "hex",
    "wide",
    "packed",
    "flight",
    "payload",
    "bytecode",
    "fold",
];

/// How many places of one text are looked at.
const PLACES: usize = 64;

/// Bytes that one layer may unwrap here: a bomb is for other tests.
const MOST: usize = 1 << 22;

/// Digits of a run that a layer looks at.
const RUN: usize = 24;

/// Unwraps bytes by one layer.
///
/// # Panics
///
/// When a span of what it gives maps to no place, or to another text.
pub fn layer(name: &str, bytes: &[u8]) {
    let index = LAYER_NAMES.iter().position(|it| *it == name);
    let unwrap = LAYERS[index.expect("a layer of that name")];
    let mut found = Vec::new();
    runs::for_each_run(bytes, RUN, |run| found.push(run));
    let fragment = Fragment::whole(bytes, Language::Html);
    let hints = Hints::of(&fragment, found);
    let given = Cell::new(0);
    let flow = unwrap(&fragment, &hints, &mut |child: Child| {
        check(&child.text, bytes);
        given.set(given.get() + child.text.bytes().len());
        if given.get() > MOST {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    assert!(flow.is_continue() || given.get() > MOST);
}

fn check(text: &Text, parent: &[u8]) {
    match text {
        Text::Mapped(text) => {
            let length = text.bytes().len();
            for start in places(length) {
                for end in [start + 1, length] {
                    check_span(text, parent, start..end);
                }
            }
        }
        Text::Apart { from, .. } => assert!(from.start <= from.end && from.end <= parent.len()),
        Text::Cut => {}
    }
}

fn check_span(text: &Unwrapped, parent: &[u8], span: Range<usize>) {
    let ranges = text.locate(&span);
    for range in &ranges {
        assert!(range.start < range.end && range.end <= parent.len());
    }
    if text.is_verbatim(&span) {
        let pieces = ranges.iter().flat_map(|it| &parent[it.clone()]);
        assert!(pieces.eq(&text.bytes()[span]), "a copy is the text");
    }
}

/// Offsets spread over a text.
fn places(length: usize) -> impl Iterator<Item = usize> {
    (0..length).step_by(length.div_ceil(PLACES).max(1))
}

/// Reads bytes as code from many places, back and forth.
///
/// # Panics
///
/// When it leaves the text.
pub fn lexer(bytes: &[u8]) {
    for at in places(bytes.len() + 1) {
        assert!(code(bytes, at).len() <= bytes.len() - at);
        if let Some(start) = operand_start(bytes, at) {
            assert!(start <= at && chain_start(bytes, start) <= start);
            assert!(enclosing(bytes, start).is_none_or(|it| it.start <= start));
        }
    }
}

/// Evaluates bytes as code from many places.
///
/// # Panics
///
/// When a character stands for no range of the text.
pub fn folder(bytes: &[u8]) {
    let budget = Budget {
        steps: 1 << 18,
        search: 1 << 20,
    };
    let mut folder = Folder::new(bytes, budget);
    for at in places(bytes.len()) {
        for reach in [Reach::Expression, Reach::Text] {
            for fold in folder.fold(at, reach) {
                assert!(fold.end <= bytes.len());
                let mut chars = fold.chars.iter();
                assert!(chars.all(|it| it.start <= it.end && it.end <= bytes.len()));
            }
        }
    }
}

/// Reads bytes as the code and the data of a WebAssembly module; the first says how much is code.
///
/// # Panics
///
/// When a span of its strings maps to another text.
pub fn module(bytes: &[u8]) {
    let Some((&code, rest)) = bytes.split_first() else {
        return;
    };
    let (code, data) = rest.split_at(usize::from(code).min(rest.len()));
    let mut module = b"\0asm\x01\0\0\0".to_vec();
    for (section, content) in [(10, code), (11, data)] {
        let length = content.len();
        // Of seven bits each, the last without a sign that more follow.
        let groups = [0, 7, 14, 21].map(|it| (length >> it).to_le_bytes()[0] | 0x80);
        module.push(section);
        module.extend(groups);
        module.push(0);
        module.extend(content);
    }
    layer("bytecode", &module);
}

/// Reads bytes as the tables and strings of a Hermes file, whose counts the first three are.
///
/// # Panics
///
/// When a span of its strings maps to another text.
pub fn hermes(bytes: &[u8]) {
    let Some((&[functions, strings, overflows], rest)) = bytes.split_first_chunk() else {
        return;
    };
    let functions = u32::from(functions % 4);
    let counts = [functions, 1, 0, strings.into(), overflows.into(), 0];
    let mut file = vec![0xC6, 0x1F, 0xBC, 0x03, 0xC1, 0x03, 0x19, 0x1F];
    file.resize(40, 0);
    file.extend(counts.into_iter().flat_map(u32::to_le_bytes));
    file.resize(128 + 16 * functions as usize, 0);
    file.extend(u32::from(strings).to_le_bytes());
    file.extend(rest);
    layer("bytecode", &file);
}

/// Reads bytes as code whose strings stand in a table: the first line is its list, the next what
/// is summed up to tell how far it is turned.
///
/// # Panics
///
/// When a span of the rewritten code maps to another text.
pub fn tables(bytes: &[u8]) {
    let mut parts = bytes.splitn(3, |it| *it == b'\n');
    let mut part = || parts.next().unwrap_or_default();
    let code = [
        b"function _0xd(i,k){i=i-0x1f;const t=_0xs();return t[i];}function _0xs(){const l=[",
        part(),
        b"];_0xs=function(){return l;};return _0xs();}(function(f,g){const h=f();while(!![]){try{const j=",
        part(),
        b";if(j===g)break;else h.push(h.shift());}catch(e){h.push(h.shift());}}}(_0xs,0x1));",
        part(),
    ];
    layer("fold", &code.concat());
}

/// Names whose ends say what a file is.
const NAMES: [&str; 8] = [
    "a",
    "index.html",
    "a.js",
    "a.js.map",
    "a.css",
    "_payload.json",
    "a.br",
    "a.zz",
];

/// Scans bytes as one file, whose first byte says which.
///
/// # Panics
///
/// When a value does not stand where it is told.
pub fn file(bytes: &[u8]) {
    static ENGINE: LazyLock<Engine> =
        LazyLock::new(|| Engine::new(&RuleSet::builtin().expect("the built-in rules are sound")));
    let Some((first, bytes)) = bytes.split_first() else {
        return;
    };
    let name = NAMES[usize::from(*first) % NAMES.len()];
    let scan = scan_source(Path::new(name), Source::of_bytes(bytes.to_vec()), &*ENGINE);
    let mut notes = scan.notifications.iter();
    assert!(notes.all(|it| it.kind != NotificationKind::Panic));
    for sighting in &scan.sightings {
        check_sighting(sighting, bytes);
    }
}

fn check_sighting(sighting: &Sighting, bytes: &[u8]) {
    const APART: [LayerName; 7] = [
        LayerName::FileName,
        LayerName::Gzip,
        LayerName::Brotli,
        LayerName::Zstd,
        LayerName::Deflate,
        LayerName::Zip,
        LayerName::Tar,
    ];
    let location = &sighting.location;
    assert!(location.start <= location.end && location.line > 0 && location.column > 0);
    if sighting.layers.iter().any(|it| APART.contains(it)) {
        return;
    }
    assert!(location.end <= bytes.len() as u64);
    let offset = |at| usize::try_from(at).expect("a small file");
    if let (Subject::Secret(secret), []) = (&sighting.subject, &sighting.layers[..]) {
        let place = offset(location.start)..offset(location.end);
        assert!(
            bytes[place] == *secret.reveal(),
            "the value is told where it stands"
        );
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use super::*;

    /// What once broke each target.
    fn crashes(target: &str) -> Vec<Vec<u8>> {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let files = fs::read_dir(folder.join("fuzz/crashes").join(target));
        let files = files.into_iter().flatten().map(|it| it.unwrap().path());
        files.map(|it| fs::read(it).unwrap()).collect()
    }

    #[test]
    fn every_layer_has_a_name() {
        assert_eq!(LAYER_NAMES.len(), LAYERS.len());
    }

    #[test]
    fn what_broke_it_once_does_not_again() {
        for name in LAYER_NAMES {
            for bytes in crashes(name) {
                layer(name, &bytes);
            }
        }
        for (target, run) in [
            ("lexer", lexer as fn(&[u8])),
            ("folder", folder),
            ("module", module),
            ("hermes", hermes),
            ("tables", tables),
            ("file", file),
        ] {
            for bytes in crashes(target) {
                run(&bytes);
            }
        }
    }

    #[test]
    fn each_target_takes_what_it_is_for() {
        let value = "skAb12Cd34Ef56Gh78Ij90Kl12Mn34Op56";
        let text =
            format!("x=\"sk\"+\"{value}\"+atob(\"{value}\");&#115;%73\\x73=73=6B<b>{value}</b>");
        for name in LAYER_NAMES {
            layer(name, text.as_bytes());
        }
        lexer(text.as_bytes());
        folder(text.as_bytes());
        module(format!("\0\x01\0A\0\x0B\x40{text}").as_bytes());
        hermes(format!("\0\x01\0\0\0\0\x20{text}").as_bytes());
        tables(format!("'1a','{value}','b'\nparseInt(_0xd(0x1f))\nf(_0xd(0x20)+'c')").as_bytes());
        file(text.as_bytes());
    }
}
