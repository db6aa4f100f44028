//! Where a value is handed to a provider's client or interface: that says whose it is, whatever its form.

use std::borrow::Cow;

use super::evidence::strip_noise;
use super::handed::uses;

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
const CONSTRUCTORS: [(&str, &str, &str); 14] = [
    ("github", "Octokit", "auth"),
    ("stripe", "Stripe", ""),
    ("openai", "OpenAI", "apiKey"),
    ("anthropic", "Anthropic", "apiKey"),
    ("resend", "Resend", ""),
    ("slack", "WebClient", ""),
    ("notion", "Client", "auth"),
    ("airtable", "Airtable", "apiKey"),
    ("sendgrid", "setApiKey", ""),
    ("groq", "Groq", "apiKey"),
    ("replicate", "Replicate", "auth"),
    ("huggingface", "HfInference", ""),
    ("telegram", "Telegraf", ""),
    ("linear", "LinearClient", "apiKey"),
];

/// Hosts whose interfaces take secrets alone in an `Authorization` header or their own one.
const HOSTS: [(&str, &str); 16] = [
    ("sanity", ".api.sanity.io"),
    ("github", "api.github.com"),
    ("stripe", "api.stripe.com"),
    ("openai", "api.openai.com"),
    ("anthropic", "api.anthropic.com"),
    ("slack", "slack.com/api"),
    ("sendgrid", "api.sendgrid.com"),
    ("cloudflare", "api.cloudflare.com"),
    ("vercel", "api.vercel.com"),
    ("netlify", "api.netlify.com"),
    ("notion", "api.notion.com"),
    ("airtable", "api.airtable.com"),
    ("resend", "api.resend.com"),
    ("groq", "api.groq.com"),
    ("linear", "api.linear.app"),
    ("contentful", "api.contentful.com"),
];

/// Headers that only one provider has, and that take secrets alone.
const HEADERS: [(&str, &str); 7] = [
    ("shopify", "x-shopify-access-token"),
    ("gitlab", "private-token"),
    ("figma", "x-figma-token"),
    ("hashicorp", "x-vault-token"),
    ("datadog", "dd-application-key"),
    ("datadog", "dd-api-key"),
    ("postmark", "x-postmark-server-token"),
];

/// Headers that many providers have: their host says whose the value is.
const SHARED: [&str; 3] = ["authorization", "x-api-key", "api-key"];

/// Options of Sanity's client, two of which stand beside its `token`.
const SANITY: [&[u8]; 4] = [b"projectId:", b"dataset:", b"apiVersion:", b"useCdn:"];

/// What the value at `start..end` is handed to. A key that is called `token` says nothing alone.
pub(super) fn sink(bytes: &[u8], start: usize, end: usize) -> Option<Sink> {
    let before = &bytes[start.saturating_sub(REACH)..start];
    let quoted = before.last().is_some_and(|it| b"\"'` ".contains(it));
    if !quoted && !before.ends_with(b"&quot;") {
        return None;
    }
    // What takes the constant that it is set to takes it too.
    taker(bytes, start, end).or_else(|| {
        let mut uses = uses(bytes, start, end).into_iter();
        uses.find_map(|at| taker(bytes, at.start, at.end))
    })
}

/// What takes that which stands at `start..end`, be it a value or its name.
fn taker(bytes: &[u8], start: usize, end: usize) -> Option<Sink> {
    let before = unescaped(&bytes[start.saturating_sub(REACH)..start]);
    let after = unescaped(&bytes[end..bytes.len().min(end + REACH)]);
    header(&before, &after)
        .or_else(|| options(&before, &after))
        .or_else(|| call(&before))
}

/// A text of an attribute as it was before its quotes were written as entities, whose last sign ends statements.
fn unescaped(text: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memmem::find(text, b"&quot;").is_none() {
        return Cow::Borrowed(text);
    }
    String::from_utf8_lossy(text)
        .replace("&quot;", "\"")
        .into_bytes()
        .into()
}

/// `fetch("https://host/…", { headers: { Authorization: "Bearer VALUE" } })`, `headers.set("PRIVATE-TOKEN", "VALUE")`.
fn header(before: &[u8], after: &[u8]) -> Option<Sink> {
    let text = before
        .strip_suffix(b"Token ")
        .or_else(|| before.strip_suffix(b"token "));
    let text = strip_noise(text.unwrap_or(before));
    let text = text
        .strip_suffix(b":")
        .or_else(|| text.strip_suffix(b","))?;
    let name = strip_noise(text);
    let ends = |header: &str| {
        let at = name.len().checked_sub(header.len());
        at.is_some_and(|at| {
            let whole = at.checked_sub(1).is_none_or(|it| !is_name(name[it]));
            whole && name[at..].eq_ignore_ascii_case(header.as_bytes())
        })
    };
    let own = HEADERS.iter().find(|(_, header)| ends(header));
    if let Some(&(provider, name)) = own {
        return Some(Sink { provider, name });
    }
    if !SHARED.iter().any(|it| ends(it)) {
        return None;
    }
    let from = memchr::memrchr(b';', before).map_or(0, |it| it + 1);
    let to = memchr::memchr(b';', after).unwrap_or(after.len());
    let host = HOSTS.iter().find(|(_, host)| {
        holds_host(&before[from..], host.as_bytes()) || holds_host(&after[..to], host.as_bytes())
    })?;
    Some(Sink {
        provider: host.0,
        name: host.1.trim_start_matches('.'),
    })
}

/// Whether a host stands in a text, and is no longer one's beginning or end.
fn holds_host(text: &[u8], host: &[u8]) -> bool {
    memchr::memmem::find_iter(text, host).any(|at| {
        let next = text.get(at + host.len());
        let is_whole = !next.is_some_and(|it| is_name(*it) || *it == b'.');
        let is_first =
            host[0] == b'.' || at == 0 || !(is_name(text[at - 1]) || text[at - 1] == b'.');
        is_whole && is_first
    })
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

/// `{ projectId: "a", dataset: "b", token: VALUE }`: no other client has such options, and a minifier keeps their names.
fn options(before: &[u8], after: &[u8]) -> Option<Sink> {
    let text = strip_noise(before).strip_suffix(b":").map(strip_noise)?;
    if !text.ends_with(b"token") {
        return None;
    }
    let own = &before[opening(before, b'{')?..];
    let close = memchr::memchr2(b'}', b';', after);
    let rest = &after[..close.unwrap_or(after.len())];
    let count = SANITY.iter().filter(|it| {
        let is_there = |text: &[u8]| memchr::memmem::find(text, it).is_some();
        is_there(own) || is_there(rest)
    });
    (count.count() >= 2).then_some(Sink {
        provider: "sanity",
        name: "createClient",
    })
}

/// `new Octokit({ auth: VALUE })`, `new Stripe(VALUE)`.
fn call(before: &[u8]) -> Option<Sink> {
    let open = opening(before, b'(')?;
    let (callee, arguments) = (before[..open].trim_ascii_end(), &before[open..]);
    let key = strip_noise(arguments).strip_suffix(b":").map(strip_noise);
    let is_key = |name: &str| match key {
        Some(text) => !name.is_empty() && text.ends_with(name.as_bytes()),
        None => name.is_empty() && strip_noise(&arguments[1..]).is_empty(),
    };
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

/// Where the innermost bracket of a kind stands open at the end of `text`.
fn opening(text: &[u8], wanted: u8) -> Option<usize> {
    let mut depth = 0_u32;
    for (index, byte) in text.iter().enumerate().rev() {
        match byte {
            b')' | b']' | b'}' => depth += 1,
            b';' if depth == 0 => return None,
            b'[' | b'{' | b'(' if depth > 0 => depth -= 1,
            _ if *byte == wanted => return Some(index),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provider(text: &str) -> Option<&'static str> {
        let start = text.find("VALUE").unwrap();
        sink(text.as_bytes(), start, start + 5).map(|it| it.provider)
    }

    const TAKERS: &[(&str, &str)] = &[
        (
            "(0,r.createClient)({projectId:\"a\",dataset:\"b\",token:\"VALUE\",useCdn:!1})",
            "sanity",
        ),
        (
            "e({token:\"VALUE\",projectId:\"a\",dataset:\"b\"})",
            "sanity",
        ),
        (
            "o={token:\"VALUE\",projectId:\"a\",dataset:\"b\"};f(o)",
            "sanity",
        ),
        (
            "axios.create({baseURL:\"https://api.github.com\",headers:{Authorization:\"token VALUE\"}})",
            "github",
        ),
        (
            "h.set(\"Authorization\",\"Bearer VALUE\"),fetch(\"https://api.github.com/x\",{headers:h})",
            "github",
        ),
        ("{\"X-Shopify-Access-Token\":\"VALUE\"}", "shopify"),
        (
            "fetch(\"https://api.anthropic.com/v1\",{headers:{\"x-api-key\":\"VALUE\"}})",
            "anthropic",
        ),
        (
            "const apiKey=\"VALUE\";t=new r.OpenAI({apiKey:apiKey})",
            "openai",
        ),
        (
            "const token = \"VALUE\";\nexport const c = createClient({ projectId: a, dataset: b, token: token })",
            "sanity",
        ),
        (
            "const token = \"VALUE\";f(\"https://api.github.com/\", {headers:{Authorization:`Bearer ${token}`}})",
            "github",
        ),
        ("new Octokit({auth:\"VALUE\"})", "github"),
        ("const t=\"VALUE\";n=new Octokit({auth:t})", "github"),
        (
            "const a=\"VALUE\";(0,r.createClient)({projectId:\"b\",dataset:\"c\",token:a})",
            "sanity",
        ),
        ("new t.Octokit({ auth: 'VALUE' })", "github"),
        (
            "x=&quot;&quot;;new Octokit({auth:&quot;VALUE&quot;})",
            "github",
        ),
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
    ];

    #[test]
    fn what_takes_a_value_says_whose_it_is() {
        for (text, wanted) in TAKERS {
            assert_eq!(provider(text), Some(*wanted), "{text}");
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
            "fetch(\"https://api.github.com.example/\",{headers:{Authorization:\"Bearer VALUE\"}})",
            "t=\"VALUE\";new Octokit({auth:t})",
            "token=\"VALUE\";f({token:token})",
            "{\"x-api-key\":\"VALUE\"}",
            "{\"my-private-token\":\"VALUE\"}",
            "fetch(\"https://api.example/user\",{headers:{Authorization:\"Bearer VALUE\"}})",
        ] {
            assert_eq!(provider(text), None, "{text}");
        }
    }
}
