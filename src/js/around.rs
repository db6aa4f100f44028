//! Finds where the expression round a place begins, by going back over what stands before it.

use super::lex::{Cursor, is_name_byte, is_quote};
use super::value::Global;

/// How far an expression may reach back.
const FAR: usize = 1 << 14;

/// Parts of one operand: members, calls and elements.
const LINKS: usize = 64;

/// Words that end an expression before them, though they look like names.
const WORDS: &[&[u8]] = &[
    b"return", b"case", b"typeof", b"in", b"of", b"throw", b"else", b"do", b"delete", b"void",
    b"await", b"yield", b"default", b"export", b"new",
];

/// Where the sum begins whose operand begins at `start`: `a` in `a+f("b")+"c"` for that of `"c"`.
pub(crate) fn chain_start(bytes: &[u8], start: usize) -> usize {
    let mut first = start;
    while let Some(before) = previous_operand(bytes, first) {
        if start - before > FAR {
            break;
        }
        first = before;
    }
    first
}

/// Where the operand begins that a `+` joins to the one at `start`.
fn previous_operand(bytes: &[u8], start: usize) -> Option<usize> {
    let behind = back_over_space(bytes, start);
    let plus = behind.checked_sub(1).filter(|at| bytes[*at] == b'+')?;
    if plus > 0 && bytes[plus - 1] == b'+' {
        return None;
    }
    operand_start(bytes, before_comment(bytes, back_over_space(bytes, plus)))
}

/// What statements add to piece by piece: its name, and where the expression begins that it is
/// given first, before the statement that adds the operand at `start` to it.
pub(crate) fn appended(bytes: &[u8], start: usize) -> Option<(&[u8], usize)> {
    let (name, mut at) = assigned(bytes, start, b"+=")?;
    for _ in 0..LINKS {
        let end = back_over_space(bytes, at);
        let end = match bytes[..end].last()? {
            b';' | b',' => back_over_space(bytes, end - 1),
            _ => end,
        };
        let first = chain_start(bytes, operand_start(bytes, end)?);
        if let Some((other, before)) = assigned(bytes, first, b"+=") {
            (other == name).then_some(())?;
            at = before;
        } else {
            let (other, _) = assigned(bytes, first, b"=")?;
            return (other == name).then_some((name, first));
        }
    }
    None
}

/// The name that an operator before `start` gives something to, and where it stands.
fn assigned<'a>(bytes: &'a [u8], start: usize, operator: &[u8]) -> Option<(&'a [u8], usize)> {
    let before = bytes[..back_over_space(bytes, start)].strip_suffix(operator)?;
    let end = back_over_space(bytes, before.len());
    let first = name_start(bytes, end);
    (first < end).then(|| (&bytes[first..end], first))
}

/// Where code before a comment ends, if what ends here is one.
fn before_comment(bytes: &[u8], end: usize) -> usize {
    const NEAR: usize = 256;
    let from = end.saturating_sub(NEAR);
    let near = &bytes[from..end];
    let start = if near.ends_with(b"*/") {
        memchr::memmem::rfind(near, b"/*")
    } else {
        let line = memchr::memrchr(b'\n', near).map_or(0, |it| it + 1);
        let start = memchr::memmem::find(&near[line..], b"//").map(|it| line + it);
        // In an address they stand behind a colon.
        start.filter(|it| *it == 0 || near[it - 1] != b':')
    };
    start.map_or(end, |it| back_over_space(bytes, from + it))
}

/// Where the operand begins that ends at `end`: all of `a.b("c")[1]`.
pub(crate) fn operand_start(bytes: &[u8], end: usize) -> Option<usize> {
    let mut at = end;
    for _ in 0..LINKS {
        let last = *bytes.get(at.checked_sub(1)?)?;
        let start = match last {
            _ if is_quote(last) => literal_start(bytes, at - 1)?,
            b')' | b']' => bracket_start(bytes, at - 1)?,
            _ if is_name_byte(last) => name_start(bytes, at),
            _ => return None,
        };
        match link(bytes, start, last) {
            Some(before) => at = before,
            None => return Some(start),
        }
    }
    None
}

/// Where the part of an operand ends that the part at `start`, which ends in `last`, goes on.
fn link(bytes: &[u8], start: usize, last: u8) -> Option<usize> {
    let before = back_over_space(bytes, start);
    let text = &bytes[..before];
    let previous = *text.last()?;
    if previous == b'.' {
        let dot = text
            .strip_suffix(b"?.")
            .or_else(|| text.strip_suffix(b"."))?;
        return (!dot.ends_with(b".")).then(|| back_over_space(bytes, dot.len()));
    }
    let is_bracket = matches!(last, b')' | b']');
    let is_linked = match previous {
        b')' | b']' => is_bracket,
        it if is_quote(it) => is_bracket,
        it if is_name_byte(it) => {
            (is_bracket || last == b'`') && !WORDS.contains(&&text[name_start(bytes, before)..])
        }
        _ => false,
    };
    is_linked.then_some(before)
}

/// What has an expression within its brackets.
#[derive(Debug)]
pub(crate) struct Enclosing {
    pub(crate) start: usize,
    /// Whether it is no string that can be told without following names: it is a list that nothing is done
    /// with, or what a function gives that is not the engine's own.
    pub(crate) is_opaque: bool,
}

/// What has the expression at `start` within its brackets: a call, a list, or a call of a method whose
/// callback it is the body of.
pub(crate) fn enclosing(bytes: &[u8], start: usize) -> Option<Enclosing> {
    let behind = before_callback(bytes, back_over_space(bytes, start));
    let previous = *bytes.get(behind.checked_sub(1)?)?;
    if !matches!(
        previous,
        b',' | b'(' | b'[' | b'.' | b'?' | b':' | b'|' | b'&'
    ) {
        return None;
    }
    let open = unmatched(bytes, behind)?;
    let first = link(bytes, open, b')').and_then(|before| operand_start(bytes, before));
    let own = first.unwrap_or(open);
    let start = chain_start(bytes, own);
    let is_opaque = start == own && is_opaque(bytes, start, open);
    Some(Enclosing { start, is_opaque })
}

/// Whether the operand at `start`, whose bracket at `open` is its last that counts, gives no string that can
/// be told without following names, nor a part of one.
fn is_opaque(bytes: &[u8], start: usize, open: usize) -> bool {
    /// Farther away the closing bracket is not looked for.
    const NEAR: usize = 1024;
    let is_list = start == open && bytes[open] == b'[';
    if !is_list && !is_called_by_name(&bytes[start..open]) {
        return false;
    }
    let mut cursor = Cursor { bytes, at: open };
    if cursor.skip_group(NEAR).is_none() {
        return false;
    }
    match cursor.peek() {
        Some(b'+') => false,
        Some(b'.' | b'[' | b'?') => !is_list,
        _ => true,
    }
}

/// Whether what is called begins with a name that the text gives to something.
fn is_called_by_name(callee: &[u8]) -> bool {
    let length = callee.iter().take_while(|it| is_name_byte(**it)).count();
    let name = &callee[..length];
    // `concat` makes a string of whatever it is called on.
    !name.first().is_none_or(u8::is_ascii_digit)
        && Global::named(name).is_none()
        && !matches!(name, b"function" | b"async")
        && !callee.ends_with(b".concat")
}

/// Where the function begins whose body starts behind `end`: `(a,b)=>`, `function(a){return `; or
/// the word `new`.
fn before_callback(bytes: &[u8], end: usize) -> usize {
    let text = &bytes[..end];
    if let Some(made) = text.strip_suffix(b"new") {
        return back_over_space(bytes, made.len());
    }
    let parameters = match text.strip_suffix(b"=>") {
        Some(arrow) => back_over_space(bytes, arrow.len()),
        None => match text
            .strip_suffix(b"return")
            .map(|it| back_over_space(bytes, it.len()))
        {
            Some(block) if bytes[..block].ends_with(b"{") => back_over_space(bytes, block - 1),
            _ => return end,
        },
    };
    let Some(start) = operand_start(bytes, parameters) else {
        return end;
    };
    back_over_space(bytes, start)
}

/// The bracket that is open before `end`; none where it is a brace, or far away.
fn unmatched(bytes: &[u8], end: usize) -> Option<usize> {
    let mut at = end;
    let last = end.saturating_sub(FAR);
    while at > last {
        at -= 1;
        match bytes[at] {
            b'(' | b'[' => return Some(at),
            b')' | b']' | b'}' => at = bracket_start(bytes, at)?,
            b'{' | b';' => return None,
            it if is_quote(it) => at = literal_start(bytes, at)?,
            _ => {}
        }
    }
    None
}

/// Where the group begins whose closing bracket is at `close`.
fn bracket_start(bytes: &[u8], close: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = close + 1;
    let last = close.saturating_sub(FAR);
    while at > last {
        at -= 1;
        match bytes[at] {
            b')' | b']' | b'}' => depth += 1,
            b'(' | b'[' | b'{' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            it if is_quote(it) => at = literal_start(bytes, at)?,
            _ => {}
        }
    }
    None
}

/// Where the literal begins whose closing quote is at `close`.
fn literal_start(bytes: &[u8], close: usize) -> Option<usize> {
    let quote = bytes[close];
    let mut end = close;
    loop {
        let from = end.saturating_sub(FAR);
        let at = from + memchr::memrchr(quote, &bytes[from..end])?;
        let escapes = bytes[..at]
            .iter()
            .rev()
            .take_while(|it| **it == b'\\')
            .count();
        if escapes % 2 == 0 {
            return Some(at);
        }
        end = at;
    }
}

fn name_start(bytes: &[u8], end: usize) -> usize {
    let name = bytes[..end]
        .iter()
        .rev()
        .take_while(|it| is_name_byte(**it));
    end - name.count()
}

/// Where white space before `end` begins, line breaks in a string of the source included.
pub(crate) fn back_over_space(bytes: &[u8], end: usize) -> usize {
    let mut at = end;
    loop {
        let before = bytes[..at].trim_ascii_end();
        at = match before {
            [rest @ .., b'\\', b'n' | b'r' | b't'] => rest.len(),
            _ => return before.len(),
        };
    }
}
