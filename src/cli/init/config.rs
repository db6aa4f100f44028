//! The configuration file, every key of which is there to be taken out of its comment.

use super::Step;
use super::edit::Edit;
use super::here::Here;
use crate::cli::config::{FILE_NAME, found};

const TEXT: &str = r#"# Settings of spillcheck here and below. A key is the flag of the same name,
# and what is typed wins: `spillcheck --help` explains them, and
# `spillcheck config` shows what holds. To set one, take away its `#`.

# The least severity that fails a run: info, low, medium, high or critical.
#fail-on = "low"

# The least confidence that does: low, medium or high.
#fail-confidence = "medium"

# Fail on remarks too: a project that is not built, a link not followed.
#strict = true

# Scan these, and not what the projects here are known to ship.
#paths = ["public"]

# Reports; every one but the first names its file.
#format = ["human", "html=spillcheck.html"]

# Files and variables whose secrets are sought in what ships, beside the .env
# files of the projects.
#env-file = ["deploy/production.env"]
#env = ["DEPLOY_*"]

# Rules of your own, and variables whose names no rule knows.
#rules = ["spillcheck-rules.toml"]
#secret-names = ["ACME_SIGNING_SEED"]
#public-names = ["GATSBY_MAP_TOKEN"]

# What you judge otherwise: `off`, which needs a reason, or a severity. It
# holds of a finding only where it holds of every place of it.
#[[override]]
#paths = ["public/docs/**"]
#rules = ["stripe-*"]
#severity = "off"
#reason = "Samples in the documentation"
"#;

/// Writes one where none is found.
pub(super) fn step(here: &Here) -> anyhow::Result<Step> {
    if let Some(path) = found(&here.folder)? {
        let path = path.strip_prefix(&here.folder).unwrap_or(&path).to_owned();
        return Ok(Step::Done(format!("{} has the settings", path.display())));
    }
    Ok(Step::Write(Edit::create(here.folder.join(FILE_NAME), TEXT)))
}
