//! The author's line as it may be shown: code without what it keeps in quotes.

/// The longest line that is shown; a longer one was not written by hand.
const MAX_LINE: usize = 2000;

/// Kinds of file in which a secret stands in quotes, or not at all.
const CODE: [&str; 11] = [
    "js", "jsx", "mjs", "cjs", "ts", "tsx", "mts", "cts", "vue", "svelte", "astro",
];

/// Runs of letters and digits that are longer and hold a digit are not shown, wherever they stand.
const LONG: usize = 12;

/// Line number `line` of a source, without what may be secret in it.
pub(super) fn excerpt(extension: &str, text: &[u8], line: u64) -> Option<String> {
    if !CODE.contains(&extension) {
        return None;
    }
    let index = usize::try_from(line.checked_sub(1)?).ok()?;
    let line = text.split(|byte| *byte == b'\n').nth(index)?;
    let line = std::str::from_utf8(line)
        .ok()
        .filter(|it| it.len() <= MAX_LINE)?;
    let digits = line.bytes().filter(u8::is_ascii_digit).count();
    // Character codes are a text as well.
    let is_data = digits * 3 > line.len();
    (!is_data).then(|| without_runs(&without_quoted(line.trim())))
}

/// The line with `…` for what stands in quotes; expressions in a template stay.
fn without_quoted(line: &str) -> String {
    let mut shown = String::new();
    let mut rest = line;
    while let Some(at) = rest.find(['"', '\'', '`']) {
        let quote = rest.as_bytes()[at];
        let (before, from) = rest.split_at(at + 1);
        shown.push_str(before);
        let end = from.find(char::from(quote)).unwrap_or(from.len());
        shown.push_str(&masked(&from[..end], quote == b'`'));
        rest = &from[end..];
        if let Some(closed) = rest.strip_prefix(char::from(quote)) {
            shown.push(char::from(quote));
            rest = closed;
        }
    }
    shown.push_str(rest);
    shown
}

fn masked(text: &str, is_template: bool) -> String {
    let expression = text.find("${").filter(|_| is_template);
    let end = expression.and_then(|start| Some(start + text[start..].find('}')? + 1));
    match expression.zip(end) {
        Some((start, end)) => format!(
            "{}{}{}",
            hidden(&text[..start]),
            &text[start..end],
            masked(&text[end..], true)
        ),
        None => hidden(text),
    }
}

fn hidden(text: &str) -> String {
    let shown = if text.is_empty() { "" } else { "…" };
    shown.to_owned()
}

/// The line with `…` for long runs that hold a digit, as they stand in comments.
fn without_runs(line: &str) -> String {
    let is_run = |it: char| it.is_ascii_alphanumeric() || "+/=_-.%\\".contains(it);
    let mut shown = String::new();
    for piece in line.split_inclusive(|it: char| !is_run(it)) {
        let run = piece.trim_end_matches(|it: char| !is_run(it));
        let has_digit = run.bytes().any(|it| it.is_ascii_digit());
        if run.len() > LONG && has_digit {
            shown.push('…');
            shown.push_str(&piece[run.len()..]);
        } else {
            shown.push_str(piece);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str) -> String {
        excerpt("js", line.as_bytes(), 1).unwrap()
    }

    #[test]
    fn what_stands_in_quotes_is_not_shown() {
        for (line, wanted) in [
            ("  const t = 'skAbc123def456'", "const t = '…'"),
            ("f('sk' + 'abcdef', '')", "f('…' + '…', '')"),
            (
                "h: `Bearer ${process.env.SANITY_TOKEN}`",
                "h: `…${process.env.SANITY_TOKEN}`",
            ),
            ("// rotate sk4iCefSfEl60e73YlUeBF soon", "// rotate … soon"),
            ("a = '\\x73\\x6b'", "a = '…'"),
            ("a = 'unclosed secret", "a = '…"),
        ] {
            assert_eq!(shown(line), wanted, "{line}");
        }
    }

    #[test]
    fn only_code_is_shown_and_only_what_was_written_by_hand() {
        assert_eq!(excerpt("env", b"A=1", 1), None);
        assert_eq!(excerpt("js", &[b'a'; 3000], 1), None);
        assert_eq!(excerpt("js", b"a\nb", 2).as_deref(), Some("b"));
        assert_eq!(excerpt("js", b"a", 9), None);
        assert_eq!(excerpt("js", b"a = [115,107,77,72,75]", 1), None);
    }
}
