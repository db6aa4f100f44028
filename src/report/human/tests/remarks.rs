//! What was not scanned.

use super::*;

#[test]
fn the_working_directory_is_called_here_and_nothing_is_said_twice() {
    let note = Notification::new(NotificationKind::NothingToScan, "/site", "not built");
    let unbuilt = Report {
        notifications: vec![
            note,
            Notification::new(NotificationKind::NotBuilt, "/site", "not built"),
        ],
        ..gatsby_report()
    };
    let text = plain(&unbuilt);
    assert!(text.starts_with("error: here: not built\n"));
    assert_eq!(text.matches("not built").count(), 1);
}

#[test]
fn many_notes_of_one_kind_are_one() {
    let twin = |n: usize, message: &str| {
        let path = format!("/site/public/{n:03}.js.gz");
        Notification::new(NotificationKind::StaleTwin, path, message)
    };
    let told = |notifications: Vec<Notification>| {
        plain(&Report {
            notifications,
            ..gatsby_report()
        })
    };
    let same = told((0..656).map(|n| twin(n, "it is another")).collect());
    assert!(
        same.starts_with(
            "note: each of 656 files: it is another\n      public/000.js.gz\n      public/001.js.gz\n      \
             public/002.js.gz\n      and 653 more (-v shows them)\n"
        ),
        "{same}"
    );
    let each = told((0..10).map(|n| twin(n, &format!("it is {n}"))).collect());
    assert!(each.contains("note: public/002.js.gz: it is 2\nnote: 7 more of this kind (stale-twin): -v shows them\n"), "{each}");
    let few = told((0..5).map(|n| twin(n, "it is another")).collect());
    assert_eq!(few.matches("note: public/").count(), 5);
}
