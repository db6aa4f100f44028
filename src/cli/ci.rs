//! Whether a CI service runs the command: what is written there is read by many, and kept.

/// What CI services set, beside `CI`, which most of them do.
const VARIABLES: [&str; 8] = [
    "GITHUB_ACTIONS",
    "GITLAB_CI",
    "JENKINS_URL",
    "TEAMCITY_VERSION",
    "TF_BUILD",
    "CODEBUILD_BUILD_ID",
    "NETLIFY",
    "CF_PAGES",
];

/// Whether the environment says so.
pub(super) fn is_here() -> bool {
    is_said_by(|name| std::env::var(name).ok())
}

/// Whether it is one that shows what a workflow command in its log tells of a file.
pub(super) fn reads_annotations() -> bool {
    std::env::var("GITHUB_ACTIONS").is_ok_and(|value| value == "true")
}

fn is_said_by(variable: impl Fn(&str) -> Option<String>) -> bool {
    let says = |name: &str| {
        variable(name).is_some_and(|value| !matches!(&*value, "" | "0" | "false" | "False"))
    };
    says("CI") || VARIABLES.iter().any(|name| says(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_tells() {
        let with = |set: &'static str, value: &'static str| {
            is_said_by(|name| (name == set).then(|| value.to_owned()))
        };
        assert!(with("CI", "true"));
        assert!(with("JENKINS_URL", "https://ci.example/"));
        assert!(!with("CI", "false"));
        assert!(!with("HOME", "/root"));
    }
}
