//! Which names matter, and where.

use super::*;

#[test]
fn names_that_matter() {
    for (text, name) in [
        ("e.STUDIO_AUTH_TOKEN", "STUDIO_AUTH_TOKEN"),
        ("e.VITE_SANITY_WRITE_TOKEN", "VITE_SANITY_WRITE_TOKEN"),
        ("e.GATSBY_ACME_SECRET", "GATSBY_ACME_SECRET"),
        ("e.APP_DB_PASSWORD", "APP_DB_PASSWORD"),
        ("[\"STRIPE_SECRET_KEY\"]", "STRIPE_SECRET_KEY"),
        ("e.CMS_API_KEY", "CMS_API_KEY"),
        ("process.env.ACCESS_TOKEN", "ACCESS_TOKEN"),
    ] {
        expect(JavaScript, text, name, Code);
    }
    expect(
        JavaScript,
        "readEnv('OPENAI_API_KEY')",
        "OPENAI_API_KEY",
        Prose,
    );
    expect(JavaScript, "{'OPENAI_API_KEY':1}", "OPENAI_API_KEY", Code);
    for text in [
        "{ACCESS_TOKEN:\"access_token\"}",
        "e.VITE_ACME_SECRET",
        "e.GATSBY_GOOGLE_MAPS_API_KEY",
        "e.GATSBY_MAPBOX_TOKEN",
        "e.ALGOLIA_SEARCH_KEY",
        "e.UNEXPECTED_TOKEN",
        "{SANITY_PROJECT_ID:1,SANITY_DATASET:2,SANITY_API_VERSION:3}",
        "e.X_SANITY_LINEAGE",
    ] {
        silent(JavaScript, text);
    }
}

#[test]
fn a_providers_name_is_code_where_it_is_read_and_prose_as_a_string() {
    for name in ["ACME_CLOUD_SK", "ACME_API_KEY"] {
        for read in [
            "process.env.@;",
            "import.meta.env.@",
            "{env:{A:1,@:2}}",
            "window.__ENV__={\"@\":1}",
        ] {
            expect(JavaScript, &read.replace('@', name), name, Code);
        }
        expect(JavaScript, &format!("readEnv(\"{name}\")"), name, Prose);
        for text in [
            "e.@",
            "{@:1}",
            "x=\"Set @\"",
            "throw new Error(\"@ is not set\")",
        ] {
            silent(JavaScript, &text.replace('@', name));
        }
    }
    for name in [
        "ACME_PUBLIC_TOKEN",
        "ACME_SITE_SECRET",
        "GATSBY_ACME_SITE_SECRET",
    ] {
        silent(JavaScript, &format!("process.env.{name}"));
    }
}

#[test]
fn a_name_that_is_secret_by_its_words_alone_counts_where_it_is_read() {
    let name = "FOO_BILLING_SECRET";
    for text in [
        "process.env.@",
        "a.env[\"@\"]",
        "{\"env\":{\"A\":{},\"@\":\"\"}}",
    ] {
        expect(JavaScript, &text.replace('@', name), name, Code);
    }
    expect(Settings, &format!("{name}=x"), name, Code);
    for text in [
        "e.@",
        "f(\"@\")",
        "{@:1}",
        "{envelope:{@:1}}",
        "{env:{A:1},b:{@:1}}",
    ] {
        silent(JavaScript, &text.replace('@', name));
    }
    for text in [
        "process.env.UNEXPECTED_TOKEN",
        "process.env.ERR_INVALID_PRIVATE_KEY",
    ] {
        silent(JavaScript, text);
    }
}
