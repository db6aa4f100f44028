//! GitLab's pipeline: the job that builds also scans, or one more job does both.

use std::path::Path;

use super::Step;
use super::ci::install;
use super::edit::{self, Edit};
use super::here::Here;
use super::managers::{all_at, indented};
use super::yaml::{Entry, Yaml};

pub(super) const FILE: &str = ".gitlab-ci.yml";

/// What is at the top of a pipeline and no job.
const NO_JOBS: [&str; 11] = [
    "after_script",
    "before_script",
    "cache",
    "default",
    "image",
    "include",
    "services",
    "spec",
    "stages",
    "variables",
    "workflow",
];

/// What builds a site.
const BUILDS: [&str; 11] = [
    "run build",
    "yarn build",
    "pnpm build",
    "bun build",
    "gatsby build",
    "next build",
    "vite build",
    "astro build",
    "nuxt build",
    "nuxt generate",
    "ng build",
];

/// Has the pipeline check what it builds.
pub(super) fn step(here: &Here, top: &Path) -> anyhow::Result<Step> {
    let path = top.join(FILE);
    let Some(old) = edit::read(&path)? else {
        return Ok(Step::Write(Edit::create(
            path,
            job(here, None).join("\n") + "\n",
        )));
    };
    if old.contains("spillcheck") {
        return Ok(Step::Done(format!("{FILE} runs spillcheck")));
    }
    let Some(yaml) = Yaml::of(&old) else {
        return Ok(Step::Hand(
            format!("{FILE}: one more job"),
            job(here, None).join("\n"),
        ));
    };
    let new = in_job(here, &yaml).unwrap_or_else(|| beside(here, &yaml));
    Ok(Step::Write(Edit::change(path, old, new)))
}

/// The scan behind what builds, where just one job builds, in its script's own lines.
fn in_job(here: &Here, yaml: &Yaml<'_>) -> Option<String> {
    // Which folder another's job has gone into does not show.
    if here.below().is_some() {
        return None;
    }
    let jobs = yaml.top().into_iter();
    let jobs = jobs.filter(|it| !NO_JOBS.contains(&it.key) && !it.key.starts_with('.'));
    let mut building = jobs.filter_map(|job| {
        let item = built(yaml, &job)?;
        Some((job, item))
    });
    let (job, item) = building.next()?;
    if building.next().is_some() {
        return None;
    }
    let scan = format!("- {}", here.manager.run);
    // What a job keeps, and when, is its author's to say where that is said already.
    if yaml.child(&job, "artifacts").is_some() {
        return Some(yaml.with(&all_at(item.end, indented(item.indent, &[scan]))));
    }
    let scan = format!("- {}", scan_command(here));
    let mut added = all_at(item.end, indented(item.indent, &[scan]));
    let step = yaml.below(&job).first().map_or(2, |it| it.indent);
    let report = report(None).map(|line| format!("{:indent$}{line}", "", indent = step - 2));
    added.extend(all_at(job.end, report.into_iter()));
    Some(yaml.with(&added))
}

/// The line of a job's script that builds.
fn built<'a>(yaml: &Yaml<'a>, job: &Entry<'_>) -> Option<Entry<'a>> {
    let items = yaml.below(&yaml.child(job, "script")?);
    let is_build = |it: &Entry<'_>| {
        let mut lines = yaml.lines(it).iter();
        lines.any(|line| BUILDS.iter().any(|build| line.contains(build)))
    };
    items.into_iter().rfind(is_build)
}

/// One more job, in a stage that there is.
fn beside(here: &Here, yaml: &Yaml<'_>) -> String {
    let mut lines = job(here, stage(yaml));
    if yaml.len() > 0 {
        lines.insert(0, String::new());
    }
    yaml.with(&all_at(yaml.len(), lines.into_iter()))
}

/// The stage of a job that names none is `test`; where there is none of that name it is the first one.
fn stage(yaml: &Yaml<'_>) -> Option<String> {
    let stages = yaml.entry("stages")?;
    let listed = stages.value.trim_matches(['[', ']']).split(',');
    let below = yaml.below(&stages);
    let names = listed.chain(below.iter().map(|it| it.value));
    let names = names.map(|it| it.trim().trim_matches(['"', '\'']).to_owned());
    let names: Vec<String> = names.filter(|it| !it.is_empty()).collect();
    if names.iter().any(|it| it == "test") {
        return None;
    }
    names.into_iter().next()
}

fn scan_command(here: &Here) -> String {
    format!(
        "{} --format human --format gitlab-quality=gl-code-quality-report.json",
        here.manager.run
    )
}

/// The report that a merge request shows, found or not.
fn report(folder: Option<&str>) -> [String; 4] {
    let folder = folder.map(|it| format!("{it}/")).unwrap_or_default();
    [
        "  artifacts:".to_owned(),
        "    when: always".to_owned(),
        "    reports:".to_owned(),
        format!("      codequality: {folder}gl-code-quality-report.json"),
    ]
}

/// A job that installs, builds and scans.
fn job(here: &Here, stage: Option<String>) -> Vec<String> {
    let below = here.below();
    let mut lines = vec!["spillcheck:".to_owned()];
    lines.extend(stage.map(|it| format!("  stage: {it}")));
    lines.extend(["  image: node:24", "  script:"].map(str::to_owned));
    let setup = here.manager.script.map(str::to_owned);
    let enter = below.as_ref().map(|it| format!("cd '{it}'"));
    let rest = [install(here), here.manager.build].map(str::to_owned);
    let script = setup.into_iter().chain(enter).chain(rest);
    let script = script.chain([scan_command(here)]);
    lines.extend(script.map(|it| format!("    - {it}")));
    lines.extend(report(below.as_deref()));
    lines
}
