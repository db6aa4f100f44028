use std::fmt::Write as _;
use std::ops::{ControlFlow, Range};

use base64::prelude::{BASE64_STANDARD, Engine as _};

use super::*;
use crate::content::Language;
use crate::detect::runs::for_each_run;

/// Halves and thirds of a value that no one issued.
const VALUE: &str = "skA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0U1v2W3x4Y5z6";
const A: &str = "skA1b2C3d4E5f6G7h8I9";
const B: &str = "j0K1l2M3n4O5p6Q7r8S9t0U1v2W3x4Y5z6";

/// A fold that holds the value: its layer, how sure it is, and where the value came from.
type Found = (LayerName, Certainty, Vec<Range<usize>>);

/// What folds of a text, and of the texts folded from it, hold the value.
fn found(text: &[u8]) -> Vec<Found> {
    let fragment = Fragment::whole(text, Language::JavaScript);
    let mut runs = Vec::new();
    for_each_run(text, 24, |run| runs.push(run));
    let hints = Hints::of(&Fragment::whole(text, Language::JavaScript), runs);
    let mut found = Vec::new();
    let _ = unwrap(&fragment, &hints, &mut |child: Child| {
        let Text::Mapped(unwrapped) = &child.text else {
            return ControlFlow::Continue(());
        };
        let plain = unwrapped.bytes();
        if child.layer == LayerName::Escapes {
            found.extend(super::tests::found(plain).into_iter().take(1));
        } else if let Some(at) = memchr::memmem::find(plain, VALUE.as_bytes()) {
            let ranges = unwrapped.locate(&(at..at + VALUE.len()));
            found.push((child.layer, child.certainty, ranges));
        }
        ControlFlow::Continue(())
    });
    found
}

/// A template of code with the value's parts put in.
fn filled(template: &str) -> String {
    let reversed: String = VALUE.chars().rev().collect();
    let codes: Vec<String> = VALUE.bytes().map(|it| it.to_string()).collect();
    let xored: Vec<String> = VALUE.bytes().map(|it| (it ^ 0x15).to_string()).collect();
    let hex = VALUE.bytes().fold(String::new(), |mut hex, it| {
        let _ = write!(hex, "{it:02x}");
        hex
    });
    let letters: Vec<String> = VALUE.chars().map(|it| format!("\"{it}\"")).collect();
    template
        .replace("VALUE", VALUE)
        .replace("BASE", &BASE64_STANDARD.encode(VALUE))
        .replace("HEX", &hex)
        .replace("LETTERS", &letters.join(","))
        .replace("CODES", &codes.join(","))
        .replace("XORED", &xored.join(", "))
        .replace("REVERSED", &reversed)
        .replace("AA", A)
        .replace("BB", B)
}

/// The templates in which the value is not found once, so surely.
fn missed<'a>(templates: &[&'a str], certainty: Certainty) -> Vec<&'a str> {
    let is_missed = |template: &&&str| {
        let found = found(filled(template).as_bytes());
        found.len() != 1 || found[0].1 != certainty
    };
    templates.iter().filter(is_missed).copied().collect()
}

/// The templates in which the value is found.
fn seen<'a>(templates: &[&'a str]) -> Vec<&'a str> {
    let is_seen = |template: &&&str| !found(filled(template).as_bytes()).is_empty();
    templates.iter().filter(is_seen).copied().collect()
}

const NONE: [&str; 0] = [];

#[test]
fn what_an_engine_computes_from_constants_is_found() {
    let templates = [
        "x=\"AA\"+\"BB\";",
        "x='AA' +\n    'BB';",
        "x = \"AA\" // first half\n  + \"BB\"",
        "x=\"AA\".concat(\"BB\")",
        "x=\"\".concat(\"AA\",\"BB\")",
        "x=[\"AA\",\"BB\"].join(\"\")",
        "x=[\n  'AA',\n  'BB',\n].join('')",
        "x=[LETTERS].join(\"\")",
        "x=`${\"AA\"}BB`",
        "x=`AA${\"BB\"}`",
        "x=\"REVERSED\".split(\"\").reverse().join(\"\")",
        "x=[...\"REVERSED\"].reverse().join(``)",
        "x=\"#AA#BB#\".replace(/#/g,\"\")",
        "x=\"AA--BB\".split(\"--\").join(\"\")",
        "x=\"zzAA\".slice(2)+\"BBzz\".substring(0,34)",
        "x=\"  AA \".trim()+\"BB\".trim()",
        "x=atob(\"BASE\".slice(0,20)+\"BASE\".slice(20))",
        "x=Buffer.from(\"BASE\".slice(0,20)+\"BASE\".slice(20),\"base64\").toString()",
        "x=Buffer.from(\"HEX\",\"hex\").toString(\"utf8\")",
        "x=String.fromCharCode(CODES)",
        "x=String.fromCodePoint(...[CODES])",
        "x=String.fromCharCode.apply(null,[CODES])",
        "x=String.fromCharCode.apply(String, [CODES])",
        "x=[CODES].map(c=>String.fromCharCode(c)).join(\"\")",
        "x=[CODES].map(function(c){return String.fromCharCode(c)}).join(\"\")",
        "var t=[XORED],f=()=>t.map(r=>String.fromCharCode(r^21)).join(\"\");",
        "x=(new TextDecoder).decode(new Uint8Array([CODES]))",
        "x=new TextDecoder().decode(new Uint8Array([CODES]))",
        "x=new TextDecoder(\"utf-8\").decode(Uint8Array.from([CODES]))",
        "x=JSON.parse('{\"a\":\"AA\"}').a+\"BB\"",
        "x=\"AA\"+decodeURIComponent(\"%6A0K1l2M3n4O5p6Q7r8S9t0U1v2W3x4Y5z6\")",
        "x=(0,\"AA\")+\"BB\"",
        "x=(!0?\"AA\":\"\")+\"BB\"",
        "x=\"AA\"+(void 0||\"BB\")",
        "x=\"\\x73kA1b2C3d4E5f6G7h8I9\"+\"BB\"",
    ];
    assert_eq!(missed(&templates, Certainty::Exact), NONE);
}

#[test]
fn names_are_followed() {
    let templates = [
        "const a=\"AA\";const b=`${a}BB`;",
        "var a=\"AA\",d=[a,\"BB\"].join(\"\");",
        "const o={a:\"AA\",b:\"x\"};y=o.a+\"BB\"",
        "const o={a:{b:\"AA\"}};y=o[\"a\"].b+\"BB\"",
        "const [p,q]=[\"AA\",\"x\"];y=p+\"BB\"",
        "const {a:p}={a:\"AA\"};y=p+\"BB\"",
        "const {p,q}={p:\"AA\",q:1};y=p+\"BB\"",
        "function p(){return\"AA\"}y=p()+\"BB\"",
        "const p=()=>\"AA\";y=p()+\"BB\"",
        "const p=function(){return \"AA\"};function q(){y=p()+\"BB\"}",
        "y=(()=>\"AA\")()+\"BB\"",
        "y=(function(){return\"AA\"})()+\"BB\"",
        "var t=[\"zz\",\"AA\",\"yy\"];function g(i){return t[i-3]}y=g(4)+\"BB\"",
        "const d=s=>s.split(\"\").reverse().join(\"\");y=d(\"9I8h7G6f5E4d3C2b1Aks\")+\"BB\"",
        "const d=s=>s.split(\"\").reverse().join(\"\");y=d(\"9I8h7G6f5E4\"+\"d3C2b1Aks\")+\"BB\"",
        "function f(){return q+\"BB\"}var q=\"AA\";",
        "function f(q){const k=q+\"\";return k+\"B\"}const k=f(\"AA\").slice(0,20)+\"BB\";",
    ];
    assert_eq!(missed(&templates, Certainty::Exact), NONE);
}

#[test]
fn names_alone_are_put_together() {
    let templates = [
        "const a=\"AA\";const b='BB';y=a+b",
        "var a=\"AA\",b=\"BB\",c=a+b;",
        "const a = 'AA'\nconst b = 'BB'\nexport const c = `${a}${b}`",
        "const a=`AA`,b=`BB`;y=\"\".concat(a,b)",
        "const a='AA',b='BB';y=[a,b].join('')",
        "const p=['AA','BB'];y=p.join('')",
        "const p = [\n  'AA',\n  'BB',\n]\nexport const c = p.reduce((a, b) => a + b)",
        "const p=['AA','BB'];y=p[0]+p[1]",
        "const [a,b]=['AA','BB'];y=`${a}${b}`",
        "const {a,b}={a:'AA',b:'BB'};y=a+b",
        "const c={a:'AA',\"b\":'BB'};y=c.a+c.b",
        "const c={k:{a:'AA',b:'BB'}};y=c?.k?.a+c.k.b",
        "const c=JSON.parse('{\"a\":\"AA\",\"b\":\"BB\"}');y=c.a+c.b",
    ];
    assert_eq!(missed(&templates, Certainty::Exact), NONE);
    let templates = [
        "const a='AA';const b='BB';y=a-b",
        "const a='AA';const b='BB';y=aa+b",
        "const a='AA';const b='BB';f(a,b)",
        "const a='AA';{const a='x';const b='BB';y=a+b}",
    ];
    assert_eq!(seen(&templates), NONE);
}

#[test]
fn pieces_without_end_are_looked_after_within_bounds() {
    let mut text = String::new();
    for at in 0..200_000 {
        let _ = write!(text, "a{at}='skA1b2C3d4E5f6G7h8I9{at:06}';");
    }
    assert!(found(text.as_bytes()).is_empty());
}

#[test]
fn statements_add_piece_by_piece() {
    let templates = [
        "let s=\"AA\";s+=\"BB\";f(s)",
        "let s = 'AA'\ns += 'BB'\nf(s)",
        "var s=\"\";s+=\"AA\",s+=\"\",s+=\"BB\",f(s)",
        "s=\"AA\".trim();s+=atob(\"\")+\"BB\";",
    ];
    assert_eq!(missed(&templates, Certainty::Exact), NONE);
    let templates = [
        "let t=\"AA\";s+=\"BB\";f(s)",
        "let s=\"AA\";s=\"BB\";f(s)",
        "let s=\"AA\";g();s+=\"BB\"",
    ];
    assert_eq!(seen(&templates), NONE);
}

#[test]
fn a_long_sum_is_read_once() {
    let words = "\"a_word_2|of_prose|\"+\n".repeat(20_000);
    let text = format!("x={words}\"end\"");
    let started = std::time::Instant::now();
    assert!(found(text.as_bytes()).is_empty());
    assert!(!is_cut(&text));
    assert!(started.elapsed().as_secs() < 20);
}

#[test]
fn the_nearest_declaration_counts() {
    let templates = [
        "const a=\"no\";function f(){const a=\"AA\";return a+\"BB\"}",
        "const a=\"AA\";function g(){const a=\"no\"}function f(){return a+\"BB\"}",
        "const a=\"AA\";const g=a=>a+1;function f(){return a+\"BB\"}",
    ];
    assert_eq!(missed(&templates, Certainty::Exact), NONE);
    let templates = [
        "const a=\"AA\";function f(a){return a+\"BB\"}",
        "const a=\"AA\";const f=a=>a+\"BB\"",
        "const a=\"AA\";const f=(b,a)=>a+\"BB\"",
        "function g(){const a=\"AA\"}function f(){return a+\"BB\"}",
        "x.a=\"AA\";y=a+\"BB\"",
    ];
    assert_eq!(seen(&templates), NONE);
}

#[test]
fn what_nothing_decides_is_a_guess() {
    let templates = [
        "y=(x?\"AA\":\"\")+\"BB\"",
        "y=(x?\"\":\"AA\")+\"BB\"",
        "y=(x||\"AA\")+\"BB\"",
        "function p(n){return n>1?[\"AA\"].join(\"\"):\"\"}y=p(typeof w>\"u\"?2:w.r+2)+\"BB\"",
        "function p(n){if(n)return\"AA\";return\"\"}y=p(z)+\"BB\"",
    ];
    assert_eq!(missed(&templates, Certainty::Guess), NONE);
}

#[test]
fn a_function_may_hold_much_that_is_never_run() {
    let within = |bytes: usize| {
        let idle = "function q(a){return a}".repeat(bytes / 23);
        format!("function p(n){{{idle}return g(n),n>1?\"{A}\":\"\"}}y=p(w.r+2)+\"{B}\"")
    };
    assert_eq!(found(within(20_000).as_bytes()).len(), 1);
    let far = within(80_000);
    assert!(found(far.as_bytes()).is_empty() && !is_cut(&far));
}

#[test]
fn code_within_a_string_is_code() {
    let templates = [
        "eval(\"const a = 'AA' + 'BB'\\n\")",
        "eval(\"const a = 'AA'\\nconst b = `${a}BB`\\n\")",
        "eval(\"const a = \\\"AA\\\" + \\\"BB\\\";\\n\")",
        "{\"sourcesContent\":[\"x = [\\n  'AA',\\n  'BB'\\n].join('')\"]}",
    ];
    assert_eq!(missed(&templates, Certainty::Exact), NONE);
}

#[test]
fn a_value_keeps_the_places_of_its_pieces() {
    let text = format!("x=\"{A}\"+\"{B}\"");
    let (layer, _, ranges) = found(text.as_bytes()).remove(0);
    assert_eq!(layer, LayerName::Fold);
    assert_eq!(ranges, [3..23, 26..26 + B.len()]);
    let text = filled("x=String.fromCharCode(CODES)");
    let (layer, _, ranges) = found(text.as_bytes()).remove(0);
    assert_eq!(layer, LayerName::CharCodes);
    assert_eq!(ranges, [22..text.len() - 1]);
}

#[test]
fn lists_of_characters_are_no_string_and_strings_of_lists_are() {
    for behind in [
        ").map((e,t)=>[t,e.charCodeAt(0)]));function",
        ".map(it=>[it])",
    ] {
        assert!(gives_lists(behind.as_bytes()), "{behind}");
    }
    for behind in [
        ").map(e=>[...e].reverse().join(``))",
        ".map(e=>[e][0])",
        ".map(e=>e)",
        ",e=>[e])",
        "",
    ] {
        assert!(!gives_lists(behind.as_bytes()), "{behind}");
    }
}

#[test]
fn what_is_no_token_is_left_alone() {
    for text in [
        "x=\"Hello \"+\"world\"",
        "x=\"skA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0U1v2W3x4Y5z6\"+\" and more\"",
        "x=a+\"skA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0U1v2W3x4Y5z6\"+b",
        "x=[\"one\",\"two\",\"three\"].join(\", \")",
        "x=\"px\"+\"em\"",
    ] {
        let fragment = Fragment::whole(text.as_bytes(), Language::JavaScript);
        let mut runs = Vec::new();
        for_each_run(text.as_bytes(), 24, |run| runs.push(run));
        let hints = Hints::of(&fragment, runs);
        let outcome = unwrap(&fragment, &hints, &mut |_| ControlFlow::Break(()));
        assert!(outcome.is_continue(), "{text}");
    }
}

#[test]
fn prose_in_pieces_is_no_hint_and_a_token_among_prose_is() {
    let operands = |text: &str| {
        let fragment = Fragment::whole(text.as_bytes(), Language::JavaScript);
        Hints::of(&fragment, Vec::new()).operands.len()
    };
    let prose = format!("x=\"uniform vec3 a\"{}", "+\"vec4 b of it\"".repeat(9));
    assert_eq!(operands(&prose), 0);
    let token = "x=\"The token is skA1b2C3\"+\"d4E5f6G7h8 and it is 1 of many\"+y";
    assert_eq!(operands(token), 1);
    let behind = "x=\"a b\"+\"of 3 skA1b2C3\"+\"d4E5f6G7h8 and it\"+y";
    assert!(operands(behind) >= 1);
}

#[test]
fn a_hostile_expression_ends() {
    let chain = "\"A1b2C3d4\"+".repeat(50_000);
    let doubling = (0..60).fold(String::new(), |mut text, it| {
        let _ = write!(text, "var a{}=a{it}+a{it};", it + 1);
        text
    });
    for text in [
        format!("x={chain}\"end\""),
        format!("var a0=\"A1b2C3d4E5f6G7h8I9j0K1l2\";{doubling}x=a60+\"{B}\""),
        format!("x={}\"{A}\"+\"{B}\"", "(".repeat(100_000)),
        format!("x={}\"{A}\"+\"{B}\"", "!".repeat(100_000)),
        format!("x={}\"{A}\"+\"{B}\"", "[".repeat(100_000)),
        format!("x=\"{A}\"+{}\"{B}\"", "new ".repeat(100_000)),
        format!("x=\"{A}\"+{}\"{B}\"", "`${".repeat(100_000)),
        format!("x=\"{A}\"+{}\"{B}\"", "a=>".repeat(100_000)),
        format!("x=\"{A}\"+{}\"{B}\"", "x?".repeat(100_000)),
        format!("function f(){{return f()+f()}}x=f()+\"{B}\""),
        format!("x=\"{A}\".repeat(1e9)+\"{B}\""),
        format!("x={}", "\"A1b2C3d4E5f6G7h8I9j0K1l2\",".repeat(20_000)),
        format!("x={}", "f(\"A1b2C3d4E5f6G7h8I9j0K1l2\"+".repeat(20_000)),
        format!("x={}", "a+\"A1b2C3d4E5f6G7h8I9j0K1l2\";".repeat(20_000)),
    ] {
        let start = std::time::Instant::now();
        found(text.as_bytes());
        let head: String = text.chars().take(40).collect();
        assert!(start.elapsed().as_secs() < 20, "{head}");
    }
}

/// Whether something in a text costs too much.
fn is_cut(text: &str) -> bool {
    let mut cut = false;
    let fragment = Fragment::whole(text.as_bytes(), Language::JavaScript);
    let mut runs = Vec::new();
    for_each_run(text.as_bytes(), 24, |run| runs.push(run));
    let hints = Hints::of(&fragment, runs);
    let _ = unwrap(&fragment, &hints, &mut |child: Child| {
        cut |= matches!(child.text, Text::Cut);
        ControlFlow::Continue(())
    });
    cut
}

#[test]
fn what_costs_too_much_is_told() {
    let literals = |count: usize| {
        let calls = "f(\"A1b2C3d4E5f6G7h8I9j0K1l2\"+".repeat(count);
        format!("x={calls}")
    };
    assert!(!is_cut(&literals(20)));
    assert!(is_cut(&literals(20_000)));
}

#[test]
fn names_that_a_large_bundle_has_everywhere_cost_no_search_each_time() {
    // A parameter of each module, far from any declaration of that name.
    let names: Vec<String> = (0..24).map(|it| format!("part{it}")).collect();
    let given: Vec<String> = names
        .iter()
        .enumerate()
        .map(|(index, name)| format!("var {name}=loaded({index});"))
        .collect();
    let modules = "function each(it){return it}\n".repeat(40_000);
    let sum = format!("x=\"{A}\"+{}+\"{B}\"", names.join("+"));
    let text = format!("{modules}{}{sum}", given.concat());
    assert!(!is_cut(&text));
}

#[test]
fn names_that_are_nowhere_are_searched_for_within_bounds() {
    let names: Vec<String> = (0..64).map(|it| format!("part{it}")).collect();
    let modules = "function each(it){return it}\n".repeat(40_000);
    let sum = format!("x=\"{A}\"+{}+\"{B}\"", names.join("+"));
    assert!(is_cut(&format!("{modules}{sum};{modules}")));
}
