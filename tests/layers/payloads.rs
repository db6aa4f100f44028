//! How frameworks hand data over to the page.

use spillcheck::content::LayerName;
use spillcheck::detect::Subject;

use super::{found, token};

/// What is found must be this value, bound to that key, and its pieces must be those of the text.
fn assert_found(name: &str, text: &str, value: &str, key: Option<&str>) {
    let found = found(name, text.as_bytes());
    assert_eq!(found.len(), 1, "{text}");
    let Subject::Secret(secret) = &found[0].subject else {
        panic!("a secret");
    };
    assert!(
        secret.reveal() == value.as_bytes(),
        "another value in {text}"
    );
    let seen = found[0].evidence.key.as_deref();
    assert!(key.is_none() || seen == key, "{seen:?} in {text}");
    let location = &found[0].location;
    let whole = [(location.start, location.end)];
    let ranges = if location.ranges.is_empty() {
        &whole[..]
    } else {
        &location.ranges
    };
    let pieces = ranges
        .iter()
        .map(|(start, end)| &text[at(*start)..at(*end)]);
    assert_eq!(pieces.collect::<String>(), value, "{text}");
}

fn at(offset: u64) -> usize {
    usize::try_from(offset).expect("a small file")
}

fn page(scripts: &[String]) -> String {
    let scripts = scripts.iter().map(|it| format!("<script>{it}</script>"));
    format!(
        "<!DOCTYPE html><html><body>{}</body></html>",
        scripts.collect::<String>()
    )
}

fn push(text: &str) -> String {
    let text = text
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n");
    format!("self.__next_f.push([1,\"{text}\"])")
}

#[test]
fn a_flight_row_cut_across_pushes_is_one_text() {
    let value = token(1);
    for cut in [1, 2, 15, 90, 179] {
        let (first, second) = value.split_at(cut);
        let scripts = [
            push(&format!("0:{{\"sanityToken\":\"{first}")),
            "var between=1".to_owned(),
            push(&format!("{second}\"}}\n")),
        ];
        assert_found("index.html", &page(&scripts), &value, Some("sanityToken"));
    }
    let thirds = [&value[..50], &value[50..100], &value[100..]];
    let scripts = [
        push(&format!(
            "a:T{:x},{}",
            1000 + 180,
            format_args!("{} ", "lorem ipsum ".repeat(90).split_at(999).0)
        )),
        push(thirds[0]),
        push(thirds[1]),
        push(&format!("{}b:[\"$\",\"p\",null]\n", thirds[2])),
    ];
    assert_found("3f2a", &page(&scripts), &value, None);
}

#[test]
fn a_text_row_ends_where_its_length_says() {
    let value = token(2);
    let text = format!("Authorization: Bearer {value}");
    for next in ["2:[\"$\",\"p\",null,{}]\n", "abc:T3,xyz"] {
        let rows = format!("1:\"$Sreact.fragment\"\n3:T{:x},{text}{next}", text.len());
        assert_found("index.rsc", &rows, &value, None);
        assert_found("index.txt", &rows, &value, None);
        let value_in_page = page(&[push(&rows)]);
        assert_found("index.html", &value_in_page, &value, None);
    }
}

#[test]
fn a_reference_gives_its_value_the_key_it_stands_behind() {
    let value = token(3);
    for reference in ["$3", "$L3", "$@3"] {
        let rows = format!(
            "1:\"$Sreact.fragment\"\n3:T{:x},{value}2:{{\"projectId\":\"abc\",\"readToken\":\"{reference}\"}}\n",
            value.len()
        );
        assert_found("index.rsc", &rows, &value, Some("readToken"));
        let rows = format!("2:{{\"readToken\":\"{reference}\"}}\n3:\"{value}\"\n");
        assert_found("index.rsc", &rows, &value, Some("readToken"));
    }
}

#[test]
fn strings_that_a_page_shows_as_one_are_one() {
    let value = token(4);
    let (first, second) = value.split_at(77);
    let rows = format!(
        "2:[\"$\",\"p\",null,{{\"children\":[\"token: {first}\",\"$L5\"]}}]\n5:\"{second}\"\n"
    );
    let found = found("index.rsc", rows.as_bytes());
    let whole = found.iter().filter(|it| match &it.subject {
        Subject::Secret(secret) => secret.reveal() == value.as_bytes(),
        Subject::Name(..) => false,
    });
    assert_eq!(whole.count(), 1);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].location.ranges.len(), 2);
}

#[test]
fn devalue_binds_values_to_their_keys() {
    let value = token(5);
    let list = format!(
        "[[\"ShallowReactive\",1],{{\"data\":2,\"state\":3}},{{\"config\":4}},[],{{\"projectId\":5,\"sanityToken\":6}},\"abcd1234\",\"{value}\"]"
    );
    let page = format!(
        "<script type=\"application/json\" data-nuxt-data=\"nuxt-app\" id=\"__NUXT_DATA__\">{list}</script>"
    );
    let kit = format!(
        "{{\"type\":\"data\",\"nodes\":[null,{{\"type\":\"data\",\"data\":[{{\"sanityToken\":1,\"map\":2}},\"{value}\",[\"Map\",3,4],\"name\",\"some longer value\"],\"uses\":{{}}}}]}}"
    );
    let map = format!("[{{\"m\":1}},[\"Map\",2,3],\"sanityToken\",\"{value}\"]");
    for (name, text) in [
        ("_payload.json", &list),
        ("index.html", &format!("<!doctype html>{page}")),
        ("__data.json", &kit),
        ("3f2a", &map),
    ] {
        assert_found(name, text, &value, Some("sanityToken"));
    }
}

#[test]
fn turbo_stream_binds_values_to_their_keys() {
    let value = token(6);
    let list = format!(
        "[{{\"_1\":2}},\"loaderData\",{{\"_3\":4}},\"root\",{{\"_5\":6}},\"sanityToken\",\"{value}\"]"
    );
    assert_found("root.data", &list, &value, Some("sanityToken"));
    let text = list.replace('"', "\\\"");
    let page = format!(
        "<!doctype html><script>window.__reactRouterContext.streamController.enqueue(\"{text}\\n\");</script>"
    );
    assert_found("index.html", &page, &value, Some("sanityToken"));
}

/// As `encodeURIComponent` does.
fn percent(text: &str) -> String {
    let encoded = text.bytes().map(|it| match it {
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => char::from(it).to_string(),
        _ => format!("%{it:02X}"),
    });
    encoded.collect::<Vec<_>>().concat()
}

#[test]
fn data_in_attributes_and_scripts_keep_their_keys() {
    let value = token(7);
    let json = |inner: &str| inner.replace('\\', "\\\\").replace('"', "\\\"");
    let object = format!("{{\"sanityToken\":\"{value}\"}}");
    let percent = percent(&object);
    let entities = object.replace('"', "&quot;");
    for text in [
        format!("<astro-island props=\"{{&quot;sanityToken&quot;:[0,&quot;{value}&quot;]}}\">"),
        format!("<script id=\"ng-state\" type=\"application/json\">{object}</script>"),
        format!(
            "<script id=\"app-state\" type=\"application/json\">{{&q;sanityToken&q;:&q;{value}&q;}}</script>"
        ),
        format!("<meta name=\"app/config/environment\" content=\"{percent}\">"),
        format!("<div id=\"app\" data-page=\"{entities}\">"),
        format!("<script>window.__ENV={object}</script>"),
        format!(
            "<iframe srcdoc=\"<script>x={}</script>\">",
            entities.replace('&', "&amp;")
        ),
        format!(
            "<script>self.__precacheManifest=[{{revision:null,url:\"/x?sanityToken={value}\"}}]</script>"
        ),
        format!("{{\"internal\":{{\"content\":\"{}\"}}}}", json(&object)),
        format!(
            "{{\"a\":\"{}\"}}",
            json(&format!(
                "{{\"b\":\"{}\"}}",
                json(&format!("{{\"c\":\"{}\"}}", json(&object)))
            ))
        ),
    ] {
        assert_found("index.html", &text, &value, Some("sanityToken"));
        assert_found("3f2a", &text, &value, Some("sanityToken"));
    }
}

#[test]
fn text_cut_by_tags_is_whole() {
    let value = token(8);
    let (first, second) = value.split_at(40);
    for cut in [
        "<wbr>",
        "<!-- -->",
        "</span><span class=\"hl\">",
        "<b></b>",
        "&shy;",
    ] {
        let text = format!("<p><code>token: \"{first}{cut}{second}\"</code></p>");
        assert_found("index.html", &text, &value, None);
    }
    let letters: Vec<String> = value.chars().map(String::from).collect();
    let spans = format!("<span>{}</span>", letters.join("</span><span>"));
    assert_found("index.html", &format!("<pre>{spans}</pre>"), &value, None);
}

#[test]
fn layers_tell_the_way() {
    let value = token(9);
    let found = found(
        "index.html",
        page(&[
            push(&format!("0:\"{}", &value[..9])),
            push(&format!("{}\"\n", &value[9..])),
        ])
        .as_bytes(),
    );
    assert_eq!(found[0].layers, [LayerName::Flight]);
}
