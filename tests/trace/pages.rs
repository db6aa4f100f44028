//! The pages of files that no page names.

use serde_json::json;

use super::{Site, token};

#[test]
fn a_file_that_is_loaded_later_is_on_the_pages_of_what_loads_it() {
    let manifest = json!({
        "index.html": {"file": "assets/main.js", "isEntry": true, "dynamicImports": ["src/later.js"]},
        "admin/index.html": {"file": "assets/admin.js", "isEntry": true},
        "src/later.js": {"file": "assets/later.js", "isDynamicEntry": true},
    });
    let site = Site::new(&[
        ("dist/.vite/manifest.json", &manifest.to_string()),
        ("dist/index.html", "<script src=/assets/main.js>"),
        ("dist/admin/index.html", "<script src=/assets/admin.js>"),
        ("dist/assets/main.js", "import('./later.js')"),
        ("dist/assets/later.js", &format!("f('{}')", token())),
    ]);
    let pages = json!({"count": 1, "first": ["/"]});
    assert_eq!(site.report()["findings"][0]["pages"], pages);
}

#[test]
fn without_a_manifest_a_site_s_only_page_loads_what_its_scripts_name() {
    let site = Site::new(&[
        ("dist/index.html", "<script src=/main.1a2b3c4d.js>"),
        (
            "dist/main.1a2b3c4d.js",
            "u=e=>e+\".\"+{7:\"9f8e7d6c5b\"}[e]+\".js\"",
        ),
        ("dist/7.9f8e7d6c5b.js", &format!("f('{}')", token())),
    ]);
    let pages = json!({"count": 1, "first": ["/"]});
    assert_eq!(site.report()["findings"][0]["pages"], pages);
    site.write("dist/about/index.html", "<p>x</p>");
    assert_eq!(site.report()["findings"][0]["pages"], json!(null));
}
