//! Tables of texts and the names that are to be found in them.

mod matter;

use super::Names;
use crate::content::{Fragment, Language};
use crate::detect::{NameContext, Subject};

use Language::{Html, JavaScript, Other, Settings, SourceMap};
use NameContext::{Code, Prose};

const TOKEN: &str = "SANITY_TOKEN";

fn names() -> Names {
    let own = [
        "STRIPE_SECRET_KEY",
        "ACCESS_TOKEN",
        "ALGOLIA_SEARCH_KEY",
        "CMS_API_KEY",
        "OPENAI_API_KEY",
    ];
    let secret = ["ACME_CLOUD_SK", "ACME_API_KEY"].map(str::to_owned);
    let public = ["ACME_PUBLIC_TOKEN", "ACME_SITE_SECRET"].map(str::to_owned);
    Names::new(&["GATSBY_", "APP_"], own.map(str::to_owned)).with_providers(&secret, &public)
}

fn found(language: Language, text: &str) -> Vec<(String, NameContext)> {
    let mut found = Vec::new();
    names().detect(&Fragment::whole(text.as_bytes(), language), &mut found);
    let name = |found: crate::detect::Match| match found.subject {
        Subject::Name(name, context) => {
            assert_eq!(&text[found.span], name);
            (name, context)
        }
        Subject::Secret(_) => unreachable!("names alone"),
    };
    found.into_iter().map(name).collect()
}

#[track_caller]
fn expect(language: Language, text: &str, name: &str, context: NameContext) {
    assert_eq!(
        found(language, text),
        [(name.to_owned(), context)],
        "{text}"
    );
}

#[track_caller]
fn silent(language: Language, text: &str) {
    assert_eq!(found(language, text), [], "{text}");
}

#[test]
fn reads_and_strings_in_scripts() {
    for text in [
        "a=process.env.SANITY_TOKEN;",
        "if(!s.env.SANITY_TOKEN)throw 1",
        "({}).SANITY_TOKEN",
        "token:{}.SANITY_TOKEN});",
        "\"MISSING_ENV_VAR\".SANITY_TOKEN||x",
        "e?.SANITY_TOKEN??t",
        "return import.meta.env.SANITY_TOKEN",
        "process.env[\"SANITY_TOKEN\"]",
        "process.env?.['SANITY_TOKEN']",
        "Deno.env.get(`SANITY_TOKEN`)",
        "\"SANITY_TOKEN\"in e",
        "if (\"SANITY_TOKEN\" in e)",
        "get.call(null,\"SANITY_TOKEN\")",
        "return 'SANITY_TOKEN';",
        "const t = 'SANITY_TOKEN'\nfoo()",
        "case\"SANITY_TOKEN\":return 1",
    ] {
        expect(JavaScript, text, TOKEN, Code);
    }
}

#[test]
fn keys_and_declarations_in_scripts() {
    for text in [
        "{A:1,SANITY_TOKEN:\"\"}",
        "{SANITY_TOKEN:void 0}",
        "{\n  A: 1,\n  SANITY_TOKEN: undefined,\n}",
        "{\"SANITY_TOKEN\":\"x\"}",
        "JSON.parse('{\"SANITY_TOKEN\":\"x\"}')",
        "f(\"{\\\"SANITY_TOKEN\\\":\\\"x\\\"}\")",
        "f(\"{\\\\\\\"SANITY_TOKEN\\\\\\\":1}\")",
        "f(\"\\u007b\\u0022SANITY_TOKEN\\u0022\\u003a1}\")",
        "f(\"{\\x22SANITY_TOKEN\\x22:1}\")",
        "f(\"%7B%22SANITY_TOKEN%22%3A1%7D\")",
        "f(\"%257b%2522SANITY_TOKEN%2522%253a1\")",
        "self.__next_f.push([1,\"5:[\\\"$\\\",{\\\"env\\\":{\\\"A\\\":1,\\\"SANITY_TOKEN\\\":\\\"\\\"}}]\\n\"])",
        "const {SANITY_TOKEN} = process.env",
        "let{A,SANITY_TOKEN,B:c}=e",
        "const{SANITY_TOKEN:t}=e",
        "const SANITY_TOKEN = \"\"",
        "var a=1,SANITY_TOKEN=2",
        "export const SANITY_TOKEN",
        "eval(\"const x = process.env.SANITY_TOKEN;\\nfoo()\")",
        "const u='https://a.b//c',t=process.env.SANITY_TOKEN",
        "f({accept:'text/*'}),process.env.SANITY_TOKEN",
        "f({accept:'application/json, */*'}),process.env.SANITY_TOKEN",
        "/* a */ process.env.SANITY_TOKEN // b",
    ] {
        expect(JavaScript, text, TOKEN, Code);
    }
}

#[test]
fn assertions_are_code() {
    for text in [
        "throw new Error(\"SANITY_TOKEN is not set\")",
        "throw Error(`SANITY_TOKEN is not set`)",
        "throw\"SANITY_TOKEN missing\"",
        "console.warn('SANITY_TOKEN is not set')",
        "console.error(\"Missing SANITY_TOKEN\")",
        "throw new TypeError(\"Missing environment variable: SANITY_TOKEN\")",
        "throw new Error(\"Missing `SANITY_TOKEN` in .env\")",
        "throw new Error('Missing \"SANITY_TOKEN\"')",
        "v(void 0,\"Missing environment variable: SANITY_TOKEN\")",
        "eval(\"throw new Error(\\\"Missing SANITY_TOKEN\\\")\")",
        "new Error(\"Missing process.env.SANITY_TOKEN\")",
    ] {
        expect(JavaScript, text, TOKEN, Code);
    }
}

#[test]
fn prose_in_scripts() {
    for text in [
        "h(\"p\",null,\"Set SANITY_TOKEN in .env\")",
        "x=\"Set 'SANITY_TOKEN' in .env\"",
        "x=\"the token (`SANITY_TOKEN`) of your project\"",
        "x=\"Set process.env.SANITY_TOKEN before you build\"",
        "x=\"process.env.SANITY_TOKEN is read while building\"",
        "f(\"Run SANITY_TOKEN=abc npx sanity deploy\")",
        "f(\"Missing rows. See SANITY_TOKEN\")",
        "jsx(n.code,{children:\"SANITY_TOKEN\"})",
        "[\"$\",\"code\",null,{\"children\":\"SANITY_TOKEN\"}]",
        "createElement(\"code\", null, \"SANITY_TOKEN\")",
        "x=\"the token in process.env.SANITY_TOKEN\"",
        "// process.env.SANITY_TOKEN",
        "a(); // process.env.SANITY_TOKEN",
        "/**\n * token: process.env.SANITY_TOKEN,\n */",
        "/* process.env.SANITY_TOKEN */",
        "x=\"<SANITY_TOKEN>\"",
        "x=\"&lt;SANITY_TOKEN&gt;\"",
        "x=`Bearer ${SANITY_TOKEN}`",
        "x=\"{{SANITY_TOKEN}}\"",
    ] {
        expect(JavaScript, text, TOKEN, Prose);
    }
    expect(
        JavaScript,
        "x=\"YOUR_SANITY_TOKEN\"",
        "YOUR_SANITY_TOKEN",
        Prose,
    );
    expect(
        JavaScript,
        "f(`INSERT_SANITY_TOKEN`)",
        "INSERT_SANITY_TOKEN",
        Prose,
    );
}

#[test]
fn pages() {
    for text in [
        "<p>Set SANITY_TOKEN in .env</p>",
        "<pre>process.env.SANITY_TOKEN</pre>",
        "<pre>{&quot;SANITY_TOKEN&quot;: 1}</pre>",
        "<script>a()</script><code>\"SANITY_TOKEN\"</code>",
        "<h2 id=\"SANITY_TOKEN\">",
        "<!-- {\"SANITY_TOKEN\":1}",
        "<script>// SANITY_TOKEN</script>",
    ] {
        expect(Html, text, TOKEN, Prose);
    }
    for text in [
        "<p>a</p><script>window.ENV={SANITY_TOKEN:''}</script>",
        "<script type=\"application/json\">{\"SANITY_TOKEN\":\"\"}</script>",
        "<script>a()</script><script defer>e.SANITY_TOKEN</script>",
        "<div data-page=\"{&quot;SANITY_TOKEN&quot;:&quot;&quot;}\">",
        "<div data-page='{\"SANITY_TOKEN\":\"\"}'>",
        "<meta content=\"%7B%22a%22%3A1%2C%22SANITY_TOKEN%22%3A%22%22%7D\">",
        "env.SANITY_TOKEN</script><p>",
    ] {
        expect(Html, text, TOKEN, Code);
    }
}

#[test]
fn settings_data_and_maps() {
    for text in [
        "SANITY_TOKEN=abc\n",
        "A=1\r\nSANITY_TOKEN=\r\n",
        "export SANITY_TOKEN=abc",
        "env:\n  SANITY_TOKEN: abc\n",
        "environment:\n  - SANITY_TOKEN\n",
        "\"SANITY_TOKEN\": abc",
    ] {
        expect(Settings, text, TOKEN, Code);
    }
    for text in [
        "# SANITY_TOKEN=abc",
        "A=$SANITY_TOKEN",
        "A=1 # needs SANITY_TOKEN",
        "SANITY_TOKEN is old",
    ] {
        expect(Settings, text, TOKEN, Prose);
    }
    expect(Other, "2:{\"env\":{\"SANITY_TOKEN\":\"\"}}", TOKEN, Code);
    expect(Other, "Set process.env.SANITY_TOKEN", TOKEN, Prose);
    expect(Other, "Set \"SANITY_TOKEN\" in", TOKEN, Prose);
    expect(
        SourceMap,
        "{\"sourcesContent\":[\"process.env.SANITY_TOKEN\"]}",
        TOKEN,
        Prose,
    );
    expect(SourceMap, "{\"names\":[\"SANITY_TOKEN\"]}", TOKEN, Prose);
}

#[test]
fn boundaries() {
    for text in [
        "x=\"\\nSANITY_TOKEN\\n\"",
        "x=\"\\\\nSANITY_TOKEN\\\\n\"",
        "x=\"\\u000aSANITY_TOKEN\\u000a\"",
        "x=\"%0ASANITY_TOKEN%0A\"",
        "x=\"a%20SANITY_TOKEN%20b\"",
        "x=\"a%2cSANITY_TOKEN\"",
        "x=\"a&SANITY_TOKEN\"",
        "x=\"$SANITY_TOKEN\"",
        "SANITY_TOKEN",
    ] {
        expect(JavaScript, text, TOKEN, Prose);
    }
    for text in [
        "e.fooSANITY_TOKEN",
        "e.SANITY_TOKENbar",
        "e.__SANITY_TOKEN__",
        "e._SANITY_TOKEN",
        "e.SANITY_TOKEN_",
        "e.xSANITY_TOKEN",
    ] {
        silent(JavaScript, text);
    }
    silent(JavaScript, &format!("e.{}_SANITY_TOKEN", "A".repeat(200)));
}

#[test]
fn only_the_own_part() {
    let text = b"e.SANITY_TOKEN;e.SANITY_WRITE;e.SANITY_READ_TOKEN";
    let fragment = Fragment::part(text, 10..30, JavaScript);
    let mut found = Vec::new();
    names().detect(&fragment, &mut found);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].span, 17..29);
}

/// Pieces that texts around a name are made of.
const PIECES: &[&str] = &[
    "SANITY_TOKEN",
    "SANITY",
    "STUDIO_",
    "GATSBY_A_SECRET",
    "\"",
    "'",
    "`",
    "\\",
    "\\\"",
    "\\u0022",
    "\\x22",
    "\\u00",
    "%22",
    "%2522",
    "%",
    "&quot;",
    "&",
    "<script>",
    "</script>",
    "<",
    ">",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    ":",
    ",",
    ".",
    "=",
    "/*",
    "*/",
    "//",
    "\n",
    " ",
    "n",
    "Missing ",
    "Error(",
    "process.env",
    "children",
    "\u{e9}",
    "22",
    "_",
];

proptest::proptest! {
    #[test]
    fn any_text_in_any_windows(
        pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..40),
        cut in 0_usize..200,
    ) {
        let text = pieces.concat();
        let cut = cut.min(text.len());
        for language in [JavaScript, Html, SourceMap, Settings, Other] {
            let mut parts = Vec::new();
            for own in [0..cut, cut..text.len()] {
                let fragment = Fragment::part(text.as_bytes(), own, language);
                names().detect(&fragment, &mut parts);
            }
            let parts: Vec<_> = parts.into_iter().map(|found| found.subject).collect();
            let whole = found(language, &text);
            let whole: Vec<_> = whole.into_iter().map(|(name, context)| Subject::Name(name, context)).collect();
            assert_eq!(parts, whole);
        }
    }
}
