//! The way from a file to a value, one unwrapping after the other, and what may be shown of it.

use std::ops::Range;

use crate::content::LayerName;

/// The longest name before a value that is shown.
const NAME: usize = 32;

/// Signs that are shown between the name and the value, and behind the value.
const SIGNS: usize = 8;
const BEHIND: usize = 4;

/// How far before a value its name is looked for, whatever is encoded between them.
const REACH: usize = 1024;

/// A text on the way to a value: where in it the value stands, in whatever form, and what is
/// unwrapped there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hop {
    /// How the next text is unwrapped from this one; nothing where the value stands as it is.
    pub layer: Option<LayerName>,
    /// First byte of what the value comes from, and one past the last; nothing where that is all.
    ///
    /// Of the first text they count in the file, of another in what was unwrapped.
    pub span: Option<(u64, u64)>,
    /// How many pieces it stands in.
    pub pieces: usize,
    /// Path of the member of an archive that the next text is.
    pub member: Option<String>,
    /// The name before it and the signs beside it, never a piece of a value.
    before: String,
    after: String,
}

impl Hop {
    /// A text, and the ranges of it that the value comes from.
    pub(crate) fn new(layer: Option<LayerName>, bytes: &[u8], ranges: &[Range<usize>]) -> Self {
        let start = ranges.iter().map(|it| it.start).min().unwrap_or(0);
        let end = ranges.iter().map(|it| it.end).max().unwrap_or(0);
        Self {
            layer,
            span: Some((start as u64, end as u64)),
            pieces: ranges.len(),
            member: None,
            before: before(&bytes[..start]),
            after: after(&bytes[end..]),
        }
    }

    /// A text that is unwrapped as a whole.
    pub(crate) fn whole(layer: LayerName, member: Option<&str>) -> Self {
        Self {
            layer: Some(layer),
            span: None,
            pieces: 1,
            member: None,
            before: String::new(),
            after: String::new(),
        }
        .of_member(member)
    }

    /// The same, where a member of an archive is what comes next.
    pub(crate) fn of_member(self, member: Option<&str>) -> Self {
        Self {
            member: member.map(str::to_owned),
            ..self
        }
    }

    /// What stands round the value, and how many bytes it takes: `token:"[180 bytes]"`.
    #[must_use]
    pub fn evidence(&self) -> Option<String> {
        let (start, end) = self.span?;
        let length = end - start;
        Some(format!("{}[{length} bytes]{}", self.before, self.after))
    }
}

/// The name that a value is bound to, and the signs that bind it; `…` for what else is encoded
/// with the value.
///
/// What else stands there may be secret itself: the value before in a list, a password.
fn before(bytes: &[u8]) -> String {
    let near = &bytes[bytes.len().saturating_sub(REACH)..];
    let near: Vec<u8> = near.iter().copied().filter(|it| *it != 0).collect();
    let coded = count(&near, is_coded, REACH);
    let is_cut = coded > 0 && count(&near, is_sign, SIGNS) == 0;
    let start = &near[..near.len() - if is_cut { coded } else { 0 }];
    let mut shown = binding(start);
    if is_cut {
        shown.push('…');
    }
    shown
}

/// The signs at the end of a text, and before them the name that they bind.
fn binding(near: &[u8]) -> String {
    let (rest, signs) = near.split_at(near.len() - count(near, is_sign, SIGNS));
    let name = &rest[rest.len() - count(rest, is_name, NAME + 1)..];
    let binds = signs.iter().any(|it| b":=(".contains(it)) && is_shown(name)
        || signs == b"," && name == b"base64";
    let shown = if binds {
        [name, signs].concat()
    } else {
        signs.to_vec()
    };
    String::from_utf8_lossy(&shown).into_owned()
}

fn after(bytes: &[u8]) -> String {
    let near = bytes.iter().take(2 * BEHIND).filter(|it| **it != 0);
    let signs = near.take(BEHIND).take_while(|it| is_sign(**it));
    signs.map(|it| char::from(*it)).collect()
}

/// How many bytes at the end of a text are of a kind.
fn count(bytes: &[u8], is: fn(u8) -> bool, most: usize) -> usize {
    let bytes = bytes.iter().rev().take(most);
    bytes.take_while(|it| is(**it)).count()
}

/// Whether a name is one: numbers are in values, and in what encodes one.
fn is_shown(name: &[u8]) -> bool {
    name.len() <= NAME && !name.iter().any(u8::is_ascii_digit)
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'-' | b'.')
}

/// What base64, hexadecimal digits and percent-encoding are made of.
fn is_coded(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+/-_%".contains(&byte)
}

fn is_sign(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && !is_name(byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALUE: &str = "skAb12Cd34Ef56Gh78";

    fn shown(before: &str, after: &str) -> String {
        let text = [before, VALUE, after].concat();
        let range = before.len()..before.len() + VALUE.len();
        Hop::new(None, text.as_bytes(), &[range])
            .evidence()
            .unwrap()
    }

    #[test]
    fn the_name_and_the_signs_are_shown() {
        for (before, after, wanted) in [
            ("{\"token\":\"", "\"}", "token\":\"[18 bytes]\"}"),
            ("x=atob(\"", "\");y", "atob(\"[18 bytes]\");"),
            ("data:;base64,", "", "base64,[18 bytes]"),
            ("", "", "[18 bytes]"),
        ] {
            assert_eq!(shown(before, after), wanted);
        }
    }

    #[test]
    fn what_may_be_secret_beside_it_is_not() {
        for (before, after, wanted) in [
            ("\"hunter\",\"", "\",\"next\"", "\",\"[18 bytes]\",\""),
            ("a7=", "=", "=[18 bytes]="),
            ("x=%73%6B", "%41", "x=…[18 bytes]%"),
            ("%73%6B", "%41", "…[18 bytes]%"),
            ("atob(\"c3RhcnQ", "x", "atob(\"…[18 bytes]"),
            ("longlonglonglonglonglonglonglonglong:", "x", ":[18 bytes]"),
        ] {
            assert_eq!(shown(before, after), wanted);
        }
    }

    #[test]
    fn pieces_are_one_span_and_what_stands_between_them_is_not_shown() {
        let hop = Hop::new(Some(LayerName::Fold), b"t:\"sk\"+\"Ab\";", &[8..10, 3..5]);
        assert_eq!((hop.span, hop.pieces), (Some((3, 10)), 2));
        assert_eq!(hop.evidence().unwrap(), "t:\"[7 bytes]\";");
    }

    #[test]
    fn wide_text_is_shown_as_it_reads() {
        let wide: Vec<u8> = "token=\"".bytes().flat_map(|it| [it, 0]).collect();
        let hop = Hop::new(None, &wide, &[wide.len()..wide.len()]);
        assert_eq!(hop.evidence().unwrap(), "token=\"[0 bytes]");
    }
}
