//! Configurations of gitleaks and betterleaks, key by key.

use spillcheck::rule::template::fill;

use crate::tree::Tree;

/// A rule that both programs read.
pub(crate) const ACME: &str =
    "[[rules]]\nid = \"acme\"\nregex = '''acme_[a-z0-9]{16}'''\nkeywords = [\"acme_\"]\n";

/// A value that [`ACME`] matches.
fn acme(seed: u64) -> String {
    fill("acme_{lowerdigit:16}", seed).unwrap()
}

/// What a configuration finds in files of an output: each rule with its file, in order.
#[track_caller]
fn found(config: &str, files: &[(&str, &str)]) -> Vec<String> {
    let tree = Tree::gatsby();
    tree.write("rules.toml", config);
    for (file, content) in files {
        tree.write(format!("public/{file}"), content);
    }
    let report = tree.json(&["--rules", "rules.toml", "--rules-only"]);
    let place = |it: &serde_json::Value| {
        let rule = it["rule"].as_str().unwrap();
        let path = it["location"]["path"].as_str().unwrap();
        format!("{rule} {}", path.strip_prefix("public/").unwrap())
    };
    let mut found: Vec<String> = report.findings().iter().map(place).collect();
    found.sort_unstable();
    found
}

#[test]
fn a_rule_finds_where_its_keyword_stands_whatever_its_case() {
    let value = acme(1);
    let far = format!("see Acme_\n{}\"{value}\"", "x(1);\n".repeat(9000));
    let config = ACME.replace("acme_[", "(?i)[a-z]{4}_[");
    let files = [("a.js", &*far), ("b.js", &far[10..]), ("c.js", "acme_1")];
    assert_eq!(found(&config, &files[..1]), ["gitleaks/acme a.js"]);
    let elsewhere = format!("\"{}\"", value.replace("acme", "emca"));
    assert_eq!(found(&config, &[("b.js", &elsewhere)]), [""; 0]);
    assert_eq!(found(ACME, &files), ["gitleaks/acme a.js"]);
    let upper = ACME.replace("[\"acme_\"]", "[\"ACME_\"]");
    assert_eq!(found(&upper, &files), ["gitleaks/acme a.js"]);
}

#[test]
fn the_secret_is_the_group_that_is_named_or_the_first() {
    let value = acme(1);
    for (regex, group, wanted) in [
        ("(k)=(acme_[a-z0-9]+)", "2", &*value),
        ("(?:k)=(acme_[a-z0-9]+)", "0", &value),
        ("(x)?k=(acme_[a-z0-9]+)", "0", &value),
        ("k=acme_[a-z0-9]+", "0", &format!("k={value}")),
    ] {
        let tree = Tree::gatsby();
        let rule = ACME.replace("acme_[a-z0-9]{16}", regex);
        tree.write("rules.toml", format!("{rule}secretGroup = {group}\n"));
        tree.write("public/a.js", format!("k={value};"));
        let args = ["--rules", "rules.toml", "--rules-only", "--reveal"];
        assert_eq!(
            tree.json(&args).only()["secret"]["value"],
            wanted,
            "{regex}"
        );
    }
}

#[test]
fn a_value_of_less_entropy_is_none() {
    let config = format!("{ACME}entropy = 3.2\n");
    let dull = format!("acme_{}", "ab".repeat(8));
    let files = [("a.js", &*acme(1)), ("b.js", &dull)];
    assert_eq!(found(&config, &files), ["gitleaks/acme a.js"]);
}

#[test]
fn each_check_of_an_allow_list_is_enough_or_all_are_needed() {
    let value = acme(1);
    let text = format!("// sample\nk: {value} // why");
    let files = [("a.js", &*text)];
    let list = |keys: &str| format!("{ACME}[[rules.allowlists]]\n{keys}\n");
    for allowed in [
        "regexes = ['''^acme_''']".to_owned(),
        "regexTarget = \"match\"\nregexes = ['''^acme_.*$''']".to_owned(),
        "regexTarget = \"line\"\nregexes = ['''^k: .* // why$''']".to_owned(),
        format!("stopwords = [\"{}\"]", value[5..12].to_uppercase()),
        "paths = ['''^public/a\\.js$''']".to_owned(),
        "paths = ['''zzz''']\nregexes = ['''^acme_''']".to_owned(),
        "condition = \"AND\"\npaths = ['''a\\.js$''']\nregexes = ['''^acme_''']".to_owned(),
    ] {
        assert_eq!(found(&list(&allowed), &files), [""; 0], "{allowed}");
    }
    for other in [
        "regexes = ['''^k''']",
        "regexTarget = \"line\"\nregexes = ['''sample''']",
        "stopwords = [\"sample\"]",
        "paths = ['''^a\\.js$''']",
        "commits = [\"0123456\"]",
        "condition = \"and\"\npaths = ['''zzz''']\nregexes = ['''^acme_''']",
        "condition = \"&&\"\ncommits = [\"0123456\"]\nregexes = ['''^acme_''']",
    ] {
        assert_eq!(
            found(&list(other), &files),
            ["gitleaks/acme a.js"],
            "{other}"
        );
    }
    let old = format!("{ACME}[rules.allowlist]\nregexes = ['''^acme_''']\n");
    assert_eq!(found(&old, &files), [""; 0]);
}

#[test]
fn an_allow_list_is_for_all_rules_or_for_those_it_names() {
    let other = ACME
        .replace("\"acme\"", "\"bcme\"")
        .replace("acme_", "bcme_");
    let (one, two) = (acme(1), acme(2).replace("acme", "bcme"));
    let files = [("a.js", &*one), ("b.js", &two)];
    for (list, wanted) in [
        ("[[allowlists]]\nregexes = ['''.''']", &[][..]),
        (
            "[allowlist]\npaths = ['''a\\.js''']",
            &["gitleaks/bcme b.js"],
        ),
        (
            "[[allowlists]]\ntargetRules = [\"acme\"]\nregexes = ['''.''']",
            &["gitleaks/bcme b.js"],
        ),
    ] {
        assert_eq!(
            found(&format!("{ACME}{other}{list}\n"), &files),
            wanted,
            "{list}"
        );
    }
}

#[test]
fn a_rule_is_for_some_paths_or_for_nothing_but_a_path() {
    let value = acme(1);
    let config = format!(
        "{ACME}path = '''(?i)^public/b''' \n[[rules]]\nid = \"keys\"\npath = '''\\.p12$'''\n"
    );
    let files = [("a.js", &*value), ("B.js", &value), ("c.p12", "x")];
    assert_eq!(
        found(&config, &files),
        ["gitleaks/acme B.js", "gitleaks/keys c.p12"]
    );
}

#[test]
fn a_rule_may_require_another_near_by() {
    let pair = |distance: &str| {
        format!(
            "{ACME}[[rules.required]]\nid = \"part\"\n{distance}\n\
             [[rules]]\nid = \"part\"\nregex = '''part_[0-9]{{4}}'''\nkeywords = [\"part_\"]\nskipReport = true\n"
        )
    };
    let value = acme(1);
    let near = format!("part_1234\n\n{value}");
    let files = [("a.js", &*near), ("b.js", &acme(2)), ("c.js", "part_1234")];
    for (distance, wanted) in [
        ("", true),
        ("withinLines = 2", true),
        ("withinLines = 1", false),
    ] {
        let wanted: &[&str] = if wanted { &["gitleaks/acme a.js"] } else { &[] };
        assert_eq!(found(&pair(distance), &files), wanted, "{distance}");
    }
    let aside = format!("part_1234 {value}");
    for (columns, wanted) in [(10, true), (9, false)] {
        let config = pair(&format!("withinColumns = {columns}"));
        assert_eq!(
            found(&config, &[("a.js", &aside)]).len(),
            usize::from(wanted)
        );
    }
}

/// [`ACME`] with a part that it requires on the same line or the next.
fn in_two_parts(dialect: &str, part: &str) -> String {
    format!(
        "{dialect}{ACME}[[rules.required]]\nid = \"part\"\nwithinLines = 1\n\
         [[rules]]\nid = \"part\"\nregex = '''part_[0-9]{{4}}'''\nkeywords = [\"part_\"]\n{part}"
    )
}

#[track_caller]
fn assert_told_in_parts(dialect: &str, reported: &str, program: &str) {
    let tree = Tree::gatsby();
    tree.write("rules.toml", in_two_parts(dialect, reported));
    let far = "x(1);\n".repeat(9);
    let text = format!("part_0000\n{far}k(\"{}\",\n\"part_1234\")", acme(1));
    tree.write("public/a.js", text);
    let report = tree.json(&["--rules", "rules.toml", "--rules-only", "--reveal"]);
    let findings = report.findings();
    let whole = findings.iter().find(|it| it["parts"].is_array()).unwrap();
    assert_eq!(whole["rule"], format!("{program}/acme"));
    assert_eq!(whole["confidence"], "medium");
    let parts = whole["parts"].as_array().unwrap();
    let told: Vec<_> = parts.iter().map(|it| (&it["role"], &it["value"])).collect();
    assert_eq!(told[0], (&"secret".into(), &acme(1).into()));
    assert_eq!(told[1..], [(&"part".into(), &"part_1234".into())]);
    assert_eq!(whole["occurrences"].as_array().unwrap().len(), 1);
    // The part that is far off is told only where it is a finding of its own.
    assert_eq!(findings.len(), 1 + usize::from(reported.is_empty()));
}

#[test]
fn what_a_rule_requires_is_told_as_a_part_of_what_it_finds() {
    let better = "betterleaksMinVersion = \"v1.6.0\"\n";
    for reported in ["", "skipReport = true\n"] {
        assert_told_in_parts("", reported, "gitleaks");
        assert_told_in_parts(better, reported, "betterleaks");
    }
}

#[test]
fn a_part_alone_is_told_by_no_rule() {
    let config = in_two_parts("", "skipReport = true\n");
    let value = acme(1);
    let apart = format!("part_1234\n\n\n{value}");
    let files = [("a.js", &*value), ("b.js", "part_1234"), ("c.js", &apart)];
    assert_eq!(found(&config, &files), [""; 0]);
}

#[test]
fn a_configuration_adds_to_another() {
    let tree = Tree::gatsby();
    let base = format!(
        "{ACME}{}{}[allowlist]\npaths = ['''z\\.js$''']\n",
        ACME.replace("\"acme\"", "\"bcme\"")
            .replace("acme_", "bcme_"),
        ACME.replace("\"acme\"", "\"old\"").replace("acme_", "old_"),
    );
    tree.write("shared/base.toml", base);
    tree.write(
        "shared/rules.toml",
        "[extend]\npath = \"base.toml\"\ndisabledRules = [\"old\"]\n[[rules]]\nid = \"acme\"\nentropy = 5.5\n",
    );
    let value = acme(1);
    for file in ["a.js", "z.js"] {
        let all = ["acme", "bcme", "old"].map(|it| value.replace("acme", it));
        tree.write(format!("public/{file}"), all.join("\n"));
    }
    let report = tree.json(&["--rules", "shared/rules.toml", "--rules-only"]);
    assert_eq!(report.only()["rule"], "gitleaks/bcme");
    assert_eq!(report.only()["location"]["path"], "public/a.js");
    let version = |report: &crate::done::Report| report.json["tool"]["rules"].clone();
    let before = version(&report);
    tree.write("shared/base.toml", ACME);
    assert_ne!(
        before,
        version(&tree.json(&["--rules", "shared/rules.toml", "--rules-only"]))
    );
}

/// Keys beside the rule, which stands for `@`, and whether it still finds.
const OF_BETTERLEAKS: &[(&str, bool)] = &[
    ("@filter = '''entropy(finding[\"secret\"]) <= 5.0'''", false),
    (
        "@filter = '''filter.entropy(finding[\"secret\"]) < 1.0'''",
        true,
    ),
    (
        "filter = '''matchesAny(finding[\"secret\"], [`^acme`])'''\n@",
        false,
    ),
    (
        "prefilter = '''matchesAny(get(attributes, \"path\", \"\"), [`a\\.js$`])'''\n@",
        false,
    ),
    (
        "@validate = '''let r = http.get(\"x\"); r.status'''\ntokenEfficiency = true",
        true,
    ),
    (
        "@filter = '''failsTokenEfficiency(finding[\"secret\"]) || len(finding[\"secret\"]) < 9'''",
        true,
    ),
];

#[test]
fn keys_of_betterleaks_are_known() {
    let value = acme(1);
    let version = "betterleaksMinVersion = \"v1.6.0\"\n";
    for (keys, finds) in OF_BETTERLEAKS {
        let config = format!("{version}{}\n", keys.replace('@', ACME));
        let wanted = vec!["betterleaks/acme a.js"; usize::from(*finds)];
        assert_eq!(found(&config, &[("a.js", &value)]), wanted, "{keys}");
    }
    let lesser = ACME
        .replace("\"acme\"", "\"lesser\"")
        .replace("{16}", "{16,99}");
    let both = format!("{version}{lesser}specificity = 0\n{ACME}");
    let longer = format!("{value}123");
    assert_eq!(
        found(&both, &[("a.js", &longer)]),
        ["betterleaks/acme a.js"]
    );
}

#[test]
fn keys_are_read_in_any_case() {
    let config = ACME
        .replace("keywords", "Keywords")
        .replace("regex", "REGEX");
    let text = "AcMe_";
    let config = format!("{config}SecretGroup = 0\nENTROPY = 9.0\n");
    assert_eq!(
        found(&config, &[("a.js", &format!("{text}{}", acme(1)))]),
        [""; 0]
    );
}

#[test]
fn a_value_that_spillcheck_knows_is_told_by_its_own_rule() {
    let tree = Tree::gatsby();
    let stripe = fill("sk_live_{random:24}", 1).unwrap();
    tree.write("public/a.js", format!("key:\"{stripe}\""));
    let config = ACME
        .replace("acme_[a-z0-9]{16}", "key:\"(sk_live_[A-Za-z0-9]+)")
        .replace("acme_", "live");
    tree.write("rules.toml", config);
    let own = tree.json(&["--rules", "rules.toml"]);
    assert_eq!(own.only()["rule"], "stripe-secret-key");
    let theirs = tree.json(&["--rules", "rules.toml", "--rules-only"]);
    assert_eq!(theirs.only()["rule"], "gitleaks/acme");
    assert_eq!(theirs.only()["severity"], "critical");
}
