//! Where a value is handed to a provider's client or interface: that says whose it is, whatever its form.

use super::evidence::strip_noise;

/// What takes a credential, and whose that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sink {
    /// The provider, as rules name it.
    pub provider: &'static str,
    /// What takes it, as code names it.
    pub name: &'static str,
}

/// How far back the call may begin, and how far on an address may stand.
const REACH: usize = 400;

/// Constructors of clients that take nothing but a secret, with what the key is called that takes it.
const CONSTRUCTORS: [(&str, &str, &str); 9] = [
    ("github", "Octokit", "auth"),
    ("stripe", "Stripe", ""),
    ("openai", "OpenAI", "apiKey"),
    ("anthropic", "Anthropic", "apiKey"),
    ("resend", "Resend", ""),
    ("slack", "WebClient", ""),
    ("notion", "Client", "auth"),
    ("airtable", "Airtable", "apiKey"),
    ("sendgrid", "setApiKey", ""),
];

/// Hosts whose interfaces take secrets alone in an `Authorization` header.
const HOSTS: [(&str, &str); 12] = [
    ("sanity", ".api.sanity.io/"),
    ("github", "api.github.com/"),
    ("stripe", "api.stripe.com/"),
    ("openai", "api.openai.com/"),
    ("anthropic", "api.anthropic.com/"),
    ("slack", "slack.com/api/"),
    ("sendgrid", "api.sendgrid.com/"),
    ("cloudflare", "api.cloudflare.com/"),
    ("vercel", "api.vercel.com/"),
    ("netlify", "api.netlify.com/"),
    ("notion", "api.notion.com/"),
    ("airtable", "api.airtable.com/"),
];

/// Options of Sanity's client, two of which stand beside its `token`.
const SANITY: [&[u8]; 4] = [b"projectId:", b"dataset:", b"apiVersion:", b"useCdn:"];

/// What the value at `start..end` is handed to. A key that is called `token` says nothing alone.
pub(super) fn sink(bytes: &[u8], start: usize, end: usize) -> Option<Sink> {
    let before = &bytes[start.saturating_sub(REACH)..start];
    let after = &bytes[end..bytes.len().min(end + REACH)];
    let quoted = before.last().is_some_and(|it| b"\"'` ".contains(it));
    if !quoted {
        return None;
    }
    header(before, after).or_else(|| call(before, after))
}

/// `fetch("https://host/…", { headers: { Authorization: "Bearer VALUE" } })`.
fn header(before: &[u8], after: &[u8]) -> Option<Sink> {
    let text = strip_noise(before);
    let text = text
        .strip_suffix(b":")
        .or_else(|| text.strip_suffix(b","))?;
    if !strip_noise(text).ends_with(b"uthorization") {
        return None;
    }
    let call = &before[opening(before)?..];
    let host = HOSTS.iter().find(|(_, host)| {
        let is_there = |text: &[u8]| memchr::memmem::find(text, host.as_bytes()).is_some();
        is_there(call) || is_there(statement(after))
    })?;
    Some(Sink {
        provider: host.0,
        name: host.1.trim_matches(['.', '/']),
    })
}

/// `createClient({ token: VALUE })`, `new Octokit({ auth: VALUE })`, `new Stripe(VALUE)`.
fn call(before: &[u8], after: &[u8]) -> Option<Sink> {
    let open = opening(before)?;
    let (callee, arguments) = (before[..open].trim_ascii_end(), &before[open..]);
    let key = strip_noise(arguments).strip_suffix(b":").map(strip_noise);
    let is_key = |name: &str| match key {
        Some(text) => !name.is_empty() && text.ends_with(name.as_bytes()),
        None => name.is_empty() && strip_noise(&arguments[1..]).is_empty(),
    };
    if is_key("token") {
        let count = SANITY.iter().filter(|it| {
            let is_there = |text: &[u8]| memchr::memmem::find(text, it).is_some();
            is_there(arguments) || is_there(statement(after))
        });
        return (count.count() >= 2).then_some(Sink {
            provider: "sanity",
            name: "createClient",
        });
    }
    let found = CONSTRUCTORS
        .iter()
        .find(|(_, name, key)| is_called(callee, name) && is_key(key));
    found.map(|&(provider, name, _)| Sink { provider, name })
}

/// Whether a call is that of `name`: of a class behind `new`, of a function behind a dot.
fn is_called(callee: &[u8], name: &str) -> bool {
    let Some(rest) = callee.strip_suffix(name.as_bytes()) else {
        return false;
    };
    let is_class = name.starts_with(|it: char| it.is_ascii_uppercase());
    // A bundler may put its own name for the module before the class.
    let path = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'$');
    let length = rest.iter().rev().take_while(|it| path(it)).count();
    let (head, path) = rest.split_at(rest.len() - length);
    let is_own = path.is_empty() || path.ends_with(b".");
    is_own
        && (!is_class || head.trim_ascii_end().ends_with(b"new"))
        && (is_class || !path.is_empty())
}

/// Where the innermost call stands open at the end of `text`.
fn opening(text: &[u8]) -> Option<usize> {
    let mut depth = 0_u32;
    for (index, byte) in text.iter().enumerate().rev() {
        match byte {
            b')' | b']' | b'}' => depth += 1,
            b';' if depth == 0 => return None,
            b'[' | b'{' | b'(' if depth > 0 => depth -= 1,
            b'(' => return Some(index),
            _ => {}
        }
    }
    None
}

/// The rest of the call that a text begins in.
fn statement(text: &[u8]) -> &[u8] {
    let end = memchr::memchr2(b')', b';', text);
    &text[..end.unwrap_or(text.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provider(text: &str) -> Option<&'static str> {
        let start = text.find("VALUE").unwrap();
        sink(text.as_bytes(), start, start + 5).map(|it| it.provider)
    }

    #[test]
    fn what_takes_a_value_says_whose_it_is() {
        for (text, wanted) in [
            (
                "(0,r.createClient)({projectId:\"a\",dataset:\"b\",token:\"VALUE\",useCdn:!1})",
                "sanity",
            ),
            (
                "e({token:\"VALUE\",projectId:\"a\",dataset:\"b\"})",
                "sanity",
            ),
            ("new Octokit({auth:\"VALUE\"})", "github"),
            ("new t.Octokit({ auth: 'VALUE' })", "github"),
            ("new Stripe(\"VALUE\",{apiVersion:\"2024\"})", "stripe"),
            (
                "new r.OpenAI({apiKey:\"VALUE\",dangerouslyAllowBrowser:!0})",
                "openai",
            ),
            ("n.setApiKey(\"VALUE\")", "sendgrid"),
            (
                "fetch(\"https://api.github.com/user\",{headers:{Authorization:\"Bearer VALUE\"}})",
                "github",
            ),
            (
                "fetch(`https://x.api.sanity.io/v1`,{headers:{Authorization:\"Bearer VALUE\"}})",
                "sanity",
            ),
            (
                "f({headers:{Authorization:\"Bearer VALUE\"},url:\"https://api.vercel.com/v9\"})",
                "vercel",
            ),
        ] {
            assert_eq!(provider(text), Some(wanted), "{text}");
        }
    }

    #[test]
    fn a_name_alone_says_nothing() {
        for text in [
            "{token:\"VALUE\"}",
            "createClient({token:\"VALUE\"})",
            "f({auth:\"VALUE\"})",
            "new Map({auth:\"VALUE\"})",
            "Stripe(\"VALUE\")",
            "new Stripe(e);x({apiKey:\"VALUE\"})",
            "fetch(\"https://api.github.com/user\");var a={Authorization:\"Bearer VALUE\"}",
            "fetch(\"https://api.example/user\",{headers:{Authorization:\"Bearer VALUE\"}})",
        ] {
            assert_eq!(provider(text), None, "{text}");
        }
    }
}
