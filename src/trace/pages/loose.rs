//! Objects of scripts, which have names without quotes and `!0` for `true`, as JSON.

/// The object that begins at a script's first brace.
pub(super) fn json(script: &str) -> Option<String> {
    let mut rest = &script[script.find('{')?..];
    let mut json = String::with_capacity(rest.len() + rest.len() / 8);
    let mut depth = 0_u32;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => string(rest),
            '!' => 2,
            _ if rest.starts_with("void 0") => 6,
            _ if is_name(first) => rest.find(|it| !is_name(it)).unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let (own, after) = rest.split_at_checked(length)?;
        let is_key = is_name(first) && after.trim_start().starts_with(':');
        match own {
            "!0" => json.push_str("true"),
            "!1" => json.push_str("false"),
            "void 0" => json.push_str("null"),
            _ if is_key => json.extend(["\"", own, "\""]),
            _ => json.push_str(own),
        }
        depth += u32::from(own == "{");
        depth -= u32::from(own == "}");
        if depth == 0 {
            return Some(json);
        }
        rest = after;
    }
    None
}

fn is_name(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || matches!(sign, '_' | '$')
}

/// The length of the literal that `text` begins with.
fn string(text: &str) -> usize {
    let mut is_escaped = false;
    let end = text.bytes().skip(1).position(|byte| {
        let is_end = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        is_end
    });
    end.map_or(text.len(), |it| it + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_s_object_is_json() {
        for (script, wanted) in [
            (
                "export default ({\"a\":{file:\"x.js\",isEntry:!0,n:12,css:[]}})",
                "{\"a\":{\"file\":\"x.js\",\"isEntry\":true,\"n\":12,\"css\":[]}}",
            ),
            ("x={\"a:b\\\"{c:1\" : !1}", "{\"a:b\\\"{c:1\" : false}"),
            (
                "const m = {\n  a: void 0\n};\nexport { m }",
                "{\n  \"a\": null\n}",
            ),
        ] {
            assert_eq!(json(script).as_deref(), Some(wanted));
        }
        assert_eq!(json("x"), None);
    }
}
