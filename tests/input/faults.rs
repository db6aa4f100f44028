//! Files that vanish, change, or bring a panic about.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::panic;
use std::slice;
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};

use spillcheck::NotificationKind::{Changed, Panic, Vanished};
use spillcheck::content::{Fragment, LayerName};
use spillcheck::scan::{self, Windows};

use super::detector::{Folder, NEEDLE, kinds, needles, needles_after, place, scan_file, tiny};

/// A panic on purpose is no news.
fn quiet_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| panic::set_hook(Box::new(|_| {})));
}

#[test]
fn a_file_that_vanished_is_told() {
    let folder = Folder::new();
    let gone = folder.path().join("gone.js");
    let found = scan_file(&gone, Windows::default());
    assert_eq!(kinds(&found), [Vanished]);
    assert_eq!(found.notifications[0].path, Some(gone));
    assert_eq!(found.summary.files, 0);
}

#[test]
fn a_file_that_became_a_folder_is_told() {
    let folder = Folder::new();
    let found = scan_file(folder.path(), Windows::default());
    assert_eq!(found.notifications.len(), 1);
}

#[cfg(unix)]
#[test]
fn a_file_that_became_a_fifo_does_not_hang() {
    let folder = Folder::new();
    let fifo = folder.path().join("app.js");
    let made = std::process::Command::new("mkfifo").arg(&fifo).status();
    assert!(made.unwrap().success());
    let found = scan_file(&fifo, Windows::default());
    assert_eq!(kinds(&found), [spillcheck::NotificationKind::SpecialFile]);
}

#[test]
fn a_file_that_shrinks_is_told_and_what_was_read_is_kept() {
    let folder = Folder::new();
    let path = folder.write("app.js", format!("{NEEDLE}{}", ".".repeat(4096)));
    let cut = needles_after(|fragment| {
        if fragment.bytes.starts_with(NEEDLE.as_bytes()) {
            let file = OpenOptions::new().write(true).open(&path).unwrap();
            file.set_len(64).unwrap();
        }
    });
    let found = one_thread(|| scan::scan_with(slice::from_ref(&path), &cut, tiny(64)));
    assert_eq!(kinds(&found), [Changed]);
    assert_eq!(found.sightings.len(), 1);
}

#[test]
fn a_match_whose_place_is_gone_is_still_told() {
    let folder = Folder::new();
    let text = format!("\u{FEFF}{}{NEEDLE}", ".".repeat(30));
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let path = folder.write("app.js", bytes);
    // Wide text is seen among the bytes before it is read as the mark says: the last look counts.
    let looks = AtomicUsize::new(0);
    let look = |fragment: &Fragment<'_>| {
        let ends = fragment.bytes.ends_with(NEEDLE.as_bytes());
        ends.then(|| looks.fetch_add(1, Ordering::Relaxed) + 1)
    };
    let first = needles_after(|fragment| _ = look(fragment));
    one_thread(|| scan::scan_with(slice::from_ref(&path), &first, tiny(64)));
    let last = looks.swap(0, Ordering::Relaxed);
    let cut = needles_after(|fragment| {
        if look(fragment) == Some(last) {
            let file = OpenOptions::new().write(true).open(&path).unwrap();
            file.set_len(31).unwrap();
        }
    });
    let found = one_thread(|| scan::scan_with(slice::from_ref(&path), &cut, tiny(64)));
    assert_eq!(kinds(&found), [Changed]);
    assert_eq!(place(&found.sightings[0]), (62, 92, 1, 15));
}

#[test]
fn a_file_that_grows_is_told() {
    let folder = Folder::new();
    let path = folder.write("app.js", format!("{NEEDLE}{}", ".".repeat(4096)));
    let grow = needles_after(|_| {
        let mut file = OpenOptions::new().append(true).open(&path).unwrap();
        file.write_all(NEEDLE.as_bytes()).unwrap();
    });
    let found = one_thread(|| scan::scan_with(slice::from_ref(&path), &grow, tiny(64)));
    assert_eq!(kinds(&found), [Changed]);
    assert_eq!(place(&found.sightings[0]), (0, 15, 1, 1));
}

#[test]
fn a_panic_stays_with_its_file_and_quotes_nothing() {
    quiet_panics();
    let folder = Folder::new();
    let good = folder.write("good.js", NEEDLE);
    let bad = folder.write("bad.js", format!("PANIC {NEEDLE}"));
    let detector = needles_after(|fragment| {
        assert!(
            !fragment.bytes.starts_with(b"PANIC"),
            "{:?}",
            fragment.bytes
        );
    });
    let found = scan::scan(&[bad.clone(), good.clone()], &detector);
    assert_eq!(kinds(&found), [Panic]);
    assert_eq!(found.notifications[0].path, Some(bad));
    assert!(!found.notifications[0].message.contains("PANIC"));
    assert_eq!(found.sightings.len(), 1);
    assert_eq!(found.sightings[0].location.path, good);
}

#[test]
fn a_panic_in_one_window_leaves_the_others() {
    quiet_panics();
    let folder = Folder::new();
    let text = format!("{NEEDLE}{}PANIC{}{NEEDLE}", ".".repeat(49), ".".repeat(59));
    let path = folder.write("app.js", text);
    let detector = needles_after(|fragment| {
        assert!(!fragment.bytes[fragment.own.clone()].starts_with(b"PANIC"));
    });
    let windows = Windows {
        margin: 0,
        ..tiny(64)
    };
    let found = scan::scan_with(&[path], &detector, windows);
    assert_eq!(kinds(&found), [Panic]);
    assert_eq!(found.sightings.len(), 2);
}

#[test]
fn a_name_is_looked_at_and_a_folder_s_name_once() {
    let folder = Folder::new();
    let files = [
        folder.write(format!("{NEEDLE}/b.js"), ""),
        folder.write(format!("{NEEDLE}/a/c.js"), ""),
        folder.write(format!("{NEEDLE}.js"), ""),
    ];
    let found = scan::scan(&files, &needles());
    let places: Vec<_> = found
        .sightings
        .iter()
        .map(|one| (one.location.path.clone(), place(one), one.layers.clone()))
        .collect();
    let named = |path: &std::path::PathBuf| (path.clone(), (0, 0, 1, 1), vec![LayerName::FileName]);
    assert_eq!(places, [named(&files[1]), named(&files[2])]);
}

#[test]
fn threads_change_nothing() {
    let folder = Folder::new();
    let files: Vec<_> = (0..50)
        .map(|index| {
            let text = format!("{}\n{NEEDLE}", ".".repeat(index * 37)).repeat(index % 5);
            folder.write(format!("{index}.js"), text)
        })
        .chain([folder.path().join("gone"), folder.path().join("gone-too")])
        .collect();
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        let scan = pool
            .build()
            .unwrap()
            .install(|| scan::scan_with(&files, &needles(), tiny(64)));
        format!("{scan:?}")
    };
    let alone = run(1);
    for _ in 0..10 {
        assert_eq!(run(8), alone);
    }
}

#[test]
fn an_empty_file_holds_nothing() {
    let folder = Folder::new();
    let path = folder.write("empty.js", "");
    let found = scan_file(&path, Windows::default());
    assert_eq!(kinds(&found), []);
    assert_eq!((found.summary.files, found.summary.bytes), (1, 0));
    fs::remove_file(path).unwrap();
}

fn one_thread<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build();
    pool.unwrap().install(work)
}
