//! What a page is called that a file of an output is, or is the data of.

use std::path::Path;

/// Folders of an output whose contents are served as if they lay at its top, each with what else an output has that has one.
const TOPS: [(&str, &[&str]); 8] = [
    ("server/app/", &[]),
    ("server/pages/", &[]),
    ("output/prerendered/pages/", &[]),
    ("output/prerendered/dependencies/", &[]),
    ("prerendered/", &["server"]),
    ("client/", &["server"]),
    ("public/", &["server", "nitro.json"]),
    ("static/", &["config.json"]),
];

/// What lies beside the folder that Angular builds for browsers, or in it.
const ANGULAR: [&str; 3] = ["server", "prerendered-routes.json", "3rdpartylicenses.txt"];

/// Folders that are served by themselves, where there is no page beside them.
const ALONE: [&str; 3] = ["spa", "pwa", "renderer"];

/// Files of a page's data, whose folder or name is the page.
const DATA: [&str; 5] = [
    "/_payload.json",
    "/_payload.js",
    "/__data.json",
    ".data",
    ".rsc",
];

/// The data of the page at the top.
const OWN_DATA: [&str; 4] = [
    "/_payload.json",
    "/_payload.js",
    "/__data.json",
    "/_root.data",
];

/// The page that a file at `below` in an output is, or is the data of.
pub(super) fn page(output: &Path, below: &Path) -> Option<String> {
    let text = below.to_str()?.replace('\\', "/");
    let text = top(output, &text);
    if let Some(data) = text.strip_prefix("page-data/") {
        let page = data.strip_suffix("/page-data.json")?;
        return Some(if page == "index" {
            "/".to_owned()
        } else {
            format!("/{page}/")
        });
    }
    // Next.js keeps the parts of a page beside it, Angular the page as a server has not filled it.
    let text = match text.split_once(".segments/") {
        Some((page, _)) => format!("{page}.rsc"),
        None => text.replace(".csr.html", ".html"),
    };
    let rooted = format!("/{text}");
    // What a framework writes beside pages is called so: `_gatsby/slices`, `_not-found`.
    if rooted.starts_with("/_") && !OWN_DATA.contains(&&*rooted) {
        return None;
    }
    if let Some(page) = rooted.strip_suffix(".html") {
        let folder = page.strip_suffix("index").filter(|it| it.ends_with('/'));
        return Some(folder.unwrap_or(page).to_owned());
    }
    let page = DATA.iter().find_map(|it| rooted.strip_suffix(it))?;
    let page = ["/_root", "/_index", "/index"]
        .iter()
        .find_map(|it| page.strip_suffix(it))
        .unwrap_or(page);
    Some(if page.is_empty() { "/" } else { page }.to_owned())
}

/// A path below an output, as it is below what is served of it.
fn top<'a>(output: &Path, text: &'a str) -> &'a str {
    let is_there = |folder: &Path, names: &[&str]| {
        names.is_empty() || names.iter().any(|it| folder.join(it).exists())
    };
    let own = TOPS
        .iter()
        .find(|(top, others)| text.starts_with(top) && is_there(output, others));
    if let Some((top, _)) = own {
        return &text[top.len()..];
    }
    // What Quasar and Electron's tools write below an output has no page above it.
    if let Some((folder, rest)) = text.split_once('/')
        && ALONE.contains(&folder)
        && !output.join("index.html").exists()
    {
        return rest;
    }
    let Some((before, after)) = text.split_once("browser/") else {
        return text;
    };
    let is_whole = before.is_empty() || before.ends_with('/');
    if is_whole && is_there(&output.join(before), &ANGULAR) {
        after
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_page_is_named_as_it_is_visited() {
        for (file, wanted) in [
            ("index.html", Some("/")),
            ("blog/index.html", Some("/blog/")),
            ("about.html", Some("/about")),
            ("myindex.html", Some("/myindex")),
            ("client/index.html", Some("/client/")),
            ("server/app/rsc-prop.html", Some("/rsc-prop")),
            ("server/app/index.rsc", Some("/")),
            ("server/pages/legacy/escaped.html", Some("/legacy/escaped")),
            ("output/prerendered/pages/about.html", Some("/about")),
            (
                "output/prerendered/dependencies/about/__data.json",
                Some("/about"),
            ),
            ("_payload.json", Some("/")),
            ("__data.json", Some("/")),
            ("notes/_payload.json", Some("/notes")),
            ("_root.data", Some("/")),
            ("notes.data", Some("/notes")),
            (
                "server/app/about.segments/_full.segment.rsc",
                Some("/about"),
            ),
            ("server/app/index.segments/__PAGE__.segment.rsc", Some("/")),
            ("index.csr.html", Some("/")),
            (
                "page-data/notes/note-1/page-data.json",
                Some("/notes/note-1/"),
            ),
            ("page-data/index/page-data.json", Some("/")),
            ("page-data/app-data.json", None),
            ("_gatsby/slices/_gatsby-scripts-1.html", None),
            ("a.js", None),
        ] {
            let seen = page(Path::new("/nowhere"), Path::new(file));
            assert_eq!(seen.as_deref(), wanted, "{file}");
        }
    }

    #[test]
    fn what_is_served_of_an_output_is_its_top() {
        let folder = tempfile::tempdir().unwrap();
        let named = |file: &str| page(folder.path(), Path::new(file)).unwrap();
        assert_eq!(named("public/about/index.html"), "/public/about/");
        fs::create_dir(folder.path().join("server")).unwrap();
        assert_eq!(named("public/about/index.html"), "/about/");
        assert_eq!(named("client/index.html"), "/");
        assert_eq!(named("renderer/index.html"), "/");
        assert_eq!(named("site/browser/index.html"), "/site/browser/");
        fs::create_dir_all(folder.path().join("site")).unwrap();
        fs::write(folder.path().join("site/3rdpartylicenses.txt"), "").unwrap();
        assert_eq!(named("site/browser/index.html"), "/");
    }
}
