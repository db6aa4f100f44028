//! A token cut anywhere, and put together by code, is found once and where its pieces stand.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::{found, token};

fn place(at: u64) -> usize {
    usize::try_from(at).expect("a small file")
}

/// How code puts pieces together.
#[derive(Debug, Clone, Copy)]
enum Way {
    Sum,
    Concat,
    Join,
    Template,
}

/// How an operand is written: as it is, or as a name that is declared before.
fn operands(pieces: &[&str], named: &[bool], quote: char, space: &str) -> (String, Vec<String>) {
    let mut declarations = String::new();
    let mut operands = Vec::new();
    for (index, piece) in pieces.iter().enumerate() {
        let literal = format!("{quote}{piece}{quote}");
        // The longest piece stays: by it a fold is noticed.
        let is_longest = pieces.iter().all(|it| it.len() <= piece.len());
        if named.get(index) == Some(&true) && !is_longest {
            let end = line(space);
            let _ = write!(declarations, "const p{index}{space}={space}{literal};{end}");
            operands.push(format!("p{index}"));
        } else {
            operands.push(literal);
        }
    }
    (declarations, operands)
}

/// A line break in code that is written for people.
fn line(space: &str) -> &str {
    if space.is_empty() { "" } else { "\n" }
}

fn folded(way: Way, operands: &[String], space: &str) -> String {
    let line = line(space);
    match way {
        Way::Sum => operands.join(&format!("{space}+{line}{space}")),
        Way::Concat => format!(
            "{}.concat({})",
            operands[0],
            operands[1..].join(&format!(",{space}"))
        ),
        Way::Join => format!(
            "[{line}{}{line}].join(\"\")",
            operands.join(&format!(",{line}{space}"))
        ),
        Way::Template => {
            let filled = operands.iter().map(|it| match it.chars().next() {
                Some('p') => format!("${{{space}{it}{space}}}"),
                _ => it[1..it.len() - 1].to_owned(),
            });
            format!("`{}`", filled.collect::<String>())
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn a_token_cut_anywhere_is_found_where_its_pieces_stand(
        seed in any::<u64>(),
        mut cuts in proptest::collection::btree_set(1..179_usize, 1..6),
        named in proptest::collection::vec(any::<bool>(), 6),
        way in proptest::sample::select(&[Way::Sum, Way::Concat, Way::Join, Way::Template][..]),
        quote in proptest::sample::select(&['"', '\'', '`'][..]),
        space in proptest::sample::select(&["", " "][..]),
        is_function in any::<bool>(),
    ) {
        let token = token(seed);
        cuts.extend([0, 180]);
        let cuts: Vec<usize> = cuts.into_iter().collect();
        let pieces: Vec<&str> = cuts.windows(2).map(|it| &token[it[0]..it[1]]).collect();
        let (declarations, operands) = operands(&pieces, &named, quote, space);
        if matches!(way, Way::Template) && operands.iter().all(|it| !it.starts_with('p')) {
            return Ok(());
        }
        let fold = folded(way, &operands, space);
        let text = if is_function {
            format!("(()=>{{{declarations}function f(e){{return e({{token:{fold}}})}}f(g)}})();")
        } else {
            format!("{declarations}export default e({{token:{fold}}});")
        };
        let found = found("bundle.js", text.as_bytes());
        prop_assert_eq!(found.len(), 1, "{:?} of {} pieces: {:?}", way, pieces.len(), operands.iter().map(String::len).collect::<Vec<_>>());
        let piece = |it: &(u64, u64)| &text.as_bytes()[place(it.0)..place(it.1)];
        let told: Vec<u8> = found[0].location.ranges.iter().flat_map(piece).copied().collect();
        prop_assert!(told == token.as_bytes(), "its pieces are told");
    }
}
