//! Where two texts differ, line by line.

/// Lines that are compared each with each; beyond so many pairs all between the first and the last
/// difference is one.
const PAIRS: usize = 4 << 20;

/// What goes and what comes at one place.
pub(super) struct Hunk<'a> {
    /// How many lines of the old text stand before it.
    pub(super) line: usize,
    gone: Vec<&'a str>,
    added: Vec<&'a str>,
}

impl Hunk<'_> {
    fn at(line: usize) -> Self {
        Self {
            line,
            gone: Vec::new(),
            added: Vec::new(),
        }
    }

    /// What goes, then what comes. Of a line that was there its key alone, and what has changed in it.
    pub(super) fn shown(&self, shown: &mut Vec<String>) {
        let pairs = self.gone.iter().zip(&self.added);
        shown.extend(pairs.map(|(gone, added)| {
            let rest = &gone[shared(gone, added)..];
            format!("- {}{rest}", key(gone))
        }));
        let added = self.added.iter().enumerate();
        shown.extend(added.map(|(at, added)| match self.gone.get(at) {
            Some(gone) => format!("+ {}{}", key(gone), &added[shared(gone, added)..]),
            None => format!("+ {added}"),
        }));
    }
}

/// The places where two texts differ, in order.
pub(super) fn hunks<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<Hunk<'a>> {
    let same = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old, new) = (&old[same..], &new[same..]);
    let tail = old.iter().rev().zip(new.iter().rev());
    let tail = tail.take_while(|(a, b)| a == b).count();
    let (old, new) = (&old[..old.len() - tail], &new[..new.len() - tail]);
    if old.len().saturating_mul(new.len()) > PAIRS {
        return vec![Hunk {
            line: same,
            gone: old.to_vec(),
            added: new.to_vec(),
        }];
    }
    let mut hunks = Vec::new();
    let mut open: Option<Hunk<'a>> = None;
    let (mut at, mut to) = (0, 0);
    let common = common(old, new);
    while at < old.len() || to < new.len() {
        if at < old.len() && to < new.len() && old[at] == new[to] {
            hunks.extend(open.take());
            (at, to) = (at + 1, to + 1);
            continue;
        }
        let hunk = open.get_or_insert_with(|| Hunk::at(same + at));
        if to == new.len() || (at < old.len() && common[at + 1][to] > common[at][to + 1]) {
            hunk.gone.push(old[at]);
            at += 1;
        } else {
            hunk.added.push(new[to]);
            to += 1;
        }
    }
    hunks.extend(open);
    hunks
}

/// How many lines two texts have in common from each pair of lines on.
fn common(old: &[&str], new: &[&str]) -> Vec<Vec<usize>> {
    let mut common = vec![vec![0; new.len() + 1]; old.len() + 1];
    for at in (0..old.len()).rev() {
        for to in (0..new.len()).rev() {
            common[at][to] = if old[at] == new[to] {
                common[at + 1][to + 1] + 1
            } else {
                common[at + 1][to].max(common[at][to + 1])
            };
        }
    }
    common
}

/// How many bytes two lines begin with alike.
fn shared(one: &str, two: &str) -> usize {
    let pairs = one.chars().zip(two.chars());
    let alike = pairs.take_while(|(a, b)| a == b);
    alike.map(|(character, _)| character.len_utf8()).sum()
}

/// What a line begins with that is known to be no secret: its indent and the key of its value.
fn key(line: &str) -> String {
    let indent = line.len() - line.trim_start().len();
    match line.find(':') {
        Some(colon) => format!("{} …", &line[..=colon]),
        None => format!("{}…", &line[..indent]),
    }
}
