//! Reads tokens from any place that code begins at.

/// Longest literal that is read.
const LONGEST: usize = 1 << 16;

/// Operators between two operands, longest first, with how tightly they bind.
const OPERATORS: &[(&[u8], Operator, u8)] = &[
    (b">>>", Operator::ShiftUnsigned, 10),
    (b"===", Operator::Equal, 8),
    (b"!==", Operator::Unequal, 8),
    (b"==", Operator::Equal, 8),
    (b"!=", Operator::Unequal, 8),
    (b"<=", Operator::AtMost, 9),
    (b">=", Operator::AtLeast, 9),
    (b"<<", Operator::ShiftLeft, 10),
    (b">>", Operator::ShiftRight, 10),
    (b"**", Operator::Power, 13),
    (b"&&", Operator::And, 4),
    (b"||", Operator::Or, 3),
    (b"??", Operator::Nullish, 3),
    (b"|", Operator::BitOr, 5),
    (b"^", Operator::BitXor, 6),
    (b"&", Operator::BitAnd, 7),
    (b"<", Operator::Less, 9),
    (b">", Operator::More, 9),
    (b"+", Operator::Add, 11),
    (b"-", Operator::Subtract, 11),
    (b"*", Operator::Multiply, 12),
    (b"/", Operator::Divide, 12),
    (b"%", Operator::Remainder, 12),
];

/// An operator between two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Nullish,
    Or,
    And,
    BitOr,
    BitXor,
    BitAnd,
    Equal,
    Unequal,
    Less,
    More,
    AtMost,
    AtLeast,
    ShiftLeft,
    ShiftRight,
    ShiftUnsigned,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Power,
    /// `in` and `instanceof`.
    Word,
}

/// A place in a source.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
}

impl<'a> Cursor<'a> {
    /// The next byte of code, if there is one.
    pub(super) fn peek(&mut self) -> Option<u8> {
        self.skip_space();
        self.byte()
    }

    /// The byte here.
    pub(super) fn byte(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    pub(super) fn rest(&self) -> &'a [u8] {
        &self.bytes[self.at.min(self.bytes.len())..]
    }

    /// Takes a piece of code if it comes next.
    pub(super) fn take(&mut self, code: &[u8]) -> bool {
        self.skip_space();
        let is_next = self.rest().starts_with(code);
        if is_next {
            self.at += code.len();
        }
        is_next
    }

    /// Skips white space and comments, and line breaks as a string of the source in JSON has them.
    pub(super) fn skip_space(&mut self) {
        loop {
            let skipped = match self.rest() {
                [b' ' | b'\t' | b'\n' | b'\r', ..] => 1,
                [b'\\', b'n' | b'r' | b't', ..] => 2,
                [b'/', b'/', rest @ ..] => 2 + line(rest),
                [b'/', b'*', rest @ ..] => {
                    let end = memchr::memmem::find(rest, b"*/");
                    end.map_or(2 + rest.len(), |end| end + 4)
                }
                _ => return,
            };
            self.at += skipped;
        }
    }

    /// The name that begins here.
    pub(super) fn name(&mut self) -> Option<&'a [u8]> {
        self.skip_space();
        let rest = self.rest();
        let length = rest.iter().take_while(|it| is_name_byte(**it)).count();
        if length == 0 || rest[0].is_ascii_digit() {
            return None;
        }
        self.at += length;
        Some(&rest[..length])
    }

    /// The inside of the literal in quotes that begins here, which is passed.
    pub(super) fn literal(&mut self) -> Option<(usize, usize)> {
        let quote = self.byte()?;
        let start = self.at + 1;
        let end = literal_end(self.bytes, start, quote)?;
        self.at = end + 1;
        Some((start, end))
    }

    /// The number that begins here.
    pub(super) fn number(&mut self) -> Option<f64> {
        let rest = self.rest();
        let digits = |rest: &[u8], radix: u32| {
            let is_digit = |it: &&u8| char::from(**it).is_digit(radix) || **it == b'_';
            rest.iter().take_while(is_digit).count()
        };
        let radix = match rest {
            [b'0', b'x' | b'X', ..] => 16,
            [b'0', b'o' | b'O', ..] => 8,
            [b'0', b'b' | b'B', ..] => 2,
            _ => return self.decimal(digits(rest, 10)),
        };
        let length = digits(&rest[2..], radix);
        let text = str::from_utf8(&rest[2..2 + length]).ok()?.replace('_', "");
        self.at += 2 + length;
        u32::from_str_radix(&text, radix).ok().map(f64::from)
    }

    fn decimal(&mut self, whole: usize) -> Option<f64> {
        let rest = self.rest();
        let digits = |at: usize| {
            rest[at..]
                .iter()
                .take_while(|it| it.is_ascii_digit())
                .count()
        };
        let mut length = whole;
        if rest.get(length) == Some(&b'.') {
            length += 1 + digits(length + 1);
        }
        if let [b'e' | b'E', sign, ..] = rest[length..] {
            let signed = usize::from(matches!(sign, b'+' | b'-'));
            let exponent = digits(length + 1 + signed);
            length += if exponent > 0 {
                1 + signed + exponent
            } else {
                0
            };
        }
        let text = str::from_utf8(&rest[..length]).ok()?.replace('_', "");
        self.at += length;
        text.parse().ok()
    }

    /// The operator that comes next, and its length; assignments are none.
    pub(super) fn operator(&mut self) -> Option<(Operator, u8, usize)> {
        self.skip_space();
        let rest = self.rest();
        if rest.first().is_some_and(u8::is_ascii_alphabetic) {
            let word = [&b"instanceof"[..], b"in"].into_iter().find(|it| {
                rest.starts_with(it) && !rest.get(it.len()).copied().is_some_and(is_name_byte)
            })?;
            return Some((Operator::Word, 9, word.len()));
        }
        let (code, operator, power) = *OPERATORS.iter().find(|it| rest.starts_with(it.0))?;
        let next = rest.get(code.len());
        let is_assignment = next == Some(&b'=') && !matches!(power, 8 | 9);
        let is_step = matches!(code, b"+" | b"-") && next == Some(&code[0]);
        (!is_assignment && !is_step).then_some((operator, power, code.len()))
    }

    /// Passes a group in brackets, which begins here, with all that is in it.
    pub(super) fn skip_group(&mut self, longest: usize) -> Option<()> {
        let last = self.bytes.len().min(self.at.saturating_add(longest));
        let mut depth = 0_usize;
        let mut before = b'(';
        while self.at < last {
            self.skip_space();
            let byte = self.byte()?;
            match byte {
                b'(' | b'[' | b'{' => depth += 1,
                b')' | b']' | b'}' => {
                    depth -= 1;
                    if depth == 0 {
                        self.at += 1;
                        return Some(());
                    }
                }
                b'"' | b'\'' => {
                    self.literal()?;
                    before = byte;
                    continue;
                }
                b'`' => {
                    self.at = template_end(self.bytes, self.at + 1)? + 1;
                    before = byte;
                    continue;
                }
                b'/' if is_before_operand(before) => {
                    self.skip_regex()?;
                }
                _ => {}
            }
            before = byte;
            self.at += 1;
        }
        None
    }

    /// Passes a regular expression up to its last slash, and gives its inside.
    pub(super) fn skip_regex(&mut self) -> Option<(usize, usize)> {
        let start = self.at + 1;
        let mut in_class = false;
        let mut at = start;
        while at < self.bytes.len().min(start + LONGEST) {
            match self.bytes[at] {
                b'\\' => at += 1,
                b'[' => in_class = true,
                b']' => in_class = false,
                b'\n' => return None,
                b'/' if !in_class => {
                    self.at = at;
                    return Some((start, at));
                }
                _ => {}
            }
            at += 1;
        }
        None
    }
}

/// The length of a line, as it stands in a source or in a string of it.
fn line(rest: &[u8]) -> usize {
    let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    memchr::memmem::find(&rest[..end], b"\\n").unwrap_or(end)
}

/// Where the literal that begins at `start` ends, if it does on its line.
pub(super) fn literal_end(bytes: &[u8], start: usize, quote: u8) -> Option<usize> {
    let last = bytes.len().min(start.saturating_add(LONGEST));
    let mut at = start;
    loop {
        at += memchr::memchr3(quote, b'\\', b'\n', bytes.get(at..last)?)?;
        match bytes[at] {
            b'\\' => at += 2,
            b'\n' if quote != b'`' => return None,
            b'\n' => at += 1,
            _ => return Some(at),
        }
    }
}

/// Where the template that begins at `start` ends; its holes may hold others.
pub(super) fn template_end(bytes: &[u8], start: usize) -> Option<usize> {
    let last = bytes.len().min(start.saturating_add(LONGEST));
    let mut at = start;
    let mut depth = 0_usize;
    let mut inner = 0_usize;
    while at < last {
        match bytes[at] {
            b'\\' => at += 1,
            b'$' if bytes.get(at + 1) == Some(&b'{') && depth == inner => depth += 1,
            b'}' if depth > 0 && depth > inner => depth -= 1,
            b'`' if depth > inner => inner += 1,
            b'`' if inner > 0 => inner -= 1,
            b'`' => return Some(at),
            _ => {}
        }
        at += 1;
    }
    None
}

/// Whether a slash behind this byte begins a regular expression.
pub(super) fn is_before_operand(byte: u8) -> bool {
    matches!(
        byte,
        b'(' | b',' | b'=' | b':' | b'[' | b'!' | b'&' | b'|' | b'?' | b'{' | b'}' | b';' | b'+'
    )
}

/// The rest of the code from `at` on, white space and comments skipped.
pub(crate) fn code(bytes: &[u8], at: usize) -> &[u8] {
    let mut cursor = Cursor { bytes, at };
    cursor.skip_space();
    cursor.rest()
}

/// A byte that names are made of.
pub(crate) fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || !byte.is_ascii()
}

/// The name that a text ends in; empty if it ends in none.
pub(crate) fn last_name(text: &[u8]) -> &[u8] {
    let start = text.iter().rposition(|it| !is_name_byte(*it));
    &text[start.map_or(0, |it| it + 1)..]
}

/// A byte that literals begin and end with.
pub(crate) fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'`')
}
