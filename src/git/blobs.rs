//! Reads blobs from one `git cat-file --batch`, one at a time.

use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command};
use std::thread::{self, JoinHandle};

use super::ObjectId;
use crate::scan::Source;

/// How much is read from git in one go.
const CHUNK: usize = 64 << 10;

/// The blobs that were asked for, in that order.
pub(crate) struct Blobs {
    child: Child,
    answers: BufReader<ChildStdout>,
    asking: Option<JoinHandle<()>>,
}

impl Blobs {
    pub(super) fn start(command: &mut Command, ids: Vec<ObjectId>) -> io::Result<Self> {
        let mut child = command.spawn()?;
        let pipe = || io::Error::other("git has no pipe");
        let questions = child.stdin.take().ok_or_else(pipe)?;
        let answers = child.stdout.take().ok_or_else(pipe)?;
        // git answers before it has heard all: asking and hearing must not wait for each other.
        let asking = thread::spawn(move || ask(questions, &ids));
        Ok(Self {
            child,
            answers: BufReader::with_capacity(CHUNK, answers),
            asking: Some(asking),
        })
    }

    /// The next blob; nothing where git does not have it.
    pub(crate) fn next(&mut self) -> io::Result<Option<Source>> {
        let mut header = Vec::new();
        self.answers.read_until(b'\n', &mut header)?;
        let Some(size) = size(&header)? else {
            return Ok(None);
        };
        let source = Source::take(&mut self.answers.by_ref().take(size))?;
        let mut end = [0];
        self.answers.read_exact(&mut end)?;
        if source.length() == size && end == *b"\n" {
            Ok(Some(source))
        } else {
            Err(ended())
        }
    }
}

impl Drop for Blobs {
    fn drop(&mut self) {
        // It has ended already, or nobody wants to hear the rest.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = self.asking.take().map(JoinHandle::join);
    }
}

/// A git that hears no more has ended, which its answers tell.
fn ask(questions: ChildStdin, ids: &[ObjectId]) {
    let mut questions = BufWriter::new(questions);
    for id in ids {
        if writeln!(questions, "{id}").is_err() {
            return;
        }
    }
}

/// The size in `ID blob SIZE`; nothing where it says that there is no such object.
fn size(header: &[u8]) -> io::Result<Option<u64>> {
    let header = str::from_utf8(header).map_err(|_| ended())?;
    let header = header.strip_suffix('\n').ok_or_else(ended)?;
    let mut fields = header.split(' ').skip(1);
    match (fields.next(), fields.next().map(str::parse)) {
        (Some("blob"), Some(Ok(size))) => Ok(Some(size)),
        (Some("missing"), None) => Ok(None),
        _ => Err(ended()),
    }
}

fn ended() -> io::Error {
    io::Error::new(
        io::ErrorKind::UnexpectedEof,
        "git stopped before it gave all that was asked for",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_told_apart() {
        assert_eq!(size(b"4a5b blob 12\n").unwrap(), Some(12));
        assert_eq!(size(b"4a5b missing\n").unwrap(), None);
        for odd in [
            &b""[..],
            b"4a5b blob 12",
            b"4a5b tree 12\n",
            b"4a5b blob x\n",
            b"\xff\n",
        ] {
            assert!(size(odd).is_err(), "{odd:?}");
        }
    }
}
