//! What to do about a finding, in steps: in the code, with the secret itself, and last with the build.

/// What one step is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum About {
    /// The author's code and configuration.
    Code,
    /// The secret itself, with whoever issued it.
    Secret,
    /// What is built and served.
    Build,
}

impl About {
    /// The name used in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Secret => "secret",
            Self::Build => "build",
        }
    }

    /// What stands before a step that is one of several; nothing where the step says it.
    pub(crate) fn label(self) -> Option<&'static str> {
        match self {
            Self::Code => Some("Code:"),
            Self::Secret => Some("Secret:"),
            Self::Build => None,
        }
    }
}

/// One step of what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What it is about.
    pub about: About,
    /// One sentence or a few.
    pub text: String,
}

/// What to do about a finding, or about all that a rule finds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fix {
    /// What to change because of what let it through; empty where that is not known.
    pub cure: String,
    /// What the code does instead.
    pub code: String,
    /// What becomes of the secret itself; empty where there is none, or none to end.
    pub secret: String,
    /// What follows when those are done; empty where nothing is served.
    pub build: String,
}

/// A new value is of no use while the old one is still served.
const REBUILD: &str = "Rebuild, deploy, and purge the CDN.";

impl Fix {
    /// What is to be done in code alone.
    #[must_use]
    pub fn in_code(text: impl Into<String>) -> Self {
        Self {
            code: text.into(),
            ..Self::default()
        }
    }

    /// What is to be done in code, and with the secret.
    #[must_use]
    pub fn new(code: impl Into<String>, secret: impl Into<String>) -> Self {
        Self {
            secret: secret.into(),
            ..Self::in_code(code)
        }
    }

    /// What is to be done with a file that is no part of a site, and with the secrets in it.
    pub(crate) fn of_file(file: String, secrets: String) -> Self {
        Self {
            secret: secrets,
            build: file,
            ..Self::default()
        }
    }

    /// The same for what was served: where a secret ends, what holds it goes as well.
    #[must_use]
    pub fn of_served(mut self) -> Self {
        if !self.secret.is_empty() {
            REBUILD.clone_into(&mut self.build);
        }
        self
    }

    /// What is to be done whatever let it through: in the code, with the secret, with what is served.
    pub(crate) fn remedy(&self) -> [&str; 3] {
        [&self.code, &self.secret, &self.build]
    }

    /// The same, whatever let it through.
    #[must_use]
    pub fn without_cure(&self) -> Self {
        let [code, secret, build] = self.remedy().map(str::to_owned);
        Self {
            cure: String::new(),
            code,
            secret,
            build,
        }
    }

    /// The steps, in the order in which they are taken.
    #[must_use]
    pub fn steps(&self) -> Vec<Step> {
        let code = sentences(&[&self.cure, &self.code]);
        let all = [
            (About::Code, code),
            (About::Secret, self.secret.clone()),
            (About::Build, self.build.clone()),
        ];
        let said = all.into_iter().filter(|(_, text)| !text.is_empty());
        said.map(|(about, text)| Step { about, text }).collect()
    }

    /// The steps as they are told to people, each with what it is about; a step alone needs no word for that.
    #[must_use]
    pub fn told(&self) -> Vec<String> {
        let steps = self.steps();
        let is_one = steps.len() == 1;
        let tell = |step: Step| match step.about.label() {
            Some(label) if !is_one => format!("{label} {}", step.text),
            _ => step.text,
        };
        steps.into_iter().map(tell).collect()
    }

    /// The same, each with the number that stands before it; nothing stands before a step alone.
    #[must_use]
    pub fn numbered(&self) -> Vec<(String, String)> {
        numbered(self.told())
    }

    /// The steps, a line each.
    #[must_use]
    pub fn lines(&self) -> String {
        let lines = self.numbered().into_iter();
        let lines: Vec<String> = lines.map(|(mark, step)| mark + &step).collect();
        lines.join("\n")
    }

    /// All of it in one paragraph.
    #[must_use]
    pub fn text(&self) -> String {
        sentences(&[&self.cure, &self.code, &self.secret, &self.build])
    }
}

/// Steps, each with the number that stands before it; nothing stands before a step alone.
pub(crate) fn numbered(steps: Vec<String>) -> Vec<(String, String)> {
    let is_one = steps.len() == 1;
    let mark = |number: usize| {
        if is_one {
            String::new()
        } else {
            format!("{number}. ")
        }
    };
    let steps = (1..).zip(steps);
    steps.map(|(number, step)| (mark(number), step)).collect()
}

fn sentences(texts: &[&str]) -> String {
    let said = texts.iter().map(|text| text.trim());
    let said: Vec<&str> = said.filter(|text| !text.is_empty()).collect();
    said.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_secret_and_build_are_steps_of_their_own() {
        let fix = Fix {
            cure: "Take it out.".to_owned(),
            ..Fix::new("Ask a server.", "Revoke it.").of_served()
        };
        let told = [
            "Code: Take it out. Ask a server.",
            "Secret: Revoke it.",
            REBUILD,
        ];
        assert_eq!(fix.told(), told);
        assert_eq!(fix.lines().lines().nth(1), Some("2. Secret: Revoke it."));
        let all = format!("Take it out. Ask a server. Revoke it. {REBUILD}");
        assert_eq!(fix.text(), all);
    }

    #[test]
    fn of_a_file_the_secrets_come_first() {
        let fix = Fix::of_file("Take it out.".to_owned(), "Rotate them.".to_owned());
        assert_eq!(fix.lines(), "1. Secret: Rotate them.\n2. Take it out.");
        let harmless = Fix::of_file("Take it out.".to_owned(), String::new());
        assert_eq!(harmless.lines(), "Take it out.");
    }

    #[test]
    fn a_step_alone_is_told_as_it_is() {
        let fix = Fix::in_code("Rename it.").of_served();
        assert_eq!(fix.lines(), "Rename it.");
        assert_eq!(fix.text(), "Rename it.");
    }

    #[test]
    fn without_its_cure_it_is_that_of_any_other() {
        let fix = Fix::new("Ask a server.", "Revoke it.");
        let cured = Fix {
            cure: "Take it out.".to_owned(),
            ..fix.clone()
        };
        assert_eq!(cured.without_cure(), fix);
    }
}
