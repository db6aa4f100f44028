//! What a walk lists and what it leaves out.

use spillcheck::NotificationKind::{EmptyOutput, NoScannableFile, Vanished};

use super::detector::Folder;

#[test]
fn every_file_is_listed_hidden_or_not() {
    let folder = Folder::new();
    for name in [".env", ".git/config", ".gitignore", "a/b/c.js", "empty"] {
        folder.write(name, "");
    }
    folder.write(".gitignore", "*.js\na/\n");
    assert_eq!(
        folder.listed(),
        [".env", ".git/config", ".gitignore", "a/b/c.js", "empty"]
    );
    assert_eq!(folder.notified(), []);
}

#[test]
fn a_target_may_be_a_file() {
    let folder = Folder::new();
    let file = folder.write("app.js", "");
    let walk = spillcheck::walk::files(std::slice::from_ref(&file));
    assert_eq!(walk.files, [file]);
    assert_eq!(walk.notifications, []);
}

#[test]
fn a_file_in_two_targets_is_listed_once() {
    let folder = Folder::new();
    let file = folder.write("a/app.js", "");
    let walk = spillcheck::walk::files(&[folder.path().to_owned(), folder.path().join("a")]);
    assert_eq!(walk.files, [file]);
}

#[test]
fn a_target_without_a_file_is_told() {
    let folder = Folder::new();
    assert_eq!(folder.notified(), [(EmptyOutput, String::new())]);
    std::fs::create_dir(folder.path().join("static")).unwrap();
    assert_eq!(folder.notified(), [(EmptyOutput, String::new())]);
}

#[test]
fn a_target_that_is_gone_is_told() {
    let folder = Folder::new();
    let walk = spillcheck::walk::files(&[folder.path().join("gone")]);
    assert_eq!(walk.notifications.len(), 1);
    assert_eq!(walk.notifications[0].kind, Vanished);
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;
    use std::process::Command;

    use spillcheck::NotificationKind::{Link, SpecialFile};

    use super::super::detector::Folder;
    use super::*;

    fn link(folder: &Folder, name: &str, target: &str) {
        symlink(target, folder.path().join(name)).unwrap();
    }

    #[test]
    fn a_link_that_stays_inside_is_followed() {
        let folder = Folder::new();
        folder.write("real/app.js", "");
        link(&folder, "served", "real");
        link(&folder, "copy.js", "real/app.js");
        assert_eq!(folder.listed(), ["copy.js", "real/app.js", "served/app.js"]);
        assert_eq!(folder.notified(), []);
    }

    #[test]
    fn a_target_may_be_a_link() {
        let (folder, outside) = (Folder::new(), Folder::new());
        outside.write("real/app.js", "");
        symlink(outside.path(), folder.path().join("public")).unwrap();
        link(&outside, "again", "real");
        let target = folder.path().join("public");
        let walk = spillcheck::walk::files(std::slice::from_ref(&target));
        let mut files = walk.files;
        files.sort();
        assert_eq!(
            files,
            [target.join("again/app.js"), target.join("real/app.js")]
        );
        assert_eq!(walk.notifications, []);
    }

    #[test]
    fn a_link_that_leads_nowhere_or_out_is_not_followed() {
        let (folder, outside) = (Folder::new(), Folder::new());
        let secret = outside.write("secret.js", "");
        folder.write("app.js", "");
        symlink(&secret, folder.path().join("file-out")).unwrap();
        symlink(outside.path(), folder.path().join("folder-out")).unwrap();
        link(&folder, "broken", "gone");
        link(&folder, "self", "self");
        assert_eq!(folder.listed(), ["app.js"]);
        let expected = ["broken", "file-out", "folder-out", "self"];
        assert_eq!(
            folder.notified(),
            expected.map(|name| (Link, name.to_owned()))
        );
    }

    #[test]
    fn a_link_to_a_folder_above_is_a_loop() {
        let folder = Folder::new();
        folder.write("a/b/app.js", "");
        link(&folder, "here", ".");
        link(&folder, "a/b/up", "..");
        assert_eq!(folder.listed(), ["a/b/app.js"]);
        let expected = ["a/b/up", "here"];
        assert_eq!(
            folder.notified(),
            expected.map(|name| (Link, name.to_owned()))
        );
    }

    #[test]
    fn two_links_that_lead_to_each_other_are_a_loop() {
        let folder = Folder::new();
        folder.write("a/a.js", "");
        folder.write("b/b.js", "");
        link(&folder, "a/to-b", "../b");
        link(&folder, "b/to-a", "../a");
        assert_eq!(
            folder.listed(),
            ["a/a.js", "a/to-b/b.js", "b/b.js", "b/to-a/a.js"]
        );
        let expected = ["a/to-b/to-a", "b/to-a/to-b"];
        assert_eq!(
            folder.notified(),
            expected.map(|name| (Link, name.to_owned()))
        );
    }

    #[test]
    fn a_chain_of_doubled_links_is_not_followed_exponentially() {
        let folder = Folder::new();
        for level in 0..40 {
            folder.write(format!("{level}/app.js"), "");
            for name in ["left", "right"] {
                let target = format!("../{}", level + 1);
                symlink(target, folder.path().join(format!("{level}/{name}"))).unwrap();
            }
        }
        folder.write("40/app.js", "");
        assert_eq!(folder.listed().len(), 41 + 80);
    }

    #[test]
    fn what_is_no_file_is_told_and_not_opened() {
        let folder = Folder::new();
        let fifo = folder.path().join("fifo");
        assert!(
            Command::new("mkfifo")
                .arg(&fifo)
                .status()
                .unwrap()
                .success()
        );
        let _listener = UnixListener::bind(folder.path().join("socket")).unwrap();
        link(&folder, "to-fifo", "fifo");
        assert_eq!(folder.listed(), [""; 0]);
        assert_eq!(
            folder.notified(),
            [
                (NoScannableFile, String::new()),
                (SpecialFile, "fifo".to_owned()),
                (SpecialFile, "socket".to_owned()),
                (SpecialFile, "to-fifo".to_owned()),
            ]
        );
    }

    #[test]
    fn names_are_any_bytes() {
        let folder = Folder::new();
        for name in [b"a\xFF\xFE.js".as_slice(), b"line\nfeed.js", b"\x1b[31m.js"] {
            folder.write(OsStr::from_bytes(name), "");
        }
        assert_eq!(folder.listed().len(), 3);
        assert_eq!(folder.notified(), []);
    }
}
