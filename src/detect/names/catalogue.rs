//! Which names are secret, as data: whole words of a name, split at `_`.

/// What a variable's name says about its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameVerdict {
    /// Whoever reads the value holds a credential.
    Secret,
    /// Meant for browsers, or often so: the value decides.
    Ambiguous,
    /// Public by design.
    Public,
    /// Says nothing of a secret.
    NotOurs,
}

/// Public prefixes of the frameworks spillcheck knows.
const PUBLIC_PREFIXES: &[&str] = &[
    "GATSBY_",
    "NEXT_PUBLIC_",
    "VITE_",
    "REACT_APP_",
    "EXPO_PUBLIC_",
    "NUXT_PUBLIC_",
    "PUBLIC_",
    "VUE_APP_",
    "NG_APP_",
    "REDWOOD_ENV_",
    "STORYBOOK_",
    "SANITY_STUDIO_",
    "SANITY_APP_",
];

/// Sanity's names that do not hold its name.
pub(super) const SANITY_EXTRA: &[&str] = &["STUDIO_AUTH_TOKEN", "STUDIO_ADMIN_TOKEN"];

/// Sanity's own secrets' words.
const SANITY_SECRETS: &[&str] = &["TOKEN", "SECRET", "KEY", "PASSWORD", "WRITE"];

/// What a secret is called by, whoever issued it.
const SECRET_ENDS: &[&str] = &[
    "SECRET",
    "SECRETS",
    "SECRET_KEY",
    "SECRET_ACCESS_KEY",
    "PASSWORD",
    "PASSWD",
    "PASSPHRASE",
    "PRIVATE_KEY",
    "SERVICE_ROLE_KEY",
    "SERVICE_ACCOUNT_KEY",
    "CREDENTIALS",
    "CONNECTION_STRING",
    "DATABASE_URL",
    "DATABASE_URI",
    "MONGODB_URI",
    "MONGO_URI",
    "MONGO_URL",
    "POSTGRES_URL",
    "REDIS_URL",
];

/// What a secret is called by, unless a service made for browsers issued it.
const TOKEN_ENDS: &[&str] = &["TOKEN", "PAT"];

/// What a credential is called by that is as often made for browsers: no secret under a public prefix.
const KEY_ENDS: &[&str] = &["KEY", "APIKEY", "WEBHOOK_URL", "DB_PASS", "DB_PWD"];

/// Makers of keys that never belong in a browser.
const SERVER_KEYS: &[&str] = &[
    "OPENAI",
    "ANTHROPIC",
    "OPENROUTER",
    "GROQ",
    "MISTRAL",
    "COHERE",
    "DEEPSEEK",
    "REPLICATE",
    "HUGGINGFACE",
    "ELEVENLABS",
    "PINECONE",
    "RESEND",
    "SENDGRID",
    "MAILGUN",
    "POSTMARK",
];

/// Makers of tokens and keys for browsers.
const BROWSER_KEYS: &[&str] = &[
    "MAPBOX",
    "MAPTILER",
    "MAPS",
    "CESIUM",
    "FIREBASE",
    "MIXPANEL",
    "POSTHOG",
    "SEGMENT",
    "AMPLITUDE",
    "ANALYTICS",
    "BEACON",
    "ROLLBAR",
    "BUGSNAG",
    "SENTRY",
    "DATADOG",
    "DD",
    "STOREFRONT",
    "RECAPTCHA",
    "HCAPTCHA",
    "TURNSTILE",
    "VAPID",
];

/// Words beside which a token or key is no secret: it is public, or no credential at all.
const HARMLESS: &[&str] = &[
    "PUBLISHABLE",
    "PUBLIC",
    "SITE",
    "SEARCH",
    "ANON",
    "CSRF",
    "XSRF",
    "STORAGE",
    "CACHE",
    "COOKIE",
    "CLIENT_TOKEN",
    "TOKEN_KEY",
    "DESIGN",
    "NATIVE",
    "REWARD",
    "STAKING",
    "GOVERNANCE",
    "USDC",
    "USDT",
];

/// Words beside which a name speaks of a secret and holds none.
const ABOUT: &[&str] = &[
    "ENABLE",
    "DISABLE",
    "USE",
    "SHOW",
    "HIDE",
    "ALLOW",
    "REQUIRE",
    "HAS",
    "IS",
    "SKIP",
    "RESET",
    "FORGOT",
    "CHANGE",
    "INVALID",
    "UNEXPECTED",
    "EXPIRED",
    "ERR",
    "ERROR",
    "MISSING",
    "MAX",
    "MIN",
];

/// What follows a secret's word where the name holds something about it.
const ABOUT_ENDS: &[&str] = &[
    "URL",
    "URI",
    "ID",
    "IDS",
    "NAME",
    "TYPE",
    "EXPIRY",
    "EXPIRES",
    "EXPIRATION",
    "TTL",
    "LENGTH",
    "HEADER",
    "PATH",
    "ENDPOINT",
    "HOST",
    "PREFIX",
    "ENABLED",
    "COUNT",
    "LIMIT",
    "ADDRESS",
    "SYMBOL",
];

/// What may follow a secret's word without changing what it says.
const STAGES: &[&str] = &[
    "PROD",
    "PRODUCTION",
    "DEV",
    "DEVELOPMENT",
    "STAGING",
    "STAGE",
    "TEST",
    "LOCAL",
    "PREVIEW",
    "LIVE",
    "SANDBOX",
    "INTERNAL",
    "EXTERNAL",
    "PARTNER",
    "DEPLOY",
    "OLD",
    "NEW",
    "BASE64",
];

/// Words that name no one's variable in particular.
const GENERIC: &[&str] = &[
    "ACCESS",
    "ACCOUNT",
    "ADMIN",
    "API",
    "APIKEY",
    "APP",
    "AUTH",
    "BEARER",
    "CLIENT",
    "CONNECTION",
    "CREDENTIALS",
    "DATABASE",
    "DB",
    "ENCRYPTION",
    "ID",
    "JWT",
    "KEY",
    "MASTER",
    "PASSPHRASE",
    "PASSWORD",
    "PRIVATE",
    "PROJECT",
    "REFRESH",
    "SECRET",
    "SECRETS",
    "SERVICE",
    "SESSION",
    "SIGNING",
    "STRING",
    "TOKEN",
    "URI",
    "URL",
    "USER",
    "WEBHOOK",
];

/// What a variable's name says, whoever issued its value.
#[must_use]
pub fn verdict(name: &str) -> NameVerdict {
    if is_sanity(name) {
        return sanity(name);
    }
    match public_prefix_of(name) {
        Some(prefix) => below_prefix(name, prefix),
        None => general(name),
    }
}

/// The public prefix of a framework that a name carries.
#[must_use]
pub fn public_prefix_of(name: &str) -> Option<&'static str> {
    PUBLIC_PREFIXES
        .iter()
        .find(|prefix| name.starts_with(**prefix))
        .copied()
}

/// Whether a name is of Sanity's, secret or not.
#[must_use]
pub fn is_sanity(name: &str) -> bool {
    has(name, "SANITY") || SANITY_EXTRA.contains(&name)
}

/// What a name says below a public prefix it carries: a key alone is made for browsers.
pub(super) fn below_prefix(name: &str, prefix: &str) -> NameVerdict {
    let rest = &name[prefix.len()..];
    // A PUBLIC_KEY or PUBLIC_TOKEN is a pair's public half, whatever frameworks make of its start.
    if prefix == "PUBLIC_" && !rest.contains('_') {
        return NameVerdict::Public;
    }
    let server = SERVER_KEYS.iter().any(|maker| has(rest, maker));
    match kind(rest) {
        Some(Kind::Secret) => NameVerdict::Secret,
        Some(_) if is_for_browsers(rest) => NameVerdict::Public,
        Some(Kind::Key) if !server => NameVerdict::Public,
        Some(_) => NameVerdict::Secret,
        None => NameVerdict::NotOurs,
    }
}

/// Whether a name belongs to one project, so that it means its variable wherever it stands.
pub(super) fn is_distinctive(name: &str) -> bool {
    !name.split('_').all(|word| GENERIC.contains(&word))
}

/// What a name is called by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Secret,
    Token,
    Key,
}

fn sanity(name: &str) -> NameVerdict {
    let own = name.split_once("SANITY_").map_or(name, |(_, own)| own);
    let Some(tail) = after_secret(own) else {
        return NameVerdict::Public;
    };
    let browser = has(own, "BROWSER") || (has(own, "PUBLIC") && has(own, "READ"));
    if any(own, ABOUT) || any(tail, ABOUT_ENDS) {
        NameVerdict::Public
    } else if browser {
        NameVerdict::Ambiguous
    } else if kind(own) == Some(Kind::Secret) {
        NameVerdict::Secret
    } else if any(own, HARMLESS) {
        NameVerdict::Public
    } else if any(own, BROWSER_KEYS) {
        NameVerdict::Ambiguous
    } else {
        NameVerdict::Secret
    }
}

/// What follows the last of Sanity's secret words.
fn after_secret(own: &str) -> Option<&str> {
    let mut end = 0;
    let mut tail = None;
    for word in own.split('_') {
        end += word.len() + 1;
        if SANITY_SECRETS.contains(&word) {
            tail = Some(own.get(end..).unwrap_or_default());
        }
    }
    tail
}

fn general(name: &str) -> NameVerdict {
    match kind(name) {
        Some(Kind::Secret) => NameVerdict::Secret,
        Some(_) if is_for_browsers(name) => NameVerdict::Public,
        Some(_) => NameVerdict::Secret,
        None => NameVerdict::NotOurs,
    }
}

fn kind(name: &str) -> Option<Kind> {
    let name = without_stage(name);
    if any(name, ABOUT) {
        return None;
    }
    let table = [
        (SECRET_ENDS, Kind::Secret),
        (TOKEN_ENDS, Kind::Token),
        (KEY_ENDS, Kind::Key),
    ];
    let found = |ends: &[&str]| ends.iter().any(|end| ends_in(name, end));
    table
        .into_iter()
        .find(|(ends, _)| found(ends))
        .map(|(_, kind)| kind)
}

fn is_for_browsers(name: &str) -> bool {
    any(name, HARMLESS) || any(name, BROWSER_KEYS)
}

fn without_stage(name: &str) -> &str {
    match name.rsplit_once('_') {
        Some((rest, last)) if is_stage(last) => without_stage(rest),
        _ => name,
    }
}

fn is_stage(word: &str) -> bool {
    STAGES.contains(&word)
        || word
            .trim_start_matches('V')
            .bytes()
            .all(|b| b.is_ascii_digit())
}

fn any(name: &str, words: &[&str]) -> bool {
    words.iter().any(|word| has(name, word))
}

/// Whether a name holds `words` as whole words.
fn has(name: &str, words: &str) -> bool {
    name.match_indices(words).any(|(at, _)| {
        let end = at + words.len();
        (at == 0 || name.as_bytes()[at - 1] == b'_')
            && (end == name.len() || name.as_bytes()[end] == b'_')
    })
}

fn ends_in(name: &str, words: &str) -> bool {
    name.strip_suffix(words)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('_'))
}
