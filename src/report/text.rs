//! Text for people: wrapped, counted, and safe to print on a terminal.

use std::borrow::Cow;
use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr as _;

/// What begins a command in the log of some CI services, wherever in a line it stands.
const COMMANDS: [&str; 2] = ["##[", "##vso["];

/// Escapes what would move the cursor, reorder or hide text on a terminal, or command a CI service.
#[must_use]
pub fn escape(text: &str) -> Cow<'_, str> {
    let commands = COMMANDS.iter().any(|command| text.contains(command));
    if !commands && !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if is_unsafe(character) {
            safe.extend(character.escape_default());
        } else {
            safe.push(character);
        }
    }
    for command in COMMANDS {
        safe = safe.replace(command, &command.replace("##", "#\\u{23}"));
    }
    Cow::Owned(safe)
}

/// Text for XML: escaped for a terminal as well, since XML has no place for control characters.
pub(super) fn xml(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in escape(text).chars() {
        match character {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => safe.extend(character.escape_default()),
            _ => safe.push(character),
        }
    }
    safe
}

/// JSON, without a character that a terminal would act on: a CI log may show it.
pub(super) fn json_safe(json: &str) -> String {
    let mut safe = String::with_capacity(json.len() + 1);
    for character in json.chars() {
        // A line feed is JSON's own here: within a string it is escaped already.
        if is_unsafe(character) && character != '\n' {
            let _ = write!(safe, "\\u{:04x}", u32::from(character));
        } else {
            safe.push(character);
        }
    }
    safe
}

/// Control characters, and the format characters that reorder, hide or break text.
fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
        )
}

/// Columns that a text takes on a terminal.
pub(super) fn columns(text: &str) -> usize {
    text.width()
}

/// As much of a text's beginning as so many columns hold.
pub(super) fn starts_within(text: &str, room: usize) -> &str {
    let end = text.char_indices().find(|(at, character)| {
        let end = at + character.len_utf8();
        columns(&text[..end]) > room
    });
    &text[..end.map_or(text.len(), |(at, _)| at)]
}

/// As much of a text's end as so many columns hold.
pub(super) fn ends_within(text: &str, room: usize) -> &str {
    let fits = |at: &usize| columns(&text[*at..]) <= room;
    let starts = text.char_indices().map(|(at, _)| at);
    text.get(starts.clone().find(fits).unwrap_or(text.len())..)
        .unwrap_or_default()
}

/// The first sentence of a text: what to do before all else.
pub(super) fn first_sentence(text: &str) -> String {
    let end = text.find(". ").unwrap_or(text.len());
    // Within brackets a colon is part of what is quoted: `(useCdn: true)`.
    let colon = text
        .find(": ")
        .filter(|&at| !text[..at].contains('(') || text[..at].contains(')'));
    let end = colon.map_or(end, |colon| colon.min(end));
    if end == text.len() {
        return text.to_owned();
    }
    format!("{}.", &text[..end])
}

/// Stands for a space at which no line is broken: no text has this character.
const GLUE: char = '\u{fdd0}';

/// A path that [`wrap`] keeps in one line.
pub(super) fn glued(path: &str) -> String {
    path.replace(' ', &GLUE.to_string())
}

/// The same as it is read.
pub(super) fn unglued(text: &str) -> String {
    text.replace(GLUE, " ")
}

/// Breaks prose into lines of at most `width` columns; a longer word has a line of its own.
#[must_use]
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut used = 0;
    for word in words(text) {
        let length = columns(&word);
        match lines.last_mut() {
            Some(line) if used + 1 + length <= width => {
                line.push(' ');
                line.push_str(&word);
                used += 1 + length;
            }
            _ => {
                lines.push(word);
                used = length;
            }
        }
    }
    lines.iter().map(|line| unglued(line)).collect()
}

/// The words of a text; a number and its unit are one, and so is code between backticks.
fn words(text: &str) -> Vec<String> {
    /// Longer code is broken like prose.
    const CODE: usize = 60;
    let mut words: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let unit = word.trim_end_matches(|it: char| !it.is_alphabetic());
        let goes_on = |last: &&mut String| {
            let is_number = last.ends_with(|it: char| it.is_ascii_digit());
            let is_open = last.matches('`').count() % 2 == 1 && columns(last) < CODE;
            is_open || is_number && UNITS.contains(&unit)
        };
        match words.last_mut().filter(goes_on) {
            Some(last) => {
                last.push(' ');
                last.push_str(word);
            }
            None => words.push(word.to_owned()),
        }
    }
    words
}

/// What [`size`] and [`duration`] measure in.
const UNITS: [&str; 6] = ["B", "kB", "MB", "GB", "ms", "s"];

/// `1 file`, `2 files`.
#[must_use]
pub fn plural(count: usize, noun: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{ending}")
}

/// A number of bytes in decimal units, as file managers show it.
#[must_use]
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => tenths(bytes, 1_000, "kB"),
        1_000_000..1_000_000_000 => tenths(bytes, 1_000_000, "MB"),
        _ => tenths(bytes, 1_000_000_000, "GB"),
    }
}

/// A duration, in seconds from one second on.
pub(super) fn duration(milliseconds: u64) -> String {
    match milliseconds {
        0..1_000 => format!("{milliseconds} ms"),
        _ => tenths(milliseconds, 1_000, "s"),
    }
}

/// Cut, not rounded, so that no value reads as a thousand of its unit.
fn tenths(value: u64, unit: u64, name: &str) -> String {
    format!("{}.{} {name}", value / unit, value % unit * 10 / unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_act_on_is_escaped() {
        assert_eq!(escape("a\nb"), "a\\nb");
        assert_eq!(escape("\u{1b}[2J"), "\\u{1b}[2J");
        assert_eq!(escape("\u{202e}sj"), "\\u{202e}sj");
        assert_eq!(escape("\u{9b}\u{7f}"), "\\u{9b}\\u{7f}");
    }

    #[test]
    fn what_a_ci_service_would_act_on_is_escaped() {
        assert_eq!(escape("a##vso[x]b"), "a#\\u{23}vso[x]b");
        assert_eq!(escape("##[error]"), "#\\u{23}[error]");
    }

    #[test]
    fn xml_holds_no_markup_and_no_control_character() {
        assert_eq!(
            xml("<a b='&\">\u{1}\u{ffff}"),
            "&lt;a b=&#39;&amp;&quot;&gt;\\u{1}\\u{ffff}"
        );
    }

    #[test]
    fn a_terminal_is_not_steered_and_the_value_is_kept() {
        let name = "a\n\u{1b}\u{9b}\u{7f}\u{202e}é.js";
        let json = json_safe(&serde_json::to_string_pretty(&[name]).unwrap());
        assert!(!json.contains(|character| character != '\n' && is_unsafe(character)));
        assert_eq!(serde_json::from_str::<[String; 1]>(&json).unwrap(), [name]);
    }

    #[test]
    fn all_other_text_is_left_alone() {
        for text in ["públic/naïve – 日本.js", "C:\\new", ""] {
            assert!(matches!(escape(text), Cow::Borrowed(same) if same == text));
        }
    }

    #[test]
    fn prose_wraps_between_words() {
        assert_eq!(wrap("one two  three", 7), ["one two", "three"]);
        assert_eq!(wrap("a overlong b", 3), ["a", "overlong", "b"]);
        assert!(wrap(" \n", 10).is_empty());
        assert_eq!(wrap("none fails (517 ms)", 15), ["none fails", "(517 ms)"]);
        assert_eq!(wrap("the 2 B files", 7), ["the 2 B", "files"]);
    }

    #[test]
    fn code_is_kept_in_one_line() {
        let text = "run `git config a b` and `x` on";
        assert_eq!(wrap(text, 17), ["run", "`git config a b`", "and `x` on"]);
        let open = format!("`{}", "a ".repeat(80));
        assert!(wrap(&open, 70).len() > 1);
    }

    #[test]
    fn a_path_is_kept_in_one_line() {
        let text = format!("it is in {}, or so", glued("my dir/a b.js"));
        assert_eq!(wrap(&text, 14), ["it is in", "my dir/a b.js,", "or so"]);
        assert_eq!(unglued(&text), "it is in my dir/a b.js, or so");
    }

    #[test]
    fn a_first_sentence_ends_at_no_colon_in_brackets() {
        for (text, first) in [
            ("One thing. Another.", "One thing."),
            ("Never: ask a server.", "Never."),
            (
                "Read it (raw: true), and go. On.",
                "Read it (raw: true), and go.",
            ),
            ("All (of it): is one. Two.", "All (of it)."),
        ] {
            assert_eq!(first_sentence(text), first);
        }
    }

    #[test]
    fn amounts_read_well() {
        assert_eq!(plural(1, "file"), "1 file");
        assert_eq!(plural(0, "file"), "0 files");
        assert_eq!(size(999), "999 B");
        assert_eq!(size(999_999), "999.9 kB");
        assert_eq!(size(4_510_000), "4.5 MB");
        assert_eq!(size(12_000_000_000), "12.0 GB");
        assert_eq!(duration(999), "999 ms");
        assert_eq!(duration(61_500), "61.5 s");
    }
}
