//! One line on a terminal for whoever waits: how far the scan is, and how fast.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use spillcheck::Progress;
use spillcheck::report::{plural, size};

use super::stderr;

/// Nobody waits for a run that is over before.
const FIRST: Duration = Duration::from_millis(400);
const EVERY: Duration = Duration::from_millis(100);

/// Goes to the line's beginning and clears it.
const CLEAR: &str = "\r\u{1b}[2K";

/// Whether a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    Drawn,
    Silent,
}

/// Does `work`, and draws its progress on standard error meanwhile.
pub(super) fn watch<T>(line: Line, progress: &Progress, work: impl FnOnce() -> T) -> T {
    if line == Line::Silent {
        return work();
    }
    thread::scope(|scope| {
        let (stop, stopped) = mpsc::channel::<()>();
        scope.spawn(move || draw(progress, &stopped));
        let done = work();
        drop(stop);
        done
    })
}

fn draw(progress: &Progress, stopped: &Receiver<()>) {
    let started = Instant::now();
    let mut wait = FIRST;
    while stopped.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
        stderr::print_own(&format!("{CLEAR}{}", text(progress, started.elapsed())));
        wait = EVERY;
    }
    if wait == EVERY {
        stderr::print_own(CLEAR);
    }
}

/// `123 of 4,567 files, 1.2 GB, 890 MB/s`.
fn text(progress: &Progress, elapsed: Duration) -> String {
    let planned = usize::try_from(progress.planned()).unwrap_or(usize::MAX);
    if planned == 0 {
        return "Looking for what ships".to_owned();
    }
    let milliseconds = u64::try_from(elapsed.as_millis())
        .unwrap_or(u64::MAX)
        .max(1);
    let bytes = progress.bytes();
    format!(
        "{} of {}, {}, {}/s",
        progress.files(),
        plural(planned, "file"),
        size(bytes),
        size(bytes.saturating_mul(1000) / milliseconds)
    )
}
