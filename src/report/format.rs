//! The formats a report can be written in: one table, and one file for each.

use super::{Options, Reporter};
use super::{checkstyle, csv, github, gitlab_quality, gitlab_secrets, html};
use super::{human, json, junit, lines, markdown, sarif};

/// A format that a report can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people, at a terminal or in a CI log.
    Human,
    /// For programs: `schema/report-v1.schema.json`.
    Json,
    /// The same, an object a line.
    JsonLines,
    /// For code scanning services and editors: SARIF 2.1.0.
    Sarif,
    /// For the test view of a CI service.
    Junit,
    /// For whatever reads Checkstyle's XML.
    Checkstyle,
    /// For spreadsheets.
    Csv,
    /// GitLab's code quality report.
    GitlabQuality,
    /// GitLab's secret detection report.
    GitlabSecrets,
    /// GitHub's annotations.
    Github,
    /// For a job's page or a comment.
    Markdown,
    /// For people, in a browser: one file that needs nothing else.
    Html,
}

impl Format {
    /// Every format, the default first.
    pub const ALL: [Self; 12] = [
        Self::Human,
        Self::Json,
        Self::JsonLines,
        Self::Sarif,
        Self::Junit,
        Self::Checkstyle,
        Self::Csv,
        Self::GitlabQuality,
        Self::GitlabSecrets,
        Self::Github,
        Self::Markdown,
        Self::Html,
    ];

    /// The name used in flags.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Json => "json",
            Self::JsonLines => "jsonl",
            Self::Sarif => "sarif",
            Self::Junit => "junit",
            Self::Checkstyle => "checkstyle",
            Self::Csv => "csv",
            Self::GitlabQuality => "gitlab-quality",
            Self::GitlabSecrets => "gitlab-secrets",
            Self::Github => "github",
            Self::Markdown => "markdown",
            Self::Html => "html",
        }
    }

    /// The reporter that writes it.
    #[must_use]
    pub fn reporter(self, options: Options<'_>) -> Box<dyn Reporter + '_> {
        match self {
            Self::Human => Box::new(human::Human::new(options)),
            Self::Json => Box::new(json::Json::new(options)),
            Self::JsonLines => Box::new(lines::Lines::new(options)),
            Self::Sarif => Box::new(sarif::Sarif::new(options)),
            Self::Junit => Box::new(junit::Junit::new(options)),
            Self::Checkstyle => Box::new(checkstyle::Checkstyle::new(options)),
            Self::Csv => Box::new(csv::Csv::new(options)),
            Self::GitlabQuality => Box::new(gitlab_quality::GitlabQuality::new(options)),
            Self::GitlabSecrets => Box::new(gitlab_secrets::GitlabSecrets::new(options)),
            Self::Github => Box::new(github::Github::new(options)),
            Self::Markdown => Box::new(markdown::Markdown::new(options)),
            Self::Html => Box::new(html::Html::new(options)),
        }
    }
}
