//! What a scan costs: the sweep alone in memory, by how many rules there are, and whole runs over
//! generated builds.
//!
//! The sweep goes over the file that `BENCH_TEXT` names, or over generated text.
//!
//! `cargo bench` reports bytes per second; `docs/bench.md` holds runs beside other scanners.

use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::num::NonZeroUsize;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use spillcheck::baseline::Check;
use spillcheck::content::{Fragment, Language};
use spillcheck::detect::{Detect, Engine};
use spillcheck::rule::{Base, RuleSet, template};
use spillcheck::{Confidence, Secret, Settings, Severity, check};

/// Text of the shape that minifiers leave: short names, calls, strings, a hash here and there.
fn minified(bytes: usize) -> String {
    let mut out = String::with_capacity(bytes + 512);
    let mut seed = 0;
    while out.len() < bytes {
        seed += 1;
        let word = |form: &str| template::fill(form, seed).expect("the template is sound");
        let _ = write!(
            out,
            "{}:function(e,t,n){{n.d(t,{{a:()=>i}});var r=n({});const i={{id:\"{}\",\
             className:\"{}--x\",onClick:()=>r.dispatch({{type:\"{}/set\",payload:e}})}}}},",
            word("{hex:20}"),
            word("{digit:4}"),
            word("{alnum:21}"),
            word("{lower:12}"),
            word("{lower:9}"),
        );
    }
    out
}

/// The text that is swept.
fn text() -> Vec<u8> {
    const BYTES: usize = 4 << 20;
    let Some(path) = std::env::var_os("BENCH_TEXT") else {
        return minified(BYTES).into_bytes();
    };
    let mut text = fs::read(path).expect("the text can be read");
    text.truncate(BYTES);
    text
}

fn sweep(criterion: &mut Criterion) {
    let text = text();
    let fragment = Fragment::whole(&text, Language::JavaScript);
    let mut group = criterion.benchmark_group("sweep");
    group.throughput(Throughput::Bytes(text.len() as u64));
    for wanted in [0, 10, 50, 100, 200, usize::MAX] {
        let rules = some_rules(wanted);
        let engine = Engine::new(&rules);
        let name = format!("{} rules", rules.rules().len());
        group.bench_function(name, |bencher| {
            bencher.iter(|| engine.detect(black_box(&fragment)));
        });
    }
    group.finish();
}

/// The rules of as many providers, taken evenly from all, as have at least `wanted` together.
fn some_rules(wanted: usize) -> RuleSet {
    let mut files: Vec<_> = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/rules"))
        .expect("the rules can be listed")
        .map(|entry| entry.expect("the rules can be listed").path())
        .filter(|path| !path.ends_with("files.toml"))
        .collect();
    // By their names' ends, which have nothing to do with what they hold.
    files.sort_by_key(|path| {
        path.as_os_str()
            .as_encoded_bytes()
            .iter()
            .rev()
            .copied()
            .collect::<Vec<u8>>()
    });
    // A provider's rules may need another's, so that not every number of them can be loaded.
    let of_first = |count| RuleSet::load(Base::Empty, &files[..count]);
    let enough = (0..files.len()).find(|&count| {
        let rules = of_first(count);
        rules.is_ok_and(|it| it.rules().len() >= wanted)
    });
    of_first(enough.unwrap_or(files.len())).expect("the rules are sound")
}

/// A project whose `dist/` holds `files` files of `bytes` bytes each.
fn build(root: &Path, files: usize, bytes: usize) {
    let text = minified(bytes);
    for index in 0..files {
        let folder = root.join(format!("dist/assets/{}", index % 100));
        fs::create_dir_all(&folder).expect("a temporary folder can be written");
        let page = folder.join(format!("chunk-{index}.js"));
        fs::write(page, &text).expect("a temporary file can be written");
    }
    fs::write(root.join("package.json"), "{}").expect("a temporary file can be written");
}

fn runs(criterion: &mut Criterion) {
    let rules = RuleSet::builtin().expect("the built-in rules are sound");
    let mut group = criterion.benchmark_group("run");
    group.sample_size(10);
    for (name, files, bytes) in [
        ("many small files", 4000, 8 << 10),
        ("one large file", 1, 64 << 20),
    ] {
        let root = tempfile::tempdir().expect("a temporary folder can be made");
        build(root.path(), files, bytes);
        let settings = Settings {
            working_directory: root.path().to_owned(),
            input: spillcheck::Input::Projects,
            variables: spillcheck::VariableSources::default(),
            threads: NonZeroUsize::MIN,
            fail_on: Severity::Low,
            fail_confidence: Confidence::Medium,
            strict: false,
            policy: spillcheck::Policy::default(),
        };
        group.throughput(Throughput::Bytes((files * bytes) as u64));
        group.bench_function(name, |bencher| {
            bencher.iter(|| check(&settings, &rules).expect("threads can be started"));
        });
    }
    group.finish();
}

/// What trying one value against an acceptance of a weak one costs.
fn guess(criterion: &mut Criterion) {
    let check = Check::new(&Secret::new(b"hunter2"));
    let guess = Secret::new(b"letmein");
    criterion.bench_function("guess", |bencher| bencher.iter(|| check.holds(&guess)));
}

criterion_group!(benches, sweep, runs, guess);
criterion_main!(benches);
