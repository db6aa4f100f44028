//! What a JSON Web Token says of itself (RFC 7519): header and claims, which anyone can read.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::syntax::JwtSyntax;

/// Whether a token's header and claims hold what is wanted.
pub(super) fn holds(token: &[u8], wanted: &JwtSyntax) -> bool {
    let mut segments = token.split(|&byte| byte == b'.').map(decode);
    let mut next = || segments.next().flatten();
    let (Some(header), Some(claims)) = (next(), next()) else {
        return false;
    };
    all(&header, &wanted.header) && all(&claims, &wanted.claims)
}

fn decode(segment: &[u8]) -> Option<Value> {
    let json = URL_SAFE_NO_PAD.decode(segment).ok()?;
    serde_json::from_slice(&json).ok()
}

fn all(object: &Value, wanted: &BTreeMap<String, String>) -> bool {
    wanted
        .iter()
        .all(|(key, values)| object.get(key).is_some_and(|value| fits(value, values)))
}

/// Whether a value is one of those joined by `|`; any member of an array will do.
fn fits(value: &Value, wanted: &str) -> bool {
    let is = |text: &str| wanted == "*" || wanted.split('|').any(|one| one == text);
    match value {
        Value::String(text) => is(text),
        Value::Array(values) => wanted == "*" || values.iter().any(|value| fits(value, wanted)),
        other => is(&other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(claims: &str) -> Vec<u8> {
        let part = |json: &str| URL_SAFE_NO_PAD.encode(json);
        format!("{}.{}.c2ln", part(r#"{"alg":"HS256"}"#), part(claims)).into_bytes()
    }

    fn wanted(claims: &[(&str, &str)]) -> JwtSyntax {
        let pairs = claims
            .iter()
            .map(|&(key, value)| (key.to_owned(), value.to_owned()));
        JwtSyntax {
            header: BTreeMap::new(),
            claims: pairs.collect(),
        }
    }

    #[test]
    fn claims_are_compared_as_text() {
        let token = token(r#"{"role":"service_role","n":2,"aud":["a","b"]}"#);
        for (key, value) in [
            ("role", "anon|service_role"),
            ("n", "2"),
            ("aud", "b"),
            ("aud", "*"),
        ] {
            assert!(holds(&token, &wanted(&[(key, value)])), "{key}");
        }
        assert!(!holds(&token, &wanted(&[("role", "anon")])));
        assert!(!holds(&token, &wanted(&[("iss", "*")])));
    }

    #[test]
    fn what_is_no_token_holds_nothing() {
        for text in ["", "a.b.c", "eyJ.eyJ", "eyJhbGciOiJIUzI1NiJ9"] {
            assert!(!holds(text.as_bytes(), &JwtSyntax::default()), "{text}");
        }
    }
}
