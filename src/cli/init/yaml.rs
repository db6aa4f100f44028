//! Places in a YAML text, by its lines, so that all that is not added to stays as it is. What is not
//! written in the block style is not understood.

/// A YAML text that holds one document.
pub(super) struct Yaml<'a> {
    text: &'a str,
    lines: Vec<&'a str>,
}

/// An entry of a mapping or an item of a list.
pub(super) struct Entry<'a> {
    /// Empty for an item.
    pub(super) key: &'a str,
    /// What stands behind the key or the dash on its line.
    pub(super) value: &'a str,
    pub(super) indent: usize,
    line: usize,
    /// One past its last line.
    pub(super) end: usize,
}

impl<'a> Yaml<'a> {
    /// Nothing where the text is not understood by its lines.
    pub(super) fn of(text: &'a str) -> Option<Self> {
        let lines: Vec<&str> = text.lines().collect();
        let is_odd = |line: &&str| {
            let indent = &line[..indent(line)];
            indent.contains('\t') || line.starts_with("...") || line.starts_with('%')
        };
        let documents = lines.iter().skip_while(|it| !is_content(it));
        let is_one = !documents.skip(1).any(|line| line.starts_with("---"));
        let is_plain = is_one && !lines.iter().any(is_odd);
        is_plain.then_some(Self { text, lines })
    }

    /// The entries of the document.
    pub(super) fn top(&self) -> Vec<Entry<'a>> {
        self.children((0, self.lines.len()), None)
    }

    pub(super) fn entry(&self, key: &str) -> Option<Entry<'a>> {
        self.top().into_iter().find(|it| it.key == key)
    }

    /// The entries, or the items, of an entry that holds a block of them.
    pub(super) fn below(&self, entry: &Entry<'_>) -> Vec<Entry<'a>> {
        // An anchor names what is below.
        if !entry.value.is_empty() && (!entry.value.starts_with('&') || entry.value.contains(' ')) {
            return Vec::new();
        }
        self.children((entry.line + 1, entry.end), Some(entry.indent))
    }

    pub(super) fn child(&self, entry: &Entry<'_>, key: &str) -> Option<Entry<'a>> {
        self.below(entry).into_iter().find(|it| it.key == key)
    }

    /// The text with more lines before some of its own, by their numbers.
    pub(super) fn with(&self, added: &[(usize, String)]) -> String {
        let end = if self.text.contains("\r\n") {
            "\r\n"
        } else {
            "\n"
        };
        let mut new = String::with_capacity(self.text.len() + 256);
        for (at, line) in self.text.split_inclusive('\n').enumerate() {
            push(&mut new, added, at, end);
            new.push_str(line);
        }
        if !new.is_empty() && !new.ends_with('\n') {
            new.push_str(end);
        }
        push(&mut new, added, self.lines.len(), end);
        new
    }

    /// The lines of an entry.
    pub(super) fn lines(&self, entry: &Entry<'_>) -> &[&'a str] {
        &self.lines[entry.line..entry.end]
    }

    /// How many lines it has.
    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    /// What stands at one indent in some lines: that of the first of them.
    fn children(&self, (from, to): (usize, usize), parent: Option<usize>) -> Vec<Entry<'a>> {
        let content = |at: &usize| is_content(self.lines[*at]) && self.lines[*at] != "---";
        let Some(first) = (from..to).find(content) else {
            return Vec::new();
        };
        let wanted = indent(self.lines[first]);
        let is_list = is_item(self.lines[first]);
        if parent.is_some_and(|it| wanted < it || (wanted == it && !is_list)) {
            return Vec::new();
        }
        let starts = (first..to).filter(|at| {
            let line = self.lines[*at];
            content(at) && indent(line) == wanted && is_item(line) == is_list
        });
        starts.filter_map(|at| self.at(at, to)).collect()
    }

    /// The entry or the item that begins at a line.
    fn at(&self, line: usize, to: usize) -> Option<Entry<'a>> {
        let text = self.lines[line];
        let own = indent(text);
        let (key, value) = if is_item(text) {
            ("", &text[own + 1..])
        } else {
            key_and_value(&text[own..])?
        };
        Some(Entry {
            key,
            value: without_comment(value).trim(),
            indent: own,
            line,
            end: self.end(line, to),
        })
    }

    /// One past the last line of what begins at a line. A comment that stands no further in than that belongs to
    /// what follows.
    fn end(&self, line: usize, to: usize) -> usize {
        let own = indent(self.lines[line]);
        let has_list = !is_item(self.lines[line]);
        let mut end = line + 1;
        for at in line + 1..to {
            let text = self.lines[at];
            if text.trim().is_empty() {
                continue;
            }
            if is_content(text) {
                let is_listed = has_list && is_item(text) && indent(text) == own;
                if indent(text) <= own && !is_listed {
                    break;
                }
            } else if indent(text) <= own {
                continue;
            }
            end = at + 1;
        }
        end
    }
}

fn push(text: &mut String, added: &[(usize, String)], at: usize, end: &str) {
    for (_, line) in added.iter().filter(|(before, _)| *before == at) {
        text.push_str(line);
        text.push_str(end);
    }
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

fn is_content(line: &str) -> bool {
    let text = line.trim_start();
    !text.is_empty() && !text.starts_with('#')
}

fn is_item(line: &str) -> bool {
    let text = line.trim_start();
    text == "-" || text.starts_with("- ")
}

/// `key: value`, the key without its quotes.
fn key_and_value(text: &str) -> Option<(&str, &str)> {
    let colon = text.match_indices(':').find(|(at, _)| {
        let rest = &text[at + 1..];
        rest.is_empty() || rest.starts_with(' ')
    });
    let (at, _) = colon?;
    let key = text[..at].trim().trim_matches(['"', '\'']);
    Some((key, &text[at + 1..]))
}

fn without_comment(value: &str) -> &str {
    let comment = value.find(" #");
    comment.map_or(value, |at| &value[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
# The first.
a:
  b: 1 # one
  # Of b.

  'c':
    - x
    - |
      y
      # no comment
# Of d.
d: &d
- z
\"e\": {}
";

    #[test]
    fn entries_and_items_are_found_with_their_ends() {
        let yaml = Yaml::of(TEXT).unwrap();
        let keys: Vec<_> = yaml.top().iter().map(|it| it.key).collect();
        assert_eq!(keys, ["a", "d", "e"]);
        let a = yaml.entry("a").unwrap();
        assert_eq!((a.end, yaml.child(&a, "b").unwrap().value), (10, "1"));
        let c = yaml.child(&a, "c").unwrap();
        let items = yaml.below(&c);
        let told: Vec<_> = items.iter().map(|it| (it.value, it.end)).collect();
        assert_eq!(told, [("x", 7), ("|", 10)]);
        let d = yaml.entry("d").unwrap();
        assert_eq!((d.end, yaml.below(&d).len()), (13, 1));
        assert!(yaml.below(&yaml.entry("e").unwrap()).is_empty());
    }

    #[test]
    fn what_is_added_takes_the_ends_of_the_lines_that_are_there() {
        let yaml = Yaml::of("a: 1\r\nb: 2").unwrap();
        let new = yaml.with(&[(1, "x: 3".to_owned()), (2, "y: 4".to_owned())]);
        assert_eq!(new, "a: 1\r\nx: 3\r\nb: 2\r\ny: 4\r\n");
        assert_eq!(
            Yaml::of("").unwrap().with(&[(0, "a: 1".to_owned())]),
            "a: 1\n"
        );
    }

    #[test]
    fn what_is_not_understood_is_told() {
        for text in ["\ta: 1", "a: 1\n---\nb: 2\n", "%YAML 1.2\n---\na: 1\n"] {
            assert!(Yaml::of(text).is_none(), "{text}");
        }
        assert!(Yaml::of("---\na: 1\n").is_some());
        assert_eq!(Yaml::of("[a, b]\n").unwrap().top().len(), 0);
    }
}
