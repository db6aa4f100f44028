//! Scans files and folders on disk.

use super::news::News;
use super::{Gathered, Job, Sought, unread};
use crate::project::Discovery;
use crate::scan::scan_watched;
use crate::walk;

impl Job<'_> {
    /// Scans every file of the targets.
    pub(super) fn on_disk(&self, mut discovery: Discovery) -> Gathered {
        let Sought { engine, values } = self.sought(&discovery);
        let listed = std::mem::take(&mut discovery.listed);
        let walk = walk::files_but(&discovery.targets, listed);
        let mut scan = self
            .pool
            .install(|| scan_watched(&walk.files, &engine, self.progress));
        scan.notifications.extend(unread(&discovery, &scan));
        discovery.notifications.extend(walk.notifications);
        Gathered {
            findings: self.served.find(&walk.files, &discovery),
            discovery,
            scan,
            values,
            news: News::Everything,
        }
    }
}
