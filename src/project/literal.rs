//! Reads a setting from a JavaScript configuration file where it is written as a plain string.
//!
//! This is no parser: it follows brackets and the names in front of them, which is enough to tell
//! `build.outDir` from the `outDir` of a plugin. Whatever it cannot be sure of is `Computed`.

use super::lexer::{Lexeme, Token, lex};

/// What a configuration file says about a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Literal {
    /// Nothing.
    Absent,
    /// A plain string.
    Text(String),
    /// Something that only running the file would tell.
    Computed,
}

impl Literal {
    /// What two places in one file say together.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Absent, said) | (said, Self::Absent) => said,
            (one, two) if one == two => one,
            _ => Self::Computed,
        }
    }
}

/// What `source` says about the setting `key`, whose levels are joined by dots.
pub(super) fn read(source: &str, key: &str) -> Literal {
    let lexemes = lex(source);
    let mut reader = Reader {
        lexemes: &lexemes,
        key,
        frames: Vec::new(),
        pending: Vec::new(),
    };
    (0..lexemes.len()).fold(Literal::Absent, |said, at| said.and(reader.step(at)))
}

/// A name in front of a value.
#[derive(Debug, Clone, Copy)]
struct Name<'a> {
    text: &'a str,
    binding: Binding,
}

/// How a name gets its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Binding {
    /// `name: value`
    Member,
    /// `name = value`, which starts anew: the name may be a setting's level, or merely a variable's.
    Assigned,
}

struct Reader<'a> {
    lexemes: &'a [Lexeme<'a>],
    key: &'a str,
    /// The names in front of each bracket that is open.
    frames: Vec<Vec<Name<'a>>>,
    /// The names in front of the value that is being read.
    pending: Vec<Name<'a>>,
}

impl<'a> Reader<'a> {
    fn step(&mut self, at: usize) -> Literal {
        match self.lexemes[at].token {
            Token::Mark(b'(' | b'[' | b'{') => self.frames.push(std::mem::take(&mut self.pending)),
            Token::Mark(b')' | b']' | b'}') => {
                self.frames.pop();
                self.pending.clear();
            }
            Token::Mark(b',' | b';') | Token::Word("return" | "export") => self.pending.clear(),
            Token::Word(text) | Token::Text(Some(text)) => return self.name(at, text),
            _ => {}
        }
        Literal::Absent
    }

    fn name(&mut self, at: usize, text: &'a str) -> Literal {
        let Some(binding) = self.binding(at) else {
            return self.shorthand(at, text);
        };
        let levels = text.split('.').map(|text| Name { text, binding });
        self.pending = levels.collect();
        // A bare variable is no setting, whatever its name.
        if (binding == Binding::Member || text.contains('.')) && self.is_key() {
            self.value(at + 2)
        } else {
            Literal::Absent
        }
    }

    fn binding(&self, at: usize) -> Option<Binding> {
        match (self.token(at + 1)?, self.token(at + 2)) {
            (Token::Mark(b':'), _) => Some(Binding::Member),
            (Token::Mark(b'='), Some(Token::Mark(b'=' | b'>'))) => None,
            (Token::Mark(b'='), _) if matches!(self.token(at), Some(Token::Word(_))) => {
                Some(Binding::Assigned)
            }
            _ => None,
        }
    }

    /// `{ name }` takes the value of a variable.
    fn shorthand(&mut self, at: usize, text: &'a str) -> Literal {
        let before = at.checked_sub(1).and_then(|at| self.token(at));
        let stands_alone = matches!(before, Some(Token::Mark(b'{' | b',')))
            && matches!(self.token(at), Some(Token::Word(_)))
            && matches!(self.token(at + 1), Some(Token::Mark(b',' | b'}')));
        if !stands_alone {
            return Literal::Absent;
        }
        let binding = Binding::Member;
        self.pending = vec![Name { text, binding }];
        let is_key = self.is_key();
        self.pending.clear();
        if is_key {
            Literal::Computed
        } else {
            Literal::Absent
        }
    }

    /// Whether the names from the outermost bracket to the pending one spell the key.
    fn is_key(&self) -> bool {
        let frames = self.frames.iter().flatten();
        let names: Vec<_> = frames.chain(&self.pending).collect();
        let starts_anew = |at: usize| names[at].binding == Binding::Assigned;
        (0..names.len())
            .filter(|&at| at == 0 || starts_anew(at) || starts_anew(at - 1))
            .any(|at| self.spells_key(&names[at..]))
    }

    /// Whether names are the levels of the key, where `*` stands for any.
    fn spells_key(&self, names: &[&Name<'_>]) -> bool {
        let levels = self.key.split('.');
        let is_as_long = levels.clone().count() == names.len();
        is_as_long
            && levels
                .zip(names)
                .all(|(level, name)| level == "*" || level == name.text)
    }

    fn value(&self, at: usize) -> Literal {
        match self.token(at) {
            Some(Token::Text(Some(text))) if self.ends_after(at) => Literal::Text(text.to_owned()),
            _ => self.below_here(at).unwrap_or(Literal::Computed),
        }
    }

    /// `path.resolve(__dirname, 'a', 'b')` is a folder below the file's own.
    fn below_here(&self, at: usize) -> Option<Literal> {
        let Some(Token::Word("path.resolve" | "path.join" | "resolve" | "join")) = self.token(at)
        else {
            return None;
        };
        let is_here = self.token(at + 1) == Some(Token::Mark(b'('))
            && self.token(at + 2) == Some(Token::Word("__dirname"));
        let mut parts = vec!["."];
        let mut next = at + 3;
        while is_here && self.token(next) == Some(Token::Mark(b',')) {
            let Some(Token::Text(Some(text))) = self.token(next + 1) else {
                return None;
            };
            parts.push(text.trim_start_matches('/'));
            next += 2;
        }
        let is_whole = is_here && self.token(next) == Some(Token::Mark(b')'));
        is_whole.then(|| Literal::Text(parts.join("/")))
    }

    /// Whether the expression ends after the lexeme at `at`.
    fn ends_after(&self, at: usize) -> bool {
        match self.lexemes.get(at + 1) {
            None => true,
            Some(next) => match next.token {
                Token::Mark(mark) => matches!(mark, b',' | b';' | b'}' | b')'),
                Token::Word(word) => word == "as" || next.line > self.lexemes[at].line,
                Token::Text(_) => false,
            },
        }
    }

    fn token(&self, at: usize) -> Option<Token<'a>> {
        self.lexemes.get(at).map(|it| it.token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &str) -> Literal {
        Literal::Text(value.to_owned())
    }

    #[test]
    fn a_plain_string_is_read_wherever_a_configuration_is_written() {
        for source in [
            "module.exports = { distDir: 'build' }",
            "module.exports.distDir = \"build\"",
            "const nextConfig: NextConfig = { 'distDir': `build`, };\nexport default nextConfig",
            "export default withPlugins({ a: [1, 2], distDir: 'build' as const, x: 1 })",
            "module.exports = async (phase) => { return { env: {a: b}, distDir: 'build' } }",
            "const config = {}\nconfig.distDir = 'build'\nmodule.exports = config",
        ] {
            assert_eq!(read(source, "distDir"), text("build"), "{source}");
        }
    }

    #[test]
    fn the_levels_of_a_setting_are_told_from_those_of_others() {
        for source in [
            "export default { build: { outDir: 'x' } }",
            "export default defineConfig(({ mode }) => { const e = load(mode); return { build: { outDir: 'x' } } })",
            "const build = { outDir: 'x' }; export default { build }",
            "export default { plugins: [dts({ outDir: 'types' })], build: { lib: {outDir: 'z'}, outDir: 'x' } }",
            "config.build.outDir = 'x'",
        ] {
            assert_eq!(read(source, "build.outDir"), text("x"), "{source}");
        }
        for source in [
            "export default { plugins: [dts({ outDir: 'types' })] }",
            "export default { test: { root: 'x' }, server: { root: 'y' } }",
            "const root = 'x'",
        ] {
            assert_eq!(read(source, "build.outDir"), Literal::Absent, "{source}");
            assert_eq!(read(source, "root"), Literal::Absent, "{source}");
        }
    }

    #[test]
    fn a_folder_is_read_from_where_the_file_lies() {
        let source =
            "module.exports = { output: { path: path.resolve(__dirname, 'dist', 'web') } }";
        assert_eq!(read(source, "output.path"), text("./dist/web"));
        for source in [
            "module.exports = { output: { path: path.resolve(root, 'dist') } }",
            "module.exports = { output: { path: path.resolve(__dirname, name) } }",
        ] {
            assert_eq!(read(source, "output.path"), Literal::Computed, "{source}");
        }
    }

    #[test]
    fn a_level_may_have_any_name() {
        let source = r#"{"projects":{"shop":{"options":{"path":"www"}}}}"#;
        assert_eq!(read(source, "projects.*.options.path"), text("www"));
        assert_eq!(read(source, "projects.*.path"), Literal::Absent);
    }

    #[test]
    fn what_is_computed_is_told_as_such() {
        for source in [
            "module.exports = { distDir: process.env.DIST }",
            "module.exports = { distDir: 'a' + b }",
            "module.exports = { distDir: `a${b}` }",
            "module.exports = { distDir: isCi ? 'a' : 'b' }",
            "module.exports = { distDir: 'a\\x62' }",
            "const distDir = 'a'; module.exports = { distDir }",
            "module.exports = ci ? { distDir: 'a' } : { distDir: 'b' }",
        ] {
            assert_eq!(read(source, "distDir"), Literal::Computed, "{source}");
        }
    }

    #[test]
    fn comments_strings_and_regular_expressions_say_nothing() {
        for source in [
            "// distDir: 'a'\nmodule.exports = { /* distDir: 'b', */ x: \"distDir: 'c'\" }",
            "module.exports = { x: /['\"{]/, y: `distDir: 'a' ${ f({ distDir: 'b' }) }` }",
            "if (distDir === 'a') { x(distDir => 'a') }",
            "module.exports = { x: distDir, y: a['distDir'] }",
            "'unclosed distDir: 'a'",
            "",
        ] {
            assert_eq!(read(source, "distDir"), Literal::Absent, "{source}");
        }
        assert_eq!(
            read("module.exports = { x: a / b, distDir: 'd' }", "distDir"),
            text("d")
        );
    }
}
