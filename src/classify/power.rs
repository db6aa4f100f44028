//! What the holder of a secret can do.

use crate::detect::Evidence;
use crate::finding::Severity;
use crate::fix::Fix;
use crate::project::Exposure;
use crate::rule::{Public, Role, RuleInfo};

/// What the holder of a secret can do, and what says so.
pub(super) enum Power<'a> {
    /// Write, by the word given, or by the kind of secret.
    Write(Option<&'a str>),
    /// Read alone, by the word given, or by the kind of secret.
    Read(Option<&'a str>),
    /// Act as a person.
    Impersonate,
    /// A little.
    Restricted,
    /// What a variable of the project's is for.
    Variable,
    /// Nothing says.
    Unknown,
    /// More than its kind of value should, for the reason given.
    Worse(Role, &'a str),
    /// What everybody may do.
    Public(&'a Public),
    /// Nothing alone.
    Identify,
}

impl<'a> Power<'a> {
    pub(super) fn of(rule: &'a RuleInfo, evidence: &'a Evidence) -> Self {
        if let (Some(worse), Some(_)) = (&rule.worse, &evidence.worse) {
            return Self::Worse(worse.role, &worse.why);
        }
        match (rule.role, &evidence.write, &evidence.read) {
            (Role::Session, ..) => Self::Impersonate,
            (Role::Read, ..) => Self::Read(None),
            (Role::Write, ..) => Self::Write(None),
            (Role::Restricted, ..) => Self::Restricted,
            (Role::Variable, ..) => Self::Variable,
            (Role::Id, ..) => Self::Identify,
            (Role::Public, ..) => rule.public.as_ref().map_or(Self::Identify, Self::Public),
            (Role::Unknown, Some(word), _) => Self::Write(Some(word)),
            (Role::Unknown, None, Some(word)) => Self::Read(Some(word)),
            (Role::Unknown, None, None) => Self::Unknown,
        }
    }

    pub(super) fn severity(&self, exposure: Exposure) -> Severity {
        let (client, source) = match self {
            Self::Public(_) | Self::Identify => (Severity::Info, Severity::Info),
            Self::Restricted | Self::Worse(Role::Restricted, _) => {
                (Severity::Medium, Severity::Medium)
            }
            Self::Read(_) | Self::Variable | Self::Worse(Role::Read, _) => {
                (Severity::High, Severity::High)
            }
            _ => (Severity::Critical, Severity::High),
        };
        match exposure {
            Exposure::Server => Severity::Info,
            Exposure::Source => source,
            Exposure::Client | Exposure::Unknown => client,
        }
    }

    /// Who can read a place, in words; nothing where it is no matter.
    pub(super) fn reach(&self, exposure: Exposure) -> &'static str {
        match (self, exposure) {
            (Self::Public(_), _) => "It is public by design.",
            (_, Exposure::Client) => {
                "Browsers are served this file, so anyone who opens the site has it."
            }
            (_, Exposure::Unknown) => {
                "Nothing shows that this file stays on a server, so anyone may have it."
            }
            (_, Exposure::Source) => {
                "It is written in a source file, for everyone with the repository."
            }
            (_, Exposure::Server) => {
                "It is in files for the server alone, which browsers are not served."
            }
        }
    }

    pub(super) fn description(&self) -> String {
        match self {
            Self::Write(Some(word)) => format!(
                "`{word}` beside it says that it can write: whoever has it can change or delete the data."
            ),
            Self::Read(Some(word)) => format!(
                "`{word}` beside it says that it only reads, which gives away private data and drafts."
            ),
            Self::Worse(_, why) => (*why).to_owned(),
            Self::Public(public) => public.reason.clone(),
            Self::Write(None) => {
                "Whoever has it can write, spend or administer in its owner's name.".to_owned()
            }
            Self::Read(None) => "Whoever has it can read private data.".to_owned(),
            Self::Impersonate => {
                "It is a person's session: whoever has it can do all that this person can."
                    .to_owned()
            }
            Self::Restricted => {
                "It is a restricted or test key; what it opens is limited.".to_owned()
            }
            Self::Identify => "Alone it opens nothing: it names an account or a key.".to_owned(),
            Self::Variable => {
                "It is the value of a variable that is secret by its name; what it opens does not show in it."
                    .to_owned()
            }
            Self::Unknown => {
                "What it may do does not show in it; assume that it can change or delete the data."
                    .to_owned()
            }
        }
    }

    /// What to do: nothing is leaked where only a server has it, or where everybody may have it.
    pub(super) fn fix(&self, exposure: Exposure, fix: &Fix) -> Fix {
        match (self, exposure) {
            (Self::Public(public), _) => Fix::in_code(&*public.check),
            (_, Exposure::Server) => Fix::in_code(
                "Nothing ships. Let the server read it from its environment when it runs, so that \
                 it does not lie in build folders, caches and images.",
            ),
            (_, Exposure::Source) => fix.clone(),
            (_, Exposure::Client | Exposure::Unknown) => fix.clone().of_served(),
        }
    }
}
