//! The words, strings and marks of a JavaScript configuration file, without its comments.

/// A piece of source, and the line it ends on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lexeme<'a> {
    pub(super) token: Token<'a>,
    pub(super) line: usize,
}

/// What a lexeme is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Names joined by dots, keywords and numbers.
    Word(&'a str),
    /// A string; its text only where it is written as it is, without escapes or holes.
    Text(Option<&'a str>),
    /// Any other byte.
    Mark(u8),
}

/// Splits `source` into lexemes; what is not closed ends with the source.
pub(super) fn lex(source: &str) -> Vec<Lexeme<'_>> {
    let mut lexer = Lexer {
        source,
        at: 0,
        line: 0,
        lexemes: Vec::new(),
    };
    while let Some(byte) = lexer.peek(0) {
        lexer.step(byte);
    }
    lexer.lexemes
}

struct Lexer<'a> {
    source: &'a str,
    at: usize,
    line: usize,
    lexemes: Vec<Lexeme<'a>>,
}

impl<'a> Lexer<'a> {
    fn step(&mut self, byte: u8) {
        match (byte, self.peek(1)) {
            (b'/', Some(b'/')) => self.at = self.find("\n", 2),
            (b'/', Some(b'*')) => self.skip_to(self.find("*/", 2) + 2),
            (b'/', _) if self.expects_value() => self.regex(),
            (b'"' | b'\'', _) => self.string(byte),
            (b'`', _) => self.template(),
            _ if is_word(byte) => self.word(),
            _ => {
                if !byte.is_ascii_whitespace() {
                    self.push(Token::Mark(byte));
                }
                self.skip_to(self.at + 1);
            }
        }
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.source.as_bytes().get(self.at + ahead).copied()
    }

    /// Where `needle` next starts, at least `ahead` bytes on, or the end.
    fn find(&self, needle: &str, ahead: usize) -> usize {
        let rest = self.source.get(self.at + ahead..).unwrap_or_default();
        rest.find(needle)
            .map_or(self.source.len(), |found| self.at + ahead + found)
    }

    fn skip_to(&mut self, end: usize) {
        let end = end.min(self.source.len());
        let skipped = &self.source.as_bytes()[self.at..end];
        self.line += memchr::memchr_iter(b'\n', skipped).count();
        self.at = end;
    }

    fn push(&mut self, token: Token<'a>) {
        let line = self.line;
        self.lexemes.push(Lexeme { token, line });
    }

    fn word(&mut self) {
        let rest = &self.source[self.at..];
        let length = rest.bytes().take_while(|&byte| is_word(byte)).count();
        self.push(Token::Word(&rest[..length]));
        self.at += length;
    }

    fn string(&mut self, quote: u8) {
        let start = self.at;
        let end = self.scan(|byte| byte == quote || byte == b'\n');
        self.text(start, end);
    }

    fn template(&mut self) {
        let start = self.at;
        let mut depth = 0_usize;
        let mut previous = b'`';
        let end = self.scan(|byte| {
            match byte {
                b'{' if depth > 0 || previous == b'$' => depth += 1,
                b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            previous = byte;
            byte == b'`' && depth == 0
        });
        self.text(start, end);
    }

    fn text(&mut self, start: usize, end: usize) {
        let inside = &self.source[(start + 1).min(end)..end];
        let is_plain = !inside.contains(['\\', '\n']) && !inside.contains("${");
        self.skip_to(end + 1);
        self.push(Token::Text(is_plain.then_some(inside)));
    }

    fn regex(&mut self) {
        let mut in_class = false;
        let end = self.scan(|byte| {
            match byte {
                b'[' => in_class = true,
                b']' => in_class = false,
                _ => {}
            }
            byte == b'\n' || byte == b'/' && !in_class
        });
        self.push(Token::Mark(b'/'));
        self.skip_to(end + 1);
    }

    /// The first place after this one, escapes apart, where `ends` holds, or the end.
    fn scan(&self, mut ends: impl FnMut(u8) -> bool) -> usize {
        let bytes = self.source.as_bytes();
        let mut at = self.at + 1;
        while at < bytes.len() {
            match bytes[at] {
                b'\\' => at += 1,
                byte if ends(byte) => return at,
                _ => {}
            }
            at += 1;
        }
        bytes.len()
    }

    /// Whether a value may come here, so that a slash opens a regular expression.
    fn expects_value(&self) -> bool {
        match self.lexemes.last().map(|it| it.token) {
            None => true,
            Some(Token::Mark(mark)) => !matches!(mark, b')' | b']' | b'}' | b'/'),
            Some(Token::Word(word)) => word == "return",
            Some(Token::Text(_)) => false,
        }
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'.') || !byte.is_ascii()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tokens(source: &str) -> Vec<Token<'_>> {
        lex(source).into_iter().map(|it| it.token).collect()
    }

    #[test]
    fn a_slash_divides_after_a_value_and_opens_a_pattern_elsewhere() {
        let word = Token::Word;
        let mark = Token::Mark;
        assert_eq!(tokens("a / 'b'")[2], Token::Text(Some("b")));
        assert_eq!(tokens("(/['\"]/g)")[2], word("g"));
        assert_eq!(
            tokens("f(x) / y / z")[4..],
            [mark(b'/'), word("y"), mark(b'/'), word("z")]
        );
    }

    #[test]
    fn lines_are_counted_through_comments_and_templates() {
        let lines: Vec<_> = lex("a /* \n */ b // c\n`\n` d")
            .iter()
            .map(|it| it.line)
            .collect();
        assert_eq!(lines, [0, 1, 3, 3]);
    }

    proptest! {
        #[test]
        fn any_text_is_split_without_panic(source in "[a-é'\"`/*\\\\\n${}\\[\\]():=,; ]{0,60}") {
            lex(&source);
        }
    }
}
