//! Compressed texts and archives within another text: in a data URI, in a binary file.
//!
//! Files that are packed as a whole are streamed instead: see `scan/packed.rs`.

use std::io::{self, Cursor, Read};
use std::ops::{ControlFlow, Range};
use std::path::Path;

use super::hints::Hints;
use super::layer::{Certainty, Child, Give, Text};
use super::packing::{Member, Packing, each_of_tar, each_of_zip};
use super::{Fragment, Language};

/// The longest text that is unpacked in memory; one byte more exceeds any budget.
const LONGEST: u64 = (64 << 20) + 1;

/// Unpacks what begins at each hint, and the whole of a tar archive.
pub(crate) fn unwrap(
    fragment: &Fragment<'_>,
    hints: &Hints,
    give: &mut Give<'_>,
) -> ControlFlow<()> {
    let bytes = fragment.bytes;
    let mut done = 0;
    let tar = (Packing::of_bytes(bytes) == Some(Packing::Tar)).then_some(0);
    for at in tar.into_iter().chain(hints.packed.iter().copied()) {
        if at < done {
            continue;
        }
        if let Some(packing) = Packing::of_bytes(&bytes[at..]) {
            let mut unpacking = Unpacking {
                packing,
                from: at..bytes.len(),
                given: false,
                flow: ControlFlow::Continue(()),
                give,
            };
            // What is broken gives what stands before the fault: here it may be no archive at all.
            let _ = unpacking.run(&bytes[at..]);
            unpacking.flow?;
            if unpacking.given && packing == Packing::Zip {
                done = bytes.len();
            }
        }
    }
    ControlFlow::Continue(())
}

struct Unpacking<'a, 'b> {
    packing: Packing,
    from: Range<usize>,
    given: bool,
    flow: ControlFlow<()>,
    give: &'a mut Give<'b>,
}

impl Unpacking<'_, '_> {
    fn run(&mut self, packed: &[u8]) -> io::Result<()> {
        match self.packing {
            Packing::Stream(compression) => self.child(&mut *compression.reader(packed)?, None),
            Packing::Zip => each_of_zip(Cursor::new(packed), |member| self.member(member)),
            Packing::Tar => each_of_tar(packed, |member| self.member(member)),
        }
    }

    fn member(&mut self, member: Member<'_>) -> io::Result<()> {
        self.child(member.content, Some(member.name))
    }

    fn child(&mut self, content: &mut dyn Read, member: Option<String>) -> io::Result<()> {
        let mut bytes = Vec::new();
        let outcome = content.take(LONGEST).read_to_end(&mut bytes);
        if bytes.is_empty() {
            return outcome.map(drop);
        }
        self.given = true;
        let language = member
            .as_deref()
            .map_or(Language::Other, |name| Language::of(Path::new(name)));
        self.flow = (self.give)(Child {
            layer: self.packing.layer(),
            text: Text::Apart {
                bytes,
                from: self.from.clone(),
                member,
            },
            language,
            certainty: Certainty::Exact,
        });
        if self.flow.is_break() {
            return Err(io::Error::other("the budget is used up"));
        }
        outcome.map(drop)
    }
}
