//! Which variables hold a secret that can be sought: by name, by shape, and by how rare it is.

use std::collections::HashSet;

use crate::detect::names::{NameVerdict, verdict};
use crate::rule::{RuleSet, entropy};

/// What a variable's value is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Worth {
    /// It is sought.
    Secret,
    /// It is called a secret, and any text may hold it by accident.
    Weak,
    /// It is none.
    Public,
}

/// The providers' variables.
pub(crate) struct Known<'a> {
    secret: HashSet<&'a str>,
    public: HashSet<&'a str>,
}

impl<'a> Known<'a> {
    pub(crate) fn new(rules: &'a RuleSet) -> Self {
        let set = |names: &'a [String]| names.iter().map(String::as_str).collect();
        Self {
            secret: set(rules.secret_variables()),
            public: set(rules.public_variables()),
        }
    }

    fn is_secret(&self, name: &str) -> bool {
        let name = name.to_ascii_uppercase();
        !self.public.contains(&*name)
            && (self.secret.contains(&*name) || verdict(&name) == NameVerdict::Secret)
    }
}

/// Shorter values stand in any bundle.
const FLOOR: usize = 8;

/// Bits that a value must have to be none that anything may hold.
const RARE: f64 = 40.0;

/// Words in values that nobody was given as a secret.
const PLACEHOLDERS: [&str; 18] = [
    "changeme",
    "change_me",
    "change-me",
    "replace",
    "placeholder",
    "example",
    "your-",
    "your_",
    "yoursecret",
    "dummy",
    "xxxx",
    "todo",
    "insert",
    "lorem",
    "foobar",
    "sample",
    "redacted",
    "****",
];

/// What passwords of people's are made of.
const COMMON: [&str; 10] = [
    "passw",
    "admin",
    "welcome",
    "qwert",
    "letmein",
    "secret",
    "postgres",
    "localhost",
    "12345",
    "development",
];

/// What the value of the variable `name` is good for.
pub(super) fn worth(name: &str, value: &[u8], known: &Known<'_>) -> Worth {
    let Ok(text) = std::str::from_utf8(value) else {
        return Worth::Public;
    };
    let text = text.trim();
    if text.is_empty() || !known.is_secret(name) {
        return Worth::Public;
    }
    match Shape::of(text) {
        Shape::Open => Worth::Public,
        Shape::Rare => Worth::Secret,
        Shape::Common => Worth::Weak,
    }
}

/// Whether a value can be sought that somebody has asked for, and so knows to be one.
pub(super) fn is_sought(value: &[u8]) -> bool {
    value.len() >= FLOOR && std::str::from_utf8(value).is_ok_and(|it| !is_switch(it))
}

/// What a value looks like.
enum Shape {
    /// An address, a switch, a number: nothing to hide, whatever its name.
    Open,
    Rare,
    Common,
}

impl Shape {
    fn of(text: &str) -> Self {
        if is_switch(text) || is_host(text) {
            return Self::Open;
        }
        if let Some((_, rest)) = text
            .split_once("://")
            .filter(|(scheme, _)| is_scheme(scheme))
        {
            return Self::of_address(rest);
        }
        if text.len() >= FLOOR && is_rare(text) {
            Self::Rare
        } else {
            Self::Common
        }
    }

    /// An address hides what it carries: a password, or a part that is a key.
    fn of_address(rest: &str) -> Self {
        let password = rest
            .split_once('@')
            .and_then(|(user, _)| user.split_once(':'));
        if let Some((_, password)) = password {
            let is_strong = password.len() >= FLOOR && is_rare(password);
            return if is_strong { Self::Rare } else { Self::Common };
        }
        let mut parts = rest.split(['/', '?', '&', '=', '#']).skip(1);
        let is_key = |part: &str| {
            part.len() >= 16 && is_rare(part) && part.bytes().any(|it| it.is_ascii_digit())
        };
        if parts.any(is_key) {
            Self::Rare
        } else {
            Self::Open
        }
    }
}

fn is_scheme(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}

fn is_switch(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let is_number = text
        .bytes()
        .all(|it| it.is_ascii_digit() || matches!(it, b'.' | b':' | b'-' | b','));
    is_number
        || [
            "true",
            "false",
            "null",
            "none",
            "undefined",
            "yes",
            "no",
            "on",
            "off",
        ]
        .contains(&&*lower)
}

/// A name of a machine, and perhaps its port.
fn is_host(text: &str) -> bool {
    let (host, port) = text.split_once(':').unwrap_or((text, ""));
    let mut labels = host.split('.').rev();
    let is_label = |it: &str| {
        it.bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'-')
    };
    let ends_well = labels
        .next()
        .is_some_and(|it| it.len() >= 2 && is_label(it));
    ends_well
        && host.contains('.')
        && labels.all(is_label)
        && port.bytes().all(|it| it.is_ascii_digit())
}

fn is_rare(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let is_placeholder = PLACEHOLDERS.iter().any(|it| lower.contains(it))
        || text.starts_with('<')
        || lower.contains("${");
    let is_common = text.len() < 24 && COMMON.iter().any(|it| plain(&lower).contains(it));
    // Words and numbers alone, however many, are prose that may stand anywhere.
    let mut parts = text.split(|it: char| !it.is_ascii_alphanumeric());
    let is_words = parts.all(|it| is_word(it) || it.bytes().all(|byte| byte.is_ascii_digit()));
    #[allow(clippy::cast_precision_loss, reason = "no value is that long")]
    let bits = entropy(text.as_bytes()) * text.len() as f64;
    let has = |class: fn(&u8) -> bool| text.as_bytes().iter().any(class);
    let is_mixed = text.len() >= 12
        && has(u8::is_ascii_lowercase)
        && has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_digit);
    !is_placeholder && !is_common && !is_words && (bits >= RARE || is_mixed || classes(text) == 4)
}

/// One case, or one capital at the front.
fn is_word(text: &str) -> bool {
    let (first, tail) = text.split_at_checked(1).unwrap_or_default();
    let starts_well = first.bytes().all(|it| it.is_ascii_alphabetic());
    starts_well && tail.bytes().all(|it| it.is_ascii_lowercase())
        || text.bytes().all(|it| it.is_ascii_uppercase())
}

/// The text with digits read as the letters that they stand for in passwords.
fn plain(text: &str) -> String {
    let letters = text.chars().map(|it| match it {
        '0' => 'o',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        other => other,
    });
    letters.collect()
}

/// How many of lower case, upper case, digits and others there are.
fn classes(text: &str) -> usize {
    let has = |class: fn(&u8) -> bool| usize::from(text.as_bytes().iter().any(class));
    has(u8::is_ascii_lowercase)
        + has(u8::is_ascii_uppercase)
        + has(u8::is_ascii_digit)
        + has(|it| !it.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, value: &str) -> Worth {
        let rules = RuleSet::default();
        worth(name, value.as_bytes(), &Known::new(&rules))
    }

    #[test]
    fn a_secret_name_and_a_rare_value_make_a_secret() {
        for value in [
            "8f3a1c9be4d7",
            "k9#Lm2xQ",
            "0f8e2d1c-7b6a-4958-8776-655443322110",
            "postgres://app:u7Hq-2LpX9z@db.example/app",
            "https://hooks.example/services/T02AB/9f8e7d6c5b4a39281706",
            "{\"type\":\"service_account\",\"key\":\"x81jd92kd\"}",
        ] {
            assert_eq!(of("APP_SECRET", value), Worth::Secret, "{value}");
        }
        assert_eq!(of("app_secret", "8f3a1c9be4d7f60528"), Worth::Secret);
    }

    #[test]
    fn what_any_text_may_hold_is_too_weak() {
        for value in [
            "hunter2",
            "changeme",
            "P4ssw0rd!2024",
            "your-secret-key-1a2b3c4d5e",
            "correct-horse-battery-staple",
            "postgres://app:postgres@localhost/app",
            "development",
            "super secret value",
        ] {
            assert_eq!(of("APP_SECRET", value), Worth::Weak, "{value}");
        }
    }

    #[test]
    fn what_is_public_by_its_use_is_silent() {
        for (name, value) in [
            ("APP_SECRET", ""),
            ("APP_SECRET", "true"),
            ("APP_SECRET", "https://vault.example/app"),
            ("APP_SECRET", "127.0.0.1:8200"),
            ("SANITY_PROJECT_ID", "8f3a1c9be4d7"),
            ("NEXT_PUBLIC_API_KEY", "8f3a1c9be4d7f60528"),
            ("API_URL", "https://api.example/9f8e7d6c5b4a39281706"),
            ("NODE_ENV", "production"),
        ] {
            assert_eq!(of(name, value), Worth::Public, "{name}={value}");
        }
    }

    const HOSTS: &str = "localhost 127.0.0.1 0.0.0.0 db redis api.example.com smtp.mailtrap.io host.docker.internal";

    const WORDS: &str = "development production staging test local debug info verbose postgres
        mysql sqlite redis memory root admin guest user password secret changeme default example
        acme my-app my_database main master public private sync log smtp sandbox us-east-1
        eu-central-1 Europe/Berlin en_US.UTF-8 strict-origin same-site redis-session-store
        supersecretpassword utf8mb4 15m 2024-05-01 v2021-10-21 sha256 RS256 1.2.3-beta.4";

    /// A thousand values of the kinds that published `.env.example` files hold.
    fn examples() -> Vec<String> {
        let hosts: Vec<&str> = HOSTS.split_whitespace().collect();
        let mut all: Vec<String> = Vec::new();
        for port in (0..200).map(|it| 3000 + it * 7) {
            let host = hosts[port % hosts.len()];
            all.extend([port.to_string(), format!("{host}:{port}")]);
            all.push(format!("http://{host}:{port}/path"));
        }
        for word in WORDS.split_whitespace() {
            all.extend([
                word.to_owned(),
                word.to_uppercase(),
                format!("your-{word}-here"),
            ]);
            all.extend([format!("{word}.example.com"), format!("{word}@example.com")]);
            all.extend([format!("<{word}>"), format!("xxxx-{word}")]);
            all.extend([
                format!("{word}_changeme"),
                format!("https://{word}.dev/data"),
            ]);
        }
        all
    }

    #[test]
    fn no_value_of_published_examples_is_taken_for_a_secret() {
        let examples = examples();
        assert!(examples.len() >= 1000);
        for value in examples {
            for name in ["APP_SECRET", "DB_PASSWORD", "SANITY_API_TOKEN"] {
                assert_ne!(of(name, &value), Worth::Secret, "{name}={value}");
            }
        }
    }
}
