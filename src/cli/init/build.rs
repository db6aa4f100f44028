//! The build's script: what ships is checked as soon as it is built.

use anyhow::bail;

use super::edit::Edit;
use super::here::{FollowUp, Here};
use super::{Step, json};

/// Has the build end with a scan.
pub(super) fn step(here: &Here) -> anyhow::Result<Step> {
    let path = here.folder.join("package.json");
    let Some(text) = &here.package else {
        return Ok(Step::Skip(
            "there is no package.json here, so no build to follow".to_owned(),
        ));
    };
    let Ok(serde_json::Value::Object(_)) = serde_json::from_str(text) else {
        bail!("{} is no JSON object", path.display());
    };
    let script = |key| json::value(text, "scripts", key);
    let said = ["build", "postbuild"].map(script);
    if said.iter().flatten().any(|it| it.contains("spillcheck")) {
        return Ok(Step::Done(
            "package.json checks what it has built".to_owned(),
        ));
    }
    let changed = match said {
        [None, _] => None,
        [Some(_), _] if here.manager.follow_up == FollowUp::None => {
            json::extended(text, "scripts", "build", "spillcheck")
        }
        [_, Some(_)] => json::extended(text, "scripts", "postbuild", "spillcheck"),
        [Some(_), None] => json::inserted(text, "scripts", "build", ("postbuild", "spillcheck")),
    };
    Ok(match changed {
        Some(new) => Step::Write(Edit::change(path, text.clone(), new)),
        None => Step::Hand(
            "package.json has no script `build`; let whatever builds be followed by".to_owned(),
            here.manager.run.to_owned(),
        ),
    })
}
