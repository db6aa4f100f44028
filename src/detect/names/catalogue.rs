//! Which names are secret, by their whole words, split at `_`.

use std::iter::successors;

use super::words::{
    ABOUT, ABOUT_ENDS, BROWSER_KEYS, GENERIC, HARMLESS, KEY_ENDS, SANITY_EXTRA, SANITY_SECRETS,
    SECRET_ENDS, SERVER_KEYS, STAGES, TOKEN_ENDS,
};
use crate::project::public_prefix;

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

/// What a variable's name says, whoever issued its value.
#[must_use]
pub fn verdict(name: &str) -> NameVerdict {
    if is_sanity(name) {
        sanity(name)
    } else {
        verdict_of_others(name)
    }
}

/// What the name of a variable says that is not Sanity's.
pub(super) fn verdict_of_others(name: &str) -> NameVerdict {
    // Few names end as secrets' do, and this is asked of every name in a build.
    let Some(kind) = kind(name) else {
        return NameVerdict::NotOurs;
    };
    match public_prefix(name) {
        Some(public) => below_prefix(name, public.prefix),
        None => general(name, kind),
    }
}

/// Whether a name is of Sanity's, secret or not.
pub(super) fn is_sanity(name: &str) -> bool {
    has(name, "SANITY") || SANITY_EXTRA.contains(&name)
}

/// What a name says below a public prefix it carries: a key alone is made for browsers.
pub(super) fn below_prefix(name: &str, prefix: &str) -> NameVerdict {
    let rest = &name[prefix.len()..];
    // A PUBLIC_KEY or PUBLIC_TOKEN is a pair's public half, whatever frameworks make of its start.
    if prefix == "PUBLIC_" && !rest.contains('_') {
        return NameVerdict::Public;
    }
    let server = any(rest, SERVER_KEYS);
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

/// Whether a name is the one its maker's own library reads: `OPENAI_API_KEY`.
pub(super) fn is_library_constant(name: &str) -> bool {
    name.strip_suffix("_API_KEY")
        .is_some_and(|maker| SERVER_KEYS.contains(&maker))
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

fn general(name: &str, kind: Kind) -> NameVerdict {
    if kind != Kind::Secret && is_for_browsers(name) {
        NameVerdict::Public
    } else {
        NameVerdict::Secret
    }
}

fn kind(name: &str) -> Option<Kind> {
    let name = without_stage(name);
    let table = [
        (SECRET_ENDS, Kind::Secret),
        (TOKEN_ENDS, Kind::Token),
        (KEY_ENDS, Kind::Key),
    ];
    let found = |ends: &[&str]| ends.iter().any(|end| ends_in(name, end));
    table
        .into_iter()
        .find(|(ends, _)| found(ends))
        .filter(|_| !any(name, ABOUT))
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

/// Whether a name holds any of these as whole words.
fn any(name: &str, all: &[&str]) -> bool {
    // This is asked of every name in a build: a name is split once, whatever it is compared with.
    let from_each_word = successors(Some(name), |rest| {
        let end = memchr::memchr(b'_', rest.as_bytes())?;
        Some(&rest[end + 1..])
    });
    from_each_word.into_iter().any(|rest| {
        let first = rest.as_bytes().first();
        let mut alike = all.iter().filter(|it| it.as_bytes().first() == first);
        alike.any(|words| {
            let behind = rest.strip_prefix(*words);
            behind.is_some_and(|it| it.is_empty() || it.starts_with('_'))
        })
    })
}

/// Whether a name holds `words` as whole words.
fn has(name: &str, words: &str) -> bool {
    any(name, &[words])
}

fn ends_in(name: &str, words: &str) -> bool {
    name.as_bytes().last() == words.as_bytes().last()
        && name
            .strip_suffix(words)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('_'))
}

#[cfg(test)]
mod tests {
    use super::{NameVerdict, is_distinctive, verdict};

    #[track_caller]
    fn all(names: &str, wanted: NameVerdict) {
        for name in names.split_whitespace() {
            assert_eq!(verdict(name), wanted, "{name}");
        }
    }

    #[test]
    fn sanity() {
        let secret = "SANITY_TOKEN SANITY_WRITE SANITY_AUTH_TOKEN_DEPLOY SANITY_API_KEY
            VERCEL_SANITY_API_DEPLOY_TOKEN SANITY_READ_TOKEN_PARTNER SANITY_SECRET
            SANITY_API_READ_WRITE_TOKEN SANITY_E2E_SESSION_TOKEN SANITY_DOCS_API_TOKEN
            NUXT_SANITY_LIVE_SERVER_TOKEN NUXT_SANITY_VISUAL_EDITING_TOKEN STUDIO_ADMIN_TOKEN
            SANITY_PREVIEW_SECRET SANITY_REVALIDATE_TAGS_SECRET SANITY_SESSION_SECRET
            NEXT_PUBLIC_SANITY_PREVIEW_SECRET VITE_REACT_APP_SANITY_TOKEN SANITY_APP_SECRET
            SANITY_STUDIO_API_KEY SANITY_STUDIO_OPENAI_API_KEY SANITY_STUDIO_VERCEL_TOKEN
            SANITY_STUDIO_VERCEL_AUTOMATION_BYPASS_SECRET SANITY_STUDIO_BACKFILL_SECRET";
        let ambiguous = "SANITY_API_BROWSER_TOKEN NEXT_PUBLIC_SANITY_BROWSER_TOKEN
            SANITY_PUBLIC_READ_TOKEN NUXT_SANITY_LIVE_BROWSER_TOKEN SANITY_STUDIO_MAPBOX_TOKEN";
        let public = "SANITY_PROJECT_ID GATSBY_SANITY_DATASET SANITY_API_VERSION SANITY_USE_CDN
            SANITY_STUDIO_STRIPE_PUBLISHABLE_KEY SANITY_STUDIO_PREVIEW_URL SANITY_API_HOST
            SANITY_TOKEN_URL SANITY_API_TOKEN_EXPIRY SANITY_TOKEN_ID SANITY_INTERNAL_ENV";
        all(secret, NameVerdict::Secret);
        all(ambiguous, NameVerdict::Ambiguous);
        all(public, NameVerdict::Public);
    }

    #[test]
    fn of_any_maker() {
        let secret = "NEXT_PUBLIC_STRIPE_SECRET_KEY VITE_OPENAI_API_KEY PUBLIC_DB_PASSWORD
            GITHUB_TOKEN_PROD MAPBOX_SECRET_KEY DATABASE_URL SUPABASE_SERVICE_ROLE_KEY
            AWS_SECRET_ACCESS_KEY JWT_SECRET_V2 GATSBY_CONTENTFUL_ACCESS_TOKEN CMS_API_KEY";
        let public = "NEXT_PUBLIC_FIREBASE_API_KEY VITE_GOOGLE_MAPS_API_KEY VAPID_PUBLIC_KEY
            NEXT_PUBLIC_SUPABASE_ANON_KEY STRIPE_PUBLISHABLE_KEY CSRF_TOKEN RECAPTCHA_SITE_KEY
            NEXT_PUBLIC_POSTHOG_KEY VITE_DATADOG_CLIENT_TOKEN VITE_TOKEN_KEY PUBLIC_TOKEN
            GATSBY_ALGOLIA_SEARCH_KEY GATSBY_API_KEY REACT_APP_MAPBOX_ACCESS_TOKEN";
        let neither = "TOKEN_URL ACCESS_TOKEN_EXPIRY KEY_CODE AWS_ACCESS_KEY_ID NODE_ENV
            ERR_INVALID_PRIVATE_KEY VITE_RESET_PASSWORD UNEXPECTED_TOKEN VITE_TOKEN_ADDRESS
            SECRETARY KEYBOARD STRIPE_PROJECT_ID";
        all(secret, NameVerdict::Secret);
        all(public, NameVerdict::Public);
        all(neither, NameVerdict::NotOurs);
    }

    #[test]
    fn distinctive() {
        assert!(is_distinctive("STRIPE_SECRET_KEY"));
        assert!(!is_distinctive("ACCESS_TOKEN"));
        assert!(!is_distinctive("DATABASE_URL"));
    }
}
