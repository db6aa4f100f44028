//! Scans one file, in one piece or in windows.

use std::mem;
use std::path::Path;

use rayon::prelude::*;

use super::allow::allowances;
use super::buffer::Buffer;
use super::fault::{Fault, contain};
use super::locate::{Landmarks, Place, Stretch};
use super::packed::{self, Unpacked};
use super::settle::{Located, settle};
use super::source::Source;
use super::unwrap::{Budget, Limit, Unwrapping};
use super::window::{Window, Windows};
use super::{Scan, Sighting, locate, name};
use crate::content::{Encoding, Fragment, Language, Origin, Packing, is_bytecode};
use crate::detect::Detect;
use crate::hop::Hop;
use crate::notification::Notification;

/// The longest file that is scanned whole because it is bytecode; a few times this is memory.
const BYTECODE: usize = 48 << 20;

/// Scans what `open` gives as the file at `path`, and its name; whatever happens to it stays with it.
pub(super) fn scan(
    path: &Path,
    open: impl FnOnce() -> Result<Source, Fault>,
    detector: &dyn Detect,
    windows: Windows,
) -> Scan {
    let mut scan = FileScan {
        path,
        language: Language::of(path),
        detector,
        windows,
        result: Scan::default(),
    };
    let named = contain(|| scan.name());
    let read = contain(|| scan.content(&open()?));
    for fault in [named, read].into_iter().filter_map(Result::err) {
        scan.fail(&fault);
    }
    scan.result
}

/// The scan of one file so far.
struct FileScan<'a> {
    path: &'a Path,
    language: Language,
    detector: &'a dyn Detect,
    windows: Windows,
    result: Scan,
}

/// What a window gave.
struct Part {
    hits: Vec<Located>,
    limits: Vec<Limit>,
    texts: u64,
    end: PartEnd,
}

/// How a window ended.
enum PartEnd {
    /// Where it was to.
    Planned,
    /// Before that, because the file did.
    Short,
}

impl FileScan<'_> {
    fn name(&mut self) -> Result<(), Fault> {
        let sightings = name::of_file(self.path, self.detector)?;
        self.result.sightings.extend(sightings);
        Ok(())
    }

    fn content(&mut self, source: &Source) -> Result<(), Fault> {
        self.result.summary.files += 1;
        match usize::try_from(source.length) {
            Ok(length) if length <= self.windows.whole => self.in_one_piece(source, length),
            // Tables at its beginning tell where strings at its end are cut.
            Ok(length) if length <= BYTECODE && is_bytecode(&source.head()) => {
                self.in_one_piece(source, length)
            }
            _ => self.in_windows(source),
        }
    }

    fn in_one_piece(&mut self, source: &Source, length: usize) -> Result<(), Fault> {
        // One byte more than there should be shows a file that has grown.
        let mut buffer = Buffer::take(length + 1);
        let bytes = buffer.first(length + 1);
        let count = source.read(bytes, 0)?;
        let bytes = &mut bytes[..count];
        self.result.summary.bytes += count as u64;
        if self.is_unpacked(source, bytes) {
            return Ok(());
        }
        let encodings = Encoding::all_of(bytes);
        for encoding in encodings {
            let text = encoding.decode(&mut bytes[encoding.mark()..]);
            let fragment = Fragment::whole(text, self.language).of_file(self.path);
            let origin = encoding.origin(encoding.mark() as u64);
            let part = self.part(&fragment, &origin, PartEnd::Planned);
            let mut hits = settle(self.take(part));
            hits.retain(|hit| !encoding.is_read_twice(encodings, &hit.layers));
            if !hits.is_empty() {
                self.result.allowances.extend(allowances(self.path, text));
            }
            let places = locate::in_text(text, *encoding, &offsets(&hits, *encoding));
            self.sight(hits, &places, *encoding);
        }
        if count == length {
            Ok(())
        } else {
            Err(Fault::Changed)
        }
    }

    /// Scans what is packed in the file, if it is one that packs something.
    fn is_unpacked(&mut self, source: &Source, head: &[u8]) -> bool {
        let Some(packing) = Packing::of(self.path, head) else {
            return false;
        };
        let what = (self.path, packing);
        match packed::scan(source, what, self.detector, self.windows) {
            Unpacked::Scanned(scan) => {
                self.result = mem::take(&mut self.result).join(scan);
                true
            }
            Unpacked::Nothing(note) => {
                self.tell(note);
                false
            }
        }
    }

    fn in_windows(&mut self, source: &Source) -> Result<(), Fault> {
        let mut head = [0; Packing::HEAD];
        let count = source.read(&mut head, 0)?;
        self.result.summary.bytes += source.length;
        if self.is_unpacked(source, &head[..count]) {
            return source.unchanged();
        }
        let encodings = Encoding::all_of(&head[..count]);
        for encoding in encodings {
            let (hits, landmarks) = self.gather(source, *encoding);
            let mut hits = settle(hits);
            hits.retain(|hit| !encoding.is_read_twice(encodings, &hit.layers));
            let offsets = offsets(&hits, *encoding);
            let (places, outcome) = locate::in_file(source, *encoding, &offsets, &landmarks);
            self.sight(hits, &places, *encoding);
            outcome?;
        }
        source.unchanged()
    }

    /// Scans every window, and keeps what each gave whatever befell the others; gives the places of
    /// those before the first that failed as well.
    fn gather(&mut self, source: &Source, encoding: Encoding) -> (Vec<Located>, Landmarks) {
        let length = source.length.saturating_sub(encoding.mark() as u64) / encoding.width() as u64;
        let parts: Vec<Result<(Part, Stretch), Fault>> = (0..self.windows.count(length))
            .into_par_iter()
            .map(|index| self.windows.window(index, length))
            .map(|window| contain(|| self.window(source, encoding, &window)))
            .collect();
        let mut hits = Vec::new();
        let mut stretches = Vec::new();
        for part in parts {
            match part {
                Ok((part, stretch)) => {
                    stretches.push(Some(stretch));
                    hits.extend(self.take(part));
                }
                Err(fault) => {
                    stretches.push(None);
                    self.fail(&fault);
                }
            }
        }
        (
            hits,
            Landmarks::of(stretches.into_iter().map_while(|it| it)),
        )
    }

    fn window(
        &self,
        source: &Source,
        encoding: Encoding,
        window: &Window,
    ) -> Result<(Part, Stretch), Fault> {
        let (mark, width) = (encoding.mark(), encoding.width());
        let offset = mark as u64 + window.start * width as u64;
        let wanted = window.length * width;
        let mut buffer = Buffer::take(wanted);
        let bytes = buffer.first(wanted);
        let count = source.read(bytes, offset)?;
        let text = encoding.decode(&mut bytes[..count]);
        let own = window.own.start.min(text.len())..window.own.end.min(text.len());
        let stretch = Stretch::of(text, &own, window.start, encoding);
        let fragment = Fragment::part(text, own, self.language).of_file(self.path);
        let end = if count == wanted {
            PartEnd::Planned
        } else {
            PartEnd::Short
        };
        let part = self.part(&fragment, &encoding.origin(offset), end);
        Ok((part, stretch))
    }

    /// Scans a fragment and all that is wrapped in it.
    fn part(&self, fragment: &Fragment<'_>, origin: &Origin, end: PartEnd) -> Part {
        let mut unwrapping = Unwrapping::new(self.detector, Budget::default());
        let hits = unwrapping.scan(fragment);
        Part {
            hits: hits
                .into_iter()
                .map(|it| Located::new(it, origin))
                .collect(),
            limits: unwrapping.limits,
            texts: unwrapping.texts,
            end,
        }
    }

    /// Takes over what a part has to tell, and gives its hits.
    fn take(&mut self, part: Part) -> Vec<Located> {
        self.result.summary.fragments += part.texts;
        if matches!(part.end, PartEnd::Short) {
            self.fail(&Fault::Changed);
        }
        for limit in part.limits {
            self.tell(limit.notify(self.path));
        }
        part.hits
    }

    fn sight(&mut self, hits: Vec<Located>, places: &[Place], encoding: Encoding) {
        for (hit, place) in hits.into_iter().zip(places) {
            let layers = [encoding.layers(), hit.layers.clone()].concat();
            let wide = encoding.layers().into_iter();
            let wide = wide.map(|layer| Hop::whole(layer, None));
            let hops = wide.chain(hit.hops.iter().cloned()).collect();
            let location = hit.location(self.path, *place);
            self.result
                .sightings
                .push(Sighting::new(hit.found, location, (layers, hops)));
        }
    }

    /// Tells of a fault, once however many windows meet it.
    fn fail(&mut self, fault: &Fault) {
        self.tell(fault.notify(self.path));
    }

    fn tell(&mut self, notification: Notification) {
        if !self.result.notifications.contains(&notification) {
            self.result.notifications.push(notification);
        }
    }
}

/// Where in the text each hit starts, the mark not counted.
fn offsets(hits: &[Located], encoding: Encoding) -> Vec<u64> {
    let (mark, width) = (encoding.mark() as u64, encoding.width() as u64);
    hits.iter()
        .map(|hit| (hit.span.start - mark) / width)
        .collect()
}
