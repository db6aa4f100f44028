//! Weighs what the witnesses of one file's findings say.

use std::cmp::Reverse;
use std::path::Path;

use super::attached::Attached;
use super::author::Home;
use super::brackets::offset;
use super::hunt::{Clue, ClueKind, Hunt};
use super::mapped::{Loaded, Standing, View, attached};
use super::reads::{begins, is_constant, takes_environment};
use super::sources::{Lead, Leads, Part};
use super::spots::spots;
use super::vlq::{Mapped, Spot};
use crate::finding::{Original, Witness};
use crate::notification::Notification;

/// A place whose origin is sought.
pub(super) struct Case {
    pub(super) wanted: usize,
    pub(super) start: u64,
    pub(super) spot: Spot,
}

/// All that can say where places of one file come from.
pub(super) struct Witnesses<'a> {
    path: &'a Path,
    home: Home<'a>,
    hunt: &'a Hunt,
    leads: &'a Leads,
    notifications: Vec<Notification>,
}

impl<'a> Witnesses<'a> {
    pub(super) fn new(path: &'a Path, home: Home<'a>, hunt: &'a Hunt, leads: &'a Leads) -> Self {
        Self {
            path,
            home,
            hunt,
            leads,
            notifications: Vec::new(),
        }
    }

    /// Where each of the places comes from.
    pub(super) fn hear(&mut self, cases: &[Case]) -> Vec<Option<Original>> {
        let attached = attached(self.path);
        let mut view = attached.as_ref().and_then(|it| self.view(it));
        let places: Vec<(u64, Spot)> = cases.iter().map(|case| (case.start, case.spot)).collect();
        let mapped = view.as_ref().map_or_else(
            || vec![None; cases.len()],
            |it| it.places(self.path, &places),
        );
        let heard = cases
            .iter()
            .zip(mapped)
            .map(|(case, mapped)| self.decide(case, mapped, view.as_mut()))
            .collect();
        self.notifications
            .extend(view.map(|it| it.notifications).unwrap_or_default());
        heard
    }

    /// What was wrong with the witnesses.
    pub(super) fn notifications(self) -> Vec<Notification> {
        self.notifications
    }

    fn view<'m>(&mut self, attached: &'m Attached) -> Option<View<'m>>
    where
        'a: 'm,
    {
        match View::new(attached, self.home) {
            Ok(view) => Some(view),
            Err(notification) => {
                self.notifications.push(notification);
                None
            }
        }
    }

    fn decide(
        &self,
        case: &Case,
        mapped: Option<Mapped>,
        view: Option<&mut View<'_>>,
    ) -> Option<Original> {
        let Some(view) = view else {
            return self.value(case, None).or_else(|| self.variable(case, None));
        };
        mapped
            .and_then(|it| self.checked(case, it, view))
            .or_else(|| self.value(case, Some(view)))
            .or_else(|| self.in_contents(case, view))
            .or_else(|| self.read_in_map(case, view))
            .or_else(|| self.unchecked(case, mapped?, view))
            .or_else(|| self.variable(case, Some(view)))
            .or_else(|| self.in_foreign(case, mapped?, view))
    }

    /// The map's answer, moved to where the value or its variable stands in that source.
    fn checked(&self, case: &Case, mapped: Mapped, view: &mut View<'_>) -> Option<Original> {
        let loaded = view.load(mapped.source);
        let is_good = loaded.standing == Standing::Good;
        is_good
            .then(|| self.nearest(case, mapped.spot, loaded))
            .flatten()
    }

    fn nearest(&self, case: &Case, near: Spot, loaded: &Loaded) -> Option<Original> {
        let text = loaded.text.as_bytes();
        let clues: Vec<Clue> = self
            .hunt
            .clues(text)
            .into_iter()
            .filter(|it| it.wanted == Some(case.wanted))
            .collect();
        let places = spots(text, clues.iter().map(|it| it.at));
        let counts =
            |(clue, spot): &(&Clue, Spot)| clue.kind >= ClueKind::Read || spot.line == near.line;
        let (_, spot) = clues
            .iter()
            .zip(places)
            .filter(counts)
            .min_by_key(|(clue, spot)| {
                let lines = spot.line.abs_diff(near.line);
                (Reverse(clue.kind), lines, spot.column.abs_diff(near.column))
            })?;
        Some(original(&loaded.path, spot, Witness::Map))
    }

    /// The value in the author's own files: in those that are scanned, where no other leads to it.
    fn value(&self, case: &Case, view: Option<&View<'_>>) -> Option<Original> {
        let is_own = |lead: &&Lead| !lead.is_scanned && lead.part != Part::Settings;
        let has_own = self.leads.of(case.wanted).any(|it| is_own(&it));
        let is_value = |lead: &&Lead| {
            lead.kind >= ClueKind::Piece && (is_own(lead) || lead.is_scanned && !has_own)
        };
        let lead = self.best(self.leads.of(case.wanted).filter(is_value), view)?;
        Some(original(&lead.path, lead.spot, Witness::Source))
    }

    /// The value in the map's copy of a file that is not there.
    fn in_contents(&self, case: &Case, view: &mut View<'_>) -> Option<Original> {
        let own: Vec<usize> = view.own_sources().collect();
        own.into_iter().find_map(|source| {
            let loaded = view.load(source);
            let is_copy = loaded.standing == Standing::Good && !loaded.path.exists();
            let start = Spot { line: 0, column: 0 };
            is_copy.then(|| self.nearest(case, start, loaded)).flatten()
        })
    }

    /// Where a source that the map names reads the variable.
    fn read_in_map(&self, case: &Case, view: &View<'_>) -> Option<Original> {
        let leads = self
            .leads
            .of(case.wanted)
            .filter(|lead| lead.kind == ClueKind::Read && self.is_in(view, lead));
        let lead = self.best(leads, Some(view))?;
        Some(original(&lead.path, lead.spot, Witness::Variable))
    }

    /// Where the variable is read or named, the environment is taken as a whole, or the value is set.
    fn variable(&self, case: &Case, view: Option<&View<'_>>) -> Option<Original> {
        let of_kind = |kind| {
            self.best(
                self.leads.of(case.wanted).filter(move |it| it.kind == kind),
                view,
            )
        };
        let names_one = || self.leads.of(case.wanted).next().is_some();
        let whole = || {
            names_one()
                .then(|| self.best(self.leads.of_environment(), view))
                .flatten()
        };
        let lead = of_kind(ClueKind::Read)
            .or_else(|| of_kind(ClueKind::Mention))
            .or_else(whole)
            .or_else(|| self.leads.of(case.wanted).next())?;
        Some(original(&lead.path, lead.spot, witness(lead)))
    }

    /// The map's answer as it is, where nothing speaks against it: what a bundler puts in place of a constant may have no place
    /// of its own, and the map then names what stands before it.
    fn unchecked(&self, case: &Case, mapped: Mapped, view: &mut View<'_>) -> Option<Original> {
        let mut reads = self
            .leads
            .of(case.wanted)
            .filter(|it| it.kind == ClueKind::Read)
            .peekable();
        let loaded = view.load(mapped.source);
        let text = loaded.text.as_bytes();
        let at = offset(text, mapped.spot.line + 1, mapped.spot.column + 1);
        let is_likely = reads.peek().is_none()
            || reads.any(|it| it.key.as_deref().is_some_and(|key| begins(text, at, key)))
            || is_constant(text, at)
            || takes_environment(text, at);
        let is_good = loaded.standing == Standing::Good && is_likely;
        is_good.then(|| original(&loaded.path, mapped.spot, Witness::Map))
    }

    /// The value in a library or a file that a build has made.
    fn in_foreign(&self, case: &Case, mapped: Mapped, view: &mut View<'_>) -> Option<Original> {
        let loaded = view.load(mapped.source);
        let is_foreign = loaded.standing == Standing::Foreign;
        is_foreign
            .then(|| self.nearest(case, mapped.spot, loaded))
            .flatten()
    }

    /// The lead that most likely went into this file.
    fn best<'l>(
        &self,
        leads: impl Iterator<Item = &'l Lead>,
        view: Option<&View<'_>>,
    ) -> Option<&'l Lead> {
        leads.min_by_key(|lead| {
            let is_outside = view.is_some_and(|view| !self.is_in(view, lead));
            let far = Reverse(affinity(self.path, &lead.path));
            (
                is_outside,
                lead.is_scanned,
                lead.part,
                Reverse(lead.kind),
                far,
                &lead.path,
                lead.spot,
            )
        })
    }

    fn is_in(&self, view: &View<'_>, lead: &Lead) -> bool {
        let below = lead
            .path
            .strip_prefix(self.home.project)
            .unwrap_or(&lead.path);
        view.names(&below.to_string_lossy())
    }
}

fn original(path: &Path, spot: Spot, by: Witness) -> Original {
    Original {
        path: path.to_owned(),
        line: spot.line + 1,
        column: spot.column + 1,
        by,
    }
}

fn witness(lead: &Lead) -> Witness {
    match lead.part {
        Part::Settings => Witness::EnvFile,
        Part::Config => Witness::Config,
        Part::Code | Part::Elsewhere => Witness::Variable,
    }
}

/// How many words of a source's path stand in that of an output: a page is named after its file.
fn affinity(output: &Path, source: &Path) -> usize {
    let words = |path: &Path| -> Vec<String> {
        let text = path.to_string_lossy();
        let words = text.split(|byte: char| !byte.is_ascii_alphanumeric());
        words
            .filter(|it| it.len() > 2)
            .map(str::to_lowercase)
            .collect()
    };
    let output = words(output);
    words(source)
        .iter()
        .filter(|it| output.contains(it))
        .count()
}
