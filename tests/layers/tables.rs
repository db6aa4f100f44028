//! Tokens in code whose strings stand in a table that it turns and decodes, as obfuscators write
//! it: the encoders are written by what `javascript-obfuscator` does.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD_NO_PAD;

use super::{found, token};

/// What each string of the table is put through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coding {
    Plain,
    Base64,
    Rc4,
}

const DIGITS: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/=";

/// What is taken off an index, by a reader and by the functions round it.
const SHIFT: usize = 0x1f;
const ROUND: usize = 0x40;

const KEY: &str = "a5^K";

fn rc4(text: &[u8], key: &[u8]) -> Vec<u8> {
    let mut state: Vec<u8> = (0..=255).collect();
    let mut other = 0_usize;
    for at in 0..256 {
        other = (other + usize::from(state[at]) + usize::from(key[at % key.len()])) % 256;
        state.swap(at, other);
    }
    let (mut at, mut other) = (0, 0);
    let code = |it: &u8| {
        at = (at + 1) % 256;
        other = (other + usize::from(state[at])) % 256;
        state.swap(at, other);
        it ^ state[(usize::from(state[at]) + usize::from(state[other])) % 256]
    };
    text.iter().map(code).collect()
}

/// Base64 with the case of its letters turned round.
fn swapped(bytes: &[u8]) -> String {
    let swap = |it: char| match it {
        'a'..='z' => it.to_ascii_uppercase(),
        _ => it.to_ascii_lowercase(),
    };
    BASE64_STANDARD_NO_PAD
        .encode(bytes)
        .chars()
        .map(swap)
        .collect()
}

fn coded(text: &str, coding: Coding) -> String {
    match coding {
        Coding::Plain => text.to_owned(),
        Coding::Base64 => swapped(text.as_bytes()),
        Coding::Rc4 => {
            let bytes = rc4(text.as_bytes(), KEY.as_bytes());
            let text: String = bytes.iter().map(|it| char::from(*it)).collect();
            swapped(text.as_bytes())
        }
    }
}

/// The reader of a table, as far as what is read of it.
fn reader(coding: Coding) -> String {
    let decoder = match coding {
        Coding::Plain => String::new(),
        Coding::Base64 => format!("if(_0xd['i']===undefined){{const a='{DIGITS}';}}"),
        Coding::Rc4 => format!("if(_0xd['i']===undefined){{const a='{DIGITS}';b=c^d;}}"),
    };
    format!(
        "function _0xd(_0xi,_0xk){{_0xi=_0xi-(0x{:x}+-0x{:x});const _0xt=_0xs();let _0xv=_0xt[_0xi];{decoder}return _0xv;}}",
        SHIFT + 5,
        5
    )
}

/// Code with the token in pieces of ten in its table, which is to be turned so often.
fn obfuscated(token: &str, coding: Coding, turns: usize) -> String {
    let mut strings: Vec<String> = ["12abcde", "345fghij", "6789klmn", "join", "log"]
        .map(str::to_owned)
        .to_vec();
    let pieces = token.as_bytes().chunks(10);
    strings.extend(pieces.map(|it| String::from_utf8_lossy(it).into_owned()));
    let call = |index: usize| format!("_0xw(0x9,'{KEY}',0x{:x},0x3)", index + SHIFT + ROUND);
    let number = |index: usize| format!("parseInt({})", call(index));
    let wanted = -12.0 / 2.0 + 345.0 * (6789.0 / 4.0);
    let mut listed: Vec<String> = strings.iter().map(|it| coded(it, coding)).collect();
    listed.rotate_right(turns);
    let list: Vec<String> = listed.iter().map(|it| format!("'{it}'")).collect();
    let mut code = reader(coding);
    let _ = write!(
        code,
        "function _0xw(_0xa,_0xb,_0xc,_0xe){{return _0xd(_0xc-0x{ROUND:x},_0xb);}}\
         function _0xs(){{const _0xl=[{}];_0xs=function(){{return _0xl;}};return _0xs();}}\
         (function(_0xf,_0xg){{const _0xh=_0xf();while(!![]){{try{{const _0xj=-{}/0x2+{}*({}/0x4);\
         if(_0xj===_0xg)break;else _0xh['push'](_0xh['shift']());}}catch(_0xm){{_0xh['push'](_0xh['shift']());}}}}}}\
         (_0xs,{wanted}));",
        list.join(","),
        number(0),
        number(1),
        number(2),
    );
    let sum: Vec<String> = (5..strings.len()).map(call).collect();
    let half = sum.len() / 2;
    let _ = write!(
        code,
        "const _0xo={{'abcde':function(_0xp,_0xq){{return _0xp+_0xq;}},'fghij':{}}};\
         f(_0xo['abcde'](_0xo['fghij'],({})));",
        sum[..half].join("+"),
        sum[half..].join("+"),
    );
    code
}

#[test]
fn a_token_in_a_table_is_found_however_the_table_is_coded_and_turned() {
    for coding in [Coding::Plain, Coding::Base64, Coding::Rc4] {
        for turns in [0, 1, 7, 21] {
            let token = token(turns as u64);
            let text = obfuscated(&token, coding, turns);
            let found = found("bundle.js", text.as_bytes());
            assert_eq!(found.len(), 1, "{coding:?} turned {turns} times");
            let ranges = &found[0].location.ranges;
            let piece = |it: &(u64, u64)| {
                let at = |it| usize::try_from(it).expect("a small file");
                &text[at(it.0)..at(it.1)]
            };
            let told: String = ranges.iter().map(piece).collect();
            let plain = coded(&token, coding);
            let is_told = coding != Coding::Plain || told == plain;
            assert!(is_told, "its pieces are told in the table");
        }
    }
}

#[test]
fn a_table_without_its_reader_says_nothing() {
    let text = obfuscated(&token(1), Coding::Base64, 3);
    let without = text.replacen("_0xi=_0xi-", "_0xi=_0xk-", 1);
    assert_eq!(found("bundle.js", without.as_bytes()).len(), 0);
}

#[test]
fn a_table_that_never_comes_right_ends() {
    let list: Vec<String> = (0..20_000).map(|it| format!("'{it}a'")).collect();
    let text = obfuscated(&token(1), Coding::Plain, 3);
    let text = text.replacen("_0xl=[", &format!("_0xl=[{},", list.join(",")), 1);
    let started = std::time::Instant::now();
    found("bundle.js", text.as_bytes());
    assert!(started.elapsed().as_secs() < 30);
}
