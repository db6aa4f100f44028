//! Files that are compressed, and archives: what they hold is scanned, to any nesting.

use std::io::{Cursor, Write as _};

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use spillcheck::content::LayerName;
use spillcheck::scan::Windows;
use spillcheck::{NotificationKind, scan};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::detector::{Folder, NEEDLE, kinds, needles, place, scan_file, tiny};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    compress_to_vec(bytes, CompressionLevel::Fastest)
}

/// Brotli without compression (RFC 7932, 9.2): blocks of up to 64 KiB as they are.
fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for (index, block) in bytes.chunks(1 << 16).enumerate() {
        // A window of 16 bits is one bit, in the first block; then: not last, four nibbles of
        // length, uncompressed.
        let skip = u32::from(index == 0);
        let length = u32::try_from(block.len() - 1).unwrap();
        let header = (length << 3 | 1 << 19) << skip;
        out.extend(&header.to_le_bytes()[..3]);
        out.extend(block);
    }
    out.push(3);
    out
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        archive
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        archive.append_data(&mut header, name, *bytes).unwrap();
    }
    archive.into_inner().unwrap()
}

/// Start, end, line and column, the layers, and the member.
type Found = ((u64, u64, u64, u64), Vec<LayerName>, Option<String>);

/// Where the needle is found in a file of that name, through which layers, in which member.
fn found(name: &str, bytes: &[u8]) -> Vec<Found> {
    let folder = Folder::new();
    let path = folder.write(name, bytes);
    let scan = scan_file(&path, Windows::default());
    assert_eq!(kinds(&scan), [], "{name}");
    let sightings = scan.sightings.iter();
    sightings
        .map(|it| (place(it), it.layers.clone(), it.location.member.clone()))
        .collect()
}

#[test]
fn a_compressed_file_is_read_and_places_are_those_in_it() {
    let text = format!("a\nbé{NEEDLE}!");
    let at = (5, 20, 2, 3);
    for (name, bytes, layer) in [
        ("app.js.gz", gzip(text.as_bytes()), LayerName::Gzip),
        // Known by its content, whatever its name.
        ("4f2a9c", gzip(text.as_bytes()), LayerName::Gzip),
        ("app.js.br", brotli(text.as_bytes()), LayerName::Brotli),
        ("app.js.zst", zstd(text.as_bytes()), LayerName::Zstd),
        ("app.js.zz", zlib(text.as_bytes()), LayerName::Deflate),
    ] {
        assert_eq!(found(name, &bytes), [(at, vec![layer], None)], "{name}");
    }
}

#[test]
fn an_archives_members_are_read_and_named() {
    let text = format!("x{NEEDLE}");
    let members: [(&str, &[u8]); 2] = [("a.txt", b"nothing"), ("js/b.js", text.as_bytes())];
    let member = |name: &str| Some(name.to_owned());
    for name in ["site.zip", "page.vsix", "no-name"] {
        let hits = found(name, &zip(&members));
        assert_eq!(
            hits,
            [((1, 16, 1, 2), vec![LayerName::Zip], member("js/b.js"))]
        );
    }
    let hits = found("site.tar", &tar(&members));
    assert_eq!(
        hits,
        [((1, 16, 1, 2), vec![LayerName::Tar], member("js/b.js"))]
    );
    let layers = vec![LayerName::Gzip, LayerName::Tar];
    let hits = found("site.tgz", &gzip(&tar(&members)));
    assert_eq!(hits, [((1, 16, 1, 2), layers, member("js/b.js"))]);
}

#[test]
fn packings_lie_in_each_other() {
    let text = format!("x{NEEDLE}");
    let inner = zip(&[("b.js.gz", &gzip(text.as_bytes()))]);
    let outer = zip(&[("inner.zip", &inner)]);
    let member = Some("inner.zip!/b.js.gz".to_owned());
    let layers = vec![LayerName::Zip, LayerName::Zip, LayerName::Gzip];
    assert_eq!(
        found("outer.zip", &outer),
        [((1, 16, 1, 2), layers, member)]
    );
}

#[test]
fn a_packed_text_within_a_file_is_read() {
    let text = format!("x{NEEDLE}");
    let binary = [b"\0\0\x01binary ", &gzip(text.as_bytes())[..]].concat();
    let hits = found("data.bin", &binary);
    assert_eq!(hits, [((1, 16, 1, 2), vec![LayerName::Gzip], None)]);
}

#[test]
fn a_long_compressed_text_is_read_in_windows() {
    let folder = Folder::new();
    for size in 20..40 {
        for at in [0, 1, 19, 20, 21, 37, 60, 100] {
            let text = format!("{}\n{}{NEEDLE}{}", "a", "b".repeat(at), "c".repeat(50));
            let path = folder.write("app.js.gz", gzip(text.as_bytes()));
            let scan = scan_file(&path, tiny(size));
            let places: Vec<_> = scan.sightings.iter().map(place).collect();
            let start = at as u64;
            assert_eq!(
                places,
                [(start + 2, start + 17, 2, start + 1)],
                "{size} {at}"
            );
        }
    }
}

#[test]
fn a_twin_that_holds_something_else_is_told() {
    let folder = Folder::new();
    let plain = folder.write("app.js", "let a=1");
    for (content, kinds_wanted) in [
        (&b"let a=1"[..], vec![]),
        (b"let a=2", vec![NotificationKind::StaleTwin]),
        (b"let a=1;", vec![NotificationKind::StaleTwin]),
        (b"", vec![NotificationKind::StaleTwin]),
    ] {
        let twin = folder.write("app.js.gz", gzip(content));
        let files = [plain.clone(), twin];
        let scan = scan::scan_with(&files, &needles(), Windows::default());
        assert_eq!(kinds(&scan), kinds_wanted, "{content:?}");
    }
}

#[test]
fn what_is_damaged_is_told_and_its_beginning_read() {
    let folder = Folder::new();
    let text = format!("x{NEEDLE}{}", "abc".repeat(10_000));
    let whole = gzip(text.as_bytes());
    let path = folder.write("app.js.gz", &whole[..whole.len() - 9]);
    let scan = scan_file(&path, Windows::default());
    assert_eq!(kinds(&scan), [NotificationKind::Damaged]);
    assert_eq!(scan.sightings.len(), 1);
}

#[test]
fn a_text_that_is_only_named_like_brotli_is_scanned_as_it_is() {
    let folder = Folder::new();
    let path = folder.write("notes.br", format!("plain {NEEDLE}"));
    let scan = scan_file(&path, Windows::default());
    assert_eq!(scan.sightings.len(), 1);
    assert_eq!(kinds(&scan), [NotificationKind::Damaged]);
}

#[test]
fn a_bomb_is_cut_and_told() {
    let folder = Folder::new();
    let zeros = gzip(&vec![0; 65 << 20]);
    let path = folder.write("a.js.gz", gzip(&zeros));
    let scan = scan_file(&path, Windows::default());
    assert_eq!(kinds(&scan), [NotificationKind::Limit]);
    let mut deep = NEEDLE.as_bytes().to_vec();
    for _ in 0..100 {
        deep = gzip(&deep);
    }
    let path = folder.write("deep.gz", deep);
    let scan = scan_file(&path, Windows::default());
    assert_eq!(kinds(&scan), [NotificationKind::Limit]);
}
