//! The expressions that betterleaks filters with: comparisons of a match's parts, joined by `||`,
//! `&&` and `!`. What is more than that (variables, slices, requests) is not understood.

use super::filter::{Comparison, Filter, Measure, Target, Words};
use super::go;
use crate::rule::lazy::LazyRegex;

/// What was read of an expression.
pub(super) struct Parsed {
    pub(super) filter: Filter,
    /// Whether it asks how rare a value's pieces are in a language model's vocabulary.
    pub(super) asks_for_tokens: bool,
}

/// Reads an expression; what it cannot read, where it cannot.
pub(super) fn parse(text: &str) -> Result<Parsed, String> {
    let mut parser = Parser {
        tokens: tokens(text)?,
        at: 0,
        asks_for_tokens: false,
    };
    let filter = parser.any()?;
    match parser.peek() {
        None => Ok(Parsed {
            filter,
            asks_for_tokens: parser.asks_for_tokens,
        }),
        Some(token) => Err(token.to_string()),
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Name(String),
    Text(String),
    Number(f64),
    Sign(&'static str),
}

impl std::fmt::Display for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Name(name) => write!(f, "`{name}`"),
            Self::Text(_) => f.write_str("a string"),
            Self::Number(number) => write!(f, "`{number}`"),
            Self::Sign(sign) => write!(f, "`{sign}`"),
        }
    }
}

/// The longer before the shorter.
const SIGNS: &[&str] = &[
    "||", "&&", "??", "<=", ">=", "==", "!=", "<", ">", "!", "(", ")", "[", "]", ",", ".", "=",
    ";", ":", "+", "-", "{", "}", "?", "*", "/",
];

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, length) = match first {
            '/' if rest.starts_with("//") => {
                rest = rest
                    .split_once('\n')
                    .map_or("", |(_, rest)| rest)
                    .trim_start();
                continue;
            }
            '`' | '"' | '\'' => string(rest, first)?,
            '0'..='9' => number(rest)?,
            _ if first.is_ascii_alphabetic() || first == '_' => name(rest),
            _ => {
                let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
                let sign = *sign.ok_or_else(|| format!("`{first}`"))?;
                (Token::Sign(sign), sign.len())
            }
        };
        tokens.push(token);
        rest = rest[length..].trim_start();
    }
    Ok(tokens)
}

fn name(text: &str) -> (Token, usize) {
    let is_part = |it: char| it.is_ascii_alphanumeric() || it == '_';
    let length = text.find(|it| !is_part(it)).unwrap_or(text.len());
    (Token::Name(text[..length].to_owned()), length)
}

fn number(text: &str) -> Result<(Token, usize), String> {
    let is_part = |it: char| it.is_ascii_digit() || it == '.';
    let length = text.find(|it| !is_part(it)).unwrap_or(text.len());
    let number = text[..length].parse().map_err(|_| "a number".to_owned())?;
    Ok((Token::Number(number), length))
}

/// A string and its length in the text; one in backticks has no escapes.
fn string(text: &str, quote: char) -> Result<(Token, usize), String> {
    let mut out = String::new();
    let mut characters = text.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        match character {
            _ if character == quote => return Ok((Token::Text(out), at + 1)),
            '\\' if quote != '`' => {
                let (_, escaped) = characters.next().ok_or("a string")?;
                out.push(match escaped {
                    'n' => '\n',
                    't' => '\t',
                    'r' => '\r',
                    other => other,
                });
            }
            other => out.push(other),
        }
    }
    Err("a string without an end".to_owned())
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    asks_for_tokens: bool,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Result<Token, String> {
        let token = self.peek().cloned().ok_or("its end")?;
        self.at += 1;
        Ok(token)
    }

    /// Takes a sign, or the word for it, if it is next.
    fn takes(&mut self, wanted: &str) -> bool {
        let word = match wanted {
            "||" => "or",
            "&&" => "and",
            "!" => "not",
            _ => "",
        };
        let is_next = match self.peek() {
            Some(Token::Sign(sign)) => *sign == wanted,
            Some(Token::Name(name)) => name == word,
            _ => false,
        };
        self.at += usize::from(is_next);
        is_next
    }

    fn wants(&mut self, sign: &str) -> Result<(), String> {
        if self.takes(sign) {
            return Ok(());
        }
        Err(self.next()?.to_string())
    }

    fn any(&mut self) -> Result<Filter, String> {
        let mut parts = vec![self.all()?];
        while self.takes("||") {
            parts.push(self.all()?);
        }
        Ok(joined(parts, Filter::Any))
    }

    fn all(&mut self) -> Result<Filter, String> {
        let mut parts = vec![self.single()?];
        while self.takes("&&") {
            parts.push(self.single()?);
        }
        Ok(joined(parts, Filter::All))
    }

    fn single(&mut self) -> Result<Filter, String> {
        if self.takes("!") {
            return Ok(Filter::Not(Box::new(self.single()?)));
        }
        if self.takes("(") {
            let inside = self.any()?;
            self.wants(")")?;
            return Ok(inside);
        }
        self.call()
    }

    /// `matchesAny(finding["secret"], […])`, `entropy(finding["secret"]) < 3.0` and their like.
    fn call(&mut self) -> Result<Filter, String> {
        let function = self.function()?;
        if !self.takes("(") {
            return Err(format!("`{function}`"));
        }
        let target = self.target()?;
        let filter = match &*function {
            "matchesAny" => Filter::Matches(target, self.expressions()?),
            "containsAny" => Filter::Contains(target, Words::new(self.list()?)),
            "failsTokenEfficiency" => {
                self.asks_for_tokens = true;
                Filter::Never
            }
            "entropy" => return self.comparison(target, Measure::Entropy),
            "len" => return self.comparison(target, Measure::Length),
            other => return Err(format!("`{other}`")),
        };
        self.wants(")")?;
        Ok(filter)
    }

    fn function(&mut self) -> Result<String, String> {
        match self.next()? {
            Token::Name(name) if name == "filter" => {
                self.wants(".")?;
                self.function()
            }
            Token::Name(name) => Ok(name),
            other => Err(other.to_string()),
        }
    }

    /// `finding["secret"]`, `attributes["path"] ?? ""`, `get(attributes, "path", "")`.
    fn target(&mut self) -> Result<Target, String> {
        if self.takes("(") {
            let target = self.target()?;
            self.wants(")")?;
            return Ok(target);
        }
        let target = match self.next()? {
            Token::Name(name) if name == "get" => {
                self.wants("(")?;
                let of = self.next()?;
                self.wants(",")?;
                let target = member(&of, &self.next()?)?;
                self.wants(",")?;
                self.next()?;
                self.wants(")")?;
                target
            }
            of => {
                self.wants("[")?;
                let target = member(&of, &self.next()?)?;
                self.wants("]")?;
                target
            }
        };
        if self.takes("??") {
            self.next()?;
        }
        Ok(target)
    }

    fn comparison(&mut self, target: Target, measure: Measure) -> Result<Filter, String> {
        self.wants(")")?;
        let comparison = match self.next()? {
            Token::Sign("<") => Comparison::Less,
            Token::Sign("<=") => Comparison::AtMost,
            Token::Sign(">") => Comparison::More,
            Token::Sign(">=") => Comparison::AtLeast,
            Token::Sign("==") => Comparison::Equal,
            Token::Sign("!=") => Comparison::Unequal,
            other => return Err(other.to_string()),
        };
        match self.next()? {
            Token::Number(number) => Ok(Filter::Compare(target, measure, comparison, number)),
            other => Err(other.to_string()),
        }
    }

    fn expressions(&mut self) -> Result<Vec<LazyRegex>, String> {
        let translated = |go: String| match go::parse(&go) {
            Ok((regex, _)) => Ok(LazyRegex::new(regex)),
            Err(_) => Err("an expression".to_owned()),
        };
        self.list()?.into_iter().map(translated).collect()
    }

    /// `, ["a", "b"]`
    fn list(&mut self) -> Result<Vec<String>, String> {
        self.wants(",")?;
        self.wants("[")?;
        let mut texts = Vec::new();
        while !self.takes("]") {
            match self.next()? {
                Token::Text(text) => texts.push(text),
                other => return Err(other.to_string()),
            }
            if !self.takes(",") && self.peek() != Some(&Token::Sign("]")) {
                return Err(self.next()?.to_string());
            }
        }
        Ok(texts)
    }
}

fn joined(mut parts: Vec<Filter>, join: fn(Vec<Filter>) -> Filter) -> Filter {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        last => {
            parts.extend(last);
            join(parts)
        }
    }
}

fn member(of: &Token, key: &Token) -> Result<Target, String> {
    let (Token::Name(of), Token::Text(key)) = (of, key) else {
        return Err(of.to_string());
    };
    match (&**of, &**key) {
        ("finding", "secret") => Ok(Target::Secret),
        ("finding", "match") => Ok(Target::Match),
        ("finding", "line") => Ok(Target::Line),
        ("attributes", "path") => Ok(Target::Path),
        _ => Err(format!("`{of}[\"{key}\"]`")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::filter::Candidate;
    use super::*;

    fn holds(expression: &str, secret: &str) -> bool {
        let candidate = Candidate {
            secret: secret.as_bytes(),
            whole: b"key=whole",
            line: b"the line",
            path: "src/a.js",
        };
        parse(expression).unwrap().filter.holds(candidate)
    }

    #[test]
    fn what_is_understood_is_judged_as_written() {
        for expression in [
            r#"entropy(finding["secret"]) <= 3.0"#,
            r#"filter.entropy(finding["secret"]) < 0.5 || len(finding["secret"]) == 4"#,
            "// why\nmatchesAny(finding[\"secret\"], [`^a+$`, `^b`])",
            r#"!matchesAny(finding["match"], ["^x"]) && containsAny(finding["line"], ["LINE"])"#,
            r#"matchesAny(get(attributes, "path", ""), [`\.js$`])"#,
            r#"matchesAny((attributes["path"] ?? ""), [`^src/`,])"#,
            r#"not (len(finding["secret"]) > 4) and len(finding["secret"]) != 5"#,
        ] {
            assert!(holds(expression, "aaaa"), "{expression}");
        }
        assert!(!holds(
            r#"entropy(finding["secret"]) <= 3.0"#,
            "abcdefghijklmnop"
        ));
    }

    #[test]
    fn what_is_not_understood_is_told() {
        for (expression, wanted) in [
            ("let a = 1; a > 0", "`let`"),
            (r#"finding["secret"] == "x""#, "`finding`"),
            (r#"entropy(finding["fragment_raw"]) < 1"#, "fragment_raw"),
            (r#"matchesAny(finding["secret"], [`(`])"#, "an expression"),
            (r#"len(finding["secret"]) < 1 )"#, "`)`"),
        ] {
            let error = parse(expression).err().unwrap();
            assert!(error.contains(wanted), "{expression}: {error}");
        }
        let asks = parse(r#"failsTokenEfficiency(finding["secret"])"#).unwrap();
        assert!(asks.asks_for_tokens);
    }
}
