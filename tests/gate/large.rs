//! Files of many windows.

use std::fs::File;
use std::io::{BufWriter, Write};

use crate::tree::{Tree, client, token};

/// Forty million bytes: a dozen windows.
const FILLERS: usize = 1_000_000;
const FILLER: &str = "function a(b){return b+1}var c=a(40);/**/";

#[test]
fn one_line_of_many_megabytes_gives_the_exact_column() {
    let tree = Tree::gatsby();
    let file = File::create(tree.path("public/app.js")).unwrap();
    let mut file = BufWriter::new(file);
    for index in 0..FILLERS {
        if index == FILLERS / 2 {
            file.write_all(client(&token(1)).as_bytes()).unwrap();
        }
        file.write_all(FILLER.as_bytes()).unwrap();
    }
    file.write_all(client(&token(2)).as_bytes()).unwrap();
    file.into_inner().unwrap().sync_all().unwrap();
    let half = FILLERS / 2 * FILLER.len();
    let (first, second) = (half + 24, 2 * half + client(&token(1)).len() + 24);
    tree.here().ends(
        1,
        &[
            &format!("critical public/app.js:1:{first}"),
            &format!("critical public/app.js:1:{second}"),
        ],
    );
}
