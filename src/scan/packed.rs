//! Scans a file that is compressed or an archive, as a stream: what it unpacks to may be far
//! longer than memory, and a hostile one is cut where no honest one ends.

use std::cell::Cell;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::locate::{self, Place};
use super::settle::{Located, settle};
use super::source::Source;
use super::unwrap::{Budget, Limit, Unwrapping, joined};
use super::window::Windows;
use super::{Scan, Sighting};
use crate::content::{
    Encoding, Fragment, Language, LayerName, Member, Packing, each_of_tar, each_of_zip,
};
use crate::detect::Detect;
use crate::finding::Location;
use crate::hop::Hop;
use crate::notification::{Notification, NotificationKind};

/// Unpacked bytes that any file may have, and how many more for each of its own.
const LEAST: u64 = 64 << 20;
const RATIO: u64 = 200;

/// Unpacked bytes that no file may exceed.
const MOST: u64 = 1 << 30;

/// Packings within packings.
const DEPTH: usize = 8;

/// An archive in an archive is held in memory, since its directory is at its end.
const INNER_ZIP: u64 = 64 << 20;

/// What came of a file that seemed packed.
pub(super) enum Unpacked {
    /// What it holds was scanned, wholly or up to a fault that is told.
    Scanned(Scan),
    /// Not a byte of it can be unpacked, so it is to be scanned as it is.
    Nothing(Notification),
}

/// Scans what a packed file holds, and compares it with the file it was made from.
pub(super) fn scan(
    source: &Source,
    (path, packing): (&Path, Packing),
    detector: &dyn Detect,
    windows: Windows,
) -> Unpacked {
    let most = source.length.saturating_mul(RATIO).clamp(LEAST, MOST);
    let left = Cell::new(most);
    let mut scan = PackedScan {
        path,
        detector,
        windows,
        left: &left,
        result: Scan::default(),
    };
    let inside = Inside::of_file(path);
    let reader = SourceReader { source, at: 0 };
    let outcome = match packing {
        Packing::Stream(_) => scan.twin(reader, packing, &inside),
        Packing::Zip | Packing::Tar => scan.archive(reader, packing, &inside),
    };
    if let Err(error) = outcome {
        let note = scan.broken(packing, &error);
        if left.get() == most {
            return Unpacked::Nothing(note);
        }
        scan.tell(note);
    }
    Unpacked::Scanned(scan.result)
}

/// A scan of one packed file.
struct PackedScan<'a> {
    path: &'a Path,
    detector: &'a dyn Detect,
    windows: Windows,
    /// Bytes that may still be unpacked, whatever they were packed in.
    left: &'a Cell<u64>,
    result: Scan,
}

/// Where a text lies in the file.
#[derive(Debug, Clone)]
struct Inside {
    /// The name it would have if it lay by itself.
    name: PathBuf,
    member: Option<String>,
    layers: Vec<LayerName>,
    hops: Vec<Hop>,
}

impl Inside {
    fn of_file(path: &Path) -> Self {
        Self {
            name: path.to_owned(),
            member: None,
            layers: Vec::new(),
            hops: Vec::new(),
        }
    }

    fn unpacked(&self, packing: Packing) -> Self {
        let is_tar = |name: &PathBuf| name.extension().is_some_and(|it| it == "tgz");
        Self {
            name: if is_tar(&self.name) {
                self.name.with_extension("tar")
            } else {
                self.name.with_extension("")
            },
            member: self.member.clone(),
            ..self.within(packing, None)
        }
    }

    fn member(&self, packing: Packing, name: &str) -> Self {
        Self {
            name: PathBuf::from(name),
            member: joined(self.member.as_deref(), Some(name)),
            ..self.within(packing, Some(name))
        }
    }

    /// The same, one layer deeper.
    fn within(&self, packing: Packing, member: Option<&str>) -> Self {
        let mut inside = self.clone();
        let layer = packing.layer();
        inside.layers.push(layer);
        inside.hops.push(Hop::whole(layer, member));
        inside
    }
}

impl PackedScan<'_> {
    /// Scans a compressed file; a file that lies beside it uncompressed should hold the same.
    fn twin(
        &mut self,
        reader: SourceReader<'_>,
        packing: Packing,
        file: &Inside,
    ) -> io::Result<()> {
        let Packing::Stream(compression) = packing else {
            return Ok(());
        };
        let inside = file.unpacked(packing);
        // What is on disk says nothing of a file that comes from elsewhere.
        let is_twin = reader.source.in_memory().is_none() && inside.name != file.name;
        let plain = is_twin.then(|| Source::open(&inside.name).ok()).flatten();
        let unpacked = compression.reader(reader)?;
        let mut twin = Twin::new(Metered::new(unpacked, self.left), plain.as_ref());
        let outcome = self.text(&mut twin, &inside);
        if outcome.is_ok() && self.left.get() > 0 && twin.is_stale() {
            let kind = NotificationKind::StaleTwin;
            let message = "it does not hold what the file beside it holds; both were scanned";
            self.tell(Notification::new(kind, self.path, message));
        }
        outcome
    }

    fn archive(
        &mut self,
        reader: impl Read + Seek,
        packing: Packing,
        inside: &Inside,
    ) -> io::Result<()> {
        let left = self.left;
        let read = |member: Member<'_>| {
            let place = inside.member(packing, &member.name);
            let mut content = Metered::new(member.content, left);
            self.text(&mut content, &place)
        };
        match packing {
            Packing::Tar => each_of_tar(reader, read),
            _ => each_of_zip(reader, read),
        }
    }

    /// Scans a text of unknown length, or what it packs in turn.
    fn text(&mut self, reader: &mut dyn Read, inside: &Inside) -> io::Result<()> {
        let mut text = Vec::new();
        let whole = self.windows.whole as u64;
        let outcome = reader.take(whole + 1).read_to_end(&mut text);
        if self.left.get() == 0 {
            self.tell_limit(inside);
        }
        if let Some(packing) = Packing::of(&inside.name, &text) {
            let packed = io::Cursor::new(text).chain(reader);
            return self.nested(packed, packing, inside);
        }
        if text.len() as u64 <= whole {
            self.window(&text, 0..text.len(), (0, Place::START), inside);
        } else {
            self.stream(text, reader, inside)?;
        }
        outcome.map(drop)
    }

    fn nested(&mut self, packed: impl Read, packing: Packing, inside: &Inside) -> io::Result<()> {
        if inside.layers.len() >= DEPTH {
            self.tell(Limit::Depth(packing.layer()).notify(self.path));
            return Ok(());
        }
        match packing {
            Packing::Stream(compression) => {
                let unpacked = compression.reader(packed)?;
                let mut unpacked = Metered::new(unpacked, self.left);
                self.text(&mut unpacked, &inside.unpacked(packing))
            }
            Packing::Tar => each_of_tar(packed, |member| {
                let place = inside.member(packing, &member.name);
                self.text(member.content, &place)
            }),
            Packing::Zip => {
                let mut bytes = Vec::new();
                packed.take(INNER_ZIP + 1).read_to_end(&mut bytes)?;
                if bytes.len() as u64 > INNER_ZIP {
                    self.tell(Limit::Bytes(packing.layer()).notify(self.path));
                    return Ok(());
                }
                self.archive(io::Cursor::new(bytes), packing, inside)
            }
        }
    }

    /// Scans a long text in windows, of which `first` is read already.
    fn stream(&mut self, first: Vec<u8>, reader: &mut dyn Read, inside: &Inside) -> io::Result<()> {
        let Windows { size, margin, .. } = self.windows;
        let (mut text, mut offset, mut place, mut own) = (first, 0, Place::START, 0);
        loop {
            let wanted = own + size + margin;
            let missing = wanted.saturating_sub(text.len());
            let read = reader.take(missing as u64).read_to_end(&mut text);
            if self.left.get() == 0 {
                self.tell_limit(inside);
            }
            let is_last = text.len() < wanted;
            let end = if is_last {
                text.len()
            } else {
                text.len() - margin
            };
            place = self.window(&text, own..end, (offset, place), inside);
            read?;
            if is_last {
                return Ok(());
            }
            let kept = end.saturating_sub(margin);
            text.drain(..kept);
            offset += kept as u64;
            own = end - kept;
        }
    }

    /// Scans a window of a text, whose own part begins at a known place; gives the place behind it.
    fn window(
        &mut self,
        text: &[u8],
        own: Range<usize>,
        (offset, place): (u64, Place),
        inside: &Inside,
    ) -> Place {
        let language = Language::of(&inside.name);
        let fragment = Fragment::part(text, own.clone(), language).of_file(self.path);
        let mut unwrapping = Unwrapping::new(self.detector, Budget::default());
        let origin = Encoding::Bytes.origin(offset);
        let hits = unwrapping.scan(&fragment).into_iter();
        let hits = settle(hits.map(|hit| Located::new(hit, &origin)).collect());
        self.result.summary.fragments += unwrapping.texts;
        for limit in unwrapping.limits {
            self.tell(limit.notify(self.path));
        }
        let first = offset + own.start as u64;
        let starts: Vec<u64> = hits.iter().map(|hit| hit.span.start - first).collect();
        let (places, behind) = locate::from(place, &text[own], &starts);
        for (hit, place) in hits.into_iter().zip(places) {
            let location = hit.location(self.path, place);
            let location = Location {
                member: joined(inside.member.as_deref(), location.member.as_deref()),
                ..location
            };
            let layers = [&inside.layers[..], &hit.layers].concat();
            let hops = [&inside.hops[..], &hit.hops].concat();
            self.result
                .sightings
                .push(Sighting::new(hit.found, location, (layers, hops)));
        }
        behind
    }

    /// Tells that unpacking was broken off.
    fn tell_limit(&mut self, inside: &Inside) {
        if let Some(layer) = inside.layers.last() {
            self.tell(Limit::Bytes(*layer).notify(self.path));
        }
    }

    /// What to tell of something that could not be unpacked.
    fn broken(&self, packing: Packing, error: &io::Error) -> Notification {
        let layer = packing.layer().name();
        let message = format!("it is damaged or no {layer}, and was not read wholly: {error}");
        Notification::new(NotificationKind::Damaged, self.path, message)
    }

    fn tell(&mut self, notification: Notification) {
        if !self.result.notifications.contains(&notification) {
            self.result.notifications.push(notification);
        }
    }
}

/// Lets no more bytes through than are left for the whole file.
struct Metered<'a, R> {
    inner: R,
    left: &'a Cell<u64>,
}

impl<'a, R> Metered<'a, R> {
    fn new(inner: R, left: &'a Cell<u64>) -> Self {
        Self { inner, left }
    }
}

impl<R: Read> Read for Metered<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.left.get()).unwrap_or(usize::MAX);
        let most = buffer.len().min(left);
        let count = self.inner.read(&mut buffer[..most])?;
        self.left.set(self.left.get() - count as u64);
        Ok(count)
    }
}

/// Compares a text with a file while it goes by.
struct Twin<'a, R> {
    inner: R,
    plain: Option<&'a Source>,
    at: u64,
    differs: bool,
}

impl<'a, R> Twin<'a, R> {
    fn new(inner: R, plain: Option<&'a Source>) -> Self {
        Self {
            inner,
            plain,
            at: 0,
            differs: false,
        }
    }

    /// Whether the file holds something else, or more.
    fn is_stale(&self) -> bool {
        let is_longer = |plain: &Source| plain.length != self.at;
        self.plain
            .is_some_and(|plain| self.differs || is_longer(plain))
    }
}

impl<R: Read> Read for Twin<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        if let Some(plain) = self.plain.filter(|_| !self.differs) {
            let mut same = vec![0; count];
            let read = plain.read(&mut same, self.at).unwrap_or(0);
            self.differs = same[..read] != buffer[..count];
        }
        self.at += count as u64;
        Ok(count)
    }
}

/// A file as a stream.
struct SourceReader<'a> {
    source: &'a Source,
    at: u64,
}

impl Read for SourceReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer, self.at)?;
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for SourceReader<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.source.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}
